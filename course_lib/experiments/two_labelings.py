"""The same pictures under two labelings: what do the features keep of the other one?

Chapter: features-and-mapping. In PyTorch; large letters made of small ones.
"""

import numpy as np
import torch

from .. import pytorch as dl
from ..data import navon

TRAIN, TEST, LETTERS = 1500, 1000, 5
LABELINGS = ("large", "small")
SETTINGS = [
    {"taught": taught, "seed": seed}
    for taught in (*LABELINGS, "nothing")
    for seed in range(5)
]


def layers(dl, rng: np.random.Generator):
    """Return the feature layers (N, 1, 32, 32) -> (N, 16), from either half."""
    return dl.Sequential(
        dl.Conv2d(1, 8, 5, padding=2, rng=rng),
        dl.ReLU(),
        dl.MaxPool2d(2),
        dl.Conv2d(8, 16, 5, padding=2, rng=rng),
        dl.ReLU(),
        dl.MaxPool2d(2),
        dl.Conv2d(16, 16, 5, stride=2, padding=2, rng=rng),
        dl.ReLU(),
        dl.Flatten(),
        dl.Linear(256, 16, rng=rng),
        dl.ReLU(),
    )


def train(model, x, t, epochs: int, lr: float, rng) -> None:
    """Train a classifier in place."""
    loss, adam = dl.CrossEntropyLoss(), dl.Adam(model.parameters(), lr=lr)
    dl.fit(model, loss, adam, (x, t), epochs=epochs, batch_size=50, rng=rng)


def teach(taught: str, seed: int):
    """Return feature layers, trained on one labeling or left as drawn, and the data."""
    rng = np.random.default_rng(seed)
    data, test = navon(TRAIN, rng=rng), navon(TEST, rng=rng)
    features = layers(dl, rng)
    if taught != "nothing":
        whole = dl.Sequential(features, dl.Linear(16, LETTERS, rng=rng))
        train(whole, data[0], data[1 + LABELINGS.index(taught)], 8, 0.003, rng)
    return features, data, test


def run(taught: str, seed: int) -> dict:
    """Train features, freeze them, fit a new mapping layer for each labeling."""
    torch.set_num_threads(1)
    features, data, test = teach(taught, seed)
    rng = np.random.default_rng(100 + seed)
    with torch.no_grad():
        seen, new = (features(torch.tensor(part[0])) for part in (data, test))
    numbers = {}
    for place, labeling in enumerate(LABELINGS, 1):
        mapping = dl.Linear(16, LETTERS, rng=rng)
        train(mapping, seen, data[place], 40, 0.02, rng)
        result = dl.evaluate(mapping, dl.CrossEntropyLoss(), (new, test[place]))
        numbers[labeling] = round(result.accuracy, 4)
    return numbers
