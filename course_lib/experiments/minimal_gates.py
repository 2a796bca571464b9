"""How many gates does a gated unit need? Variants of as many weights as a GRU.

Chapter: gru. In PyTorch, so that autograd does the backward pass of all of them.
"""

import numpy as np
import torch

from .. import pytorch as dl
from ..data import adding_problem, temporal_order
from ..pytorch.memory.gru import GRUCell
from ..pytorch.module import parameter
from ..pytorch.recurrent.cell import Cell

T, BATCH, STEPS = 40, 32, 400


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
    """One gate for both, f = z and r = 1 - f (Zhou et al., 2016)."""

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
    "no reset gate": (NoReset, 20),
    "no update gate": (NoUpdate, 20),
    "one gate": (Minimal, 20),
    "MUT1": (MUT1, 16),
    "Elman": (dl.RNNCell, 29),
}
TASKS = {"order": (temporal_order, 8, 4), "adding": (adding_problem, 2, 1)}
SETTINGS = [
    {"task": task, "cell": cell, "seed": seed}
    for task in TASKS
    for cell in CELLS
    for seed in range(5)
]


def run(task: str, cell: str, seed: int, steps: int = STEPS) -> dict:
    """Train; return the mean loss of the last 50 updates, and the weights."""
    torch.set_num_threads(1)
    draw, D, K = TASKS[task]
    rng = np.random.default_rng(seed)
    kind, H = CELLS[cell]
    layer = dl.Recurrent(kind(D, H, rng=rng))
    model = dl.Sequential(layer, dl.Last(), dl.Linear(H, K, rng=rng))
    loss = dl.CrossEntropyLoss() if task == "order" else dl.MSELoss()
    losses = dl.fit_sampled(
        model,
        loss,
        dl.Adam(model.parameters(), lr=0.01),
        lambda: tuple(map(torch.tensor, draw(BATCH, T, rng=rng))),
        steps=steps,
        max_norm=1.0,
    )
    weights = sum(p.numel() for p in layer.parameters())
    return {"loss": round(float(np.mean(losses[-50:])), 5), "weights": weights}
