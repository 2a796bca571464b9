"""Exercises of the chapter speech-recognition, in book order."""

import numpy as np

from ..engine import Choice, Function, Value

# ---- speech-recognition/collapse: a function -------------------------------------


def collapse(path):
    """Return what a path reads as."""
    return _collapse()(path)


def _collapse(merge=True, drop=True, first_drop=False, blank=0):
    def collapse(path):
        path = [int(k) for k in path]
        if first_drop:
            path = [k for k in path if k != 0]
        read, last = [], None
        for k in path:
            if not (merge and k == last) and not (drop and k == blank):
                read.append(k)
            last = k
        return np.array(read)

    return collapse


COLLAPSE = Function(
    id="speech-recognition/collapse",
    kind="function",
    reference=collapse,
    cases=[
        ([1, 1, 0, 1, 2, 2, 0],),
        ([0, 3, 3, 3, 0, 0, 3],),
        ([2, 1, 2, 2],),
    ],
    hints=[
        "Two things happen to a path. Which one comes first?",
        "First equal neighbors become one, then blanks go.",
        "Keep k if it is not 0 and not the number right before it in the path.",
    ],
    mistakes=[
        (
            _collapse(first_drop=True),
            "Blanks were dropped first, and 1 0 1 became one 1. Merge first.",
        ),
        (_collapse(merge=False), "Equal neighbors were not merged."),
        (_collapse(drop=False), "The blanks are still there."),
        (
            lambda path: np.array(list(dict.fromkeys(k for k in path if k != 0))),
            "You removed every repetition. Only neighbors are merged.",
        ),
        (
            lambda path: np.array(sorted({k for k in path if k != 0})),
            "The order is gone, and the repetitions with it.",
        ),
    ],
    notice="Without the blank no text could hold the same letter twice in a row.",
)

# ---- speech-recognition/paths: a number ------------------------------------------

PATHS = Value(
    id="speech-recognition/paths",
    kind="number",
    reference=6,
    hints=[
        "What do all these paths look like? Think of where the a's stand.",
        "One run of a's, with blanks around it. How long can it be, and where?",
        "Length 1: 3 places; length 2: 2 places; length 3: 1 place.",
    ],
    mistakes=[
        (8, "That is all paths. a - a reads as a a, and - - - as nothing."),
        (7, "All but - - -? One more reads as something else: a - a."),
        (3, "Those are the paths with one a. A run may be longer."),
        (5, "Which run is missing: length 1 has 3, length 2 has 2, length 3 has 1."),
        (1, "More than a a a reads as a."),
        (4, "Count again: runs of length 1, 2 and 3."),
    ],
    notice="T (T + 1) / 2 of 2^T paths: listing them soon becomes hopeless.",
)

# ---- speech-recognition/alpha: a function ----------------------------------------


def alpha_step(alpha, y, written):
    """Return alpha of the next frame."""
    return _alpha()(*map(np.asarray, (alpha, y, written)))


def _alpha(skip=lambda w, u: w[u] != w[u - 2], one=True, two=True, emit=True):
    def alpha_step(alpha, y, written):
        new = np.zeros(len(alpha))
        for u in range(len(alpha)):
            total = alpha[u]
            if one and u >= 1:
                total += alpha[u - 1]
            if two and u >= 2 and skip(written, u):
                total += alpha[u - 2]
            new[u] = total * (y[written[u]] if emit else 1)
        return new

    return alpha_step


_Y = np.array([0.5, 0.2, 0.3])
ALPHA = Function(
    id="speech-recognition/alpha",
    kind="function",
    reference=alpha_step,
    cases=[
        (np.array([0.5, 0.2, 0.0, 0.0, 0.0]), _Y, np.array([0, 1, 0, 2, 0])),
        (np.array([0.1, 0.2, 0.3, 0.1, 0.2]), _Y, np.array([0, 1, 0, 1, 0])),
        (np.array([0.1, 0.2, 0.3, 0.1, 0.2]), _Y, np.array([0, 2, 0, 1, 0])),
    ],
    hints=[
        "From which places can a path come to u? Take the sum, times y of the token.",
        "From u, from u - 1, and from u - 2 if written[u] != written[u - 2].",
        "total = alpha[u]; add alpha[u - 1] if u >= 1, and alpha[u - 2] if u >= 2 and "
        "allowed; then times y[written[u]]",
    ],
    mistakes=[
        (
            _alpha(skip=lambda w, u: w[u] != 0),
            "Between equal letters the blank may not be skipped: a a would read as a.",
        ),
        (
            _alpha(skip=lambda w, u: True),
            "You always allow two places. Over a letter, or between equal ones, no.",
        ),
        (
            lambda alpha, y, written: np.array(
                [
                    y[written[u]]
                    * (
                        alpha[u]
                        + alpha[u - 1]
                        + alpha[u - 2] * (written[u] != written[u - 2])
                    )
                    for u in range(len(alpha))
                ]
            ),
            "At u = 0, alpha[u - 1] is Python's last entry. Test u >= 1 and u >= 2.",
        ),
        (_alpha(two=False), "The step of two is missing: blanks may be skipped."),
        (_alpha(one=False), "The step of one is missing."),
        (_alpha(emit=False), "The probability of the token at this frame is missing."),
    ],
    notice="One such step costs 2S + 1 sums, however many paths there are.",
)

# ---- speech-recognition/shortest: a prediction -----------------------------------

SHORTEST = Choice(
    id="speech-recognition/shortest",
    kind="prediction",
    reference="c",
    options={"a": "10", "b": "11", "c": "12", "d": "23"},
    hints=[
        "How many letters are there, with the space?",
        "11. Are there equal neighbors?",
        "The two e's of three need a blank between them: 11 + 1.",
    ],
    mistakes=[
        ("a", "The space is a token, too, and the two e's need something between."),
        ("b", "Eleven letters; but the two e's at the end would become one."),
        ("d", "That is l', with all blanks. Most of them may be skipped."),
    ],
    notice="seven has two e's as well, but a v stands between them.",
)

# ---- speech-recognition/debug ----------------------------------------------------


def skips(written):
    """Return for each place whether a path may come from two before."""
    written = np.array(written)
    may = np.zeros(len(written), bool)
    may[2:] = written[2:] != written[:-2]
    return may


def _skips(rule):
    def skips(written):
        written = np.array(written)
        may = np.zeros(len(written), bool)
        may[2:] = rule(written)
        return may

    return skips


DEBUG = Function(
    id="speech-recognition/debug",
    kind="debug",
    reference=skips,
    start=_skips(lambda w: w[2:] != 0),
    cases=[
        (np.array([0, 1, 0, 2, 0]),),
        (np.array([0, 1, 0, 3, 0, 3, 0]),),
        (np.array([0, 4, 0, 4, 0, 4, 0, 2, 0]),),
    ],
    hints=[
        "Write l' for e e. Which path reads as e, and is counted as e e?",
        "From the first e straight to the second: e e, with no blank between.",
        "may[2:] = written[2:] != written[:-2]",
    ],
    mistakes=[
        (
            _skips(lambda w: w[2:] == w[:-2]),
            "The other way round: skip if they differ.",
        ),
        (_skips(lambda w: False), "Now no blank can be skipped at all."),
        (_skips(lambda w: True), "Now letters can be skipped, too."),
    ],
    notice="A blank never differs from the one two before, so it needs no rule.",
)


EXERCISES = [COLLAPSE, PATHS, ALPHA, SHORTEST, DEBUG]
