"""Short trainings on small digits that several chapters share, in PyTorch."""

from collections.abc import Callable, Iterable
from functools import cache

import numpy as np
import torch
from torch import Tensor, nn

from . import pytorch
from .data import load_digits, split

SEEDS = range(3)
pictures = cache(load_digits)


def fast(net: nn.Module) -> nn.Module:
    """Arrange a network for speed: the same weights, in single precision.

    torch.nn's batch normalization takes the place of ours, and the channels are
    stored last. The network is changed in place, and returned.
    """
    for name, child in net.named_children():
        if isinstance(child, pytorch.BatchNorm2d):
            norm = nn.BatchNorm2d(child.num_features, child.eps, child.momentum)
            norm.load_state_dict(child.state_dict())
            setattr(net, name, norm)
        else:
            fast(child)
    return net.float().to(memory_format=torch.channels_last)


def digits(seed: int, zoom: int = 1) -> tuple[tuple[Tensor, Tensor], ...]:
    """Return a training set, a test set, the same moved by a pixel; and the rng."""
    rng = np.random.default_rng(seed)
    train, test = split(*pictures(), test_fraction=0.25, rng=rng)
    mean = train[0].mean()  # one for all pixels
    data = []
    for (x, t), shift in ((train, 0), (test, 0), (test, 1)):
        x, t = x[:1344], t[:1344]  # 21 full batches of 64
        x = np.roll(x.reshape(-1, 1, 8, 8), shift, axis=3) - mean
        x = x.repeat(zoom, axis=2).repeat(zoom, axis=3)
        x = torch.tensor(x).float().contiguous(memory_format=torch.channels_last)
        data.append((x, torch.tensor(t)))
    return *data, rng


def accuracies(
    build: Callable[[np.random.Generator], nn.Module],
    zoom: int = 1,
    epochs: int = 6,
    seeds: Iterable[int] = SEEDS,
) -> np.ndarray:
    """Train with Adam; return held-out accuracy, as they are and moved, by seed."""
    found = []
    for seed in seeds:
        train, *tests, rng = digits(seed, zoom)
        net = fast(build(rng))
        adam = pytorch.Adam(net.parameters(), lr=0.005)
        loss = pytorch.CrossEntropyLoss()
        options = {"epochs": epochs, "batch_size": 64, "rng": rng}
        pytorch.fit(net, loss, adam, train, **options)
        results = [pytorch.evaluate(net, loss, test) for test in tests]
        found.append([result.accuracy for result in results])
    return np.array(found)


def show(name: str, found: np.ndarray) -> None:
    """Print one line: the mean over the seeds, and the range."""
    text = f"{name:18}"
    for what, acc in zip(("in place", "moved"), found.T, strict=True):
        text += f"  {what} {acc.mean():.2f} ({acc.min():.2f} to {acc.max():.2f})"
    print(text)
