"""Exercises of the chapter encoder-decoder, in book order."""

import numpy as np

from ..engine import Choice, Function, Value

_rng = np.random.default_rng(37)


def _draw(*shapes: tuple[int, ...]) -> tuple[np.ndarray, ...]:
    """Draw arrays with one decimal, so that feedback is short to read."""
    return tuple(np.round(_rng.standard_normal(shape), 1) for shape in shapes)


# ---- encoder-decoder/shift: a function -------------------------------------------


def shift(target):
    """Return what the decoder reads, and what it shall say."""
    target = [int(k) for k in target]
    return np.array([1, *target]), np.array([*target, 2])


def _shift(read, say):
    return lambda target: (np.array(read(list(target))), np.array(say(list(target))))


SHIFT = Function(
    id="encoder-decoder/shift",
    kind="function",
    reference=shift,
    cases=[([7, 5, 9],), ([4],), ([8, 8, 6, 4, 5],)],
    returns=("read", "say"),
    hints=[
        "How many tokens does the decoder say, END included? It reads as many.",
        "It reads START first, and then what it should have said before.",
        "return [1, *target], [*target, 2]",
    ],
    mistakes=[
        (
            _shift(lambda s: [1, *s, 2], lambda s: [1, *s, 2]),
            "Both are the same here. What it says is one step ahead of what it reads.",
        ),
        (
            _shift(lambda s: [1, *s, 2], lambda s: [*s, 2]),
            "It reads END, but after END nothing is said.",
        ),
        (
            _shift(lambda s: [1, *s], lambda s: s),
            "END is missing in what it says: it would never learn to stop.",
        ),
        (
            _shift(lambda s: [*s, 2], lambda s: [1, *s]),
            "The two are exchanged: START is read, END is said.",
        ),
        (
            _shift(lambda s: s, lambda s: [*s[1:], 2]),
            "START is missing: how would it know that it shall begin?",
        ),
        (
            _shift(lambda s: [1, *s[:-1]], lambda s: s),
            "END is missing: it would never learn to stop.",
        ),
        (
            _shift(lambda s: [1, *s], lambda s: [*s[::-1], 2]),
            "The target is turned around. It is written in its order.",
        ),
    ],
    notice="A shift by one turns a sentence into as many questions as it has tokens.",
)

# ---- encoder-decoder/product: a number -------------------------------------------

PRODUCT = Value(
    id="encoder-decoder/product",
    kind="number",
    reference=0.97**20,
    tolerance=1e-3,
    hints=[
        "All 20 must be right. What is the probability that two are?",
        "0.97 * 0.97. For 20 it is a power.",
        "0.97 ** 20",
    ],
    mistakes=[
        (0.97, "That is one token. All 20 must be right."),
        (0.97**19, "END is one of the 20 tokens."),
        (0.97**21, "END is counted already; START is not said."),
        (1 - 0.03 * 20, "1 - 20 * 0.03 is a lower bound. Multiply instead."),
        (0.97 * 20, "Probabilities of independent events multiply."),
        (0.03**20, "That is the probability that all are wrong."),
        (1 - 0.97**20, "That is the probability of at least one mistake."),
    ],
    notice="97 % of tokens, and barely more than half of the sentences.",
)

# ---- encoder-decoder/bridge: a derivation ----------------------------------------


def bridge_backward(dh, z, W, b):
    """Return dz, dW and db of tanh(z W^T + b)."""
    dh, z, W, b = map(np.asarray, (dh, z, W, b))
    return _bridge()(dh, z, W, b)


def _bridge(
    slope=lambda h: 1 - h**2,
    dz=lambda da, W: da @ W,
    dW=lambda da, z: da.T @ z,
    db=lambda da: da.sum(axis=0),
):
    def bridge_backward(dh, z, W, b):
        da = dh * slope(np.tanh(z @ W.T + b))
        return dz(da, W), dW(da, z), db(da)

    return bridge_backward


BRIDGE = Function(
    id="encoder-decoder/bridge",
    kind="function",
    reference=bridge_backward,
    cases=[
        (
            np.array([[3.0]]),
            np.array([[0.5]]),
            np.array([[2.0]]),
            np.array([-1.0]),
        ),
        _draw((2, 3), (2, 3), (3, 3), (3,)),
        _draw((3, 2), (3, 2), (2, 2), (2,)),
    ],
    returns=("dz", "dW", "db"),
    hints=[
        "First through the tanh: what is da?",
        "da = dh * (1 - h**2). Then it is a linear layer.",
        "return da @ W, da.T @ z, da.sum(axis=0)",
    ],
    mistakes=[
        (_bridge(slope=lambda h: 1.0), "The tanh is forgotten: da = dh * (1 - h**2)."),
        (_bridge(slope=lambda h: h * (1 - h)), "That is the sigmoid's slope."),
        (_bridge(slope=lambda h: 1 - h), "The slope of tanh is 1 - h squared."),
        (
            _bridge(slope=lambda h: 1 - np.arctanh(h) ** 2),
            "The slope uses h, not what went into the tanh.",
        ),
        (_bridge(dz=lambda da, W: da @ W.T), "W is transposed in dz: da @ W."),
        (_bridge(dW=lambda da, z: z.T @ da), "dW is transposed: it is shaped like W."),
        (
            _bridge(db=lambda da: da.mean(axis=0)),
            "The bias collects the sum over the batch, not the mean.",
        ),
    ],
    notice="Whatever the encoder learns has passed through this dz.",
)

# ---- encoder-decoder/length: a prediction ----------------------------------------

