"""Running any cell along a sequence, in PyTorch.

Chapters: elman-and-jordan, bptt. Twin: course_lib/scratch/recurrent/unroll.py.
"""

import torch
from torch import Tensor
from torch.nn import Module

from .cell import Cell, State, check_input, check_state


class Recurrent(Module):
    """Unroll a cell in time; autograd goes back (Werbos, 1990).

        s_t = cell(x_t, s_{t-1}),   y_t = the first item of s_t       (eq-unroll)
        s_t = s_{t-1} and y_t = 0 for t > length of the sequence      (eq-mask)

    ``forward`` returns the outputs; ``run`` takes a first state, and returns the last
    state too.

    Shapes: x (T, N, D) -> y (T, N, size of the output); lengths (N,) whole numbers
    from 1 to T, for sequences of unequal length, or None.
    Raises: ValueError for other shapes or lengths.
    """

    def __init__(self, cell: Cell):
        super().__init__()
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

    def forward(self, x: Tensor, lengths: Tensor | None = None) -> Tensor:
        return self.run(x, lengths=lengths)[0]

    def start(self, batch: int) -> State:
        return self.cell.start(batch)

    def run(
        self, x: Tensor, state: State | None = None, lengths: Tensor | None = None
    ) -> tuple[Tensor, State]:
        check_input(x, self.input_size, 3, f"Recurrent({type(self.cell).__name__})")
        state = self.start(x.shape[1]) if state is None else state
        check_state(state, self.cell, x.shape[1], type(self).__name__)
        going = still_going(lengths, x, type(self).__name__)
        y = []
        # unbind, because the backward of z[t] would fill a tensor as large as z
        for t, z in enumerate(self.cell.project(x).unbind(0)):
            new = self.cell.step(z, state)  # eq-unroll
            state = new if going is None else choose(going[t], new, state)
            y.append(new[0] if going is None else going[t] * new[0])  # eq-mask
        return torch.stack(y), state


def still_going(lengths, x: Tensor, who: str) -> Tensor | None:
    """Return (T, N, 1): True where a sequence has not ended; None without lengths."""
    if lengths is None:
        return None
    lengths, (T, N) = torch.as_tensor(lengths, device=x.device), x.shape[:2]
    whole = not lengths.is_floating_point() and lengths.dtype != torch.bool
    if lengths.shape != (N,) or not whole:
        raise ValueError(
            f"{who} expected lengths to be {N} whole numbers, one for each sequence, "
            f"got {lengths.dtype} of shape {tuple(lengths.shape)}"
        )
    if lengths.min() < 1 or lengths.max() > T:
        raise ValueError(
            f"{who} expected lengths from 1 to T={T}, got {lengths.min()} to "
            f"{lengths.max()}"
        )
    return (torch.arange(T, device=x.device)[:, None] < lengths)[:, :, None]


def choose(mask: Tensor, new: State, old: State) -> State:
    """Take the new state where the mask is True, and the old one elsewhere."""
    return tuple(torch.where(mask, n, o) for n, o in zip(new, old, strict=True))


class Last(Module):
    """The last output of each sequence: many steps in, one out.

        y = x_T, or x at the length of the sequence      (eq-last)

    Shapes: x (T, N, H), lengths (N,) or None -> y (N, H).
    Raises: ValueError for other shapes or lengths.
    """

    def __init__(self):
        super().__init__()

    def forward(self, x: Tensor, lengths: Tensor | None = None) -> Tensor:
        if x.ndim != 3 or 0 in x.shape[:2]:
            raise ValueError(f"Last expected (T, N, H), got a tensor of {x.shape}")
        still_going(lengths, x, "Last")
        if lengths is None:
            return x[-1]
        t = torch.as_tensor(lengths, device=x.device)
        return x[t - 1, torch.arange(x.shape[1], device=x.device)]  # eq-last
