"""From LSTM to GRU in three steps, each with the same number of weights.

Chapter: lstm-vs-gru. In PyTorch, so that autograd does the backward pass of all cells.
"""

import numpy as np
import torch

from .. import pytorch as dl
from ..data import adding_problem, copy_baseline, copy_memory, temporal_order
from .minimal_gates import Gated

BUDGET, BATCH = 1200, 32


class WithBias(Gated):
    """Blocks of weights, the gate that keeps first; its bias may be set."""

    def __init__(self, input_size: int, hidden_size: int, *, keep_bias, rng):
        super().__init__(input_size, hidden_size, rng=rng)
        if keep_bias is not None:
            self.b.data[:hidden_size] = keep_bias


class LSTM(WithBias):
    """c = f c + i g, h = o tanh(c)."""

    blocks = 4

    def __init__(self, input_size: int, hidden_size: int, *, keep_bias, rng):
        super().__init__(input_size, hidden_size, keep_bias=keep_bias, rng=rng)
        self.state_sizes = (hidden_size, hidden_size)

    def step(self, z, state):
        h, c = state
        f, i, o, g = (z + h @ self.U.T).chunk(4, dim=1)
        c = f.sigmoid() * c + i.sigmoid() * g.tanh()
        return o.sigmoid() * c.tanh(), c


class Coupled(LSTM):
    """c = f c + (1 - f) g, h = o tanh(c): one gate for keeping and writing."""

    blocks = 3

    def step(self, z, state):
        h, c = state
        f, o, g = (z + h @ self.U.T).chunk(3, dim=1)
        f = f.sigmoid()
        c = f * c + (1 - f) * g.tanh()
        return o.sigmoid() * c.tanh(), c


class NoOutputGate(LSTM):
    """c = f c + i g, h = tanh(c): everybody sees the cell."""

    blocks = 3

    def step(self, z, state):
        h, c = state
        f, i, g = (z + h @ self.U.T).chunk(3, dim=1)
        c = f.sigmoid() * c + i.sigmoid() * g.tanh()
        return c.tanh(), c


class Both(WithBias):
    """h = f h + (1 - f) g: coupled, no output gate; a GRU without a reset gate."""

    blocks = 2

    def step(self, z, state):
        (h,) = state
        f, g = (z + h @ self.U.T).chunk(2, dim=1)
        f = f.sigmoid()
        return (f * h + (1 - f) * g.tanh(),)


class GRU(WithBias):
    """h = z h + (1 - z) tanh(W x + r (U h)): and a reset gate in the candidate."""

    blocks = 3

    def step(self, z, state):
        (h,) = state
        keep, r, n = z.chunk(3, dim=1)
        u, s, q = (h @ self.U.T).chunk(3, dim=1)
        keep = (keep + u).sigmoid()
        return (keep * h + (1 - keep) * (n + (r + s).sigmoid() * q).tanh(),)


CELLS = {
    "LSTM": LSTM,
    "coupled": Coupled,
    "no output gate": NoOutputGate,
    "both": Both,
    "GRU": GRU,
}
TASKS = {  # inputs, outputs, updates
    "order": (8, 4, 400),
    "adding": (2, 1, 400),
    "copying": (6, 5, 800),
}
SETTINGS = [
    {"task": task, "cell": cell, "keep_bias": bias, "seed": seed}
    for task in TASKS
    for cell in CELLS
    for bias in (None, 3)
    for seed in range(5)
]


def units(cell: str, D: int) -> int:
    """Return the largest H with blocks (H D + H^2 + H) weights within the budget."""
    H = 1
    while CELLS[cell].blocks * (H + 1) * (D + H + 2) <= BUDGET:
        H += 1
    return H


def draw(task: str, rng: np.random.Generator):
    """Draw a batch."""
    if task == "copying":
        return copy_memory(BATCH, 5, symbols=4, recall=3, rng=rng)
    return {"order": temporal_order, "adding": adding_problem}[task](BATCH, 40, rng=rng)


def run(task: str, cell: str, keep_bias: float | None, seed: int) -> dict:
    """Train; return the mean loss of the last 50 updates, as a share of guessing."""
    torch.set_num_threads(1)
    D, K, steps = TASKS[task]
    rng = np.random.default_rng(seed)
    H = units(cell, D)
    inner = CELLS[cell](D, H, keep_bias=keep_bias, rng=rng)
    parts = [dl.Recurrent(inner), dl.Last(), dl.Linear(H, K, rng=rng)]
    loss = dl.MSELoss() if task == "adding" else dl.CrossEntropyLoss()
    if task == "copying":
        parts.pop(1)
        loss = dl.SequenceLoss(loss)
    model = dl.Sequential(*parts).float()

    def sample():
        x, t = map(torch.tensor, draw(task, rng))
        return x.float(), t.float() if task == "adding" else t

    adam = dl.Adam(model.parameters(), lr=0.01)
    losses = dl.fit_sampled(model, loss, adam, sample, steps=steps, max_norm=1.0)
    guess = {"order": np.log(4), "adding": 1 / 6}
    guess["copying"] = copy_baseline(5, symbols=4, recall=3)
    weights = sum(p.numel() for p in inner.parameters())
    share = float(np.mean(losses[-50:]) / guess[task])
    return {"units": H, "weights": weights, "share": round(share, 4)}
