"""MNIST-1D: ten small shapes, moved, stretched, sheared and noised, as 40 numbers each.

After Greydanus, "Scaling Down Deep Learning" (2020), where linear models, MLPs, CNNs
and recurrent networks come apart on it.
"""

import numpy as np

from ..initialization import check_rng, check_size

SHAPES = np.array(  # heights of the ten shapes, one row for each class
    [
        [5, 6, 6.5, 6.75, 7, 7, 7, 7, 6.75, 6.5, 6, 5],
        [5, 3, 3, 3.4, 3.8, 4.2, 4.6, 5, 5.4, 5.8, 5, 5],
        [5, 6, 6.5, 6.5, 6, 5.25, 4.75, 4, 3.5, 3.5, 4, 5],
        [5, 6, 6.5, 6.5, 6, 5, 5, 6, 6.5, 6.5, 6, 5],
        [5, 4.4, 3.8, 3.2, 2.6, 2.6, 5, 5, 5, 5, 5, 5],
        [5, 3, 3, 3, 3, 5, 6, 6.5, 6.5, 6, 4.5, 5],
        [5, 4, 3.5, 3.25, 3, 3, 3, 3, 3.25, 3.5, 4, 5],
        [5, 7, 7, 6.6, 6.2, 5.8, 5.4, 5, 4.6, 4.2, 5, 5],
        [5, 4, 3.5, 3.5, 4, 5, 5, 4, 3.5, 3.5, 4, 5],
        [5, 4, 3.5, 3.5, 4, 5, 5, 5, 5, 4.7, 4.3, 5],
    ]
)
WIDE, LENGTH, SIGMA = 72, 40, 2.0
MEAN, SPREAD = -0.006, 0.1546  # of 60,000 drawn: the same scale for every set
REACH = int(4 * SIGMA)
BELL = np.exp(-0.5 * (np.arange(-REACH, REACH + 1) / SIGMA) ** 2)
BELL /= BELL.sum()


def templates() -> np.ndarray:
    """Return the shapes (10, 12): standardized, divided by 6, from zero to zero."""
    x = SHAPES - SHAPES.mean(axis=1, keepdims=True)
    x /= x.std(axis=1, keepdims=True)
    return (x - x[:, :1]) / 6


def mnist1d(
    n: int, *, shuffled: bool = False, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Draw shapes; return them with mean 0 and spread 1 on average, and their classes.

    Each is padded with 36 to 60 zeros, stretched to 72 numbers, scaled by 0.8 to 1.2,
    moved, filled with smooth noise where it was zero, noised, sheared, and read off at
    40 places. As many of each class as possible, in a drawn order.

    The author standardizes his 5,000 together; here the scale is fixed, so that no test
    set is measured by itself.

    Shapes: x (n, 40), t (n,). A recurrent network reads ``x.T[..., None]``, (40, n, 1).
    Args: shuffled, to exchange the 40 places, for all in the same way: what an MLP does
    not notice.
    """
    check_size(n, "mnist1d", "n")
    check_rng(rng, "mnist1d")
    shapes, t = templates(), np.arange(n) % 10
    x = np.array([_transform(shapes[k], rng) for k in t])
    order = rng.permutation(n)
    x, t = x[order], t[order]
    if shuffled:  # one permutation, the same for every rng: training and test agree
        x = x[:, np.random.default_rng(40).permutation(LENGTH)]
    return (x - MEAN) / SPREAD, t


def _transform(shape: np.ndarray, rng) -> np.ndarray:
    x = np.concatenate([shape + 1e-8, np.zeros(rng.integers(36, 61))])
    x = _stretch(x, WIDE) * rng.uniform(0.8, 1.2)
    x = np.roll(x, rng.integers(48))
    smooth = np.pad(0.25 * rng.standard_normal(WIDE), REACH, mode="symmetric")
    x = np.where(x != 0, x, np.convolve(smooth, BELL, mode="valid"))
    x = x + 0.02 * rng.standard_normal(WIDE)
    x = x - rng.uniform(-0.375, 0.375) * np.linspace(-0.5, 0.5, WIDE)
    return _stretch(x, LENGTH)


def _stretch(x: np.ndarray, length: int) -> np.ndarray:
    """Read x off at other places, with straight lines in between."""
    return np.interp(np.linspace(0, 1, length), np.linspace(0, 1, len(x)), x)
