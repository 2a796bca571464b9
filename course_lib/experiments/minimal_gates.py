"""How many gates does a gated unit need? Variants of as many weights as a GRU.

Chapter: gru. In PyTorch, so that autograd does the backward pass of all of them.
"""

import numpy as np
import torch

from .. import pytorch as dl
from ..data import adding_problem, embedded_reber, temporal_order
from ..pytorch.memory.gru import GRUCell
from ..pytorch.module import parameter
from ..pytorch.recurrent.cell import Cell

T, BATCH = 40, 32


class Gated(Cell):
    """Base of the variants: blocks of weights in one product each, as in a GRU."""

    blocks = 2

    def __init__(self, input_size: int, hidden_size: int, *, rng):
        super().__init__()
        self.input_size, self.state_sizes = input_size, (hidden_size,)
        k = 1 / np.sqrt(hidden_size)
        rows = self.blocks * hidden_size
        for name, columns in (("W", input_size), ("U", hidden_size), ("b", 1)):
            setattr(self, name, parameter(rng.uniform(-k, k, (rows, columns))))

    def project(self, x):
        return x @ self.W.T + self.b[:, 0]


class Papers(Gated):
    """h = z h + (1 - z) tanh(W x + U (r h)): the reset gate in front of the product."""

    blocks = 3

    def step(self, z, state):
        (h,), H = state, self.state_sizes[0]
        r, keep, n = z.chunk(3, dim=1)
        u, s = (h @ self.U[: 2 * H].T).chunk(2, dim=1)
        r, keep = (r + u).sigmoid(), (keep + s).sigmoid()
        return (keep * h + (1 - keep) * (n + (r * h) @ self.U[2 * H :].T).tanh(),)


class NoReset(Gated):
    """h = z h + (1 - z) tanh(W x + U h): a GRU whose reset gate is always open."""

    def step(self, z, state):
        (h,) = state
        keep, n = (z + h @ self.U.T).chunk(2, dim=1)
        keep = keep.sigmoid()
        return (keep * h + (1 - keep) * n.tanh(),)


class NoUpdate(Gated):
    """h = tanh(W x + r (U h)): a GRU that overwrites its state at every step."""

    def step(self, z, state):
        (h,) = state
        r, n = z.chunk(2, dim=1)
        u, q = (h @ self.U.T).chunk(2, dim=1)
        return ((n + (r + u).sigmoid() * q).tanh(),)


class Minimal(Gated):
    """One gate f for both: z = 1 - f keeps, r = f (Zhou et al., 2016)."""

    def step(self, z, state):
        (h,) = state
        f, n = z.chunk(2, dim=1)
        u, q = (h @ self.U.T).chunk(2, dim=1)
        f = (f + u).sigmoid()
        return ((1 - f) * h + f * (n + f * q).tanh(),)


class MUT1(Gated):
    """The first cell that the search of Jozefowicz et al. (2015) found.

    z = sigma(W_z x + b_z), r = sigma(W_r x + U_r h + b_r),
    h = tanh(U (r h) + tanh(W x) + b) z + h (1 - z). Here x passes W, so that its size
    may differ from that of h.
    """

    blocks = 3

    def step(self, z, state):
        (h,) = state
        r, keep, n = z.chunk(3, dim=1)
        U_r, _, U_n = self.U.chunk(3, dim=0)
        z, r = keep.sigmoid(), (r + h @ U_r.T).sigmoid()
        return ((n.tanh() + (r * h) @ U_n.T).tanh() * z + h * (1 - z),)


CELLS = {
    "GRU": (GRUCell, 16),
    "GRU of papers": (Papers, 16),
    "no reset gate": (NoReset, 20),
    "no update gate": (NoUpdate, 20),
    "one gate": (Minimal, 20),
    "MUT1": (MUT1, 16),
    "Elman": (dl.RNNCell, 29),
}
TASKS = {  # inputs, outputs, updates, and the loss at which it counts as learned
    "order": (8, 4, 400, 0.1),
    "adding": (2, 1, 400, 0.02),
    "reber": (7, 7, 800, 0.01),
}
SETTINGS = [
    {"task": task, "cell": cell, "seed": seed}
    for task in TASKS
    for cell in CELLS
    for seed in range(5)
]


