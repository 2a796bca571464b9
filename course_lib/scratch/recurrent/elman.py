"""Elman's network: the hidden layer reads itself one step before, from scratch.

Chapters: elman-and-jordan, bptt. Twin: course_lib/pytorch/recurrent/elman.py.
"""

import math

import numpy as np

from ... import initialization
from ..module import Parameter
from .cell import Cell, State, in_steps, rows
from .nonlinearity import FUNCTIONS, SLOPES, check_name


class RNNCell(Cell):
    """One step of the simple recurrent network (Elman, 1990).

        z_t  = W x_t + b_ih + b_hh                  (eq-elman-input)
        h_t  = g(z_t + U h_{t-1})                   (eq-elman)
        da_t = dh_t * g'(a_t)                       (eq-bptt-da)
        dh_{t-1} = da_t U, plus what comes from y   (eq-bptt-dh)
        dW = sum_t da_t^T x_t                       (eq-bptt-dw)
        dU = sum_t da_t^T h_{t-1}                   (eq-bptt-du)
        db = sum_t da_t, over the batch too         (eq-bptt-db)
        dx_t = da_t W                               (eq-bptt-dx)

    a_t = z_t + U h_{t-1}. The step itself needs one matrix product.

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
        check_name(nonlinearity, FUNCTIONS, "RNNCell", "nonlinearity")
        self.nonlinearity = nonlinearity
        sizes = check_sizes("RNNCell", input_size=input_size, hidden_size=hidden_size)
        self.input_size, self.hidden_size = sizes
        self.state_sizes = (self.hidden_size,)
        drawn = draw(self, 1, init, recurrent_init, rng)
        for name, array in drawn.items():
            setattr(self, name, Parameter(array))

    def project(self, x: np.ndarray) -> np.ndarray:
        W, U = self.weight_ih.data, self.weight_hh.data
        # Copied once for all steps: a product with rows in order is twice as fast.
        self._U_transposed = np.ascontiguousarray(U.T)
        z = rows(x) @ W.T
        z += self.bias_ih.data + self.bias_hh.data  # eq-elman-input
        return in_steps(z, x)

    def step(self, z: np.ndarray, state: State) -> State:
        (h,) = state
        a = h @ self._U_transposed
        a += z
        h_next = FUNCTIONS[self.nonlinearity](a)  # eq-elman
        self.save(h, h_next)
        return (h_next,)

    def step_backward(self, dstate: State) -> tuple[tuple[np.ndarray, ...], State]:
        (dh,), (h, h_next) = dstate, self.saved()
        da = dh * SLOPES[self.nonlinearity](h_next)  # eq-bptt-da
        return (da, h), (da @ self.weight_hh.data,)  # eq-bptt-dh

    def collect(
        self, x: np.ndarray, da: np.ndarray, h: np.ndarray
    ) -> np.ndarray | None:
        W, da_rows = self.weight_ih.data, rows(da)
        db = da_rows.sum(axis=0)
        self.weight_ih.grad += da_rows.T @ rows(x)  # eq-bptt-dw
        self.weight_hh.grad += da_rows.T @ rows(h)  # eq-bptt-du
        self.bias_ih.grad += db  # eq-bptt-db
        self.bias_hh.grad += db
        return in_steps(da_rows @ W, x) if self.input_grad else None  # eq-bptt-dx


def check_sizes(who: str, **sizes: int) -> tuple[int, ...]:
    """Return the sizes if all are whole numbers of at least 1."""
    return tuple(initialization.check_size(n, who, name) for name, n in sizes.items())


def draw(cell, blocks: int, init, recurrent_init, rng) -> dict[str, np.ndarray]:
    """Draw the first weights of ``blocks`` gates, under torch.nn's names."""
    who, H = type(cell).__name__, cell.hidden_size
    bound = 1 / math.sqrt(H)
    default = init is None and recurrent_init is None

    def uniform(rng: np.random.Generator, shape: tuple[int, ...]) -> np.ndarray:
        return rng.uniform(-bound, bound, shape)

    shapes = {"weight_ih": (blocks * H, cell.input_size), "weight_hh": (blocks * H, H)}
    schemes = {"weight_ih": init or uniform, "weight_hh": recurrent_init or uniform}
    arrays = {
        name: initialization.draw(schemes[name], rng, shape, who)
        for name, shape in shapes.items()
    }
    for name in ("bias_ih", "bias_hh"):
        size = (blocks * H,)
        arrays[name] = uniform(rng, size) if default else np.zeros(size)
    return arrays
