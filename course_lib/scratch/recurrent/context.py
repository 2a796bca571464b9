"""Three ways to tell a recurrent network one fixed thing, from scratch.

Chapter: elman-and-jordan. Twin: course_lib/pytorch/recurrent/context.py.
"""

import numpy as np

from ...initialization import check_rng, check_size
from ..feedforward.linear import Linear
from ..module import Module
from .cell import Cell
from .unroll import Recurrent

WAYS = ("input", "state", "both")


class WithContext(Module):
    """Unroll a cell with a fixed vector c: at every step, as first state, or both.

        y = Recurrent(cell)([x_t, c])                      (eq-context-input)
        s_0 = tanh(A c + a)                                (eq-context-state)
        dc = sum_t dc_t + (ds_0 * (1 - s_0^2)) A           (eq-context-grad)

    dc_t is the part of dx_t that belongs to c; with one way alone, one term.

    Shapes: x (T, N, D), c (N, C) -> y (T, N, output of the cell).
    Parameters: those of the cell; A (size of the state, C) and a, if c makes a state.
    Args: cell, with input_size D + C if c is an input, else D; how, "input", "state"
    or "both". D may be 0.
    Raises: ValueError for other shapes or another how.
    """

    def __init__(
        self, cell: Cell, context_size: int, how: str, *, rng: np.random.Generator
    ):
        self.context_size, self.how = check_context(cell, context_size, how, rng)
        self.layer = Recurrent(cell)
        self.to_state = None
        if how != "input":
            self.to_state = Linear(context_size, sum(cell.state_sizes), rng=rng)

    @property
    def input_size(self) -> int:
        at_input = self.context_size if self.how != "state" else 0
        return self.layer.input_size - at_input

    def forward(self, x: np.ndarray, c: np.ndarray) -> np.ndarray:
        x, c = np.asarray(x), np.asarray(c)
        check_inputs(x, c, self)
        state = None
        if self.to_state is not None:
            s = np.tanh(self.to_state(c))  # eq-context-state
            state = tuple(np.split(s, splits(self.layer.cell), axis=1))
        if self.how != "state":
            repeated = np.broadcast_to(c, (len(x), *c.shape))
            x = np.concatenate([x, repeated], axis=2)  # eq-context-input
        y, _ = self.layer.run(x, state)
        self.save(state)
        return y

    def backward(self, dy: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        (state,) = self.saved()
        dx, dstate = self.layer.run_backward(dy)
        dc = 0
        if self.how != "state":
            dx, dc = np.split(dx, [self.input_size], axis=2)
            dc = dc.sum(axis=0)
        if self.to_state is not None:  # eq-context-grad
            s, ds = np.hstack(state), np.hstack(dstate)
            dc = dc + self.to_state.backward(ds * (1 - s**2))
        return dx, dc


def splits(cell) -> np.ndarray:
    """Where one array of the whole state is cut."""
    return np.cumsum(cell.state_sizes)[:-1]


def check_context(cell, context_size: int, how: str, rng) -> tuple[int, str]:
    """Return context_size and how after checking them, for either half."""
    check_rng(rng, "WithContext")
    C = check_size(context_size, "WithContext", "context_size")
    if how not in WAYS:
        raise ValueError(f"WithContext expected how in {WAYS}, got {how!r}")
    if how != "state" and cell.input_size < C:
        raise ValueError(
            f"WithContext expected a cell that reads at least the {C} numbers of the "
            f"context, got input_size={cell.input_size}; it needs D + context_size"
        )
    return C, how


def check_inputs(x, c, layer) -> None:
    D, C = layer.input_size, layer.context_size
    N = x.shape[1] if x.ndim == 3 else None
    if x.ndim != 3 or x.shape[2] != D or tuple(c.shape) != (N, C):
        raise ValueError(
            f"WithContext expected x (T, N, {D}) and c (N, {C}), got "
            f"{tuple(x.shape)} and {tuple(c.shape)}"
        )
