"""Exercises of the chapter lstm-vs-gru, in book order."""

import numpy as np

from ..engine import Choice, Function, Value

_rng = np.random.default_rng(30)


def _draw(*shapes: tuple[int, ...]) -> tuple[np.ndarray, ...]:
    """Draw arrays with two decimals, so that feedback is short to read."""
    return tuple(np.round(_rng.standard_normal(shape), 2) for shape in shapes)


def _gates(*shape: int) -> np.ndarray:
    return np.round(_rng.uniform(0.1, 0.9, shape), 2)


def _sigmoid(a):
    return 1 / (1 + np.exp(-np.asarray(a)))


# ---- lstm-vs-gru/width: a function -----------------------------------------------


def width(blocks, D, budget):
    """Return the largest number of units within the budget."""
    H = 0
    while blocks * (H + 1) * (D + H + 2) <= budget:
        H += 1
    return H


def _width(weights):
    def width(blocks, D, budget):
        H = 0
        while weights(blocks, D, H + 1) <= budget:
            H += 1
        return H

    return width


def _one_more(blocks, D, budget):
    return width(blocks, D, budget) + 1


def _strictly(blocks, D, budget):
    H = 0
    while blocks * (H + 1) * (D + H + 2) < budget:
        H += 1
    return H


WIDTH = Function(
    id="lstm-vs-gru/width",
    kind="function",
    reference=width,
    cases=[(4, 8, 1200), (3, 2, 1134), (2, 10, 5000), (1, 3, 300), (2, 1, 50)],
    hints=[
        "How many weights does one unit of one block read? D inputs, H states, a bias.",
        "blocks * H * (D + H + 1) weights in all. Try H = 1, 2, ... until too many.",
        "while blocks * (H + 1) * (D + H + 2) <= budget: H += 1",
    ],
    mistakes=[
        (
            _width(lambda b, D, H: b * H * (D + H)),
            "The biases are missing: each of the b H sums has one.",
        ),
        (
            _width(lambda b, D, H: b * H * (D + H + 2)),
            "One bias for each sum here; PyTorch's cells have two.",
        ),
        (
            _width(lambda b, D, H: H * (D + H + 1)),
            "The blocks are missing: there are `blocks` times as many weights.",
        ),
        (
            _width(lambda b, D, H: b * H * (H + 1)),
            "The weights of the D inputs are missing.",
        ),
        (
            _width(lambda b, D, H: b * H * (D + 1)),
            "The recurrent weights are missing: each unit reads all H states.",
        ),
        (_one_more, "One too many: yours is the first H above the budget."),
        (_strictly, "Exactly the budget is allowed: at most, not below."),
    ],
    notice="At equal weights a GRU is about 15 percent wider than an LSTM.",
)


# ---- lstm-vs-gru/coupled: a function ---------------------------------------------


def coupled_step(a, c):
    """Return h and the new cell."""
    a_f, a_o, a_g = np.split(np.asarray(a), 3, axis=1)
    f = _sigmoid(a_f)
    c = f * np.asarray(c) + (1 - f) * np.tanh(a_g)
    return _sigmoid(a_o) * np.tanh(c), c


def _coupled(
    order="fog",
    new=lambda f, g, c: f * c + (1 - f) * g,
    out=lambda o, c: o * np.tanh(c),
    bend=np.tanh,
):
    def coupled_step(a, c):
        p = dict(zip(order, np.split(a, 3, axis=1), strict=True))
        fresh = new(_sigmoid(p["f"]), bend(p["g"]), c)
        return out(_sigmoid(p["o"]), fresh), fresh

    return coupled_step


