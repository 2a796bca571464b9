"""Exercises of the chapter lstm, in book order."""

import numpy as np

from ..engine import Choice, Function, Value

_rng = np.random.default_rng(28)


def _draw(*shapes: tuple[int, ...]) -> tuple[np.ndarray, ...]:
    """Draw arrays with two decimals, so that feedback is short to read."""
    return tuple(np.round(_rng.standard_normal(shape), 2) for shape in shapes)


def _gates(*shape: int) -> np.ndarray:
    return np.round(_rng.uniform(0.1, 0.9, shape), 2)


def _sigmoid(a):
    return 1 / (1 + np.exp(-np.asarray(a)))


# ---- lstm/by-hand: a number ------------------------------------------------------

BY_HAND = Value(
    id="lstm/by-hand",
    kind="number",
    reference=1.25,
    tolerance=1e-6,
    hints=[
        "sigma(0) is 1/2. What is sigma(-log 3), with 1 / (1 + exp(-a))?",
        "exp(log 3) = 3, so f = 1/4. And g = tanh(artanh(0.5)) = 0.5.",
        "c_t = f c_{t-1} + i g = 1/4 * 4 + 1/2 * 1/2.",
    ],
    mistakes=[
        (3.25, "You took f = 3/4. The sum is -log 3, and sigma(-a) = 1 - sigma(a)."),
        (2.25, "f and i are swapped: f belongs to the old cell, i to what is new."),
        (1.5, "That is f c + g. What is new passes the input gate, 1/2."),
        (1.0, "That is what stays, f c. What comes in, i g, is missing."),
        (0.25, "That is what comes in, i g. What stays, f c, is missing."),
        (4.25, "That is c + i g, a cell without a forget gate. Here f = 1/4."),
        (
            1 + 0.5 * _sigmoid(np.arctanh(0.5)),
            "You put a sigmoid around a_g. The candidate has a tanh.",
        ),
        (
            0.5 * np.tanh(1.25),
            "That is h_t, the output. The question is c_t.",
        ),
        (
            1 + 0.5 * np.arctanh(0.5),
            "a_g has not passed its tanh: g = tanh(a_g) = 0.5.",
        ),
    ],
    notice="Three quarters were forgotten. With a forget bias b the gate begins near "
    "sigma(b), which is 3/4 for b = log 3 = 1.1.",
)


# ---- lstm/step: a function -------------------------------------------------------


def lstm_step(a, c):
    """Return h and the new cell."""
    a_i, a_f, a_g, a_o = np.split(np.asarray(a), 4, axis=1)
    c = _sigmoid(a_f) * np.asarray(c) + _sigmoid(a_i) * np.tanh(a_g)
    return _sigmoid(a_o) * np.tanh(c), c


def _step(order="ifgo", new=lambda i, f, g, c: f * c + i * g, g_bend=np.tanh,
          out=lambda o, new, old: o * np.tanh(new)):  # fmt: skip
    def lstm_step(a, c):
        parts = dict(zip(order, np.split(a, 4, axis=1), strict=True))
        i, f, o = (_sigmoid(parts[k]) for k in "ifo")
        fresh = new(i, f, g_bend(parts["g"]), c)
        return out(o, fresh, c), fresh

    return lstm_step


def _cells_interleaved(a, c):
    parts = [a[:, k::4] for k in range(4)]
    i, f, o = (_sigmoid(parts[k]) for k in (0, 1, 3))
    fresh = f * c + i * np.tanh(parts[2])
    return o * np.tanh(fresh), fresh


STEP = Function(
    id="lstm/step",
    kind="function",
    reference=lstm_step,
    cases=[
        _draw((1, 4), (1, 1)),
        _draw((2, 8), (2, 2)),
        _draw((3, 12), (3, 3)),
    ],
    returns=("h", "c"),
    hints=[
        "np.split(a, 4, axis=1) cuts the sums. Which bend does each part get?",
        "Sigmoids for i, f and o, tanh for g. Then eq-lstm-cell, then eq-lstm-output.",
        "c = sigmoid(a_f) * c + sigmoid(a_i) * np.tanh(a_g); h = sigmoid(a_o) * "
        "np.tanh(c).",
    ],
    mistakes=[
        (
            _step(order="figo"),
            "The first two parts are swapped: the order is i, f, g, o.",
        ),
        (
            _step(order="ifog"),
            "The last two parts are swapped: the order is i, f, g, o.",
        ),
        (
            _step(order="igfo"),
            "Parts two and three are swapped: the order is i, f, g, o.",
        ),
        (
            _step(g_bend=_sigmoid),
            "The candidate has a tanh, so that it can lower a cell too.",
        ),
        (
            _step(out=lambda o, new, old: o * new),
            "h_t = o * tanh(c_t): the tanh is missing.",
        ),
        (
            _step(out=lambda o, new, old: o * np.tanh(old)),
            "The output shows the old cell. It shows the new one.",
        ),
        (
            _step(out=lambda o, new, old: np.tanh(o * new)),
            "The tanh is around both. It is around the cell alone: o * tanh(c).",
        ),
        (
            _step(new=lambda i, f, g, c: f * (c + i * g)),
            "You forget what has just come in. f multiplies the old cell alone.",
        ),
        (
            _step(new=lambda i, f, g, c: (1 - f) * c + i * g),
            "Your forget gate erases when it is open. f = 1 keeps.",
        ),
        (
            _step(new=lambda i, f, g, c: f * c + (1 - f) * g),
            "You let in 1 - f. That is a coupled gate; here i decides.",
        ),
        (
            _cells_interleaved,
            "Your parts are every fourth column. Each gate is a block of H columns.",
        ),
    ],
    notice="h is always between -1 and 1. c is not: it can count.",
)


