"""Exercises of the chapter rtrl, in book order."""

import numpy as np

from ..engine import Choice, Function, Value

_rng = np.random.default_rng(26)


def _draw(*shapes: tuple[int, ...]) -> tuple[np.ndarray, ...]:
    """Draw arrays with two decimals, so that feedback is short to read."""
    return tuple(np.round(_rng.standard_normal(shape), 2) for shape in shapes)


# ---- rtrl/by-hand: a number ------------------------------------------------------

BY_HAND = Value(
    id="rtrl/by-hand",
    kind="number",
    reference=10.0,
    tolerance=1e-6,
    hints=[
        "Make a table with two columns, h and p. Both begin at 0.",
        "The slope is 1: p(t) = h_{t-1} + u p(t-1). The states are 8, 6 and 4.",
        "p(1) = 0, p(2) = 8 + 0, p(3) = 6 + 8 / 2.",
    ],
    mistakes=[
        (
            6.0,
            "That is the direct effect of u at step 3 alone, h_2. h_2 itself depends "
            "on u as well: add u p(2).",
        ),
        (
            14.0,
            "p(2) acts on h_3 through u. It has to be multiplied by 1/2.",
        ),
        (
            4.0,
            "This is h_3, or u p(2). The sensitivity is h_2 + u p(2).",
        ),
        (
            18.0,
            "That is p(1) + p(2) + p(3). The sum is the gradient of h_1 + h_2 + h_3; "
            "asked is p(3).",
        ),
        (
            9.0,
            "You took the state after the step. At step t, u multiplies h_{t-1}.",
        ),
        (
            8.0,
            "This is p(2). One more step.",
        ),
        (
            5.0,
            "You multiplied h_{t-1} by u as well. Its own factor in the derivative by "
            "u is 1: h_t = u h_{t-1} + x_t.",
        ),
        (
            2.0,
            "That is h_3 without x_3, or half of x_1 without the rest: follow both "
            "columns of the table, h and p, step by step.",
        ),
        (
            16.0,
            "p(3) = h_2 + u p(2), with h_2 = 6 and p(2) = 8, and u = 1/2.",
        ),
        (
            3.0,
            "h_{t-1} is missing: u acts directly on h_t, too.",
        ),
    ],
    notice="h_3 = 8 u^2 + 2 u + 1, and its derivative at u = 1/2 is 16 u + 2 = 10. "
    "RTRL found it without ever writing the polynomial.",
)


# ---- rtrl/state-jacobian: a function ---------------------------------------------


def state_jacobian(U, h):
    """Return the derivative of the state after a step by the state before."""
    U, h = np.asarray(U), np.asarray(h)
    return (1 - h**2)[:, None] * U


def _slope(h):
    return (1 - h**2)[:, None]


STATE_JACOBIAN = Function(
    id="rtrl/state-jacobian",
    kind="function",
    reference=state_jacobian,
    cases=[
        (*_draw((2, 2)), np.array([0.6, -0.3])),
        (*_draw((3, 3)), np.array([0.9, 0.1, -0.5])),
    ],
    hints=[
        "Write down h_i as a function of h_{t-1, j}, and take the derivative. Which "
        "slope stands in front?",
        "Entry (i, j) is (1 - h_i^2) U_ij: the slope of the unit that receives.",
        "(1 - h**2)[:, None] * U: the [:, None] makes the slopes a column.",
    ],
    mistakes=[
        (
            lambda U, h: U * (1 - h**2),
            "Your slopes are on the columns. Row i belongs to unit i of the new state, "
            "and it is that unit's tanh: (1 - h**2)[:, None].",
        ),
        (
            lambda U, h: (_slope(h) * U).T,
            "Transposed: row i should belong to the new state, column j to the old.",
        ),
        (
            lambda U, h: _slope(h) * U.T,
            "Your U is transposed. U_ij leads from unit j to unit i, as J_s does.",
        ),
        (
            lambda U, h: U,
            "The slope of tanh is missing. This is right for a linear network.",
        ),
        (
            lambda U, h: (1 - h)[:, None] * U,
            "The slope of tanh is 1 - h^2; the square is missing.",
        ),
        (
            lambda U, h: (1 - np.tanh(h) ** 2)[:, None] * U,
            "h is already behind the tanh. The slope is 1 - h^2, without another tanh.",
        ),
        (
            lambda U, h: np.diag(1 - h**2) * U,
            "* multiplies entry by entry, so only the diagonal is left. Use @ with "
            "np.diag.",
        ),
        (
            lambda U, h: (1 - h**2) @ U,
            "This is one row, the sum over all units. J_s has a row for each unit.",
        ),
        (
            lambda U, h: U @ (1 - h**2),
            "This adds up over the columns. J_s is a matrix of the shape of U.",
        ),
        (
            lambda U, h: (1 - np.tanh(U @ h) ** 2)[:, None] * U,
            "h is the state after the step, so its slope is 1 - h^2 as it is.",
        ),
        (
            lambda U, h: (h * (1 - h))[:, None] * U,
            "h (1 - h) is the slope of the sigmoid. That of tanh is 1 - h^2.",
        ),
        (
            lambda U, h: _slope(h) * U * (1 - h**2),
            "A slope on both sides. h_{t-1} enters as it is: one slope, on the rows.",
        ),
        (
            lambda U, h: np.asarray(h)[:, None] * U,
            "The slope of tanh is 1 - h^2, not h itself.",
        ),
        (
            lambda U, h: 1 - h**2,
            "These are the slopes. Each multiplies its row of U.",
        ),
    ],
    notice="The slope belongs to the unit that receives. A saturated unit, h near 1 or "
    "-1, makes its whole row small: it no longer hears the past.",
)


