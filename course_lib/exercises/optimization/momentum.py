"""Exercises of the chapter momentum, in book order."""

import numpy as np

from ..engine import Choice, Function, Value

_rng = np.random.default_rng(11)


def _draw(*shapes: tuple[int, ...]) -> tuple[np.ndarray, ...]:
    """Draw arrays with two decimals, so that feedback is short to read."""
    return tuple(np.round(_rng.standard_normal(shape), 2) for shape in shapes)


# ---- momentum/by-hand: a number --------------------------------------------------

BY_HAND = Value(
    id="momentum/by-hand",
    kind="number",
    reference=2.75,
    tolerance=1e-3,
    hints=[
        "Keep two columns, w and v. In each step the gradient comes first.",
        "The gradient is 2w. First step: g = 32, v = 32, w = 16 - 32/8 = 12.",
        "Second step: g = 24, v = 16 + 24 = 40, w = 12 - 40/8 = 7.",
    ],
    mistakes=[
        (
            7.0,
            "That is where it is after two steps.",
        ),
        (
            6.75,
            "This is plain gradient descent: 16, 12, 9, 6.75. Every new velocity "
            "starts from half of the old one.",
        ),
        (
            2.15625,
            "This is Nesterov's form. The heavy ball moves by the velocity alone.",
        ),
        (
            8.46875,
            "Half of a gradient went missing: the derivative of w^2 is 2w, and the "
            "new gradient enters the velocity whole, not times 1 - gamma.",
        ),
        (
            0.25,
            "In the third step you used the old velocity as it was. It shrinks to "
            "half before the gradient is added.",
        ),
        (
            -3.25,
            "Your velocity never shrinks. Halve the old one before you add the "
            "gradient.",
        ),
    ],
    notice="After three steps plain descent is at 6.75, and the ball is well ahead of "
    "it. But v = 34 while the slope is only 5.5: it will roll past the minimum, and "
    "after five steps it is at -1.45.",
)


# ---- momentum/switch-on: a number ------------------------------------------------

SWITCH_ON = Value(
    id="momentum/switch-on",
    kind="number",
    reference=0.01,
    tolerance=1e-5,
    hints=[
        "With the same gradient again and again, how large does the velocity become?",
        "The steps grow to lr g / (1 - gamma). That should be 0.2 g.",
        "lr = 0.2 (1 - 0.95)",
    ],
    mistakes=[
        (
            0.2,
            "With the old rate the steps grow to twenty times the old ones. The run "
            "was well tuned for steps of 0.2 g.",
        ),
        (
            4.0,
            "You divided by 1 - gamma. Momentum makes steps longer, so the rate has "
            "to become smaller.",
        ),
        (
            0.02,
            "A tenth is right for momentum 0.9. At 0.95 the velocity adds up twenty "
            "gradients, not ten.",
        ),
        (
            0.19,
            "You multiplied by gamma. The sum 1 + gamma + gamma^2 + ... is "
            "1 / (1 - gamma).",
        ),
        (
            0.2 / 1.95,
            "You counted the velocity of the second step, 1 + gamma. The sum goes on "
            "with gamma^2, gamma^3, ...",
        ),
    ],
    notice="From 0.9 to 0.95 sounds small and doubles the steps; from 0.95 to 0.99 "
    "makes them five times as long. Think of 1 - gamma, not of gamma.",
)


# ---- momentum/slowest: a prediction ----------------------------------------------