COUPLED = Function(
    id="lstm-vs-gru/coupled",
    kind="function",
    reference=coupled_step,
    cases=[_draw((1, 3), (1, 1)), _draw((2, 6), (2, 2)), _draw((3, 9), (3, 3))],
    returns=("h", "c"),
    hints=[
        "It is an LSTM step without sums for i.",
        "c = f c + (1 - f) g, with f = sigma(a_f) and g = tanh(a_g).",
        "h = sigma(a_o) * tanh(c), with the new c.",
    ],
    mistakes=[
        (
            _coupled(new=lambda f, g, c: (1 - f) * c + f * g),
            "f and 1 - f are swapped: f keeps.",
        ),
        (
            _coupled(new=lambda f, g, c: f * c + g),
            "What is new has the factor 1 - f.",
        ),
        (
            _coupled(new=lambda f, g, c: f * c + f * g),
            "The same gate for both would write what it keeps. Write 1 - f of it.",
        ),
        (
            _coupled(out=lambda o, c: o * c),
            "The tanh around the cell is missing in h.",
        ),
        (
            _coupled(out=lambda o, c: np.tanh(c)),
            "The output gate is missing in h.",
        ),
        (_coupled(order="fgo"), "The order of the sums is f, o, g."),
        (_coupled(order="ofg"), "f comes first: the order of the sums is f, o, g."),
        (_coupled(bend=_sigmoid), "The candidate has a tanh."),
    ],
    notice="The cell is an average of what came, so it never leaves (-1, 1).",
)


# ---- lstm-vs-gru/coupled-backward: a derivation ----------------------------------


def coupled_backward(dc, f, g, c):
    """Return the gradients of the sums of f and g."""
    dc, f, g, c = map(np.asarray, (dc, f, g, c))
    return dc * (c - g) * f * (1 - f), dc * (1 - f) * (1 - g**2)


def _back(
    df=lambda dc, f, g, c: dc * (c - g),
    dg=lambda dc, f, g, c: dc * (1 - f),
    slope=lambda f: f * (1 - f),
    slope_g=lambda g: 1 - g**2,
):
    def coupled_backward(dc, f, g, c):
        return df(dc, f, g, c) * slope(f), dg(dc, f, g, c) * slope_g(g)

    return coupled_backward


COUPLED_BACKWARD = Function(
    id="lstm-vs-gru/coupled-backward",
    kind="derivation",
    reference=coupled_backward,
    cases=[
        (*_draw((1, 2)), _gates(1, 2), -_gates(1, 2), *_draw((1, 2))),
        (*_draw((3, 2)), _gates(3, 2), _gates(3, 2), *_draw((3, 2))),
    ],
    returns=("da_f", "da_g"),
    hints=[
        "f occurs twice in f c + (1 - f) g.",
        "Its derivative is c - g. Then the slope of the sigmoid.",
        "da_f = dc (c - g) f (1 - f), da_g = dc (1 - f)(1 - g^2).",
    ],
    mistakes=[
        (
            _back(df=lambda dc, f, g, c: dc * c),
            "f occurs twice: it also takes away from g. The derivative is c - g.",
        ),
        (
            _back(df=lambda dc, f, g, c: dc * (g - c)),
            "The sign: more f means more c and less g.",
        ),
        (
            _back(df=lambda dc, f, g, c: dc * (c + g)),
            "The factor of g is 1 - f, whose derivative is -1.",
        ),
        (
            _back(dg=lambda dc, f, g, c: dc * f),
            "g is written with 1 - f.",
        ),
        (
            _back(slope=lambda f: 1),
            "The slope of the sigmoid is missing: f (1 - f).",
        ),
        (
            _back(slope_g=lambda g: 1),
            "The slope of tanh is missing: 1 - g^2.",
        ),
        (
            _back(slope_g=lambda g: g * (1 - g)),
            "The candidate has the slope of a tanh: 1 - g^2.",
        ),
    ],
    notice="The gate learns from a comparison: would the old have been better, or the "
    "new? In an LSTM two gates learn from half of that each.",
)


# ---- lstm-vs-gru/chance: a number ------------------------------------------------

