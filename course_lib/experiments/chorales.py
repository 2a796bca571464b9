"""Which keys sound next? Bach's chorales, by the three networks of Chung et al. (2014).

Chapter: lstm-vs-gru; page: results on published data. In PyTorch. The units are theirs,
so that all three have about 20,000 weights. The learning rate of each network is the
one that does best on the validation part. The data must be in COURSE_DATA or fetched.
"""

import numpy as np
import torch
from torch import nn

from .. import pytorch as dl
from ..counting import count_parameters
from ..data.published import load_jsb
from ..pytorch.training import tensors

DATA = ("jsb-chorales-quarter.json",)
KEYS, BATCH, EPOCHS, END = 88, 8, 80, 0.03
UNITS = {"RNN": 100, "GRU": 46, "LSTM": 36}
SETTINGS = [
    {"cell": cell, "rate": rate, "seed": seed}
    for cell in UNITS
    for rate in (0.003, 0.01, 0.03, 0.1)
    for seed in range(3)
]


class KeyLoss(nn.Module):
    """-log p of what sounds at a time step, summed over the keys, a mean over steps."""

    def forward(self, y, target):
        return KEYS * nn.functional.binary_cross_entropy_with_logits(y, target)


def padded(pieces: list[np.ndarray]) -> tuple[np.ndarray, tuple]:
    """Return what the network reads, and what sounds: x, (t, lengths).

    It reads silence, then all time steps but the last, and says all of them. It may
    read on behind the end: the loss does not.

    Shapes: N pieces (T_n, 88) -> x and t (T, N, 88), lengths (N,).
    """
    lengths = np.array([len(piece) for piece in pieces])
    t = np.zeros((lengths.max(), len(pieces), KEYS))
    for n, piece in enumerate(pieces):
        t[: len(piece), n] = piece
    x = np.concatenate([np.zeros_like(t[:1]), t[:-1]])
    return x, (t, lengths)


def nll(model, loss, pieces: list[np.ndarray]) -> float:
    """Return the loss on a part of the chorales, over all its time steps."""
    x, targets = padded(pieces)
    x, t, lengths = tensors(model, x, *targets)
    with torch.no_grad():
        return loss(model(x), t, lengths).item()


def epoch(pieces: list[np.ndarray], rng: np.random.Generator) -> list[list]:
    """Return all pieces once, in batches drawn by rng."""
    blocks = np.array_split(rng.permutation(len(pieces)), -(-len(pieces) // BATCH))
    return [[pieces[n] for n in block] for block in blocks]


def run(cell: str, rate: float, seed: int, device: str = "cpu") -> dict:
    """Train, with a falling rate; keep the weights of the best epoch in validation."""
    torch.set_num_threads(1)
    rng = np.random.default_rng(seed)
    parts, H = load_jsb(), UNITS[cell]
    layers = getattr(dl, cell)(KEYS, H, rng=rng), dl.Linear(H, KEYS, rng=rng)
    model = dl.Deep(*layers).float().to(device)
    loss = dl.SequenceLoss(KeyLoss())
    adam = dl.Adam(model.parameters(), lr=rate)
    falling = dl.ExponentialLR(adam, END ** (1 / EPOCHS))
    stopping = dl.EarlyStopping(EPOCHS)  # keeps the best weights, stops nothing
    for _ in range(EPOCHS):
        drawn = epoch(parts["train"], rng)
        batches = map(padded, drawn)
        dl.fit_sampled(
            model, loss, adam, batches.__next__, steps=len(drawn), max_norm=1.0
        )
        falling.step()
        stopping.update(nll(model, loss, parts["valid"]), model)
    stopping.restore(model)
    found = {part: round(nll(model, loss, parts[part]), 3) for part in parts}
    return {
        **found,
        "epoch": stopping.best_epoch,
        "recurrent": count_parameters(model.layers[0]),
        "weights": count_parameters(model),
    }
