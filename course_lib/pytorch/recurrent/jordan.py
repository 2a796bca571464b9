"""Jordan's network: the hidden layer reads the output one step before, in PyTorch.

Chapter: elman-and-jordan. Twin: course_lib/scratch/recurrent/jordan.py.
"""

import numpy as np
from torch import Tensor

from ... import initialization
from ...scratch.recurrent.elman import check_sizes
from ...scratch.recurrent.jordan import draw
from ..module import parameter
from .cell import Cell, State
from .nonlinearity import FUNCTIONS, MEMORIES, check_name


class JordanCell(Cell):
    """One step of a network whose memory is its output (Jordan, 1986).

        h_t = g(W x_t + U m_{t-1} + b)          (eq-jordan)
        y_t = V h_t + c,   m_t = f(y_t)         (eq-jordan-output)

    m is the memory, f what it makes of the output y. W and b as in an Elman network.

    Shapes: x (N, D), state (y, m), both (N, K) -> (y_t, m_t). y_{t-1} is not used.
    Parameters: weight_ih W (H, D), weight_mh U (H, K), bias_h b (H,),
    weight_ho V (K, H), bias_o c (K,).
    Args: memory f, "identity", "tanh", "sigmoid" or "softmax" (y are logits then);
    nonlinearity g, as in RNNCell; init, how W, U and V are drawn.
    Raises: ValueError for another shape of x or state, or an unknown function.
    """

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        output_size: int,
        *,
        nonlinearity: str = "tanh",
        memory: str = "identity",
        init: initialization.Scheme = initialization.uniform,
        rng: np.random.Generator,
    ):
        super().__init__()
        check_name(nonlinearity, FUNCTIONS, "JordanCell", "nonlinearity")
        check_name(memory, MEMORIES, "JordanCell", "memory")
        self.nonlinearity, self.memory = nonlinearity, memory
        D, H, K = check_sizes(
            "JordanCell",
            input_size=input_size,
            hidden_size=hidden_size,
            output_size=output_size,
        )
        self.input_size, self.hidden_size, self.output_size = D, H, K
        self.state_sizes = (K, K)
        for name, array in draw(init, rng, D, H, K).items():
            setattr(self, name, parameter(array))

    def project(self, x: Tensor) -> Tensor:
        W, b = self.weight_ih, self.bias_h
        return x @ W.T + b

    def step(self, z: Tensor, state: State) -> State:
        _, m = state
        U, V, c = self.weight_mh, self.weight_ho, self.bias_o
        h = FUNCTIONS[self.nonlinearity](z + m @ U.T)  # eq-jordan
        y = h @ V.T + c
        return y, MEMORIES[self.memory](y)  # eq-jordan-output
