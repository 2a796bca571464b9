"""Exercises of the chapter attention, in book order."""

import numpy as np

from ..engine import Choice, Function, Value

_rng = np.random.default_rng(38)


def _draw(*shapes: tuple[int, ...]) -> tuple[np.ndarray, ...]:
    """Draw arrays with one decimal, so that feedback is short to read."""
    return tuple(np.round(_rng.standard_normal(shape), 1) for shape in shapes)


def _softmax(e, axis=1):
    w = np.exp(e - e.max(axis=axis, keepdims=True))
    return w / w.sum(axis=axis, keepdims=True)


# ---- attention/context: a number -------------------------------------------------

CONTEXT = Value(
    id="attention/context",
    kind="number",
    reference=2.0,
    tolerance=1e-6,
    hints=[
        "What are the exponentials of the scores?",
        "1, 2 and 5. Divide each by their sum.",
        "(1 * 8 + 2 * 4 + 5 * 0) / 8",
    ],
    mistakes=[
        (16.0, "The weights must add up to 1: divide by 1 + 2 + 5."),
        (4.0, "That is the plain mean. Each memory has its weight."),
        (16 / 3, "Divide by the sum of the exponentials, not by 3."),
        (
            np.log(2) * 4,
            "Those are the scores. The weights are their exponentials, divided by the "
            "sum.",
        ),
        (
            np.log(2) * 4 / np.log(10),
            "You divided the scores by their sum. Take exponentials first.",
        ),
        (0.0, "That is the memory with the largest weight. The others count too."),
        (
            (5 * 8 + 2 * 4) / 8,
            "The weights are in the wrong order: the score of 8 is 0.",
        ),
    ],
    notice="The memory with the largest weight pulls the mean towards its 0.",
)

# ---- attention/softmax: a derivation ---------------------------------------------


def scores_backward(dw, w):
    """Return the gradient of the scores."""
    dw, w = np.asarray(dw), np.asarray(w)
    return w * (dw - (w * dw).sum(axis=1, keepdims=True))


SOFTMAX = Function(
    id="attention/softmax",
    kind="function",
    reference=scores_backward,
    cases=[
        (np.array([[1.0, 0.0]]), np.array([[0.75, 0.25]])),
        (*_draw((2, 3)), np.array([[0.2, 0.5, 0.3], [0.6, 0.3, 0.1]])),
        (*_draw((2, 2)), np.array([[0.5, 0.5], [0.9, 0.1]])),
    ],
    hints=[
        "What is dw_s / de_r for s = r, and for another r?",
        "w_s (1 - w_s) and -w_s w_r. Sum over s with dw_s.",
        "w * (dw - (w * dw).sum(axis=1, keepdims=True))",
    ],
    mistakes=[
        (
            lambda dw, w: w * dw,
            "The other scores are missing: a larger score takes from all others.",
        ),
        (
            lambda dw, w: dw * w * (1 - w),
            "That is the diagonal of the Jacobian. All weights depend on all scores.",
        ),
        (
            lambda dw, w: w * (dw - (w * dw).sum()),
            "The sum runs over all t. Each step has a softmax of its own.",
        ),
        (
            lambda dw, w: w * (dw - (w * dw).sum(axis=0, keepdims=True)),
            "The sum is over t. It belongs over s, axis=1.",
        ),
        (
            lambda dw, w: w * (dw - dw.mean(axis=1, keepdims=True)),
            "The mean must be weighted by w.",
        ),
        (
            lambda dw, w: dw - (w * dw).sum(axis=1, keepdims=True),
            "The factor w in front is missing.",
        ),
    ],
    notice="Each row adds up to zero: to look more here is to look less elsewhere.",
)

# ---- attention/attend: a function ------------------------------------------------


def attend(q, m, length):
    """Return the contexts of one sentence."""
    return _attend()(np.asarray(q), np.asarray(m), length)


def _attend(root=np.sqrt, cut=True, axis=1, late=False, zero=False):
    def attend(q, m, length):
        e = q @ m.T / root(m.shape[1])
        if cut and not late:
            e[:, length:] = -np.inf
        if zero:
            e[:, length:] = 0
        w = _softmax(e, axis)
        if late:
            w[:, length:] = 0
        return w @ m

    return attend


