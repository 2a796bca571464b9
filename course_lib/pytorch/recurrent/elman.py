"""Elman's network: the hidden layer reads itself one step before, in PyTorch.

Chapters: elman-and-jordan, bptt. Twin: course_lib/scratch/recurrent/elman.py.
"""

import numpy as np
from torch import Tensor

from ... import initialization
from ...scratch.recurrent.elman import check_sizes, draw
from ..module import parameter
from .cell import Cell, State
from .nonlinearity import FUNCTIONS, check_name


class RNNCell(Cell):
    """One step of the simple recurrent network (Elman, 1990).

        z_t = W x_t + b_ih + b_hh      (eq-elman-input)
        h_t = g(z_t + U h_{t-1})       (eq-elman)

    Shapes: x (N, D), state (h,) with h (N, H) -> (h_t,).
    Parameters: weight_ih W (H, D), weight_hh U (H, H), bias_ih and bias_hh (H,).
    Args: nonlinearity g, "tanh", "relu" or "identity"; init and recurrent_init, how
    the first W and U are drawn; with either, the biases are 0. Without, all are drawn
    as torch.nn does, from U(-k, k) with k = 1/sqrt(H).
    Raises: ValueError for another shape of x or state, or an unknown nonlinearity.
    """

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        *,
        nonlinearity: str = "tanh",
        init: initialization.Scheme | None = None,
        recurrent_init: initialization.Scheme | None = None,
        rng: np.random.Generator,
    ):
        super().__init__()
        check_name(nonlinearity, FUNCTIONS, "RNNCell", "nonlinearity")
        self.nonlinearity = nonlinearity
        sizes = check_sizes("RNNCell", input_size=input_size, hidden_size=hidden_size)
        self.input_size, self.hidden_size = sizes
        self.state_sizes = (self.hidden_size,)
        drawn = draw(self, 1, init, recurrent_init, rng)
        for name, array in drawn.items():
            setattr(self, name, parameter(array))

    def project(self, x: Tensor) -> Tensor:
        W, b = self.weight_ih, self.bias_ih + self.bias_hh
        return x @ W.T + b  # eq-elman-input

    def step(self, z: Tensor, state: State) -> State:
        (h,), U = state, self.weight_hh
        return (FUNCTIONS[self.nonlinearity](z + h @ U.T),)  # eq-elman
