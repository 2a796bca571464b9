"""Strings of the embedded Reber grammar (Reber, 1967; Smith and Zipser, 1989).

A Reber string walks through a graph of seven nodes and writes a letter for each arc;
where two arcs leave a node, either is taken with probability 1/2. An embedded string is
B, T or P, a Reber string, the same T or P again, E: the last but one letter repeats the
second, which lies behind the whole string between.
"""

import numpy as np

from ..initialization import check_rng, check_size

LETTERS = "BTPSXVE"
GRAPH = (  # the arcs that leave each node: letter and next node
    (("B", 1),),
    (("T", 2), ("P", 3)),
    (("S", 2), ("X", 4)),
    (("T", 3), ("V", 5)),
    (("X", 3), ("S", 6)),
    (("P", 4), ("V", 6)),
    (("E", None),),
)


def reber_string(*, rng: np.random.Generator) -> str:
    """Draw one string of the Reber grammar, such as BTSXSE."""
    check_rng(rng, "reber_string")
    text, node = "", 0
    while node is not None:
        arcs = GRAPH[node]
        letter, node = arcs[rng.integers(len(arcs))]
        text += letter
    return text


def embedded_reber_string(*, rng: np.random.Generator) -> str:
    """Draw one string of the embedded grammar, such as BTBTSXSETE."""
    check_rng(rng, "embedded_reber_string")
    outer = "TP"[rng.integers(2)]
    return "B" + outer + reber_string(rng=rng) + outer + "E"


def is_reber(text: str) -> bool:
    """Tell whether the graph has a walk that writes ``text``."""
    node = 0
    for letter in text:
        if node is None:
            return False
        following = dict(GRAPH[node])
        if letter not in following:
            return False
        node = following[letter]
    return node is None


def is_embedded_reber(text: str) -> bool:
    """Tell whether ``text`` is a string of the embedded grammar."""
    frame = text[:1] == "B" and text[-1:] == "E" and text[1:2] == text[-2:-1]
    return frame and text[1] in "TP" and is_reber(text[2:-2])


def legal_next(text: str) -> list[str]:
    """Return, for each letter of an embedded string but the last, what may follow it.

    Raises: ValueError if text is none.
    """
    if not is_embedded_reber(text):
        raise ValueError(f"legal_next expected an embedded Reber string, got {text!r}")
    after, node = ["TP", "B"], 0
    for letter in text[2:-2]:
        node = dict(GRAPH[node])[letter]
        after.append(text[1] if node is None else "".join(a for a, _ in GRAPH[node]))
    return [*after, "E"]


def embedded_reber(
    n: int, *, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Draw embedded strings, and for every step the letters that may come next.

    Shapes: x (T, n, 7) one-hot in the order of LETTERS, without the last letter, zeros
    behind the end; t (T, n, 7), 1 where a letter may follow; lengths (n,), those of
    the strings less 1. T is the largest of them.
    """
    check_size(n, "embedded_reber", "n")
    check_rng(rng, "embedded_reber")
    strings = [embedded_reber_string(rng=rng) for _ in range(n)]
    lengths = np.array([len(s) - 1 for s in strings])
    x = np.zeros((lengths.max(), n, len(LETTERS)))
    t = np.zeros_like(x)
    for k, text in enumerate(strings):
        for step, following in enumerate(legal_next(text)):
            x[step, k, LETTERS.index(text[step])] = 1
            t[step, k, [LETTERS.index(a) for a in following]] = 1
    return x, t, lengths
