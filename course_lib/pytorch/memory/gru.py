"""Gated recurrent unit, in PyTorch.

Chapters: gru, lstm-vs-gru. Twin: course_lib/scratch/memory/gru.py.
"""

import numpy as np
import torch
from torch import Tensor

from ...initialization import Scheme
from ...scratch.recurrent.elman import check_sizes, draw
from ..module import parameter
from ..recurrent.cell import Cell, State
from ..recurrent.deep import Stacked


class GRUCell(Cell):
    """One step of a gated recurrent unit (Cho et al., 2014), as torch.nn.GRU has it.

        r, z = sigma(a_r), sigma(a_z),   a = W x_t + b_ih + U h_{t-1} + b_hh
                                                                        (eq-gru-gates)
        q = U_n h_{t-1} + b_hn                                          (eq-gru-q)
        n = tanh(W_n x_t + b_in + r * q)                                (eq-gru-new)
        h_t = z * h_{t-1} + (1 - z) * n                                 (eq-gru)

    Shapes: x (N, D), state (h,) with h (N, H) -> (h_t,).
    Parameters, in the order r, z, n: weight_ih W (3H, D), weight_hh U (3H, H), bias_ih
    and bias_hh (3H,).
    Args: init and recurrent_init as in RNNCell.
    Raises: ValueError for another shape of x or state.
    """

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        *,
        init: Scheme | None = None,
        recurrent_init: Scheme | None = None,
        rng: np.random.Generator,
    ):
        super().__init__()
        sizes = check_sizes("GRUCell", input_size=input_size, hidden_size=hidden_size)
        self.input_size, self.hidden_size = sizes
        self.state_sizes = (self.hidden_size,)
        drawn = draw(self, 3, init, recurrent_init, rng)
        for name, array in drawn.items():
            setattr(self, name, parameter(array))

    def project(self, x: Tensor) -> Tensor:
        W, b = self.weight_ih, self.bias_ih
        return x @ W.T + b

    def step(self, z: Tensor, state: State) -> State:
        (h,), U, b = state, self.weight_hh, self.bias_hh
        a_r, a_z, a_n = z.chunk(3, dim=1)
        u_r, u_z, q = (h @ U.T + b).chunk(3, dim=1)  # eq-gru-q
        r, keep = torch.sigmoid(a_r + u_r), torch.sigmoid(a_z + u_z)  # eq-gru-gates
        n = torch.tanh(a_n + r * q)  # eq-gru-new
        return (keep * h + (1 - keep) * n,)  # eq-gru


class GRU(Stacked):
    """Gated recurrent units stacked, in one direction or two, as torch.nn.GRU.

    Equations as in GRUCell, Recurrent, Bidirectional and Deep (Cho et al., 2014).

    Shapes: x (T, N, D) -> y (T, N, H), or (T, N, 2 H) if bidirectional.
    Parameters: weight_ih_l0, weight_hh_l0, bias_ih_l0, bias_hh_l0, then
    those of l0_reverse, if there are two directions, then of l1, and so on.
    Args: as in GRUCell; num_layers on top of each other.
    Raises: ValueError for another shape of x or state.
    """

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        num_layers: int = 1,
        *,
        bidirectional: bool = False,
        init: Scheme | None = None,
        recurrent_init: Scheme | None = None,
        rng: np.random.Generator,
    ):
        options = {"init": init, "recurrent_init": recurrent_init, "rng": rng}

        def cell(size: int) -> GRUCell:
            return GRUCell(size, hidden_size, **options)

        super().__init__(cell, input_size, num_layers, bidirectional)