# ---- lstm/half-life: a number ----------------------------------------------------

_keep = 0.5**0.01

HALF_LIFE = Value(
    id="lstm/half-life",
    kind="number",
    reference=float(np.log(_keep / (1 - _keep))),
    tolerance=1e-2,
    hints=[
        "After 100 steps f^100 is left. For which f is it one half?",
        "f = 0.5^(1/100) = 0.99309. Now solve sigma(b) = f for b.",
        "b = log(f / (1 - f)), the inverse of the sigmoid.",
    ],
    mistakes=[
        (_keep, "That is the gate f. The question is the bias b, with sigma(b) = f."),
        (
            -float(np.log(_keep / (1 - _keep))),
            "The sign: at a negative bias the gate is nearly shut.",
        ),
        (
            float(np.log(_keep)),
            "You took log f. The inverse of the sigmoid is log(f / (1 - f)).",
        ),
        (
            float(np.log(0.995 / 0.005)),
            "You took f = 1 - 0.5/100. Halving is a product: f^100 = 0.5.",
        ),
        (
            float(np.log(0.99 / 0.01)),
            "f = 0.99 leaves 0.99^100 = 37 percent. One half needs a little more.",
        ),
    ],
    notice="About log T + 0.37, for a half-life of T steps: to remember ten times as "
    "long costs 2.3 more in the bias.",
)


# ---- lstm/count: gates set by hand -----------------------------------------------


def _count(i=(40, -20), f=(40, 20), g=(0, 10), bend=np.tanh, new=None):
    """Return a counter with one cell; each sum, w x + b, is given as (w, b)."""

    def count(x):
        c = 0.0
        for x_t in x:
            gate_i, gate_f = (_sigmoid(float(w * x_t + b)) for w, b in (i, f))
            fresh = bend(float(g[0] * x_t + g[1]))
            c = new(gate_i, gate_f, fresh, c) if new else gate_f * c + gate_i * fresh
        return c

    return count


def count(x):
    """Return the last cell: the number of ones since the last -1."""
    return float(np.round(_count()(x)))


COUNT = Function(
    id="lstm/count",
    kind="function",
    reference=count,
    rtol=1e-2,
    cases=[
        (np.array([1, 1, 0, 1]),),
        (np.array([1, 1] + 30 * [0]),),
        (np.array([1, 1, 1, -1, 0, 1, 1]),),
        (np.array([1, 1, -1]),),
    ],
    hints=[
        "Make a table: for x = 1, 0 and -1, should i be 0 or 1? And f?",
        "i is open for 1 alone, f is shut for -1 alone. Where must each sum change "
        "sign? Between 0 and 1 for i, between -1 and 0 for f.",
        "a_i = 40 x - 20, a_f = 40 x + 20, and a_g = 10, a candidate of 1.",
    ],
    mistakes=[
        (
            _count(f=(0, 20)),
            "It never starts again: your f is open for -1 too.",
        ),
        (
            _count(f=(0, 0)),
            "Your forget gate has a sum of 0: it halves the cell at every step.",
        ),
        (
            _count(f=(40, -20)),
            "Your f is shut for 0 as well. A 0 should leave the count as it is.",
        ),
        (
            _count(f=(-40, -20)),
            "Your forget gate is open for -1 and shut for 1. Open keeps.",
        ),
        (
            _count(i=(0, 20)),
            "Your input gate is always open, so a 0 and a -1 count as well.",
        ),
        (
            _count(i=(40, 20)),
            "Your i is open for 0 as well. Its sum must be negative there.",
        ),
        (
            _count(i=(40, 0)),
            "At x = 0 your i has a sum of 0, so it is half open. It needs a bias.",
        ),
        (
            _count(f=(40, 0)),
            "At x = 0 your f has a sum of 0, so it is half open. It needs a bias.",
        ),
        (
            _count(i=(4, -2), f=(4, 2)),
            "The signs are right, but the gates leak: sigma(2) is only 0.88.",
        ),
        (
            _count(i=(10, -5), f=(10, 5)),
            "Nearly: sigma(5) is 0.993, and thirty steps of it leave 81 percent.",
        ),
        (
            _count(f=(0, -20)),
            "Your forget gate is always shut, so nothing is kept. Open keeps.",
        ),
        (
            lambda x: np.tanh(_count()(x)),
            "You put a tanh around the result. The count is c itself.",
        ),
        (
            lambda x: float(np.sum(x)),
            "Yours goes down by one at -1. It should begin again from 0.",
        ),
        (
            _count(g=(1, 0)),
            "What comes in for a 1 is tanh(1) = 0.76. Make the candidate's sum larger.",
        ),
        (
            _count(g=(0, 0)),
            "The candidate is tanh(0) = 0: nothing ever comes in.",
        ),
        (
            _count(new=lambda i, f, g, c: np.tanh(f * c + i * g)),
            "You squash the cell itself. No tanh stands in the way of c.",
        ),
    ],
    notice="The size of the weights is the precision. The candidate need not even look "
    "at x: the gates do all the work.",
)


