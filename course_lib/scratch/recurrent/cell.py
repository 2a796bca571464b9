"""What every recurrent cell has: one step in time, forward and backward.

Chapters: elman-and-jordan, bptt. Twin: course_lib/pytorch/recurrent/cell.py.

A state is a tuple of arrays (N, ...); its first item is the output. The part of a step
that needs no state, ``project``, is one matrix product for all times; so are the
gradients of the weights, which ``collect`` makes after the way back. What remains
inside the loop is ``step`` and ``step_backward``.
"""

import numpy as np

from ...initialization import check_size
from ..module import Module

State = tuple[np.ndarray, ...]


class Cell(Module):
    """Base class of cells; a subclass sets ``input_size`` and ``state_sizes``.

    Shapes: x (N, D), state -> state; the state has (N, size) for each state size.
    """

    input_size: int
    state_sizes: tuple[int, ...]

    def project(self, x: np.ndarray) -> np.ndarray:
        """Return the share of the input in each step. Shapes: x (..., D)."""
        raise NotImplementedError(f"{type(self).__name__} has no project")

    def step(self, z: np.ndarray, state: State) -> State:
        """Return the next state, and save what ``step_backward`` needs."""
        raise NotImplementedError(f"{type(self).__name__} has no step")

    def step_backward(self, dstate: State) -> tuple[tuple[np.ndarray, ...], State]:
        """Return what ``collect`` needs of this step, and the gradient of the state."""
        raise NotImplementedError(f"{type(self).__name__} has no step_backward")

    def collect(self, x: np.ndarray, *pieces: np.ndarray) -> np.ndarray | None:
        """Add to the gradients of the weights; return that of x. All are (T, N, .)."""
        raise NotImplementedError(f"{type(self).__name__} has no collect")

    def start(self, batch: int) -> State:
        """Return the state before the first step: zeros."""
        check_size(batch, f"{type(self).__name__}.start", "batch")
        dtype = self.parameters()[0].data.dtype
        return tuple(np.zeros((batch, size), dtype) for size in self.state_sizes)

    def forward(self, x: np.ndarray, state: State | None = None) -> State:
        x = np.asarray(x)
        who = type(self).__name__
        check_input(x, self.input_size, 2, who)
        state = self.start(len(x)) if state is None else state
        check_state(state, self, len(x), who)
        state = self.step(self.project(x), state)
        self.save(x)
        return state

    def backward(self, dstate: State) -> tuple[np.ndarray | None, State]:
        (x,) = self.saved()
        pieces, dstate = self.step_backward(dstate)
        dx = self.collect(x[None], *(piece[None] for piece in pieces))
        return (None if dx is None else dx[0]), dstate


def check_input(x, size: int, ndim: int, who: str) -> None:
    """Complain unless x is (N, size), or (T, N, size) for three dimensions."""
    if x.ndim != ndim or x.shape[-1] != size or 0 in x.shape[:-1]:
        expected = "(N, D)" if ndim == 2 else "(T, N, D)"
        hint = "" if ndim == 2 else "; time comes first, then the batch"
        raise ValueError(
            f"{who} expected an input of shape {expected} with D = "
            f"input_size = {size}, got {tuple(x.shape)}{hint}"
        )


def check_state(state, cell, batch: int, who: str) -> None:
    """Complain unless ``state`` is a tuple as ``cell.start(batch)`` returns it."""
    expected = [(batch, size) for size in cell.state_sizes]
    got = type(state).__name__
    if isinstance(state, tuple | list):
        got = [tuple(np.shape(s)) for s in state]
    if got != expected:
        raise ValueError(
            f"{who} expected a state, a tuple of {len(expected)} array(s) of shapes "
            f"{expected}, got {got}; start(N) makes the first one"
        )


def rows(x: np.ndarray) -> np.ndarray:
    """Make one matrix of all steps: (T, N, D) -> (T * N, D)."""
    return x.reshape(-1, x.shape[-1])


def in_steps(matrix: np.ndarray, x: np.ndarray) -> np.ndarray:
    """Undo ``rows``: one row for each (t, n) of x -> (T, N, .)."""
    return matrix.reshape(*x.shape[:-1], -1)