# ---- rtrl/one-unit: a derivation -------------------------------------------------


def one_unit(x, h, p, w, u, b):
    """Return the next state of one unit and its sensitivity to u."""
    h_next = np.tanh(w * x + u * h + b)
    return h_next, (1 - h_next**2) * (h + u * p)


def _unit(sensitivity):
    def one_unit(x, h, p, w, u, b):
        h_next = np.tanh(w * x + u * h + b)
        return h_next, sensitivity(x, h, p, w, u, b, h_next)

    return one_unit


def _unit_of(a, h, p, u):
    return np.tanh(a), (1 - np.tanh(a) ** 2) * (h + u * p)


ONE_UNIT = Function(
    id="rtrl/one-unit",
    kind="derivation",
    reference=one_unit,
    cases=[
        (0.5, 0.4, 0.0, 0.8, 1.5, 0.1),
        (-1.0, 0.3, 0.7, 0.6, 1.5, 0.2),
        (0.2, -0.6, -1.2, 1.1, -0.5, 0.0),
    ],
    returns=("h_next", "p_next"),
    hints=[
        "Why is h_next different when u is different? There are two reasons.",
        "a = w x + u h + b. By u, its derivative is h + u p, as h depends on u too.",
        "p_next = (1 - h_next**2) * (h + u * p).",
    ],
    mistakes=[
        (
            _unit(lambda x, h, p, w, u, b, n: (1 - n**2) * h),
            "Only the step itself counts in yours. h also depends on u, by p: add u p.",
        ),
        (
            _unit(lambda x, h, p, w, u, b, n: (1 - n**2) * u * p),
            "The direct effect is missing: u multiplies h in this step. Add h.",
        ),
        (
            _unit(lambda x, h, p, w, u, b, n: h + u * p),
            "The slope of tanh is missing: 1 - h_next^2 times everything.",
        ),
        (
            _unit(lambda x, h, p, w, u, b, n: (1 - h**2) * (h + u * p)),
            "Your slope is at the old state. The tanh of this step gave h_next: "
            "1 - h_next^2.",
        ),
        (
            _unit(lambda x, h, p, w, u, b, n: (1 - n**2) * (n + u * p)),
            "u multiplied the old state. You took the new one; was h overwritten?",
        ),
        (
            _unit(lambda x, h, p, w, u, b, n: (1 - n**2) * (h + p)),
            "p acts on the new state through the weight: u p, not p.",
        ),
        (
            _unit(lambda x, h, p, w, u, b, n: (1 - n**2) * h + u * p),
            "The slope belongs to both terms. You have it on h alone.",
        ),
        (
            _unit(lambda x, h, p, w, u, b, n: h + (1 - n**2) * u * p),
            "The slope belongs to both terms. You have it on u p alone.",
        ),
        (
            _unit(lambda x, h, p, w, u, b, n: (1 - n**2) * (x + u * p)),
            "x is the factor of w. That would be the sensitivity to w.",
        ),
        (
            _unit(lambda x, h, p, w, u, b, n: (1 - n**2) * (1 + u * p)),
            "1 is the factor of b. That would be the sensitivity to b.",
        ),
        (
            _unit(lambda x, h, p, w, u, b, n: (1 - n) * (h + u * p)),
            "The slope of tanh is 1 - h_next^2; the square is missing.",
        ),
        (
            _unit(lambda x, h, p, w, u, b, n: (1 - n**2) * (u * h + u * p)),
            "The derivative of u h by u is h, not u h.",
        ),
        (
            _unit(lambda x, h, p, w, u, b, n: (1 - n**2) * u),
            "This is the derivative by h, of one step. The one by u is asked: h, and "
            "u p.",
        ),
        (
            _unit(lambda x, h, p, w, u, b, n: u * p),
            "Both the slope and the direct effect are missing: u multiplies h in this "
            "step, and the sum goes through tanh.",
        ),
        (
            _unit(lambda x, h, p, w, u, b, n: h),
            "Two things are missing: the slope of tanh, and that h depends on u.",
        ),
        (
            lambda x, h, p, w, u, b: one_unit(x, h, p, w, u, b)[::-1],
            "The right two numbers, in the wrong order: first the state.",
        ),
        (
            lambda x, h, p, w, u, b: (w * x + u * h + b, h + u * p),
            "tanh is missing, in the state and as a slope in the sensitivity.",
        ),
        (
            _unit(lambda x, h, p, w, u, b, n: (1 - n**2) * (u * h + p)),
            "u and 1 are in each other's place: by u, u h gives h, and p moves u p.",
        ),
        (
            _unit(lambda x, h, p, w, u, b, n: (1 - n**2) * h * p),
            "Two effects add: h, where u acts now, and u p, from before.",
        ),
        (
            _unit(lambda x, h, p, w, u, b, n: (1 - np.tanh(n) ** 2) * (h + u * p)),
            "h_next is behind the tanh already: its slope is 1 - h_next^2.",
        ),
        (
            lambda x, h, p, w, u, b: _unit_of(w * x + u * h, h, p, u),
            "The bias is missing in a = w x + u h + b.",
        ),
        (
            _unit(lambda x, h, p, w, u, b, n: p + (1 - n**2) * (h + u * p)),
            "You add to the old sensitivity. It is already inside, as u p: replace it.",
        ),
    ],
    notice="Change one factor, h, to x or to 1, and you have the sensitivity to w or "
    "to b. What a weight multiplies is its direct effect; all else is the same.",
)