# ---- lstm/gates-backward: a derivation -------------------------------------------


def gates_backward(dc, i, f, g, c):
    """Return the gradients of the sums of i, f and g."""
    dc, i, f, g, c = map(np.asarray, (dc, i, f, g, c))
    return dc * g * i * (1 - i), dc * c * f * (1 - f), dc * i * (1 - g**2)


def _gates_backward(
    di=lambda dc, i, f, g, c: dc * g,
    df=lambda dc, i, f, g, c: dc * c,
    dg=lambda dc, i, f, g, c: dc * i,
    slope=lambda s: s * (1 - s),
    slope_g=lambda g: 1 - g**2,
):
    def gates_backward(dc, i, f, g, c):
        inputs = (dc, i, f, g, c)
        return (
            di(*inputs) * slope(i),
            df(*inputs) * slope(f),
            dg(*inputs) * slope_g(g),
        )

    return gates_backward


GATES_BACKWARD = Function(
    id="lstm/gates-backward",
    kind="derivation",
    reference=gates_backward,
    cases=[
        (*_draw((1, 2)), _gates(1, 2), _gates(1, 2), _gates(1, 2), *_draw((1, 2))),
        (*_draw((3, 2)), _gates(3, 2), _gates(3, 2), -_gates(3, 2), *_draw((3, 2))),
    ],
    returns=("da_i", "da_f", "da_g"),
    hints=[
        "c_t = f * c + i * g. What is the derivative with respect to each factor?",
        "di = dc * g, df = dc * c, dg = dc * i. Then each passes its bend.",
        "The slopes are i (1 - i), f (1 - f) and 1 - g^2, from the values.",
    ],
    mistakes=[
        (
            _gates_backward(slope=lambda s: 1, slope_g=lambda g: 1),
            "These are di, df and dg. The slopes of sigmoid and tanh are missing.",
        ),
        (
            _gates_backward(slope_g=lambda g: g * (1 - g)),
            "da_g has the slope of a sigmoid. The candidate has a tanh: 1 - g^2.",
        ),
        (
            _gates_backward(slope=lambda s: 1 - s**2),
            "The gates have the slope of tanh in yours. They are sigmoids: s (1 - s).",
        ),
        (
            _gates_backward(slope=lambda s: s * (1 - s), slope_g=lambda g: 1 - g),
            "The slope of tanh is 1 - g^2; the square is missing.",
        ),
        (
            _gates_backward(df=lambda dc, i, f, g, c: dc * f),
            "df multiplies by f itself. The other factor in f * c is the old cell.",
        ),
        (
            _gates_backward(
                di=lambda dc, i, f, g, c: dc * i, dg=lambda dc, i, f, g, c: dc * g
            ),
            "Each of i and g gets itself in yours. It gets the other: di = dc * g.",
        ),
        (
            _gates_backward(df=lambda dc, i, f, g, c: dc * (f * c + i * g)),
            "df has the new cell in it. It was the old one that f multiplied.",
        ),
        (
            _gates_backward(
                df=lambda dc, i, f, g, c: dc * np.tanh(c),
            ),
            "There is no tanh around the old cell in c_t = f * c + i * g.",
        ),
    ],
    notice="df is proportional to the old cell. An empty cell teaches its forget gate "
    "nothing: there is nothing to forget.",
)


# ---- lstm/parameters: a function -------------------------------------------------


def parameters(D, H):
    """Return the number of trained numbers of torch.nn.LSTM(D, H)."""
    return 4 * (H * D + H * H + 2 * H)


