"""What every recurrent cell has: one step in time, in PyTorch.

Chapters: elman-and-jordan, bptt. Twin: course_lib/scratch/recurrent/cell.py.
"""

from torch import Tensor
from torch.nn import Module

from ...initialization import check_size
from ...scratch.recurrent.cell import check_input, check_state

State = tuple[Tensor, ...]


class Cell(Module):
    """Base class of cells; a subclass sets ``input_size`` and ``state_sizes``.

    ``project`` is the share of the input in all steps; ``step`` is the rest.

    Shapes: x (N, D), state -> state; the state has (N, size) for each state size.
    """

    input_size: int
    state_sizes: tuple[int, ...]

    def __init__(self):
        super().__init__()

    def project(self, x: Tensor) -> Tensor:
        """Return the share of the input in each step. Shapes: x (..., D)."""
        raise NotImplementedError(f"{type(self).__name__} has no project")

    def step(self, z: Tensor, state: State) -> State:
        """Return the next state."""
        raise NotImplementedError(f"{type(self).__name__} has no step")

    def start(self, batch: int) -> State:
        """Return the state before the first step: zeros."""
        check_size(batch, f"{type(self).__name__}.start", "batch")
        like = next(self.parameters())
        return tuple(like.new_zeros(batch, size) for size in self.state_sizes)

    def forward(self, x: Tensor, state: State | None = None) -> State:
        who = type(self).__name__
        check_input(x, self.input_size, 2, who)
        state = self.start(len(x)) if state is None else state
        check_state(state, self, len(x), who)
        return self.step(self.project(x), state)