# ---- rtrl/gradient: a function ---------------------------------------------------


def cell_gradient(dy, V, P):
    """Return the gradient of the cell's weights, summed over all steps."""
    dy, V, P = np.asarray(dy), np.asarray(V), np.asarray(P)
    return sum(dy[k] @ V @ P[k] for k in range(len(P)))


GRADIENT = Function(
    id="rtrl/gradient",
    kind="function",
    reference=cell_gradient,
    cases=[
        _draw((1, 2), (2, 2), (1, 2, 3)),
        _draw((3, 2), (2, 2), (3, 2, 4)),
        _draw((3, 1), (1, 2), (3, 2, 2)),
    ],
    hints=[
        "Begin with one step. Which shapes have dy_t, V and P_t, and in which order do "
        "they fit?",
        "(K,) @ (K, H) @ (H, p) is (p,). Every step adds its share.",
        "sum(dy[k] @ V @ P[k] for k in range(len(P))).",
    ],
    mistakes=[
        (
            lambda dy, V, P: dy[-1] @ V @ P[-1],
            "Only the last step counts in yours. Every output has a dy of its own.",
        ),
        (
            lambda dy, V, P: dy.sum(axis=0) @ V @ P[-1],
            "Each dy belongs to the sensitivities of its own step, not to the last.",
        ),
        (
            lambda dy, V, P: dy.sum(axis=0) @ V @ P.sum(axis=0),
            "You multiply two sums. The dy of step 1 must not meet the P of step 2.",
        ),
        (
            lambda dy, V, P: cell_gradient(dy, V, P) / len(P),
            "The mean over the steps. The factor of a mean is in dy already; here the "
            "shares add.",
        ),
        (
            lambda dy, V, P: np.stack([d @ V @ p for d, p in zip(dy, P, strict=True)]),
            "These are the shares of the steps, (T, p). Add them up.",
        ),
        (
            lambda dy, V, P: cell_gradient(dy, V, np.cumsum(P, axis=0)),
            "You add up P over the steps. P_t already contains all steps before it.",
        ),
        (
            lambda dy, V, P: sum(d @ V.T @ p for d, p in zip(dy, P, strict=True)),
            "Your V is transposed. y = V h, so dy @ V is the gradient of h.",
        ),
        (
            lambda dy, V, P: sum(V @ p for p in P),
            "This is dy/dtheta, added up. Each step's has to be multiplied by its dy.",
        ),
        (
            lambda dy, V, P: sum(d @ p for d, p in zip(dy, P, strict=True)),
            "V is missing: dy belongs to the outputs, P to the states.",
        ),
        (
            lambda dy, V, P: dy[0] @ V @ P[0],
            "Only the first step counts in yours. Is return inside the loop?",
        ),
        (
            lambda dy, V, P: (np.asarray(dy) @ V).sum(axis=0),
            "These are gradients of states. Each has to be multiplied by its P.",
        ),
        (
            lambda dy, V, P: (np.asarray(dy) @ V @ P).sum(axis=0),
            "@ pairs every dy with every P here. Take dy[k] and P[k], step by step.",
        ),
        (
            lambda dy, V, P: np.asarray(dy) @ V @ P,
            "@ pairs every dy with every P here. Take dy[k] and P[k], and add.",
        ),
        (
            lambda dy, V, P: cell_gradient(dy[1:], V, P[:-1]),
            "Your dy and P are one step apart: dy_t belongs to P_t.",
        ),
    ],
    notice="The product from the left is cheap: dy_t V is one row. Only the recursion "
    "for P is dear.",
)


