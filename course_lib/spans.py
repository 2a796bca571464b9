"""Spans of words, marked by IOB tags, and how many of them were found.

Chapter: slot-filling. B-city begins a span, I-city goes on with it, O is outside.
"""

from collections.abc import Sequence
from typing import NamedTuple

Span = tuple[str, int, int]  # label, first word, one behind the last


class Score(NamedTuple):
    """Shares of found spans that are right, of true spans that were found; and F1."""

    precision: float
    recall: float
    f1: float


def spans(tags: Sequence[str]) -> set[Span]:
    """Return the spans of one sentence.

    As in the evaluation script of CoNLL-2000, an I- that follows nothing of its label
    begins a span.
    Raises: ValueError for a tag that is neither O nor B-label nor I-label.
    """
    found, label, start = set(), None, 0
    for n, tag in enumerate([*tags, "O"]):
        mark, dash, new = tag.partition("-")
        if tag != "O" and (mark not in ("B", "I") or not dash or not new):
            raise ValueError(f"spans expected O, B-label or I-label, got {tag!r}")
        if label is not None and (mark != "I" or new != label):
            found.add((label, start, n))
            label = None
        if label is None and tag != "O":
            label, start = new, n
    return found


def span_f1(predicted: Sequence[Sequence[str]], true: Sequence[Sequence[str]]) -> Score:
    """Compare the spans of all sentences: label and both ends must be right.

        P = right / predicted,   R = right / true,   F1 = 2 P R / (P + R)      (eq-f1)

    A share of nothing counts as 0.
    Raises: ValueError if the numbers of sentences or of words differ.
    """
    if [len(t) for t in predicted] != [len(t) for t in true]:
        raise ValueError(
            "span_f1 expected as many tags as words in as many sentences, got "
            f"{len(predicted)} sentences for {len(true)}, or other lengths"
        )
    right = said = there = 0
    for p, t in zip(map(spans, predicted), map(spans, true), strict=True):
        right, said, there = right + len(p & t), said + len(p), there + len(t)
    P, R = right / said if said else 0.0, right / there if there else 0.0
    return Score(P, R, 2 * P * R / (P + R) if right else 0.0)  # eq-f1
