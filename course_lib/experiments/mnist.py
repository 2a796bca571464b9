"""MNIST: LeNet-5 and a multilayer perceptron, from scratch and in PyTorch.

Chapter: lenet; page: results on published data. Of MNIST, only the 10,000 published
test images are used: the seed draws 8,000 of them for training, 1,000 to choose the
best epoch, and 1,000 to test. The data must be in COURSE_DATA or fetched.
"""

from importlib import import_module

import numpy as np

from ..counting import count_parameters
from ..data.published import load_mnist

DATA = ("t10k-images-idx3-ubyte.gz", "t10k-labels-idx1-ubyte.gz")
HALVES, NETWORKS = ("scratch", "pytorch"), ("LeNet-5", "MLP")
TRAIN, VALID, EPOCHS, BATCH, RATE = 8000, 1000, 20, 32, 0.001
SETTINGS = [
    {"network": network, "half": half, "seed": seed}
    for network in NETWORKS
    for half in HALVES
    for seed in range(3)
]


def images() -> tuple[np.ndarray, np.ndarray]:
    """Return images (10000, 1, 32, 32) as LeCun et al. (1998) had them, and digits.

    Two pixels of margin on each side; the background is -0.1, the ink 1.175.
    """
    x, t = load_mnist()
    return 1.275 * np.pad(x, ((0, 0), (2, 2), (2, 2)))[:, None] - 0.1, t


def build(dl, network: str, rng: np.random.Generator):
    """Return a network of either half."""
    if network == "LeNet-5":
        return dl.LeNet5(rng=rng)
    return dl.Sequential(dl.Flatten(), dl.MLP([32 * 32, 300, 10], rng=rng))


def parts(rng: np.random.Generator) -> list[tuple[np.ndarray, np.ndarray]]:
    """Return training, validation and test part, drawn by rng."""
    x, t = images()
    order = np.split(rng.permutation(len(x)), (TRAIN, TRAIN + VALID))
    return [(x[rows], t[rows]) for rows in order]


def run(network: str, half: str, seed: int) -> dict:
    """Train with Adam; return the error on new images, and the losses."""
    dl, rng = import_module(f"course_lib.{half}"), np.random.default_rng(seed)
    train, valid, test = parts(rng)
    model, loss = build(dl, network, rng), dl.CrossEntropyLoss()
    adam = dl.Adam(model.parameters(), lr=RATE)
    stopping = dl.EarlyStopping(EPOCHS)  # keeps the best weights, stops nothing
    history = dl.fit(
        model,
        loss,
        adam,
        train,
        epochs=EPOCHS,
        batch_size=BATCH,
        valid=valid,
        early_stopping=stopping,
        rng=rng,
    )
    found = dl.evaluate(model, loss, test)
    return {
        "error": round(1 - found.accuracy, 4),
        "loss": round(found.loss, 10),
        "train_loss": [round(J, 10) for J in history.train_loss],
        "epoch": stopping.best_epoch,
        "weights": count_parameters(model),
    }
