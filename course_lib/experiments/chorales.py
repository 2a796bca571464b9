"""Which keys sound next? Bach's chorales, by the three networks of Chung et al. (2014).

Chapter: lstm-vs-gru, and the page of full-scale results. In PyTorch. The units are
theirs, so that all three have about 20,000 weights. The learning rate of each network
is the one that does best on the validation part. The data must be in COURSE_DATA or
fetched.
"""

import numpy as np
import torch
from torch import nn

from .. import pytorch as dl
from ..counting import count_parameters
from ..data.published import load_jsb
from ..pytorch.training import tensors

DATA = ("jsb-chorales-quarter.json",)
KEYS, BATCH, EPOCHS, PATIENCE = 88, 16, 300, 20
UNITS = {"RNN": 100, "GRU": 46, "LSTM": 36}
SETTINGS = [
    {"cell": cell, "rate": rate, "seed": seed}
    for cell in UNITS
    for rate in (0.001, 0.003, 0.01)
    for seed in range(3)
]


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
    """Return -log p of a time step, summed over the keys, a mean over all steps."""
    x, targets = padded(pieces)
    x, t, lengths = tensors(model, x, *targets)
    with torch.no_grad():
        return KEYS * loss(model(x), t, lengths).item()


def run(cell: str, rate: float, seed: int, device: str = "cpu") -> dict:
    """Train until the validation part gets no better for PATIENCE epochs."""
    torch.set_num_threads(1)
    rng = np.random.default_rng(seed)
    parts = load_jsb()
    train, H = parts["train"], UNITS[cell]
    layers = getattr(dl, cell)(KEYS, H, rng=rng), dl.Linear(H, KEYS, rng=rng)
    model = dl.Deep(*layers).float().to(device)
    loss = dl.SequenceLoss(nn.BCEWithLogitsLoss())
    adam = dl.Adam(model.parameters(), lr=rate)
    stopping = dl.EarlyStopping(PATIENCE)
    for _ in range(EPOCHS):
        order = rng.permutation(len(train))
        blocks = iter(np.array_split(order, -(-len(train) // BATCH)))

        def sample(blocks=blocks):
            return padded([train[n] for n in next(blocks)])

        dl.fit_sampled(
            model, loss, adam, sample, steps=-(-len(train) // BATCH), max_norm=1.0
        )
        if stopping.update(nll(model, loss, parts["valid"]), model):
            break
    stopping.restore(model)
    found = {part: round(nll(model, loss, parts[part]), 3) for part in parts}
    return {
        **found,
        "epochs": stopping.best_epoch,
        "recurrent": count_parameters(model.layers[0]),
        "weights": count_parameters(model),
    }
