"""The rows of the convolutional layers and networks."""

import numpy as np

from .. import initialization
from . import convolutional_networks
from .row import Case, normal, torch_nn


def conv(name: str, *sizes: int, x=(2, 3, 6, 7), bad=(), init=None, **options) -> Case:
    """Make the row of one Conv2d, with torch.nn.Conv2d beside it."""
    first = {} if init is None else {"init": init}
    return Case(
        name,
        lambda dl, rng: dl.Conv2d(*sizes, **options, **first, rng=rng),
        normal(*x),
        lambda: torch_nn().Conv2d(*sizes, **options),
        bad=bad,
    )


def conv1d(name: str, *sizes: int, x=(2, 3, 9), bad=(), **options) -> Case:
    """Make the row of one Conv1d, with torch.nn.Conv1d beside it."""
    return Case(
        name,
        lambda dl, rng: dl.Conv1d(*sizes, **options, rng=rng),
        normal(*x),
        lambda: torch_nn().Conv1d(*sizes, **options),
        bad=bad,
    )


def pool(name: str, kind: str, *sizes: int, x=(2, 3, 6, 7), bad=(), **options) -> Case:
    """Make the row of one pooling layer, with torch.nn's beside it."""
    return Case(
        name,
        lambda dl, rng: getattr(dl, kind)(*sizes, **options),
        normal(*x),
        lambda: getattr(torch_nn(), kind)(*sizes, **options),
        bad=bad,
    )


def ties(name: str, *sizes: int) -> Case:
    """Make a row of max pooling where most windows hold their maximum several times."""
    return Case(
        name,
        lambda dl, rng: dl.MaxPool2d(*sizes),
        lambda rng: (rng.integers(0, 3, (2, 3, 6, 7)).astype(float),),
        lambda: torch_nn().MaxPool2d(*sizes),
        smooth=False,
    )


def wrong(*shapes: tuple[int, ...]) -> tuple[tuple[np.ndarray], ...]:
    """List inputs that must be refused, by their shapes."""
    return tuple((np.zeros(shape),) for shape in shapes)


CASES: list[Case] = [
    conv1d("conv1d", 3, 4, 3, bad=wrong((2, 4, 9), (3, 9), (2, 3, 2), (0, 3, 9))),
    conv1d("conv1d-stride-and-padding", 3, 2, 4, stride=2, padding=1),
    conv1d("conv1d-stride-above-kernel", 3, 2, 2, stride=3, x=(2, 3, 10)),
    conv(
        "conv", 3, 4, 3, bad=wrong((2, 4, 6, 7), (3, 6, 7), (2, 3, 2, 7), (2, 3, 42))
    ),
    conv("conv-stride", 3, 4, 3, stride=2),
    conv("conv-padding", 3, 2, 3, padding=1),
    conv("conv-stride-and-padding", 2, 3, 4, stride=3, padding=2, x=(3, 2, 8, 5)),
    conv("conv-stride-above-kernel", 2, 3, 2, stride=3, x=(2, 2, 7, 9)),
    conv("conv-without-bias", 3, 4, 2, bias=False),
    conv("conv-1x1", 3, 5, 1, bad=wrong((2, 5, 6, 7))),
    conv("conv-1x1-stride", 3, 2, 1, stride=2),
    conv("conv-one-position", 2, 3, 4, x=(3, 2, 4, 4)),
    conv("conv-he", 1, 2, 3, x=(2, 1, 5, 5), init=initialization.he_normal),
    conv("conv-smaller-than-kernel", 1, 2, 5, padding=1, x=(2, 1, 3, 4),
         bad=wrong((2, 1, 2, 4))),
    pool("max-pool", "MaxPool2d", 2, bad=wrong((3, 6, 7), (2, 3, 1, 7), (6, 7))),
    pool("max-pool-overlapping", "MaxPool2d", 3, 2),
    pool("max-pool-gaps", "MaxPool2d", 2, 3),
    pool("max-pool-padding", "MaxPool2d", 3, 2, 1, x=(2, 2, 7, 6)),
    pool("max-pool-ceil", "MaxPool2d", 3, 2, ceil_mode=True, x=(2, 2, 6, 8)),
    pool("max-pool-ceil-padding", "MaxPool2d", 2, 2, 1, ceil_mode=True),
    ties("max-pool-ties", 2),
    ties("max-pool-ties-overlapping", 3, 1),
    ties("max-pool-ties-padding", 3, 2, 1),
    pool("avg-pool", "AvgPool2d", 2, bad=wrong((3, 6, 7), (2, 3, 6, 1))),
    pool("avg-pool-overlapping", "AvgPool2d", 3, 1),
    pool("avg-pool-padding", "AvgPool2d", 3, 2, 1),
    Case(
        "global-avg-pool",
        lambda dl, rng: dl.GlobalAvgPool(),
        normal(3, 2, 4, 5),
        bad=wrong((2, 4, 5), (2, 3)),
    ),
    Case(
        "batch-norm-2d",
        lambda dl, rng: dl.BatchNorm2d(3),
        normal(4, 3, 2, 5),
        lambda: torch_nn().BatchNorm2d(3),
        bad=wrong((4, 2, 2, 5), (4, 3), (3, 4, 5), (1, 3, 1, 1)),
    ),
    Case(
        "batch-norm-2d-one-image",
        lambda dl, rng: dl.BatchNorm2d(2, eps=0.1, momentum=0.3),
        normal(1, 2, 3, 2),
        lambda: torch_nn().BatchNorm2d(2, eps=0.1, momentum=0.3),
    ),
    Case(
        "batch-norm-2d-eval",
        lambda dl, rng: dl.BatchNorm2d(3, eps=0.1),
        normal(4, 3, 2, 5),
        lambda: torch_nn().BatchNorm2d(3, eps=0.1).eval(),
        bad=wrong((4, 2, 2, 5)),
        training=False,
    ),
]  # fmt: skip
CASES += convolutional_networks.CASES
