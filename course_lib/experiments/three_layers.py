"""Which layer learns MNIST-1D, in order and with its 40 numbers shuffled?

Chapter: three-layers. In PyTorch; four networks of fewer than 5,000 weights.
"""

import numpy as np
import torch

from .. import pytorch as dl
from ..data import mnist1d
from ..three_ways import NETWORKS, build

TRAIN, TEST, EPOCHS, BATCH = 4000, 1000, 40, 100
SETTINGS = [
    {"network": network, "shuffled": shuffled, "seed": seed}
    for network in NETWORKS
    for shuffled in (False, True)
    for seed in range(5)
]


def run(network: str, shuffled: bool, seed: int) -> dict:
    """Train; return the accuracy on training and test set, and the weights."""
    torch.set_num_threads(1)
    rng = np.random.default_rng(seed)
    train = mnist1d(TRAIN, shuffled=shuffled, rng=rng)
    test = mnist1d(TEST, shuffled=shuffled, rng=rng)
    model, loss = build(dl, network, rng), dl.CrossEntropyLoss()
    adam = dl.Adam(model.parameters(), lr=0.01)
    falling = dl.ExponentialLR(adam, 0.95)
    dl.fit(
        model,
        loss,
        adam,
        train,
        epochs=EPOCHS,
        batch_size=BATCH,
        scheduler=falling,
        rng=rng,
    )
    return {
        "train": dl.evaluate(model, loss, train).accuracy,
        "test": dl.evaluate(model, loss, test).accuracy,
        "weights": dl.count_parameters(model),
    }
