"""Exercises of the chapter gru, in book order."""

import numpy as np

from ..engine import Choice, Function, Value

_rng = np.random.default_rng(29)


def _draw(*shapes: tuple[int, ...]) -> tuple[np.ndarray, ...]:
    """Draw arrays with two decimals, so that feedback is short to read."""
    return tuple(np.round(_rng.standard_normal(shape), 2) for shape in shapes)


def _gates(*shape: int) -> np.ndarray:
    return np.round(_rng.uniform(0.1, 0.9, shape), 2)


def _sigmoid(a):
    return 1 / (1 + np.exp(-np.asarray(a)))


# ---- gru/by-hand: a number -------------------------------------------------------

_full = np.tanh(np.arctanh(0.5) + 1 * (-3 + 1))

BY_HAND = Value(
    id="gru/by-hand",
    kind="number",
    reference=0.2,
    tolerance=1e-6,
    hints=[
        "What does the candidate see of the old state at r = 0?",
        "Nothing: n = tanh(artanh(0.5)) = 0.5. Now the switch.",
        "h_t = z h_{t-1} + (1 - z) n = -0.2 + 0.8 * 0.5.",
    ],
    mistakes=[
        (
            -0.2 + 0.8 * _full,
            "You let the candidate see the old state. At r = 0 it does not.",
        ),
        (
            -0.8 + 0.2 * 0.5,
            "That is the other convention, (1 - z) h + z n. Here z = 1 keeps.",
        ),
        (0.6, "The old state is -1, with a minus sign."),
        (0.5, "That is the candidate n. The switch mixes it with the old state."),
        (-0.2, "That is what is kept, z h. What is written, (1 - z) n, is missing."),
        (0.4, "That is what is written, (1 - z) n. What is kept, z h, is missing."),
        (0.3, "That is z h + n. The candidate has the factor 1 - z."),
        (
            -0.2 + 0.8 * np.arctanh(0.5),
            "The candidate passes a tanh: n = tanh(artanh(0.5)) = 0.5.",
        ),
        (
            -0.2 + 0.8 * np.tanh(np.arctanh(0.5) + 1),
            "b_hn is inside the product with r: at r = 0 it does not count.",
        ),
    ],
    notice="U_n = 3 and b_hn = 1 played no part. A unit with r = 0 begins afresh.",
)


# ---- gru/step: a function --------------------------------------------------------


def gru_step(a, u, h):
    """Return the next state."""
    a_r, a_z, a_n = np.split(np.asarray(a), 3, axis=1)
    u_r, u_z, q = np.split(np.asarray(u), 3, axis=1)
    r, z = _sigmoid(a_r + u_r), _sigmoid(a_z + u_z)
    return z * np.asarray(h) + (1 - z) * np.tanh(a_n + r * q)


def _step(
    order="rzn",
    candidate=lambda a, q, r, z, h: np.tanh(a + r * q),
    mix=lambda z, h, n: z * h + (1 - z) * n,
    gate=lambda a, u: _sigmoid(a + u),
):
    def gru_step(a, u, h):
        p = dict(zip(order, np.split(a, 3, axis=1), strict=True))
        s = dict(zip(order, np.split(u, 3, axis=1), strict=True))
        r, z = gate(p["r"], s["r"]), gate(p["z"], s["z"])
        return mix(z, h, candidate(p["n"], s["n"], r, z, h))

    return gru_step


