"""Features learned on five shapes, frozen, for five others; and what is forgotten.

Chapter: features-and-mapping. In PyTorch, on MNIST-1D: shapes 0 to 4 are the first
language, 5 to 9 the foreign one.
"""

import numpy as np
import torch

from .. import pytorch as dl
from ..data import mnist1d
from ..three_ways import build

HOME, EPOCHS = 4000, 40
EXAMPLES = (1, 2, 5, 10, 20, 50, 100, 200)  # of each foreign shape
WAYS = ("frozen", "tuned", "nothing")
SETTINGS = [
    {"way": way, "examples": examples, "seed": seed}
    for way in WAYS
    for examples in EXAMPLES
    for seed in range(5)
]
_home = {}  # what was learned at home, for each seed


def shapes(n: int, foreign: bool, rng) -> tuple[np.ndarray, np.ndarray]:
    """Draw n lines of one language, as many of each shape; classes 0 to 4."""
    x, t = mnist1d(2 * n, rng=rng)
    mine = (t >= 5) == foreign
    return x[mine], t[mine] % 5


def network(rng):
    """Return the CNN of three-layers for five classes: features, then mapping."""
    cnn = build(dl, "CNN", rng)
    return dl.Sequential(cnn[:-1], dl.Linear(20, 5, rng=rng))


def train(model, data, updates: int, lr: float, rng) -> None:
    """Train in place, about that many updates, with a falling rate."""
    batch = min(50, len(data[0]))
    epochs = max(1, updates * batch // len(data[0]))
    adam = dl.Adam(model.parameters(), lr=lr)
    falling = dl.ExponentialLR(adam, 0.1 ** (1 / epochs))
    loss = dl.CrossEntropyLoss()
    dl.fit(
        model,
        loss,
        adam,
        data,
        epochs=epochs,
        batch_size=batch,
        scheduler=falling,
        rng=rng,
    )


def accuracy(model, data) -> float:
    return round(dl.evaluate(model, dl.CrossEntropyLoss(), data).accuracy, 4)


def at_home(seed: int):
    """Return the network that learned shapes 0 to 4; a copy each time."""
    if seed not in _home:
        rng = np.random.default_rng(seed)
        model = network(rng)
        train(model, shapes(HOME, False, rng), EPOCHS * HOME // 50, 0.01, rng)
        _home[seed] = model.state_dict()
    model = network(np.random.default_rng(seed))
    model.load_state_dict(_home[seed])
    return model


def run(way: str, examples: int, seed: int) -> dict:
    """Learn the foreign shapes; return the accuracy on them, and what home is after.

    "frozen" trains a new mapping layer on the features of home, "tuned" that and the
    features too, "nothing" all of a fresh network.
    """
    torch.set_num_threads(1)
    rng = np.random.default_rng(1000 + seed)
    data, test = shapes(5 * examples, True, rng), shapes(2000, True, rng)
    home = shapes(2000, False, rng)
    model = network(rng) if way == "nothing" else at_home(seed)
    before, old = accuracy(model, home), model[1]
    model[1] = dl.Linear(20, 5, rng=rng)
    if way == "frozen":
        with torch.no_grad():
            features = model[0](torch.tensor(data[0]))
        train(model[1], (features, data[1]), 600, 0.02, rng)
    else:
        train(model, data, 600, 0.005 if way == "tuned" else 0.01, rng)
    foreign = accuracy(model, test)
    model[1] = old
    return {
        "foreign": foreign,
        "home before": before,
        "home after": accuracy(model, home),
    }