# ---- rtrl/memory: a number -------------------------------------------------------

MEMORY = Value(
    id="rtrl/memory",
    kind="number",
    reference=500,
    tolerance=1e-3,
    hints=[
        "How many weights are there? How many rows has P, and how many columns?",
        "p = 20 (4 + 20 + 1) = 500. P has 20 x 500 numbers, and a state has 20.",
        "T + 1 > 500.",
    ],
    mistakes=[
        (
            499,
            "At T = 499 there are 500 states of 20 numbers: exactly as many as in P. "
            "More is asked.",
        ),
        (
            501,
            "T = 501 stores 502 states. Don't forget h_0.",
        ),
        (
            10_000,
            "P has 10,000 numbers. But every state has 20 of them.",
        ),
        (
            10_001,
            "You compare numbers with steps. Every step stores 20 numbers.",
        ),
        (
            480,
            "The biases are weights too: 20 (4 + 20 + 1) columns.",
        ),
        (
            400,
            "Those are the recurrent weights alone. P has a column for each weight, "
            "those of W and b as well.",
        ),
        (
            25,
            "25 weights lead to each unit. P has columns for the weights of all units.",
        ),
        (
            24,
            "24 inputs lead to each unit, and a bias. P has columns for all units.",
        ),
        (
            20,
            "20 is the number of rows of P. How many columns has it?",
        ),
        (
            520,
            "You counted two biases a unit, as torch does. Here there is one.",
        ),
    ],
    notice="About p: RTRL saves memory only when the sequence has more steps than the "
    "network has weights. Endless streams have.",
)


# ---- rtrl/cheaper: a prediction --------------------------------------------------

CHEAPER = Choice(
    id="rtrl/cheaper",
    kind="prediction",
    reference="b",
    options={
        "a": "for A only",
        "b": "for B only",
        "c": "for both",
        "d": "for neither",
    },
    hints=[
        "Count for one step of the stream or sequence. How often does BPTT go over it?",
        "About 3 H^2 for each step that BPTT goes over, about H^4 for RTRL.",
        "A: 30,000 against 100,000,000. B: 200 x 48 against some 256 and a bit.",
    ],
    mistakes=[
        (
            "a",
            "Long sequences do not make RTRL cheap: in A, BPTT goes over each step "
            "once, and H^4 is H^2 / 3 times as much. Look at how often B does.",
        ),
        (
            "c",
            "In A, BPTT goes over each step once: about 3 H^2 = 30,000 multiply-adds. "
            "H^4 is 100 million.",
        ),
        (
            "d",
            "In B, BPTT goes over every step 200 times. And what is H^4 for H = 4?",
        ),
    ],
    notice="RTRL wins when BPTT would have to go over more than about H^2 / 3 steps "
    "for each new one: tiny networks, long memories, a gradient at every step.",
)


