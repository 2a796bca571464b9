"""Tasks that need a long memory: adding, temporal order, copying. Time comes first."""

import math

import numpy as np

from ..initialization import check_rng, check_size


def adding_problem(
    n: int, length: int, *, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Draw sequences of numbers, two of them marked; the target is their sum.

    The form of Le et al. (2015): the numbers are U(0, 1), one mark stands in each half.
    Hochreiter and Schmidhuber (1997) drew from -1..1, with one mark among the first
    ten. Always answering 1 has the mean squared error 2/12 = 1/6.

    Shapes: x (length, n, 2), the numbers and the marks, 0 or 1; t (n, 1).
    Raises: ValueError for a length below 2.
    """
    _check("adding_problem", n, rng, length=(length, 2))
    x = np.zeros((length, n, 2))
    x[..., 0] = rng.uniform(0, 1, (length, n))
    half, each = length // 2, np.arange(n)
    for first, last in ((0, half), (half, length)):
        x[rng.integers(first, last, n), each, 1] = 1
    return x, (x[..., 0] * x[..., 1]).sum(axis=0)[:, None]


def temporal_order(
    n: int, length: int, *, symbols: int = 2, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Draw strings with a few X or Y among noise; the class is their order.

    Tasks 6a and 6b of Hochreiter and Schmidhuber (1997): E at the start, B at the end,
    ``symbols`` relevant ones, each X or Y, all else drawn from a, b, c and d. At length
    100 the relevant ones stand at steps 10-20 and 50-60 (for 3 symbols: 10-20, 33-43,
    66-76), counted from 0; at other lengths in proportion. The paper's strings have 100
    to 110 steps.

    Shapes: x (length, n, 8) one-hot, in the order E, B, a, b, c, d, X, Y; t (n,), where
    the first relevant symbol is the highest bit of the class, X is 0 and Y is 1.
    Raises: ValueError for other than 2 or 3 symbols, or a length below 10 per symbol.
    """
    if symbols not in (2, 3):
        raise ValueError(f"temporal_order expected 2 or 3 symbols, got {symbols!r}")
    _check("temporal_order", n, rng, length=(length, 10 * symbols))
    text = rng.integers(2, 6, (length, n))
    text[0], text[-1] = 0, 1
    which = rng.integers(0, 2, (symbols, n))
    for k, start in enumerate({2: (10, 50), 3: (10, 33, 66)}[symbols]):
        first = start * length // 100
        last = max(first, (start + 10) * length // 100)
        text[rng.integers(first, last + 1, n), np.arange(n)] = 6 + which[k]
    bits = 2 ** np.arange(symbols)[::-1]
    return np.eye(8)[text], bits @ which


def copy_memory(
    n: int,
    delay: int,
    *,
    symbols: int = 8,
    recall: int = 10,
    rng: np.random.Generator,
) -> tuple[np.ndarray, np.ndarray]:
    """Draw symbols to be repeated after a delay (Arjovsky et al., 2016).

    ``recall`` symbols, then blanks, then a signal to begin, at which the symbols are
    asked for in their order; the target is blank until then. T = delay + 2 recall.

    Shapes: x (T, n, symbols + 2) one-hot, the last two for blank and signal; t (T, n),
    symbols or ``symbols`` for blank. A network without memory cannot do better than
    the cross-entropy of ``copy_baseline``.
    Raises: ValueError for sizes below 1, or fewer than 2 symbols.
    """
    _check(
        "copy_memory",
        n,
        rng,
        delay=(delay, 1),
        symbols=(symbols, 2),
        recall=(recall, 1),
    )
    T, blank = delay + 2 * recall, symbols
    word = rng.integers(0, symbols, (recall, n))
    text, t = np.full((T, n), blank), np.full((T, n), blank)
    text[:recall] = word
    text[T - recall - 1] = symbols + 1
    t[T - recall :] = word
    return np.eye(symbols + 2)[text], t


def copy_baseline(delay: int, *, symbols: int = 8, recall: int = 10) -> float:
    """Return the mean cross-entropy of guessing: recall log(symbols) / T, in nats."""
    return recall * math.log(symbols) / (delay + 2 * recall)


def _check(who: str, n: int, rng, **sizes: tuple[int, int]) -> None:
    check_size(n, who, "n")
    for name, (value, least) in sizes.items():
        check_size(value, who, name, least)
    check_rng(rng, who)