PARAMETERS = Function(
    id="lstm/parameters",
    kind="function",
    reference=parameters,
    cases=[(1, 1), (3, 5), (64, 128)],
    hints=[
        "Four sums for each cell. What does one sum read?",
        "A sum reads D inputs, H outputs of the step before, and has two biases.",
        "4 H (D + H + 2).",
    ],
    mistakes=[
        (
            lambda D, H: 4 * (H * D + H * H + H),
            "One bias for each sum. That is what the equations need; PyTorch has two.",
        ),
        (
            lambda D, H: H * D + H * H + 2 * H,
            "That is an Elman layer. Here are four sums.",
        ),
        (
            lambda D, H: 3 * (H * D + H * H + 2 * H),
            "Three gates and a candidate: four blocks.",
        ),
        (lambda D, H: 4 * (H * D + H * H), "The biases are missing."),
        (
            lambda D, H: 4 * (D * D + D * H + 2 * D),
            "D and H are swapped: there are H cells.",
        ),
        (
            lambda D, H: 4 * (H * D + H * H + 2 * H) + 3 * H,
            "You counted peepholes. torch.nn.LSTM has none.",
        ),
    ],
    notice="About 8 H^2 for D = H: twice the width is four times as many.",
)


# ---- lstm/which: a prediction ----------------------------------------------------

WHICH = Choice(
    id="lstm/which",
    kind="prediction",
    reference="c",
    options={
        "a": "the input gates' bias to -5",
        "b": "the forget gates' bias to -5",
        "c": "the forget gates' bias to 5",
        "d": "the output gates' bias to -5",
    },
    hints=[
        "Along which path must a gradient of the last step reach the first letter?",
        "Along the cells it is multiplied by 200 forget gates.",
        "0.5^200 is 1e-60. Which choice makes this product large?",
    ],
    mistakes=[
        (
            "a",
            "Then the A stays out as well, and the gates' small slope makes it hard to "
            "teach them otherwise.",
        ),
        (
            "b",
            "An open forget gate keeps. At -5 each step leaves less than one percent.",
        ),
        (
            "d",
            "Nobody sees the cells then, not even the loss, and the forget gates are "
            "still half shut.",
        ),
    ],
    notice="At b = 5 a quarter of the gradient is left after 200 steps.",
)


# ---- lstm/debug: a debugging lab -------------------------------------------------


def backward(dh, f):
    """Return the gradient of the first cell, along the cells."""
    dh, f = np.asarray(dh), np.asarray(f)
    dc = np.zeros(dh.shape[1:])
    for t in reversed(range(len(dh))):
        dc = (dc + dh[t]) * f[t]
    return dc


def _as_given(dh, f):
    dc = np.zeros(dh.shape[1:])
    for t in reversed(range(len(dh))):
        dc = dh[t] * f[t]
    return dc


def _add_after(dh, f):
    dc = np.zeros(dh.shape[1:])
    for t in reversed(range(len(dh))):
        dc = dc * f[t] + dh[t]
    return dc


def _forward_order(dh, f):
    dc = np.zeros(dh.shape[1:])
    for t in range(len(dh)):
        dc = (dc + dh[t]) * f[t]
    return dc


def _no_gate(dh, f):
    return dh.sum(axis=0)


def _plus_outside(dh, f):
    dc = np.zeros(dh.shape[1:])
    for t in reversed(range(len(dh))):
        dc = dc + dh[t] * f[t]
    return dc


DEBUG = Function(
    id="lstm/debug",
    kind="debug",
    reference=backward,
    start=_as_given,
    cases=[
        (*_draw((1, 1, 2)), _gates(1, 1, 2)),
        (*_draw((3, 2, 2)), _gates(3, 2, 2)),
        (*_draw((5, 1, 3)), _gates(5, 1, 3)),
    ],
    hints=[
        "What does the loop do with the dc of the step behind?",
        "It overwrites it. What arrives at c_t is dh_t and what came from c_{t+1}.",
        "dc = (dc + dh[t]) * f[t].",
    ],
    mistakes=[
        (
            _add_after,
            "You add dh_t behind the gate. It arrives at c_t, and then passes f_t.",
        ),
        (
            _forward_order,
            "You go forward in time. The last step comes first.",
        ),
        (_no_gate, "The forget gates are missing."),
        (
            _plus_outside,
            "What came from the right passes f_t too: (dc + dh[t]) * f[t].",
        ),
    ],
    notice="It is the path that article E's source leaves out. All shapes are right "
    "without it, and the loss even falls.",
)

EXERCISES = [
    BY_HAND,
    STEP,
    HALF_LIFE,
    COUNT,
    GATES_BACKWARD,
    PARAMETERS,
    WHICH,
    DEBUG,
]
