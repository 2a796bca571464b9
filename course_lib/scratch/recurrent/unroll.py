"""Running any cell along a sequence, and back through time, from scratch.

Chapters: elman-and-jordan, bptt. Twin: course_lib/pytorch/recurrent/unroll.py.
"""

import numpy as np

from ..module import Module
from .cell import Cell, State, check_input, check_state


class Recurrent(Module):
    """Unroll a cell in time; go back through time (Werbos, 1990).

        s_t = cell(x_t, s_{t-1}),   y_t = the first item of s_t       (eq-unroll)
        s_t = s_{t-1} and y_t = 0 for t > length of the sequence      (eq-mask)
        ds_t = dy_t + what the step t + 1 hands back                  (eq-bptt)

    ``forward`` returns the outputs; ``run`` takes a first state, and returns the last
    state too; ``run_backward`` takes its gradient and returns that of the first state.

    Shapes: x (T, N, D) -> y (T, N, size of the output); lengths (N,) whole numbers
    from 1 to T, for sequences of unequal length, or None.
    Raises: ValueError for other shapes or lengths.
    """

    def __init__(self, cell: Cell):
        if not isinstance(cell, Cell):
            raise TypeError(
                f"Recurrent expected a cell such as RNNCell(...), got {cell!r}"
            )
        self.cell = cell

    @property
    def input_size(self) -> int:
        return self.cell.input_size

    @property
    def output_size(self) -> int:
        return self.cell.state_sizes[0]

    @property
    def input_grad(self) -> bool:
        return self.cell.input_grad

    @input_grad.setter
    def input_grad(self, wanted: bool) -> None:
        self.cell.input_grad = wanted

    def forward(self, x: np.ndarray, lengths: np.ndarray | None = None) -> np.ndarray:
        return self.run(x, lengths=lengths)[0]

    def backward(self, dy: np.ndarray) -> np.ndarray | None:
        return self.run_backward(dy)[0]

    def start(self, batch: int) -> State:
        return self.cell.start(batch)

    def run(
        self,
        x: np.ndarray,
        state: State | None = None,
        lengths: np.ndarray | None = None,
    ) -> tuple[np.ndarray, State]:
        x = np.asarray(x)
        check_input(x, self.input_size, 3, f"Recurrent({type(self.cell).__name__})")
        state = self.start(x.shape[1]) if state is None else state
        check_state(state, self.cell, x.shape[1], type(self).__name__)
        going = still_going(lengths, x, type(self).__name__)
        y = np.zeros((*x.shape[:2], self.output_size), state[0].dtype)
        z = self.cell.project(x)  # all steps in one product
        for t in range(len(x)):
            new = self.cell.step(z[t], state)  # eq-unroll
            state = new if going is None else choose(going[t], new, state)
            y[t] = new[0] if going is None else going[t] * new[0]  # eq-mask
        self.save(x, going)
        return y, state

    def run_backward(
        self, dy: np.ndarray, dstate: State | None = None
    ) -> tuple[np.ndarray | None, State]:
        x, going = self.saved()
        dstate = self.start(x.shape[1]) if dstate is None else tuple(dstate)
        pieces = None  # what collect needs, (T, N, .) each
        for t in reversed(range(len(x))):
            kept = None
            if going is None:
                dnew = (dstate[0] + dy[t], *dstate[1:])  # eq-bptt
            else:
                dnew, kept = [[m * d for d in dstate] for m in (going[t], ~going[t])]
                dnew[0] = dnew[0] + going[t] * dy[t]
            piece, dstate = self.cell.step_backward(dnew)
            pieces = pieces or [np.empty((len(x), *p.shape), p.dtype) for p in piece]
            for all_steps, this_step in zip(pieces, piece, strict=True):
                all_steps[t] = this_step
            if kept is not None:  # eq-mask: what the sequence no longer changed
                dstate = tuple(d + k for d, k in zip(dstate, kept, strict=True))
        return self.cell.collect(x, *pieces), dstate


def still_going(lengths, x: np.ndarray, who: str) -> np.ndarray | None:
    """Return (T, N, 1): True where a sequence has not ended; None without lengths."""
    if lengths is None:
        return None
    lengths, (T, N) = np.asarray(lengths), x.shape[:2]
    if lengths.shape != (N,) or not np.issubdtype(lengths.dtype, np.integer):
        raise ValueError(
            f"{who} expected lengths to be {N} whole numbers, one for each sequence, "
            f"got {lengths.dtype} of shape {lengths.shape}"
        )
    if lengths.min() < 1 or lengths.max() > T:
        raise ValueError(
            f"{who} expected lengths from 1 to T={T}, got {lengths.min()} to "
            f"{lengths.max()}"
        )
    return (np.arange(T)[:, None] < lengths)[:, :, None]


def choose(mask: np.ndarray, new: State, old: State) -> State:
    """Take the new state where the mask is True, and the old one elsewhere."""
    return tuple(np.where(mask, n, o) for n, o in zip(new, old, strict=True))


class Last(Module):
    """The last output of each sequence: many steps in, one out.

        y = x_T, or x at the length of the sequence      (eq-last)

    Shapes: x (T, N, H), lengths (N,) or None -> y (N, H).
    Raises: ValueError for other shapes or lengths.
    """

    def forward(self, x: np.ndarray, lengths: np.ndarray | None = None) -> np.ndarray:
        x = np.asarray(x)
        if x.ndim != 3 or 0 in x.shape[:2]:
            raise ValueError(f"Last expected (T, N, H), got an array of {x.shape}")
        still_going(lengths, x, "Last")
        t = np.full(x.shape[1], len(x)) if lengths is None else np.asarray(lengths)
        self.save(x.shape, t)
        return x[t - 1, np.arange(x.shape[1])]  # eq-last

    def backward(self, dy: np.ndarray) -> np.ndarray:
        shape, t = self.saved()
        dx = np.zeros(shape, dy.dtype)
        dx[t - 1, np.arange(shape[1])] = dy
        return dx