STEP = Function(
    id="gru/step",
    kind="function",
    reference=gru_step,
    cases=[
        _draw((1, 3), (1, 3), (1, 1)),
        _draw((2, 6), (2, 6), (2, 2)),
        _draw((3, 9), (3, 9), (3, 3)),
    ],
    hints=[
        "Split both arrays into three parts. Two of them add up; the third does not.",
        "r and z are sigmoids of a + u. The candidate is tanh(a_n + r * u_n).",
        "return z * h + (1 - z) * np.tanh(a_n + r * u_n)",
    ],
    mistakes=[
        (
            _step(mix=lambda z, h, n: (1 - z) * h + z * n),
            "z and 1 - z are exchanged. In PyTorch z = 1 keeps the old state.",
        ),
        (
            _step(candidate=lambda a, q, r, z, h: np.tanh(r * (a + q))),
            "The reset gate multiplies the input's share as well. Only q: a_n + r * q.",
        ),
        (
            _step(candidate=lambda a, q, r, z, h: np.tanh(a + q)),
            "The reset gate is missing: the candidate is tanh(a_n + r * q).",
        ),
        (
            _step(candidate=lambda a, q, r, z, h: np.tanh(a + (1 - r) * q)),
            "Your reset gate works the other way round: r = 1 looks at all of q.",
        ),
        (
            _step(candidate=lambda a, q, r, z, h: np.tanh(a + r * h)),
            "The reset gate multiplies q, the third part of u, which has passed U_n.",
        ),
        (
            _step(candidate=lambda a, q, r, z, h: np.tanh(a + z * q)),
            "z is in the candidate, where r belongs.",
        ),
        (
            _step(candidate=lambda a, q, r, z, h: a + r * q),
            "The tanh of the candidate is missing.",
        ),
        (
            _step(candidate=lambda a, q, r, z, h: _sigmoid(a + r * q)),
            "The candidate has a tanh, not a sigmoid.",
        ),
        (
            _step(order="zrn"),
            "The first two parts are swapped: the order is r, z, n.",
        ),
        (
            _step(order="nzr"),
            "The parts are in another order: r, z, n.",
        ),
        (
            _step(gate=lambda a, u: _sigmoid(a)),
            "Your gates do not see the old state: they are sigma(a + u).",
        ),
        (
            _step(mix=lambda z, h, n: n),
            "That is the candidate. The update gate mixes it with h.",
        ),
        (
            _step(mix=lambda z, h, n: z * h + n),
            "The candidate has the factor 1 - z.",
        ),
        (
            _step(gate=lambda a, u: np.tanh(a + u)),
            "Gates are sigmoids, between 0 and 1.",
        ),
    ],
    notice="Six lines: a GRU step is hardly longer than an Elman step.",
)


# ---- gru/saving: a number --------------------------------------------------------

SAVING = Value(
    id="gru/saving",
    kind="number",
    reference=0.25,
    tolerance=5e-3,
    hints=[
        "How many blocks of weights has an LSTM, and how many has a GRU?",
        "Four and three, all of one size. Which share of the four is gone?",
        "1 - 3/4",
    ],
    mistakes=[
        (
            1 / 3,
            "A third of what is left. The share is asked of the LSTM, of four blocks.",
        ),
        (0.75, "That is what the GRU has. The question is what is saved."),
        (4 / 3, "That is LSTM over GRU. The question is 1 - GRU / LSTM."),
        (0.5, "Half are the gates' blocks. A GRU has three blocks, r, z and n."),
        (25.0, "A share lies between 0 and 1: divide your percents by 100."),
        (1.0, "That is one block. What share of the four is it?"),
    ],
    notice="D and H play no part: W, U and both biases all go from 4 H rows to 3 H.",
)


# ---- gru/elman: a prediction -----------------------------------------------------

ELMAN = Choice(
    id="gru/elman",
    kind="prediction",
    reference="b",
    options={
        "a": "r = 0, z = 0",
        "b": "r = 1, z = 0",
        "c": "r = 0, z = 1",
        "d": "r = 1, z = 1",
    },
    hints=[
        "An Elman network computes tanh(W x + U h) and keeps nothing else.",
        "The state must become the candidate: z = 0. And the candidate must see h.",
        "Cell by cell: h_t = n_t, n_t = tanh(W x + b + 1 * q).",
    ],
    mistakes=[
        ("a", "At r = 0 the candidate is blind: h_t = tanh(W x), without a memory."),
        ("c", "At z = 1 the state never changes."),
        ("d", "At z = 1 the state never changes, whatever the candidate is."),
    ],
    notice="So a GRU can always do what an Elman network can.",
)


# ---- gru/candidate-backward: a derivation ----------------------------------------


def candidate_backward(dn, n, r, q):
    """Return da, dr and dq."""
    dn, n, r, q = map(np.asarray, (dn, n, r, q))
    da = dn * (1 - n**2)
    return da, da * q, da * r


def _candidate(
    slope=lambda n: 1 - n**2,
    dr=lambda da, dn, r, q: da * q,
    dq=lambda da, dn, r, q: da * r,
):
    def candidate_backward(dn, n, r, q):
        da = dn * slope(n)
        return da, dr(da, dn, r, q), dq(da, dn, r, q)

    return candidate_backward