# ---- rtrl/debug: a debugging lab -------------------------------------------------


def _lab(
    slope=lambda new, old: 1 - new**2,
    reads=lambda x, new, old: np.concatenate([x, old, [1]]),
    carry=lambda U, P: U @ P,
    taken=lambda new, old: new,
    join=lambda slope, carried, direct: slope * (carried + direct),
    keep=1,
):
    """Make the lab's function, right or wrong in one line."""

    def rtrl_gradient(x, dh, Theta):
        x, dh, Theta = np.asarray(x), np.asarray(dh), np.asarray(Theta)
        H, D = len(Theta), x.shape[1]
        U, h = Theta[:, D:-1], np.zeros(H)
        P, gradient = np.zeros((H, Theta.size)), np.zeros(Theta.size)
        for k in range(len(x)):
            old, h = h, np.tanh(Theta @ np.concatenate([x[k], h, [1]]))
            z, last = reads(x[k], h, old), P
            direct = np.kron(np.eye(H), z)
            P = join(slope(h, old)[:, None], carry(U, P), direct)
            gradient = keep * gradient + dh[k] @ taken(P, last)
        return gradient

    return rtrl_gradient


rtrl_gradient = _lab()

DEBUG = Function(
    id="rtrl/debug",
    kind="debug",
    reference=rtrl_gradient,
    start=_lab(slope=lambda new, old: 1 - old**2),
    cases=[
        _draw((2, 1), (2, 2), (2, 4)),
        _draw((4, 2), (4, 2), (2, 5)),
    ],
    hints=[
        "There are two states in a step, the old and the new one. Which lines read h, "
        "and which of the two do they get?",
        "z needs the old state, because U multiplied it. And the slope of tanh?",
        "slope = 1 - h**2 belongs behind h = np.tanh(Theta @ z).",
    ],
    mistakes=[
        (
            _lab(reads=lambda x, new, old: np.concatenate([x, new, [1]])),
            "The slope is right now. But z has the new state in it; U multiplied the "
            "old one. z was in its right place.",
        ),
        (
            _lab(
                slope=lambda new, old: 1 - old**2,
                reads=lambda x, new, old: np.concatenate([x, new, [1]]),
            ),
            "Now z has the new state in it, and the slope still has the old one. It is "
            "the other way round.",
        ),
        (
            _lab(carry=lambda U, P: 0 * P),
            "The slope is right now. But U @ P is gone, and with it everything that "
            "went before: this is the derivative of single steps.",
        ),
        (
            _lab(carry=lambda U, P: P),
            "The slope is right now. But the old P enters through U: U @ P.",
        ),
        (
            _lab(carry=lambda U, P: U.T @ P),
            "The slope is right now. But U was right too, without a transpose.",
        ),
        (
            _lab(taken=lambda new, old: old),
            "The slope is right now. But dh[k] meets the P of the step before: the "
            "gradient has to be added after P is new.",
        ),
        (
            _lab(keep=0),
            "The slope is right now. But = keeps the last step alone; the shares of "
            "all steps add up: +=.",
        ),
        (
            _lab(
                slope=lambda new, old: 1 - old**2,
                taken=lambda new, old: old,
            ),
            "The order of these two lines was right: P first, then the gradient. Look "
            "at what reads h.",
        ),
        (
            _lab(slope=lambda new, old: np.ones_like(new)),
            "Without a slope the network would be linear. The tanh is still there.",
        ),
        (
            _lab(slope=lambda new, old: 1 - np.tanh(new) ** 2),
            "The new state, yes. But it is behind the tanh already: 1 - h**2.",
        ),
        (
            _lab(join=lambda slope, carried, direct: carried + slope * direct),
            "The slope has to multiply both terms; what was carried lost it.",
        ),
        (
            _lab(join=lambda slope, carried, direct: slope * carried + direct),
            "The slope has to multiply both terms; the direct one lost it.",
        ),
    ],
    notice="In the first step the old state is 0 and its slope 1, so small states hide "
    "the mistake. A comparison with central differences shows it at once.",
)


EXERCISES = [
    BY_HAND,
    STATE_JACOBIAN,
    ONE_UNIT,
    GRADIENT,
    MEMORY,
    CHEAPER,
    DEBUG,
]
