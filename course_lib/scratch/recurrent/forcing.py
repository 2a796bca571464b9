"""Networks that read their own output, and teachers that correct it, from scratch.

Chapter: elman-and-jordan. Twin: course_lib/pytorch/recurrent/forcing.py.
"""

import math

import numpy as np

from ..module import Module
from .cell import Cell, State
from .nonlinearity import MEMORIES, MEMORY_GRADS, check_name
from .unroll import Recurrent


class FeedbackCell(Cell):
    """A cell that reads its own last output next to the input.

        s_t = cell([x_t, m_{t-1}], s_{t-1})                      (eq-feedback)
        y_t = readout(h_t),  m_t = f(y_t)                        (eq-feedback-output)

    h_t is the output of the inner cell. Back: dy_t += f'(y_t)^T dm_t, then through
    readout and cell, whose dx holds the gradient of m_{t-1}.

    Shapes: x (N, D), state (y, m, *s) -> the next one; y and m (N, K). D may be 0.
    Args: cell, with input_size = D + K; readout, a layer such as Linear(H, K);
    memory f, as in JordanCell.
    Raises: ValueError for other shapes; TypeError if cell is no cell.
    """

    def __init__(self, cell: Cell, readout: Module, *, memory: str = "identity"):
        check_name(memory, MEMORIES, "FeedbackCell", "memory")
        self.input_size, self.state_sizes = feedback_sizes(cell, readout, Cell)
        self.cell, self.readout, self.memory = cell, readout, memory

    def project(self, x: np.ndarray) -> np.ndarray:
        return x

    def step(self, z: np.ndarray, state: State) -> State:
        _, m, *inner = state
        s = self.cell(np.concatenate([z, m], axis=1), tuple(inner))  # eq-feedback
        y = self.readout(s[0])
        m_next = MEMORIES[self.memory](y)  # eq-feedback-output
        self.save(m_next)
        return (y, m_next, *s)

    def step_backward(self, dstate: State) -> tuple[tuple[np.ndarray, ...], State]:
        (dy, dm, *ds), (m_next,) = dstate, self.saved()
        dy = dy + MEMORY_GRADS[self.memory](m_next, dm)
        ds[0] = ds[0] + self.readout.backward(dy)
        dxm, ds = self.cell.backward(tuple(ds))
        dx, dm = np.split(dxm, [self.input_size], axis=1)
        return (dx,), (np.zeros_like(dy), dm, *ds)

    def collect(self, x: np.ndarray, dx: np.ndarray) -> np.ndarray:
        return dx


def feedback_sizes(cell, readout, kind: type) -> tuple[int, tuple[int, ...]]:
    """Return input_size and state_sizes of a FeedbackCell, for either half."""
    if not isinstance(cell, kind):
        raise TypeError(f"FeedbackCell expected a cell such as RNNCell, got {cell!r}")
    H, K = cell.state_sizes[0], readout.out_features
    if readout.in_features != H or cell.input_size < K:
        raise ValueError(
            f"FeedbackCell expected a readout from {H} features, and a cell that reads "
            f"at least the {K} outputs, got a readout from {readout.in_features} and "
            f"input_size={cell.input_size}"
        )
    return cell.input_size - K, (K, K, *cell.state_sizes)


class TeacherForced(Recurrent):
    """Unroll a cell whose memory is its output, and correct the memory on the way.

        m_{t-1} <- t_{t-1}, the target, unless the step reads its own      (eq-teacher)

    With ``own`` all False this is teacher forcing (Williams and Zipser, 1989), all
    True free running, drawn at random scheduled sampling (Bengio et al., 2015).
    Back: no gradient passes where the target was put in.

    Shapes: x (T, N, D), teacher (T, N, K), own (T, N) or (T, 1) of True and False
    -> y (T, N, K). own[t] says what step t reads; step 0 always reads the start, 0.
    Args: cell, a JordanCell or FeedbackCell.
    Raises: TypeError for another cell, ValueError for other shapes.
    """

    def __init__(self, cell: Cell):
        super().__init__(cell)
        check_memory(cell, "TeacherForced")

    def forward(
        self, x: np.ndarray, teacher: np.ndarray, own: np.ndarray | None = None
    ) -> np.ndarray:
        x, teacher = np.asarray(x), np.asarray(teacher)
        T, N = check_teacher(x, teacher, own, self)
        own = np.zeros((T, 1), bool) if own is None else np.asarray(own)
        state = self.start(N)
        y = np.empty((T, N, self.output_size), state[0].dtype)
        z = self.cell.project(x)
        for t in range(T):
            if t > 0:
                last, m, *rest = state
                m = np.where(own[t][:, None], m, teacher[t - 1])  # eq-teacher
                state = (last, m, *rest)
            state = self.cell.step(z[t], state)
            y[t] = state[0]
        self.save(x, own)
        return y

    def backward(self, dy: np.ndarray) -> np.ndarray | None:
        x, own = self.saved()
        dstate = self.start(x.shape[1])
        pieces = []
        for t in reversed(range(len(x))):
            piece, dstate = self.cell.step_backward((dstate[0] + dy[t], *dstate[1:]))
            pieces.append(piece)
            dlast, dm, *rest = dstate
            dstate = (dlast, own[t][:, None] * dm, *rest)  # nothing into the target
        stacked = (np.stack(item[::-1]) for item in zip(*pieces, strict=True))
        return self.cell.collect(x, *stacked)


def check_memory(cell, who: str) -> None:
    """Complain unless the state of the cell is (y, m, ...)."""
    if not hasattr(cell, "memory"):
        raise TypeError(
            f"{who} expected a cell that remembers its output, such as JordanCell or "
            f"FeedbackCell, got {type(cell).__name__}"
        )


def check_teacher(x, teacher, own, layer) -> tuple[int, int]:
    """Return (T, N) after checking what a TeacherForced layer was given."""
    shape = (*x.shape[:2], layer.output_size)
    if x.ndim != 3 or x.shape[2] != layer.input_size or tuple(teacher.shape) != shape:
        raise ValueError(
            f"TeacherForced expected x (T, N, {layer.input_size}) and a teacher "
            f"(T, N, {layer.output_size}), got {tuple(x.shape)} and "
            f"{tuple(teacher.shape)}"
        )
    T, N = shape[:2]
    if own is not None and (
        tuple(own.shape) not in {(T, N), (T, 1)} or str(own.dtype)[-4:] != "bool"
    ):
        raise ValueError(
            f"TeacherForced expected own to be True or False, (T, N) = {(T, N)} or "
            f"{(T, 1)}, got {own.dtype} {tuple(own.shape)}"
        )
    return T, N


def inverse_sigmoid(step: float, k: float) -> float:
    """Share of steps that the teacher still corrects (Bengio et al., 2015).

    eps = k / (k + exp(step / k))      (eq-inverse-sigmoid)

    It falls from nearly 1 to 0; half is reached at step k log k.
    Raises: ValueError unless k >= 1.
    """
    if not k >= 1:
        raise ValueError(f"inverse_sigmoid expected k >= 1, got {k}")
    return 1 / (1 + math.exp(min(step / k - math.log(k), 700)))
