"""Logical expressions, read along their tree or as a line of symbols.

Chapter: recursive-networks.
"""

import numpy as np

from .. import scratch as dl, trees
from ..data.expressions import expressions, line, value

SYMBOLS, STEPS, BATCH, TESTS = 5, 1500, 32, (2, 8, 64, 128, 256)
READERS = {  # units; the nets that read lines have more weights than the tree
    "tree": 16,
    "wrong tree": 16,
    "tree that is a chain": 16,
    "Elman": 26,
    "GRU": 16,
    "LSTM": 16,
}
SETTINGS = [
    {"reader": reader, "trained_on": trained_on, "seed": seed}
    for trained_on in (8, 64)
    for reader in READERS
    for seed in range(5)
]


class Root(dl.Module):
    """Classes of whole trees: a linear layer at the roots of a recursive network."""

    def __init__(self, units: int, rng: np.random.Generator):
        self.tree = dl.RecursiveNetwork(SYMBOLS, units, rng=rng)
        self.readout = dl.Linear(units, 2, rng=rng)

    def forward(self, x, children, roots):
        h = self.tree(x, children)
        self.save(h.shape, roots)
        return self.readout(h[roots])

    def backward(self, dy):
        shape, roots = self.saved()
        dh = np.zeros(shape, dy.dtype)
        dh[roots] = self.readout.backward(dy)
        return self.tree.backward(dh)


def build(reader: str, rng: np.random.Generator) -> dl.Module:
    """Make the network."""
    H = READERS[reader]
    if "tree" in reader:
        return Root(H, rng)
    kind = {"Elman": dl.RNN, "GRU": dl.GRU, "LSTM": dl.LSTM}[reader]
    options = {"forget_bias": 3} if reader == "LSTM" else {}
    layer = kind(SYMBOLS, H, **options, rng=rng)
    return dl.Sequential(layer, dl.Last(), dl.Linear(H, 2, rng=rng))


def draw(reader: str, n: int, operands: int, rng: np.random.Generator):
    """Draw expressions, as the network reads them, and their values."""
    some = expressions(n, operands, rng=rng)
    t = np.array([value(e) for e in some])
    if "tree" not in reader:
        return (np.eye(SYMBOLS)[np.array([line(e) for e in some]).T],), t
    if reader == "wrong tree":
        some = [trees.drawn(line(e), rng=rng) for e in some]
    if reader == "tree that is a chain":
        some = [trees.chain(line(e)) for e in some]
    leaves, children, roots = trees.forest(some)
    return (np.eye(SYMBOLS)[leaves], children, roots), t


def train(
    reader: str, trained_on: int, seed: int, steps: int = STEPS
) -> tuple[dl.Module, list[float]]:
    """Train on expressions of 2 operands at first, and of up to ``trained_on``."""
    rng = np.random.default_rng(seed)
    model = build(reader, rng)
    done = 0

    def sample():
        nonlocal done
        done += 1
        most = 2 + int((trained_on - 2) * min(1, 2 * done / steps))
        return draw(reader, BATCH, int(rng.integers(2, most + 1)), rng)

    losses = dl.fit_sampled(
        model,
        dl.CrossEntropyLoss(),
        dl.Adam(model.parameters(), lr=0.01),
        sample,
        steps=steps,
        max_norm=1.0,
    )
    return model, losses


def accuracy(model: dl.Module, reader: str, operands: int, n: int = 400) -> float:
    """Return the share of right answers on new expressions."""
    inputs, t = draw(reader, n, operands, np.random.default_rng(operands))
    with dl.no_grad():
        return float((model(*inputs).argmax(axis=1) == t).mean())


def run(reader: str, trained_on: int, seed: int) -> dict:
    """Train, and return the accuracy for expressions of several sizes."""
    model, _ = train(reader, trained_on, seed)
    found = {f"at_{k}": round(accuracy(model, reader, k), 4) for k in TESTS}
    weights = sum(p.data.size for p in model.parameters())
    return {**found, "weights": weights}
