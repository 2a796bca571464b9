"""Three ways to tell a recurrent network one fixed thing, in PyTorch.

Chapter: elman-and-jordan. Twin: course_lib/scratch/recurrent/context.py.
"""

import numpy as np
import torch
from torch import Tensor
from torch.nn import Module

from ...scratch.recurrent.context import check_context, check_inputs
from ..feedforward.linear import Linear
from .cell import Cell
from .unroll import Recurrent


class WithContext(Module):
    """Unroll a cell with a fixed vector c: at every step, as first state, or both.

        y = Recurrent(cell)([x_t, c])                      (eq-context-input)
        s_0 = tanh(A c + a)                                (eq-context-state)

    Shapes: x (T, N, D), c (N, C) -> y (T, N, output of the cell).
    Parameters: those of the cell; A (size of the state, C) and a, if c makes a state.
    Args: cell, with input_size D + C if c is an input, else D; how, "input", "state"
    or "both". D may be 0.
    Raises: ValueError for other shapes or another how.
    """

    def __init__(
        self, cell: Cell, context_size: int, how: str, *, rng: np.random.Generator
    ):
        super().__init__()
        self.context_size, self.how = check_context(cell, context_size, how, rng)
        self.layer = Recurrent(cell)
        self.to_state = None
        if how != "input":
            self.to_state = Linear(context_size, sum(cell.state_sizes), rng=rng)

    @property
    def input_size(self) -> int:
        at_input = self.context_size if self.how != "state" else 0
        return self.layer.input_size - at_input

    def forward(self, x: Tensor, c: Tensor) -> Tensor:
        check_inputs(x, c, self)
        state = None
        if self.to_state is not None:
            s = torch.tanh(self.to_state(c))  # eq-context-state
            state = s.split(self.layer.cell.state_sizes, dim=1)
        if self.how != "state":
            repeated = c.expand(len(x), *c.shape)
            x = torch.cat([x, repeated], dim=2)  # eq-context-input
        return self.layer.run(x, state)[0]