SLOWEST = Choice(
    id="momentum/slowest",
    kind="prediction",
    reference="d",
    options={
        "a": "curvature 1, the flattest direction",
        "b": "curvature 25, where rate times curvature is 1",
        "c": "curvature 90, the steepest direction",
        "d": "none: all four shrink by the same factor",
    },
    hints=[
        "Where are the edges of the floor for momentum 0.81?",
        "The root of 0.81 is 0.9, so the floor reaches from 0.1^2 to 1.9^2.",
        "Rate times curvature is 0.04, 0.2, 1 and 3.6. Which of them are on the floor?",
    ],
    mistakes=[
        (
            "a",
            "That is how plain descent behaves: 1 - 0.04 a step. With momentum 0.81 "
            "the floor begins at 0.01, and 0.04 is on it.",
        ),
        (
            "b",
            "For plain descent this is the fastest direction. With momentum it is in "
            "the middle of the floor, as high as the rest of the floor.",
        ),
        (
            "c",
            "Rate times curvature is 3.6. Plain descent would diverge there; the floor "
            "of momentum 0.81 ends at 1.9^2 = 3.61.",
        ),
    ],
    notice="Curvatures from 1 to 90 shrink by 0.9 a step, every one of them. The "
    "determinant of the matrix is gamma, whatever the curvature.",
)


# ---- momentum/step: a function ---------------------------------------------------


def momentum_step(w, v, g, lr, gamma, nesterov):
    """Return the new parameters and the new velocity."""
    w, v, g = np.asarray(w), np.asarray(v), np.asarray(g)
    v = gamma * v + g
    return w - lr * (g + gamma * v if nesterov else v), v


def _rate_inside(w, v, g, lr, gamma, nesterov):
    v = gamma * v + lr * g
    return w - (lr * g + gamma * v if nesterov else v), v


def _rate_inside_downhill(w, v, g, lr, gamma, nesterov):
    v = gamma * v - lr * g
    return w + (gamma * v - lr * g if nesterov else v), v


def _old_velocity(w, v, g, lr, gamma, nesterov):
    return w - lr * (g + gamma * v if nesterov else v), gamma * v + g


def _averaged(w, v, g, lr, gamma, nesterov):
    v = gamma * v + (1 - gamma) * g
    return w - lr * (g + gamma * v if nesterov else v), v


def _no_nesterov(w, v, g, lr, gamma, nesterov):
    v = gamma * v + g
    return w - lr * v, v


def _always_nesterov(w, v, g, lr, gamma, nesterov):
    v = gamma * v + g
    return w - lr * (g + gamma * v), v


def _velocity_not_shrunk(w, v, g, lr, gamma, nesterov):
    v = gamma * v + g
    return w - lr * (g + v if nesterov else v), v


def _uphill(w, v, g, lr, gamma, nesterov):
    v = gamma * v + g
    return w + lr * (g + gamma * v if nesterov else v), v


def _half_way_velocity(w, v, g, lr, gamma, nesterov):
    v = gamma * v + g
    return w - lr * (v + gamma * v if nesterov else v), v


def _look_ahead_stored(w, v, g, lr, gamma, nesterov):
    v = gamma * v + g
    if nesterov:
        v = g + gamma * v
    return w - lr * v, v


