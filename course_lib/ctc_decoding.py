"""From scores at every step to letters: collapse repeats, drop blanks.

Chapter: speech-recognition.
"""

from collections.abc import Sequence

import numpy as np

from .scratch.sequences.ctc import BLANK


def collapse(path: Sequence[int]) -> list[int]:
    """Return the tokens of a path: equal neighbors become one, then blanks go.

    B(a a - a b b -) = a a b      (eq-ctc-collapse)
    """
    before = [BLANK, *path][: len(path)]
    return [
        int(k) for k, last in zip(path, before, strict=True) if k not in (BLANK, last)
    ]


def best_path(logits: np.ndarray, lengths: np.ndarray) -> list[list[int]]:
    """Take the likeliest token at every step, and collapse.

    Shapes: logits (T, N, K), lengths (N,) -> N lists of tokens.
    Raises: ValueError if there is not a length for each.
    """
    logits, lengths = np.asarray(logits), np.asarray(lengths)
    if logits.ndim != 3 or lengths.shape != logits.shape[1:2]:
        raise ValueError(
            "best_path expected logits (T, N, K) and lengths (N,), got "
            f"{logits.shape} and {lengths.shape}"
        )
    paths = logits.argmax(axis=2)
    return [collapse(paths[:length, n]) for n, length in enumerate(lengths)]
