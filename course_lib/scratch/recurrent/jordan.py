"""Jordan's network: the hidden layer reads the output one step before, from scratch.

Chapter: elman-and-jordan. Twin: course_lib/pytorch/recurrent/jordan.py.
"""

import numpy as np

from ... import initialization
from ..module import Parameter
from .cell import Cell, State, in_steps, rows
from .elman import check_sizes
from .nonlinearity import (
    FUNCTIONS,
    MEMORIES,
    MEMORY_GRADS,
    SLOPES,
    check_name,
)


class JordanCell(Cell):
    """One step of a network whose memory is its output (Jordan, 1986).

        h_t = g(W x_t + U m_{t-1} + b)                      (eq-jordan)
        y_t = V h_t + c,   m_t = f(y_t)                     (eq-jordan-output)
        dy_t += f'(y_t)^T dm_t                              (eq-jordan-dy)
        da_t = (dy_t V) * g'(a_t),   dm_{t-1} = da_t U      (eq-jordan-da)
        dV = sum_t dy_t^T h_t,   dU = sum_t da_t^T m_{t-1}  (eq-jordan-dw)

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
            setattr(self, name, Parameter(array))

    def project(self, x: np.ndarray) -> np.ndarray:
        W, b = self.weight_ih.data, self.bias_h.data
        return in_steps(rows(x) @ W.T + b, x)

    def step(self, z: np.ndarray, state: State) -> State:
        _, m = state
        U, V, c = self.weight_mh.data, self.weight_ho.data, self.bias_o.data
        h = FUNCTIONS[self.nonlinearity](z + m @ U.T)  # eq-jordan
        y = h @ V.T + c
        m_next = MEMORIES[self.memory](y)  # eq-jordan-output
        self.save(m, h, m_next)
        return y, m_next

    def step_backward(self, dstate: State) -> tuple[tuple[np.ndarray, ...], State]:
        (dy, dm), (m, h, m_next) = dstate, self.saved()
        U, V = self.weight_mh.data, self.weight_ho.data
        dy = dy + MEMORY_GRADS[self.memory](m_next, dm)  # eq-jordan-dy
        da = (dy @ V) * SLOPES[self.nonlinearity](h)  # eq-jordan-da
        return (da, m, dy, h), (np.zeros_like(dy), da @ U)

    def collect(
        self,
        x: np.ndarray,
        da: np.ndarray,
        m: np.ndarray,
        dy: np.ndarray,
        h: np.ndarray,
    ) -> np.ndarray | None:
        W = self.weight_ih.data
        self.weight_ih.grad += rows(da).T @ rows(x)
        self.weight_mh.grad += rows(da).T @ rows(m)  # eq-jordan-dw
        self.bias_h.grad += rows(da).sum(axis=0)
        self.weight_ho.grad += rows(dy).T @ rows(h)
        self.bias_o.grad += rows(dy).sum(axis=0)
        return in_steps(rows(da) @ W, x) if self.input_grad else None


def draw(init, rng, D: int, H: int, K: int) -> dict[str, np.ndarray]:
    """Draw the first weights of a JordanCell; biases as in Linear."""
    shapes = {"weight_ih": (H, D), "weight_mh": (H, K), "weight_ho": (K, H)}
    arrays = {
        name: initialization.draw(init, rng, shape, "JordanCell")
        for name, shape in shapes.items()
    }
    for name, shape in (("bias_h", (H, D)), ("bias_o", (K, H))):
        arrays[name] = initialization.bias(init, rng, shape)
    return arrays
