"""Networks that read their own output, and teachers that correct it, in PyTorch.

Chapter: elman-and-jordan. Twin: course_lib/scratch/recurrent/forcing.py.
"""

import torch
from torch import Tensor
from torch.nn import Module

from ...scratch.recurrent.forcing import (
    check_memory,
    check_teacher,
    feedback_sizes,
    inverse_sigmoid as inverse_sigmoid,
)
from .cell import Cell, State
from .nonlinearity import MEMORIES, check_name
from .unroll import Recurrent


class FeedbackCell(Cell):
    """A cell that reads its own last output next to the input.

        s_t = cell([x_t, m_{t-1}], s_{t-1})                      (eq-feedback)
        y_t = readout(h_t),  m_t = f(y_t)                        (eq-feedback-output)

    h_t is the output of the inner cell.

    Shapes: x (N, D), state (y, m, *s) -> the next one; y and m (N, K). D may be 0.
    Args: cell, with input_size = D + K; readout, a layer such as Linear(H, K);
    memory f, as in JordanCell.
    Raises: ValueError for other shapes; TypeError if cell is no cell.
    """

    def __init__(self, cell: Cell, readout: Module, *, memory: str = "identity"):
        super().__init__()
        check_name(memory, MEMORIES, "FeedbackCell", "memory")
        self.input_size, self.state_sizes = feedback_sizes(cell, readout, Cell)
        self.cell, self.readout, self.memory = cell, readout, memory

    def project(self, x: Tensor) -> Tensor:
        return x

    def step(self, z: Tensor, state: State) -> State:
        _, m, *inner = state
        s = self.cell(torch.cat([z, m], dim=1), tuple(inner))  # eq-feedback
        y = self.readout(s[0])
        return (y, MEMORIES[self.memory](y), *s)  # eq-feedback-output


class TeacherForced(Recurrent):
    """Unroll a cell whose memory is its output, and correct the memory on the way.

        m_{t-1} <- t_{t-1}, the target, unless the step reads its own      (eq-teacher)

    With ``own`` all False this is teacher forcing (Williams and Zipser, 1989), all
    True free running, drawn at random scheduled sampling (Bengio et al., 2015).

    Shapes: x (T, N, D), teacher (T, N, K), own (T, N) or (T, 1) of True and False
    -> y (T, N, K). own[t] says what step t reads; step 0 always reads the start, 0.
    Args: cell, a JordanCell or FeedbackCell.
    Raises: TypeError for another cell, ValueError for other shapes.
    """

    def __init__(self, cell: Cell):
        super().__init__(cell)
        check_memory(cell, "TeacherForced")

    def forward(self, x: Tensor, teacher: Tensor, own: Tensor | None = None) -> Tensor:
        T, N = check_teacher(x, teacher, own, self)
        own = torch.zeros(T, 1) if own is None else torch.as_tensor(own)
        own = own.to(x.device, torch.bool)
        state, y = self.start(N), []
        for t, z in enumerate(self.cell.project(x).unbind(0)):
            if t > 0:
                last, m, *rest = state
                m = torch.where(own[t][:, None], m, teacher[t - 1])  # eq-teacher
                state = (last, m, *rest)
            state = self.cell.step(z, state)
            y.append(state[0])
        return torch.stack(y)
