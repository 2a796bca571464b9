"""Two pieces of work in turn, and the ratio of their times."""

import statistics
import time
from collections.abc import Callable

ROUNDS = 25


def seconds(work: Callable[[], None], repeats: int) -> float:
    """Time spent computing, without the turns that other processes had."""
    start = time.process_time()
    for _ in range(repeats):
        work()
    return (time.process_time() - start) / repeats


def compare(ours: Callable[[], None], theirs: Callable[[], None]) -> dict[str, float]:
    """Interleave both and return their median times and the ratio of the medians."""
    for work in (ours, theirs, ours, theirs):
        work()
    repeats = max(1, round(0.01 / seconds(theirs, 3)))
    one, two = [], []
    for _ in range(ROUNDS):
        one.append(seconds(ours, repeats))
        two.append(seconds(theirs, repeats))
    ratios = sorted(a / b for a, b in zip(one, two, strict=True))
    return {
        "numpy_ms": 1e3 * statistics.median(one),
        "other_ms": 1e3 * statistics.median(two),
        "ratio": statistics.median(one) / statistics.median(two),
        "low": ratios[len(ratios) // 10],
        "high": ratios[-1 - len(ratios) // 10],
    }