CHANCE = Value(
    id="lstm-vs-gru/chance",
    kind="number",
    reference=0.1,
    tolerance=1e-3,
    hints=[
        "In how many ways can six numbers be divided into two groups of three?",
        "20 ways. In how many is one group wholly below the other?",
        "Two: A below B, or B below A. 2 / 20.",
    ],
    mistakes=[
        (0.05, "That is one direction. B might have been ahead as well: twice that."),
        (
            1 / 8,
            "You tossed a coin for each pair. Ranks are not put back.",
        ),
        (1 / 4, "You tossed two coins. Count the ways to choose three of six: 20."),
        (2 / 252, "That is for five against five."),
        (1 / 64, "Six independent coins. Choose three of six ranks instead: 20 ways."),
        (
            1 / 720,
            "That is one order of six. Within a group order does not matter.",
        ),
        (20.0, "That is the number of ways. The question is a probability."),
        (0.9, "That is the opposite: less of a difference."),
    ],
    notice="One in ten, at best. Three seeds can show a large difference, never a sure "
    "one.",
)


# ---- lstm-vs-gru/which: a prediction ---------------------------------------------

WHICH = Choice(
    id="lstm-vs-gru/which",
    kind="prediction",
    reference="b",
    options={
        "a": "a GRU",
        "b": "an LSTM",
        "c": "an LSTM with coupled gates",
        "d": "an Elman network with tanh",
    },
    hints=[
        "Whose memory can become larger than 1?",
        "A mix of the old and of a tanh never leaves (-1, 1).",
        "Only c = f c + i g, with f = i = 1, adds.",
    ],
    mistakes=[
        ("a", "Its state is a mix of numbers from -1 to 1, so it stays there."),
        ("c", "1 - f is written: to keep all is to write nothing."),
        ("d", "Every state passes a tanh, and a thousand values of it lie very close."),
    ],
    notice="The very freedom that makes an LSTM harder to train.",
)


# ---- lstm-vs-gru/debug: a debugging lab ------------------------------------------


def compare(a, b):
    """Return the medians of the seeds that did not choose the rate."""
    a, b = np.asarray(a), np.asarray(b)
    rate_a, rate_b = a[:, 0].argmin(), b[:, 0].argmin()
    return np.median(a[rate_a, 1:]), np.median(b[rate_b, 1:])


def _compare(choose_a, choose_b, first=1):
    def compare(a, b):
        rate_a, rate_b = choose_a(a), choose_b(b)
        return np.median(a[rate_a, first:]), np.median(b[rate_b, first:])

    return compare


def _by_first(x):
    return x[:, 0].argmin()


def _by_the_rest(x):
    return x[:, 1:].mean(axis=1).argmin()


def _losses(chosen: int, rates: int = 3) -> np.ndarray:
    """Draw losses in which the first seed prefers a rate that the others do not."""
    table = np.round(_rng.uniform(0.3, 0.9, (rates, 6)), 2)
    table[chosen, 0] = 0.1
    table[(chosen + 1) % rates, 1:] -= 0.25
    return table


DEBUG = Function(
    id="lstm-vs-gru/debug",
    kind="debug",
    reference=compare,
    start=_compare(_by_first, _by_the_rest),
    cases=[
        (_losses(0), _losses(1)),
        (_losses(2), _losses(0)),
        (_losses(1), _losses(1)),
    ],
    returns=("median of a", "median of b"),
    hints=[
        "By which seeds is the rate of A chosen, and by which that of B?",
        "B's rate is chosen by the seeds that are then reported.",
        "rate_b = b[:, 0].argmin()",
    ],
    mistakes=[
        (
            _compare(_by_the_rest, _by_the_rest),
            "Now both cheat. Choose by the first seed, report the others.",
        ),
        (
            _compare(_by_first, _by_first, first=0),
            "The seed that chose is reported too. It is too good to be true.",
        ),
        (
            _compare(lambda x: x[:, 0].argmax(), lambda x: x[:, 0].argmax()),
            "These are losses: the smallest is the best.",
        ),
        (
            _compare(_by_first, lambda b: 0),
            "B always gets the first rate. Let its first seed choose.",
        ),
    ],
    notice="Choosing by what one reports is the commonest unfairness there is, and "
    "nothing in the code looks wrong.",
)

EXERCISES = [WIDTH, COUPLED, COUPLED_BACKWARD, CHANCE, WHICH, DEBUG]