LENGTH = Choice(
    id="encoder-decoder/length",
    kind="prediction",
    reference="b",
    options={
        "a": "the first, for alpha = 0 and for alpha = 1",
        "b": "the first for alpha = 0, the second for alpha = 1",
        "c": "the second for alpha = 0, the first for alpha = 1",
        "d": "the second, for both",
    },
    hints=[
        "alpha = 0 compares products of probabilities, alpha = 1 their means.",
        "Products: 0.5^2 = 0.25 and 0.7^6 = 0.118.",
        "Means of the logarithms: log 0.5 and log 0.7.",
    ],
    mistakes=[
        ("a", "For alpha = 1 the logarithms are averaged: log 0.5 against log 0.7."),
        ("c", "The other way round: 0.5^2 = 0.25 is more than 0.7^6 = 0.118."),
        ("d", "For alpha = 0 the products count: 0.25 against 0.118."),
    ],
    notice="Without a correction, wider beams find ever shorter sentences.",
)

# ---- encoder-decoder/edits: a function -------------------------------------------


def edits(a, b):
    """Return the edit distance."""
    return _edits()(a, b)


def _edits(delete=1, insert=1, replace=1, same=0, border=lambda i: i):
    def edits(a, b):
        D = np.zeros((len(a) + 1, len(b) + 1), int)
        D[:, 0] = [border(i) for i in range(len(a) + 1)]
        D[0] = [border(j) for j in range(len(b) + 1)]
        for i in range(1, len(a) + 1):
            for j in range(1, len(b) + 1):
                D[i, j] = min(
                    D[i - 1, j] + delete,
                    D[i, j - 1] + insert,
                    D[i - 1, j - 1] + (replace if a[i - 1] != b[j - 1] else same),
                )
        return int(D[-1, -1])

    return edits


EDITS = Function(
    id="encoder-decoder/edits",
    kind="function",
    reference=edits,
    cases=[
        ("30407", "3407"),
        ("kitten", "sitting"),
        ("", "abc"),
        ("abcd", ""),
        ("ab", "ba"),
        ("abc", "xabcd"),
    ],
    hints=[
        "How far is the empty string from a string of j letters?",
        "Fill a table D(i, j), its first row and column with 0, 1, 2, ...",
        "D(i, j) is the least of D(i-1, j) + 1, D(i, j-1) + 1 and "
        "D(i-1, j-1) + [a_i != b_j].",
    ],
    mistakes=[
        (
            _edits(replace=2),
            "A replacement costs 1 here, not a deletion and an insertion.",
        ),
        (
            _edits(border=lambda i: 0),
            "The first row and column are 0, 1, 2, ..., not zeros.",
        ),
        (
            lambda a, b: (
                sum(x != y for x, y in zip(a, b, strict=False)) + abs(len(a) - len(b))
            ),
            "You compare place by place. After one deletion all places shift.",
        ),
        (
            lambda a, b: abs(len(a) - len(b)),
            "You compare lengths only.",
        ),
        (_edits(same=1), "Equal letters cost nothing: they are kept."),
        (_edits(delete=0), "A deletion is free in your table. It costs 1."),
        (_edits(insert=0), "An insertion is free in your table. It costs 1."),
    ],
    notice="The same table, with other costs, aligns genes.",
)

# ---- encoder-decoder/debug -------------------------------------------------------


def turned(x, lengths):
    """Return each column turned around within its length."""
    y = np.array(x)
    for n, length in enumerate(lengths):
        y[:length, n] = y[:length, n][::-1].copy()
    return y


def _turned(change):
    def turned(x, lengths):
        y = x.copy()
        for n, length in enumerate(lengths):
            change(y, x, n, length)
        return y

    return turned


def _all(y, x, n, length):
    y[:, n] = x[::-1, n]


def _last(y, x, n, length):
    y[: length - 1, n] = x[: length - 1, n][::-1]


def _first(y, x, n, length):
    y[1:length, n] = x[1:length, n][::-1]


def _late(y, x, n, length):
    y[:length, n] = x[::-1, n][:length]


def _zero(y, x, n, length):
    if n == 0:
        y[:length, n] = x[:length, n][::-1]


def _nothing(y, x, n, length):
    y[:length, n] = x[:length, n]


DEBUG = Function(
    id="encoder-decoder/debug",
    kind="debug",
    reference=turned,
    start=_turned(_all),
    cases=[
        (np.array([[4, 7], [5, 0], [6, 0]]), np.array([3, 1])),
        (np.array([[4, 7, 9], [5, 8, 4], [6, 9, 0], [7, 0, 0]]), np.array([4, 3, 2])),
        (np.array([[5, 6], [6, 4], [7, 8], [0, 9]]), np.array([3, 4])),
    ],
    hints=[
        "Print the column of a short string before and after.",
        "What stands at its beginning now? And what does the encoder read, up to its "
        "length?",
        "y[:length, n] = x[:length, n][::-1]",
    ],
    mistakes=[
        (_turned(_last), "One short: the slice must reach up to length."),
        (
            _turned(_first),
            "The first token stays where it is: the slice begins at 0.",
        ),
        (
            _turned(_late),
            "Cut the column at its length first, then turn it around.",
        ),
        (_turned(_zero), "Only the first column is turned."),
        (_turned(_nothing), "Now nothing is turned around."),
    ],
    notice="turn in recurrent/bidirectional.py does it for all columns at once.",
)


EXERCISES = [SHIFT, PRODUCT, BRIDGE, LENGTH, EDITS, DEBUG]