STEP = Function(
    id="momentum/step",
    kind="function",
    reference=momentum_step,
    cases=[
        (*_draw((3,), (3,), (3,)), 0.1, 0.9, False),
        (*_draw((3,), (3,), (3,)), 0.1, 0.9, True),
        (*_draw((2, 3), (2, 3), (2, 3)), 0.5, 0.5, True),
    ],
    returns=("w", "v"),
    hints=[
        "The new velocity comes first, and it is the same in both forms.",
        "v = gamma * v + g, without the rate. Then one line for each form.",
        "The heavy ball steps by lr v, Nesterov by lr (g + gamma v), with the new v.",
    ],
    mistakes=[
        (
            _rate_inside,
            "Your velocity contains the learning rate: that is the form of article E. "
            "Here the rate multiplies only the step.",
        ),
        (
            _rate_inside_downhill,
            "Your velocity is a step downhill, with the rate and the minus inside, as "
            "in Sutskever's form. Here it sums bare gradients; the step takes both.",
        ),
        (
            _old_velocity,
            "Your step uses the old velocity. Update v first, then move by the new "
            "one.",
        ),
        (
            _averaged,
            "You took a running average, with 1 - gamma before the gradient. The "
            "velocity is a sum: the gradient enters whole.",
        ),
        (
            _no_nesterov,
            "The heavy ball is right. With nesterov=True the step is another one: "
            "the gradient plus gamma times the new velocity.",
        ),
        (
            _always_nesterov,
            "Nesterov is right. With nesterov=False the step is the velocity alone.",
        ),
        (
            _velocity_not_shrunk,
            "The heavy ball is right. Nesterov's step is g + gamma v: the velocity is "
            "shrunk once more before it is added.",
        ),
        (
            _look_ahead_stored,
            "With nesterov=True you return the step as the velocity. Keep two names: "
            "v is the same in both forms.",
        ),
        (
            _uphill,
            "The sign: against the gradient, so minus.",
        ),
        (
            _half_way_velocity,
            "The heavy ball is right. In Nesterov's step gamma v joins the gradient, "
            "not the velocity: v would be counted twice.",
        ),
    ],
    notice="Three lines, and the only difference between the two methods is which "
    "vector gets multiplied by the rate.",
)


# ---- momentum/best-settings: a function ------------------------------------------


def best_settings(A):
    """Return rate and momentum of the best heavy ball on w A w / 2."""
    root = np.sqrt(np.linalg.eigvalsh(np.asarray(A, dtype=float)))
    low, high = root[0], root[-1]
    return 4 / (low + high) ** 2, ((high - low) / (high + low)) ** 2


def _settings(rate, momentum):
    def best_settings(A):
        curvature = np.linalg.eigvalsh(A)
        low, high = curvature[0], curvature[-1]
        return rate(low, high), momentum(low, high)

    return best_settings


def _rate(low, high):
    return 4 / (np.sqrt(low) + np.sqrt(high)) ** 2


def _momentum(low, high):
    return ((np.sqrt(high) - np.sqrt(low)) / (np.sqrt(high) + np.sqrt(low))) ** 2


def _from_diagonal(A):
    curvature = np.diag(A)
    return (
        _rate(curvature.min(), curvature.max()),
        _momentum(curvature.min(), curvature.max()),
    )


BEST_SETTINGS = Function(
    id="momentum/best-settings",
    kind="function",
    reference=best_settings,
    cases=[
        (np.array([[1.0, 0.0], [0.0, 9.0]]),),
        (np.array([[5.0, 4.0], [4.0, 5.0]]),),
        (np.array([[4.0, 1.0, 0.0], [1.0, 3.0, 1.0], [0.0, 1.0, 2.0]]),),
    ],
    returns=("lr", "gamma"),
    hints=[
        "Which numbers of A does the formula need, and which NumPy function gives "
        "them for a symmetric matrix?",
        "np.linalg.eigvalsh(A) returns the eigenvalues in ascending order. The formula "
        "has the roots of the smallest and of the largest.",
        "lr = 4 / (sqrt(low) + sqrt(high))^2 and gamma is the square of "
        "(sqrt(high) - sqrt(low)) / (sqrt(high) + sqrt(low)).",
    ],
    mistakes=[
        (
            _settings(_rate, lambda a, b: np.sqrt(_momentum(a, b))),
            "Your gamma is the factor by which the error shrinks, its own square root. "
            "Square it.",
        ),
        (
            _settings(_rate, lambda a, b: ((b - a) / (b + a)) ** 2),
            "Your gamma has the condition number where its square root belongs.",
        ),
        (
            _settings(lambda a, b: 2 / (a + b), _momentum),
            "This is the best rate without momentum. With momentum the rate may be "
            "larger.",
        ),
        (
            _settings(lambda a, b: 4 / (a + b) ** 2, _momentum),
            "In the rate, the roots of the eigenvalues are missing.",
        ),
        (
            _settings(lambda a, b: 4 / (np.sqrt(a) + np.sqrt(b)), _momentum),
            "In the rate, the sum of the roots is squared.",
        ),
        (
            _settings(lambda a, b: 1 / b, _momentum),
            "1 / (largest eigenvalue) is a safe rate. With momentum up to nearly four "
            "times as much is best.",
        ),
        (
            _settings(lambda a, b: 4 / (1 + np.sqrt(b / a)) ** 2, _momentum),
            "Your rate contains only the ratio of the eigenvalues: it is right where "
            "the smallest is 1. Double A, and the rate must halve.",
        ),
        (
            _from_diagonal,
            "You read the curvatures from the diagonal. That works along the axes "
            "only, as in case 1; ask for eigenvalues.",
        ),
        (
            lambda A: best_settings(A)[::-1],
            "The two are swapped: the rate first, then the momentum.",
        ),
    ],
    notice="The first two bowls are the same, turned by 45 degrees, and get the same "
    "settings. Their condition number is 9, and momentum 0.25 is enough: the familiar "
    "0.9 belongs to condition numbers above a thousand.",
)


