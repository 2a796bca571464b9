"""Mini-batches, a train/test split and one-hot rows."""

from collections.abc import Iterator

import numpy as np

from ..initialization import check_rng, check_size

Pair = tuple[np.ndarray, np.ndarray]


def batches(x, t, batch_size: int, *, rng: np.random.Generator) -> Iterator[Pair]:
    """Yield (x, t) in mini-batches, each sample once, in an order drawn by ``rng``.

    Shapes: x (N, ...), t (N, ...); arrays or tensors. The last batch may be smaller.
    Raises: ValueError if x and t have different lengths.
    """
    check_size(batch_size, "batches", "batch_size")
    check_rng(rng, "batches")
    if len(x) != len(t):
        raise ValueError(
            f"batches expected x and t of equal length, got {len(x)} and {len(t)}"
        )
    order = rng.permutation(len(x))
    for start in range(0, len(x), batch_size):
        rows = order[start : start + batch_size]
        yield x[rows], t[rows]


def split(
    x: np.ndarray,
    t: np.ndarray,
    *,
    test_fraction: float = 0.25,
    rng: np.random.Generator,
) -> tuple[Pair, Pair]:
    """Split the samples at random: ``(x_train, t_train), (x_test, t_test)``.

    Shapes: x (N, ...), t (N, ...); round(test_fraction * N) samples are held out.
    Raises: ValueError if the lengths differ or a part would be empty.
    """
    check_rng(rng, "split")
    if len(x) != len(t):
        raise ValueError(
            f"split expected x and t of equal length, got {len(x)} and {len(t)}"
        )
    held_out = round(test_fraction * len(x))
    if not 0 < held_out < len(x):
        raise ValueError(
            f"split expected test_fraction to leave samples in both parts, got "
            f"{test_fraction} of {len(x)} samples"
        )
    order = rng.permutation(len(x))
    test, train = order[:held_out], order[held_out:]
    return (x[train], t[train]), (x[test], t[test])


def one_hot(t: np.ndarray, classes: int) -> np.ndarray:
    """Return rows that are 1 at the class and 0 elsewhere.

    Shapes: integer t (...) -> (..., classes), float64.
    Raises: ValueError if a class lies outside 0..classes-1, TypeError if t is not
    of integers.
    """
    t = np.asarray(t)
    check_size(classes, "one_hot", "classes")
    if not np.issubdtype(t.dtype, np.integer):
        raise TypeError(f"one_hot expected integer classes, got {t.dtype}")
    if t.size and (t.min() < 0 or t.max() >= classes):
        raise ValueError(
            f"one_hot expected classes from 0 to {classes - 1}, "
            f"got {t.min()} to {t.max()}"
        )
    return np.eye(classes)[t]
