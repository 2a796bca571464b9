"""How far what was written is from what should have been.

Chapters: encoder-decoder to image-captioning. Sequences are strings or lists.
"""

from collections.abc import Sequence


def edit_distance(a: Sequence, b: Sequence) -> int:
    """Return how many items must change to make b of a (Levenshtein, 1966).

    A change is an insertion, a deletion or a replacement.

        D(i, j) = min(D(i-1, j) + 1, D(i, j-1) + 1, D(i-1, j-1) + [a_i != b_j])
                                                                      (eq-edit-distance)
    """
    row = list(range(len(b) + 1))  # D(0, j) = j
    for i, x in enumerate(a, 1):
        diagonal, row[0] = row[0], i  # D(i, 0) = i
        for j, y in enumerate(b, 1):
            best = min(row[j] + 1, row[j - 1] + 1, diagonal + (x != y))
            diagonal, row[j] = row[j], best  # eq-edit-distance
    return row[-1]


def error_rate(predicted: Sequence[Sequence], true: Sequence[Sequence]) -> float:
    """Return the sum of edit distances over the sum of true lengths.

    Of letters it is the character error rate, of words the word error rate. It can
    exceed 1.
    Raises: ValueError if there are not as many of both, or the true ones are empty.
    """
    check_pairs(predicted, true, "error_rate")
    length = sum(map(len, true))
    if not length:
        raise ValueError("error_rate expected true sequences with items, got none")
    return sum(map(edit_distance, predicted, true)) / length


def exact(predicted: Sequence[Sequence], true: Sequence[Sequence]) -> float:
    """Return the share of sequences that are right from the first item to the last."""
    check_pairs(predicted, true, "exact")
    return sum(list(p) == list(t) for p, t in zip(predicted, true, strict=True)) / len(
        true
    )


def check_pairs(predicted: Sequence, true: Sequence, who: str) -> None:
    """Complain unless there are as many predictions as truths, and at least one."""
    if len(predicted) != len(true) or not len(true):
        raise ValueError(
            f"{who} expected as many predicted as true sequences, at least one, got "
            f"{len(predicted)} and {len(true)}"
        )