CANDIDATE_BACKWARD = Function(
    id="gru/candidate-backward",
    kind="derivation",
    reference=candidate_backward,
    cases=[
        (*_draw((1, 2)), -_gates(1, 2), _gates(1, 2), *_draw((1, 2))),
        (*_draw((3, 2)), _gates(3, 2), _gates(3, 2), *_draw((3, 2))),
    ],
    returns=("da", "dr", "dq"),
    hints=[
        "First the tanh, whose slope is known from its value n.",
        "da = dn * (1 - n^2). Then a product, r * q: each factor gets the other.",
        "return da, da * q, da * r",
    ],
    mistakes=[
        (
            _candidate(dr=lambda da, dn, r, q: da * r, dq=lambda da, dn, r, q: da * q),
            "Each of r and q gets itself in yours. It gets the other one.",
        ),
        (
            _candidate(slope=lambda n: 1),
            "The slope of tanh is missing in da: 1 - n^2.",
        ),
        (
            _candidate(slope=lambda n: 1 - n),
            "The slope of tanh is 1 - n^2; the square is missing.",
        ),
        (
            _candidate(slope=lambda n: n * (1 - n)),
            "That is the slope of a sigmoid. The candidate has a tanh.",
        ),
        (
            _candidate(slope=lambda n: 1 - np.tanh(n) ** 2),
            "n is already behind the tanh. The slope is 1 - n^2.",
        ),
        (
            _candidate(dq=lambda da, dn, r, q: da),
            "dq has the factor r: q reached the candidate through the reset gate.",
        ),
        (
            _candidate(dr=lambda da, dn, r, q: dn * q, dq=lambda da, dn, r, q: dn * r),
            "dr and dq lie in front of the tanh: use da, not dn.",
        ),
        (
            _candidate(dr=lambda da, dn, r, q: da * q * r),
            "dr has the factor q alone; r itself belongs to dq.",
        ),
        (
            _candidate(dr=lambda da, dn, r, q: da * q * r * (1 - r)),
            "You went on to the sum a_r. The question is dr, at the gate itself.",
        ),
    ],
    notice="W_n learns from da, U_n from dq. At r = 0 U_n learns nothing.",
)


# ---- gru/latch: gates set by hand ------------------------------------------------


def _latch(
    w=-40.0,
    b=20.0,
    bend=np.tanh,
    mix=lambda z, h, n: z * h + (1 - z) * n,
    start=0.0,
):
    """Return a unit whose update gate has the sum w * command + b."""

    def latch(values, commands):
        h = start
        for value, command in zip(values, commands, strict=True):
            h = mix(_sigmoid(float(w * command + b)), h, bend(float(value)))
        return float(h)

    return latch


def latch(values, commands):
    """Return the tanh of the last value with the command 1, or 0."""
    stored = [v for v, c in zip(values, commands, strict=True) if c == 1]
    return float(np.tanh(stored[-1])) if stored else 0.0


LATCH = Function(
    id="gru/latch",
    kind="function",
    reference=latch,
    rtol=1e-2,
    cases=[
        ([0.8, -0.3], [1, 0]),
        ([0.5, 0.9, -0.7, 0.2], [1, 0, 1, 0]),
        ([-0.6] + [0.4] * 30, [1] + [0] * 30),
        ([0.7, 0.9], [0, 0]),
        ([0.3, -0.5], [0, 1]),
    ],
    hints=[
        "At the command 1 the unit must write, at 0 keep. Which z is that?",
        "z near 0 at the command 1, near 1 at 0. So the sum changes its sign between.",
        "z = sigma(20 - 40 c), h = z h + (1 - z) tanh(v)",
    ],
    mistakes=[
        (
            _latch(w=40.0, b=-20.0),
            "Your unit keeps at the command 1 and writes at 0. z = 1 keeps.",
        ),
        (
            _latch(w=-40.0, b=0.0),
            "At the command 0 your z is 1/2, and the value is halved. z needs a bias.",
        ),
        (
            _latch(w=40.0, b=20.0),
            "Your z is near 1 for both commands: nothing is ever written.",
        ),
        (
            _latch(w=-40.0, b=-20.0),
            "Your z is near 0 for both commands: each value is written over.",
        ),
        (
            _latch(w=-40.0, b=40.0),
            "At the command 1 your sum is 0, z is 1/2, and half of the old stays.",
        ),
        (
            _latch(w=-4.0, b=2.0),
            "Your gate leaks: sigma(2) is 0.88. Larger weights shut it.",
        ),
        (
            _latch(bend=lambda v: v),
            "The candidate has a tanh: n = tanh(v).",
        ),
        (
            _latch(mix=lambda z, h, n: h + (1 - z) * n),
            "Your unit adds what is new to what was there. The old has the factor z.",
        ),
        (
            _latch(mix=lambda z, h, n: z * h + n),
            "The candidate has the factor 1 - z: what is kept is not written.",
        ),
    ],
    notice="Thirty other values went by, and it lost nothing that one could see.",
)


# ---- gru/forgets: a number -------------------------------------------------------