# ---- momentum/nesterov-matrix: a derivation --------------------------------------


def nesterov_matrix(lr, curvature, gamma):
    """Return the matrix of one step of Nesterov's form on (w, v)."""
    to_w = 1 - lr * curvature * (1 + gamma)
    return np.array([[to_w, -lr * gamma**2], [curvature, gamma]])


def _heavy_ball_matrix(lr, curvature, gamma):
    return np.array([[1 - lr * curvature, -lr * gamma], [curvature, gamma]])


def _gamma_not_squared(lr, curvature, gamma):
    to_w = 1 - lr * curvature * (1 + gamma)
    return np.array([[to_w, -lr * gamma], [curvature, gamma]])


def _gradient_once(lr, curvature, gamma):
    to_w = 1 - lr * curvature * gamma
    return np.array([[to_w, -lr * gamma**2], [curvature, gamma]])


def _gradient_of_v_forgotten(lr, curvature, gamma):
    to_w = 1 - lr * curvature
    return np.array([[to_w, -lr * gamma**2], [curvature, gamma]])


def _signs(lr, curvature, gamma):
    to_w = 1 - lr * curvature * (1 + gamma)
    return np.array([[to_w, lr * gamma**2], [curvature, gamma]])


NESTEROV_MATRIX = Function(
    id="momentum/nesterov-matrix",
    kind="derivation",
    reference=nesterov_matrix,
    cases=[(0.1, 2.0, 0.9), (0.02, 30.0, 0.5), (1.0, 0.25, 0.6)],
    hints=[
        "The second row is that of the heavy ball. For the first, put the new v, "
        "written with the old w and v, into the step.",
        "w - lr (g + gamma (gamma v + g)), with g = curvature w. Collect what "
        "multiplies w and what multiplies v.",
        "[[1 - lr curvature (1 + gamma), -lr gamma^2], [curvature, gamma]]",
    ],
    mistakes=[
        (
            _heavy_ball_matrix,
            "This is the matrix of the heavy ball; it also comes out when the old v is "
            "used in the step. Nesterov's step is g + gamma v with the new v.",
        ),
        (
            _gamma_not_squared,
            "One gamma is missing at the top right: the old v is shrunk once on its "
            "way into the new v, and once more in the step.",
        ),
        (
            _gradient_once,
            "The gradient enters w twice: directly, and through gamma times the new v. "
            "You kept only the second.",
        ),
        (
            _gradient_of_v_forgotten,
            "The gradient enters w twice: directly, and through gamma times the new v. "
            "You kept only the first.",
        ),
        (
            _signs,
            "The sign at the top right: w moves against the velocity.",
        ),
        (
            lambda lr, curvature, gamma: nesterov_matrix(lr, curvature, gamma).T,
            "Transposed. The first row makes the new w from w and v, the second row "
            "the new v.",
        ),
        (
            lambda lr, curvature, gamma: nesterov_matrix(lr, curvature, gamma)[
                ::-1, ::-1
            ],
            "You put v first. The vector is (w, v), in this order.",
        ),
    ],
    notice="The determinant is gamma (1 - lr curvature): steep directions are damped "
    "more than flat ones. The heavy ball damps all alike, and rings in the steep ones.",
)


