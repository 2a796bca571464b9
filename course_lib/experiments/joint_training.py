"""Does a deep network need its layers to be trained together?

Chapter: features-and-mapping. In PyTorch, on all ten shapes of MNIST-1D: one to three
convolutions, trained together, one after the other, or not at all.
"""

import numpy as np
import torch

from .. import pytorch as dl
from ..data import mnist1d
from ..three_ways import as_lines, average

TRAIN, TEST, EPOCHS, BATCH, MAPS = 4000, 2000, 40, 100, 20
SETTINGS = [
    {"way": way, "layers": layers, "seed": seed}
    for way in ("joint", "greedy", "random")
    for layers in (1, 2, 3)
    for seed in range(3)
]


def convolution(maps: int, rng):
    conv = dl.Conv1d(maps, MAPS, 5, padding=2, rng=rng)
    return dl.Sequential(conv, dl.ReLU())


def mapping(rng):
    return dl.Sequential(average(dl, axis=2), dl.Linear(MAPS, 10, rng=rng))


def train(model, data, rng) -> None:
    """Train in place, as three_layers does."""
    adam = dl.Adam(model.parameters(), lr=0.01)
    options = {"epochs": EPOCHS, "batch_size": BATCH, "rng": rng}
    options["scheduler"] = dl.ExponentialLR(adam, 0.95)
    dl.fit(model, dl.CrossEntropyLoss(), adam, data, **options)


def frozen(layer, *sets):
    """Replace the lines of each set by what a layer makes of them."""
    with torch.no_grad():
        return [(layer(torch.as_tensor(x)), t) for x, t in sets]


def run(way: str, layers: int, seed: int) -> dict:
    """Return the accuracy on new lines.

    "joint" trains all layers at once. "greedy" trains each convolution with a mapping
    layer of its own and freezes it before the next one comes. "random" leaves the
    convolutions as they were drawn.
    """
    torch.set_num_threads(1)
    rng = np.random.default_rng(seed)
    data, test = mnist1d(TRAIN, rng=rng), mnist1d(TEST, rng=rng)
    stack = [convolution(1 if k == 0 else MAPS, rng) for k in range(layers)]
    if way == "joint":
        model = dl.Sequential(as_lines(dl), *stack, mapping(rng))
        train(model, data, rng)
        return {"accuracy": accuracy(model, test)}
    data, test = frozen(as_lines(dl), data, test)
    for layer in stack:
        if way == "greedy":
            train(dl.Sequential(layer, mapping(rng)), data, rng)
        data, test = frozen(layer, data, test)
    last = mapping(rng)
    train(last, data, rng)
    return {"accuracy": accuracy(last, test)}


def accuracy(model, data) -> float:
    return round(dl.evaluate(model, dl.CrossEntropyLoss(), data).accuracy, 4)