FORGETS = Value(
    id="gru/forgets",
    kind="number",
    reference=0.5**10,
    tolerance=5e-6,
    hints=[
        "What is left after one step, and after two?",
        "Each step multiplies by z.",
        "0.5 ** 10",
    ],
    mistakes=[
        (0.05, "You divided by ten. Each step halves what is left: 0.5^10."),
        (0.5, "That is one step."),
        (1 - 0.5**10, "That is what has been forgotten. The question is what is left."),
        (0.5**9, "One step too few: from h_0 to h_10 there are ten."),
        (0.5**11, "One step too many: from h_0 to h_10 there are ten."),
        (5.0, "You multiplied 0.5 by ten. The gates multiply each other."),
        (0.0, "Very little, but a computer can tell it from nothing: 0.5^10."),
    ],
    notice="About one thousandth. A trained GRU's gates are not at one half.",
)


# ---- gru/loading: a prediction ---------------------------------------------------

LOADING = Choice(
    id="gru/loading",
    kind="prediction",
    reference="b",
    options={
        "a": "as they are",
        "b": "with the sign of all rows of z changed",
        "c": "with the rows of r and z exchanged",
        "d": "not at all",
    },
    hints=[
        "Two questions: what does z = 1 mean there, and where does r act?",
        "r acts behind the product, as in PyTorch. Only z means the opposite.",
        "You need sigma(a') = 1 - sigma(a). Which a' is that?",
    ],
    mistakes=[
        ("a", "There z = 1 writes, in PyTorch it keeps. The two must be exchanged."),
        ("c", "r and z do different work. It is z and 1 - z that are exchanged."),
        (
            "d",
            "That would be so with U (r * h). Here r acts behind the product, as in "
            "PyTorch.",
        ),
    ],
    notice="sigma(-a) = 1 - sigma(a), so minus signs are enough, and b is b_in.",
)


# ---- gru/debug: a debugging lab --------------------------------------------------


def gru_backward(dh, h, n, z):
    """Return the gradients of h (kept path), n and the sum of z."""
    dh, h, n, z = map(np.asarray, (dh, h, n, z))
    return dh * z, dh * (1 - z), dh * (h - n) * z * (1 - z)


def _lab(
    kept=lambda dh, z: dh * z,
    new=lambda dh, z: dh * (1 - z),
    gate=lambda dh, h, n, z: dh * (h - n) * z * (1 - z),
):
    def gru_backward(dh, h, n, z):
        return kept(dh, z), new(dh, z), gate(dh, h, n, z)

    return gru_backward


DEBUG = Function(
    id="gru/debug",
    kind="debug",
    reference=gru_backward,
    start=_lab(gate=lambda dh, h, n, z: dh * (n - h) * z * (1 - z)),
    cases=[
        (*_draw((1, 2), (1, 2)), -_gates(1, 2), _gates(1, 2)),
        (*_draw((3, 2), (3, 2)), _gates(3, 2), _gates(3, 2)),
    ],
    returns=("dh_prev", "dn", "da_z"),
    hints=[
        "Write h_t = z h + (1 - z) n down, and differentiate it three times.",
        "The derivative with respect to z is h - n. Compare the third line.",
        "da_z = dh * (h - n) * z * (1 - z)",
    ],
    mistakes=[
        (
            _lab(gate=lambda dh, h, n, z: dh * (h - n)),
            "The slope of the sigmoid, z (1 - z), is gone from da_z.",
        ),
        (
            _lab(
                kept=lambda dh, z: dh * (1 - z),
                new=lambda dh, z: dh * z,
                gate=lambda dh, h, n, z: dh * (n - h) * z * (1 - z),
            ),
            "Now everything is in the other convention. Here z = 1 keeps, and the "
            "first two lines were right.",
        ),
        (
            _lab(kept=lambda dh, z: dh * (1 - z)),
            "da_z is right now, but dh_prev was right before: z multiplies h.",
        ),
        (
            _lab(new=lambda dh, z: dh * z),
            "da_z is right now, but dn was right before: 1 - z multiplies n.",
        ),
        (
            _lab(gate=lambda dh, h, n, z: dh * h * z * (1 - z)),
            "z multiplies h, and -z multiplies n. Both belong to the derivative.",
        ),
        (
            _lab(gate=lambda dh, h, n, z: dh * (h + n) * z * (1 - z)),
            "The sign of n: h_t contains (1 - z) n.",
        ),
    ],
    notice="With the wrong sign the gate climbs: it writes where it should keep. The "
    "loss still falls, because everything else learns.",
)

EXERCISES = [
    BY_HAND,
    STEP,
    SAVING,
    ELMAN,
    CANDIDATE_BACKWARD,
    LATCH,
    FORGETS,
    LOADING,
    DEBUG,
]