# ---- momentum/debug: a debugging lab ---------------------------------------------


def _descend(remember, move):
    """Make the lab's function; ``remember`` changes a velocity in place."""

    def descend(weights, targets, lr, gamma, steps):
        weights = np.array(weights, dtype=float)
        velocity = np.zeros_like(weights)
        for _ in range(steps):
            for w, v, t in zip(weights, velocity, targets, strict=True):
                g = w - t
                w -= lr * move(remember(v, g, gamma), g, gamma)
        return weights

    return descend


def _in_place(v, g, gamma):
    v *= gamma
    v += g
    return v


def _not_stored(v, g, gamma):
    return gamma * v + g


def _added_to_itself(v, g, gamma):
    v += gamma * v + g
    return v


def _running_average(v, g, gamma):
    v *= gamma
    v += (1 - gamma) * g
    return v


def _shrunk_last(v, g, gamma):
    v += g
    v *= gamma
    return v


def _never_shrunk(v, g, gamma):
    v += g
    return v


def _shared(weights, targets, lr, gamma, steps):
    weights = np.array(weights, dtype=float)
    v = np.zeros(weights.shape[1])
    for _ in range(steps):
        for w, t in zip(weights, targets, strict=True):
            v = gamma * v + w - t
            w -= lr * v
    return weights


def _just_v(v, g, gamma):
    return v


def _look_ahead(v, g, gamma):
    return g + gamma * v


descend = _descend(_in_place, _just_v)
_W, _T = _draw((2, 2), (2, 2))
_W3, _T3 = _draw((3, 2), (3, 2))

DEBUG = Function(
    id="momentum/debug",
    kind="debug",
    reference=descend,
    start=_descend(_not_stored, _just_v),
    cases=[(_W, _T, 0.1, 0.5, 3), (_W3, _T3, 0.05, 0.9, 6)],
    hints=[
        "Print velocity after a few steps.",
        "velocity stays zero. In Python, `v = ...` gives the name v to a new array; "
        "what happens to the row that was called v before?",
        "Write into the row: v[...] = gamma * v + g, or v *= gamma and then v += g.",
    ],
    mistakes=[
        (
            _descend(_added_to_itself, _just_v),
            "v += gamma * v + g keeps the old v and adds a share of it: the velocity "
            "grows by 1 + gamma. Shrink first, v *= gamma, then add.",
        ),
        (
            _descend(_running_average, _just_v),
            "The velocity is stored now, but as a running average: the gradient enters "
            "whole, without 1 - gamma.",
        ),
        (
            _descend(_never_shrunk, _just_v),
            "The velocity is stored now, but it never shrinks: the line needs gamma.",
        ),
        (
            _descend(_shrunk_last, _just_v),
            "The velocity is stored now, but you shrink the new gradient as well. "
            "Shrink the old velocity first, then add.",
        ),
        (
            _shared,
            "All rows share one velocity. Each parameter needs its own.",
        ),
        (
            _descend(_in_place, _look_ahead),
            "The velocity is stored now, but the step is Nesterov's. The lab asks for "
            "the heavy ball, w -= lr * v.",
        ),
    ],
    notice="`v = ...` never changes an array; it moves a name. The bug raises no error "
    "and trains a little: it is plain gradient descent, at a rate that was chosen for "
    "momentum.",
)


EXERCISES = [
    BY_HAND,
    SWITCH_ON,
    SLOWEST,
    STEP,
    BEST_SETTINGS,
    NESTEROV_MATRIX,
    DEBUG,
]
