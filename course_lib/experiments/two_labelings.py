"""The same pictures under two labelings: what do the features keep of the other one?

Chapter: features-and-mapping. Large letters made of small ones, in either half.
"""

import numpy as np
import torch
from sklearn.svm import SVC

from .. import pytorch
from ..data import navon

TRAIN, TEST, LETTERS = 1000, 1000, 5
LABELINGS = ("large", "small")
SETTINGS = [
    {"taught": taught, "seed": seed}
    for taught in (*LABELINGS, "both", "nothing")
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


def train(dl, model, x, t, epochs: int, lr: float, rng) -> None:
    """Train a classifier in place."""
    loss, adam = dl.CrossEntropyLoss(), dl.Adam(model.parameters(), lr=lr)
    dl.fit(model, loss, adam, (x, t), epochs=epochs, batch_size=50, rng=rng)


def teach(dl, taught: str, seed: int):
    """Return feature layers, trained on a labeling or left as drawn, and the data.

    For "both", each pair of letters is a class of its own, and training takes twice
    as long.
    """
    rng = np.random.default_rng(seed)
    data, test = navon(TRAIN, rng=rng), navon(TEST, rng=rng)
    features = layers(dl, rng)
    x, large, small = data
    t = {"large": large, "small": small, "both": LETTERS * large + small}.get(taught)
    if t is not None:
        classes, epochs = (LETTERS**2, 16) if taught == "both" else (LETTERS, 8)
        whole = dl.Sequential(features, dl.Linear(16, classes, rng=rng))
        train(dl, whole, x, t, epochs, 0.004, rng)
    return features, data, test


def look(dl, features, x: np.ndarray) -> np.ndarray:
    """Return the features of pictures, (N, 16), and keep nothing for a backward."""
    parts = np.split(x, range(100, len(x), 100))
    if dl is pytorch:
        with torch.no_grad():
            return np.concatenate([features(torch.tensor(p)).numpy() for p in parts])
    with dl.no_grad():
        return np.concatenate([features(part) for part in parts])


def keep(dl, features, data, test, seed: int) -> dict:
    """Fit new mapping layers for each labeling; return how often each is right.

    One is linear, the other a support vector machine, which may bend.
    """
    rng = np.random.default_rng(100 + seed)
    seen, new = (look(dl, features, part[0]) for part in (data, test))
    numbers = {}
    for place, labeling in enumerate(LABELINGS, 1):
        mapping = dl.Linear(16, LETTERS, rng=rng)
        train(dl, mapping, seen, data[place], 40, 0.02, rng)
        result = dl.evaluate(mapping, dl.CrossEntropyLoss(), (new, test[place]))
        bent = SVC(C=10).fit(seen / seen.std(), data[place])
        numbers[labeling] = round(result.accuracy, 4)
        right = bent.score(new / seen.std(), test[place])
        numbers[f"{labeling} SVM"] = round(right, 4)
    return numbers


def run(taught: str, seed: int) -> dict:
    """Train features, freeze them, and ask them for both labelings."""
    torch.set_num_threads(1)
    return keep(pytorch, *teach(pytorch, taught, seed), seed)