def draw(task: str, n: int, rng: np.random.Generator) -> tuple:
    """Draw a batch; for Reber strings the targets are probabilities of letters."""
    if task != "reber":
        return {"order": temporal_order, "adding": adding_problem}[task](n, T, rng=rng)
    x, legal, lengths = embedded_reber(n, rng=rng)
    return x, (legal / np.maximum(legal.sum(axis=2, keepdims=True), 1), lengths)


def floor(task: str, targets) -> float:
    """Return the least possible loss: for Reber strings, log 2 at every fork."""
    if task != "reber":
        return 0.0
    t, lengths = targets
    return float(np.log(2) * (t == 0.5).any(axis=2).sum() / lengths.sum())


def build(task: str, cell, H: int, rng: np.random.Generator):
    """Return a network with this cell, and its loss."""
    K = TASKS[task][1]
    parts = [dl.Recurrent(cell), dl.Last(), dl.Linear(H, K, rng=rng)]
    loss = dl.MSELoss() if task == "adding" else dl.CrossEntropyLoss()
    if task == "reber":
        parts.pop(1)
        loss = dl.SequenceLoss(loss)
    return dl.Sequential(*parts), loss


def other_form(cell):
    """Return the other of the two GRUs, with the weights of this one."""
    kind = GRUCell if isinstance(cell, Papers) else Papers
    other = kind(cell.input_size, *cell.state_sizes, rng=np.random.default_rng(0))
    if isinstance(cell, Papers):
        b = cell.b[:, 0]
        pairs = {
            "weight_ih": cell.W,
            "weight_hh": cell.U,
            "bias_ih": b,
            "bias_hh": 0 * b,
        }
    else:
        b = (cell.bias_ih + cell.bias_hh)[:, None]
        pairs = {"W": cell.weight_ih, "U": cell.weight_hh, "b": b}
    for name, values in pairs.items():
        getattr(other, name).data.copy_(values.detach())
    return other


def tested(task: str, model, loss) -> float:
    """Return the loss on 500 fresh sequences, less the least possible one."""
    x, t = draw(task, 500, np.random.default_rng(1000))
    targets = tuple(map(torch.tensor, t)) if task == "reber" else (torch.tensor(t),)
    with torch.no_grad():
        return float(loss(model(torch.tensor(x)), *targets)) - floor(task, t)


def run(task: str, cell: str, seed: int) -> dict:
    """Train; return what the loss was, when it was learned, and the weights.

    All losses are less the least possible one; "loss" is the mean of the last 50
    updates, "learned" the update at which the mean of 50 fell below the task's limit.
    "swapped" is the test loss of a GRU's weights that are read by the other GRU.
    """
    torch.set_num_threads(1)
    D, _, steps, limit = TASKS[task]
    rng = np.random.default_rng(seed)
    kind, H = CELLS[cell]
    inner = kind(D, H, rng=rng)
    model, loss = build(task, inner, H, rng)
    floors = []

    def sample():
        x, t = draw(task, BATCH, rng)
        floors.append(floor(task, t))
        return x, t

    adam = dl.Adam(model.parameters(), lr=0.01)
    losses = dl.fit_sampled(model, loss, adam, sample, steps=steps, max_norm=1.0)
    means = np.convolve(np.subtract(losses, floors), np.full(50, 1 / 50), "valid")
    below = np.flatnonzero(means < limit)
    numbers = {
        "loss": round(float(means[-1]), 5),
        "learned": int(below[0]) + 50 if len(below) else None,
        "weights": sum(p.numel() for p in inner.parameters()),
        "test": round(tested(task, model, loss), 5),
        "swapped": None,
    }
    if cell in ("GRU", "GRU of papers"):
        model[0].cell = other_form(inner)
        numbers["swapped"] = round(tested(task, model, loss), 5)
    return numbers