ATTEND = Function(
    id="attention/attend",
    kind="function",
    reference=attend,
    cases=[
        (*_draw((2, 4), (3, 4)), 3),
        (*_draw((2, 3), (4, 3)), 2),
        (*_draw((3, 2), (3, 2)), 1),
    ],
    hints=[
        "Three lines: scores, softmax, mean. What happens to rows behind length?",
        "Cut m off at length, or set those scores to -inf before the softmax.",
        "e = q @ m.T / sqrt(M), softmax over axis 1, then w @ m.",
    ],
    mistakes=[
        (_attend(root=lambda M: 1.0), "The root is missing: divide the scores by it."),
        (_attend(root=lambda M: M), "Divide by the root of M, not by M."),
        (
            lambda q, m, length: (
                _softmax(q @ m[:length].T / np.sqrt(len(m))) @ m[:length]
            ),
            "The root is of M, the width, not of the number of memories.",
        ),
        (
            _attend(cut=False, zero=True),
            "A score of 0 is not no score: exp(0) = 1. Use -inf.",
        ),
        (
            lambda q, m, length: (
                np.exp(q @ m[:length].T / np.sqrt(q.shape[1])) @ m[:length]
            ),
            "The weights do not add up to 1: divide by their sum over the memories.",
        ),
        (_attend(cut=False), "Rows behind length get weight. They are padding."),
        (
            _attend(late=True),
            "Weights are set to 0 after the softmax, so they add up to less than 1.",
        ),
        (
            _attend(axis=0),
            "Your softmax runs over the queries. It runs over the memories, axis 1.",
        ),
        (
            lambda q, m, length: (
                _softmax(q @ m[:length].T / np.sqrt(q.shape[1])) @ m[-length:]
            ),
            "The weights belong to the first rows, but you average the last ones.",
        ),
    ],
    notice="With length 1 there is nothing to choose: each context is m_1.",
)

# ---- attention/alike: a prediction -----------------------------------------------

ALIKE = Choice(
    id="attention/alike",
    kind="prediction",
    reference="a",
    options={
        "a": "m, and dq = 0",
        "b": "S m, and dq = 0",
        "c": "m, and dq points along m",
        "d": "m / S, and dq points along m",
    },
    hints=[
        "The weights add up to 1. What is a weighted mean of equal vectors?",
        "m, whatever the weights are. Can the query change anything?",
        "dq is the sum of de_s m = m times the sum of de, which is 0.",
    ],
    mistakes=[
        ("b", "The weights add up to 1, not to S."),
        ("c", "The context is m for every query, so the query has no gradient."),
        ("d", "The weights are 1 / S each, and there are S of them."),
    ],
    notice="A query learns only if there is something to choose from.",
)

# ---- attention/room: a number ----------------------------------------------------

ROOM = Value(
    id="attention/room",
    kind="number",
    reference=30 * 40 * 64 * 100 * 4 / 1e6,
    tolerance=1e-3,
    hints=[
        "How many pairs (t, s) are there in a sentence, and how many sentences?",
        "30 * 40 pairs, 64 sentences, 100 numbers each, 4 bytes a number.",
        "30 * 40 * 64 * 100 * 4 / 1e6",
    ],
    mistakes=[
        (30 * 40 * 64 * 100 / 1e6, "That is millions of numbers; each has 4 bytes."),
        (30 * 40 * 100 * 4 / 1e6, "That is one sentence. The batch has 64."),
        (30 * 40 * 64 * 4 / 1e6, "That is the scores: one number a pair, not 100."),
        (
            (30 + 40) * 64 * 100 * 4 / 1e6,
            "There is a vector for each pair of tokens: 30 * 40, not 30 + 40.",
        ),
        (
            30 * 40 * 64 * 100 * 8 / 1e6,
            "That is in float64. Here a number has 4 bytes.",
        ),
        (30 * 40 * 64 * 100 * 4 / 2**20, "A megabyte is 10^6 bytes here."),
    ],
    notice="31 MB; the scores of a dot product take 0.3.",
)

# ---- attention/debug -------------------------------------------------------------


def weights(e, length):
    """Return softmax weights that are zero behind the length."""
    e = np.array(e, float)
    e[:, length:] = -np.inf
    return _softmax(e)


def _late(e, length):
    w = _softmax(e)
    w[:, length:] = 0
    return w


def _uniform(e, length):
    w = np.zeros(e.shape)
    w[:, :length] = 1 / length
    return w


def _zeros(e, length):
    e = e.copy()
    e[:, length:] = 0
    return _softmax(e)


DEBUG = Function(
    id="attention/debug",
    kind="debug",
    reference=weights,
    start=_late,
    cases=[
        (np.array([[0.0, 0.0, 0.0, 0.0]]), 2),
        (*_draw((2, 4)), 3),
        (*_draw((2, 3)), 1),
    ],
    hints=[
        "What do the weights of one row add up to?",
        "The padding took its share before it was set to zero.",
        "e[:, length:] = -np.inf before the softmax, on a copy of e.",
    ],
    mistakes=[
        (
            _zeros,
            "A score of 0 is not no score: exp(0) = 1. Use -inf.",
        ),
        (_uniform, "The rows add up to 1 now, but the scores play no part."),
        (
            lambda e, length: _late(e, length) / _late(e, length).sum(),
            "Divide each row by its own sum, not by the sum of everything.",
        ),
        (
            lambda e, length: _softmax(e),
            "Now the padding keeps its weight.",
        ),
    ],
    notice="Dividing by the row sums afterwards would do, too.",
)


EXERCISES = [CONTEXT, SOFTMAX, ATTEND, ALIKE, ROOM, DEBUG]
