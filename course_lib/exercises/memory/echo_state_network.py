"""Exercises of the chapter echo-state-network, in book order."""

import numpy as np

from ..engine import Choice, Function, Value

_rng = np.random.default_rng(32)


def _draw(*shapes: tuple[int, ...]) -> tuple[np.ndarray, ...]:
    """Draw arrays with two decimals, so that feedback is short to read."""
    return tuple(np.round(_rng.standard_normal(shape), 2) for shape in shapes)


# ---- echo-state-network/radius: a number -----------------------------------------

RADIUS = Value(
    id="echo-state-network/radius",
    kind="number",
    reference=0.6,
    tolerance=1e-6,
    hints=[
        "The eigenvalues solve lambda^2 - (-0.9)(0.4) = 0. They are not real.",
        "lambda^2 = -0.36. How far is lambda from 0?",
        "lambda = +-0.6 i, and |0.6 i| = 0.6.",
    ],
    mistakes=[
        (0.9, "That is the largest entry. The radius is the largest |eigenvalue|."),
        (0.0, "The eigenvalues have no real part, and still a length: |0.6 i|."),
        (0.36, "That is lambda^2. Take the root."),
        (0.36**0.25, "One root too many: lambda^2 is -0.36, so |lambda| is 0.6."),
        (-0.36, "That is lambda^2. The radius is the length of lambda."),
        (-0.6, "A radius is a length, so it is not negative."),
        (0.65, "That is the mean of the entries' sizes, not an eigenvalue."),
        (1.3, "That is a sum of entries. The radius is the largest |eigenvalue|."),
        (0.4, "That is the smaller entry. Solve lambda^2 = -0.9 * 0.4."),
    ],
    notice="Its largest singular value is 0.9. The radius is never above that.",
)


# ---- echo-state-network/scale: a function ----------------------------------------


def scale(W, radius):
    """Return W with the given spectral radius."""
    W = np.asarray(W)
    return W * radius / np.abs(np.linalg.eigvals(W)).max()


def _by(size):
    return lambda W, radius: W * radius / size(W)


def _times_radius(W, radius):
    return W * radius


SCALE = Function(
    id="echo-state-network/scale",
    kind="function",
    reference=scale,
    cases=[
        (np.array([[0.0, -2.0], [0.5, 0.0]]), 0.9),
        (*_draw((4, 4)), 0.8),
        (*_draw((7, 7)), 1.25),
    ],
    hints=[
        "What happens to the eigenvalues if W is multiplied by a number?",
        "They are multiplied by it too. So divide by the radius that W has.",
        "W * radius / np.abs(np.linalg.eigvals(W)).max()",
    ],
    mistakes=[
        (
            _by(lambda W: np.abs(W).max()),
            "You divided by the largest entry. Divide by the largest |eigenvalue|.",
        ),
        (
            _by(lambda W: np.linalg.svd(W)[1][0]),
            "You divided by the largest singular value, which is larger.",
        ),
        (
            _by(lambda W: np.abs(np.linalg.eigvals(W).real).max()),
            "You looked at real parts alone. Eigenvalues may be complex: take np.abs.",
        ),
        (
            _by(lambda W: np.linalg.norm(W)),
            "You divided by the norm of all entries. Take the eigenvalues.",
        ),
        (
            _times_radius,
            "Then the radius is multiplied, not set. Divide by what it is first.",
        ),
        (
            lambda W, radius: W / np.abs(np.linalg.eigvals(W)).max(),
            "Yours has a radius of 1. Multiply by the one that was asked for.",
        ),
        (
            _by(lambda W: np.abs(np.linalg.eigvalsh(W)).max()),
            "eigvalsh takes W to be symmetric, and looks at half of it. Use eigvals.",
        ),
        (
            _by(lambda W: np.abs(np.linalg.det(W))),
            "The determinant is the product of all eigenvalues. Take the largest.",
        ),
        (
            _by(lambda W: np.abs(np.linalg.eigvals(W)).min()),
            "You divided by the smallest |eigenvalue|. The radius is the largest.",
        ),
        (
            _by(lambda W: np.abs(np.linalg.eigvals(W)).mean()),
            "You divided by the mean of the |eigenvalues|. The radius is the largest.",
        ),
    ],
    notice="One eigenvalue computation of the whole reservoir: for thousands of units "
    "the library lets SciPy find only the largest ones.",
)


# ---- echo-state-network/step: a function -----------------------------------------


def esn_step(x, u, W, W_in, leak):
    """Return the next state."""
    a = np.asarray(W) @ x + np.asarray(W_in) @ u
    return (1 - leak) * np.asarray(x) + leak * np.tanh(a)


def _step(
    keep=lambda leak: 1 - leak,
    gain=lambda leak: leak,
    inside=lambda x, u, W, W_in: W @ x + W_in @ u,
    bend=np.tanh,
):
    def esn_step(x, u, W, W_in, leak):
        return keep(leak) * x + gain(leak) * bend(inside(x, u, W, W_in))

    return esn_step


def _tanh_of_all(x, u, W, W_in, leak):
    return np.tanh((1 - leak) * x + leak * (W @ x + W_in @ u))


STEP = Function(
    id="echo-state-network/step",
    kind="function",
    reference=esn_step,
    cases=[
        (*_draw((2,), (1,), (2, 2), (2, 1)), 1.0),
        (*_draw((3,), (2,), (3, 3), (3, 2)), 0.3),
        (*_draw((4,), (1,), (4, 4), (4, 1)), 0.75),
    ],
    hints=[
        "First the sum a, then tanh, then the mix of old and new.",
        "a = W x + W_in u; the old state keeps the share 1 - leak.",
        "(1 - leak) * x + leak * np.tanh(W @ x + W_in @ u)",
    ],
    mistakes=[
        (
            _step(keep=lambda leak: leak, gain=lambda leak: 1 - leak),
            "leak and 1 - leak are swapped: leak = 1 keeps nothing of the old state.",
        ),
        (
            _step(keep=lambda leak: 0, gain=lambda leak: 1),
            "The leak is missing: the new state also contains (1 - leak) x.",
        ),
        (
            _step(gain=lambda leak: 1),
            "What is new has the factor leak.",
        ),
        (
            _step(keep=lambda leak: 1),
            "The old state keeps all of itself in yours. It keeps the share 1 - leak.",
        ),
        (
            lambda x, u, W, W_in, leak: (
                (1 - leak) * x + np.tanh(leak * (W @ x + W_in @ u))
            ),
            "The leak went into the tanh. It multiplies the tanh from outside.",
        ),
        (
            lambda x, u, W, W_in, leak: np.tanh((1 - leak) * x + W @ x + W_in @ u),
            "The old state does not go through the tanh, and the leak multiplies it.",
        ),
        (
            _tanh_of_all,
            "The tanh is around everything. It is around the sum a alone.",
        ),
        (
            _step(bend=lambda a: a),
            "The tanh is missing.",
        ),
        (
            _step(inside=lambda x, u, W, W_in: W.T @ x + W_in @ u),
            "Your W is transposed: row i holds the connections into unit i.",
        ),
        (
            _step(inside=lambda x, u, W, W_in: W @ x),
            "The input is missing in the sum.",
        ),
        (
            _step(inside=lambda x, u, W, W_in: W_in @ u),
            "The reservoir does not hear itself in yours: W x is missing.",
        ),
    ],
    notice="No loop over units, no gradient. For a sparse W it costs as many products "
    "as there are connections.",
)


# ---- echo-state-network/ridge: a function ----------------------------------------


def readout(x, y, ridge):
    """Return W_out (K, 1 + R)."""
    F = np.hstack([np.ones((len(x), 1)), np.asarray(x)])
    gram = F.T @ F + ridge * np.eye(F.shape[1])
    return np.linalg.solve(gram, F.T @ np.asarray(y)).T


def _readout(
    features=lambda x: np.hstack([np.ones((len(x), 1)), x]),
    penalty=lambda F, ridge: ridge * np.eye(F.shape[1]),
    give=lambda W: W.T,
):
    def readout(x, y, ridge):
        F = features(x)
        return give(np.linalg.solve(F.T @ F + penalty(F, ridge), F.T @ y))

    return readout


def _bias_free_of_penalty(F, ridge):
    penalty = ridge * np.eye(F.shape[1])
    penalty[0, 0] = 0
    return penalty


RIDGE = Function(
    id="echo-state-network/ridge",
    kind="function",
    reference=readout,
    cases=[
        (*_draw((5, 2), (5, 1)), 0.5),
        (*_draw((9, 3), (9, 2)), 0.1),
        (*_draw((20, 4), (20, 2)), 2.0),
    ],
    hints=[
        "Put a column of ones in front of the states. Then eq-ridge.",
        "F.T @ F is (1 + R, 1 + R); add ridge times the identity; solve for F.T @ y.",
        "np.linalg.solve(F.T @ F + ridge * np.eye(1 + R), F.T @ y).T",
    ],
    mistakes=[
        (
            _readout(give=lambda W: W),
            "Yours is transposed: W_out is (K, 1 + R), a row for each output.",
        ),
        (
            _readout(features=lambda x: x),
            "The column of ones is missing: the features are [1, x].",
        ),
        (
            _readout(features=lambda x: np.hstack([x, np.ones((len(x), 1))])),
            "The ones stand behind the states. They come first: [1, x].",
        ),
        (
            _readout(penalty=lambda F, ridge: 0),
            "The penalty is missing: add ridge times the identity to F.T @ F.",
        ),
        (
            _readout(penalty=lambda F, ridge: -ridge * np.eye(F.shape[1])),
            "The penalty has the wrong sign: it is added to F.T @ F.",
        ),
        (
            _readout(features=lambda x: np.hstack([np.zeros((len(x), 1)), x])),
            "The first column is zeros. The readout's bias needs a column of ones.",
        ),
        (
            _readout(penalty=lambda F, ridge: ridge),
            "You added ridge to every entry. It belongs on the diagonal: ridge * I.",
        ),
        (
            _readout(penalty=lambda F, ridge: ridge**2 * np.eye(F.shape[1])),
            "The penalty is ridge times I, not its square.",
        ),
        (
            _readout(penalty=lambda F, ridge: len(F) * ridge * np.eye(F.shape[1])),
            "You penalize as for a mean of the errors. eq-ridge-loss has their sum.",
        ),
        (
            _readout(penalty=_bias_free_of_penalty),
            "You left the bias out of the penalty. Often done; eq-ridge does not.",
        ),
    ],
    notice="np.linalg.solve, not inv: faster, and fewer digits lost.",
)


# ---- echo-state-network/which: a prediction --------------------------------------

WHICH = Choice(
    id="echo-state-network/which",
    kind="prediction",
    reference="c",
    options={
        "a": "the spectral radius is 0.9",
        "b": "the largest entry is 0.9",
        "c": "the largest singular value is 0.9",
        "d": "the spectral radius is 0.9, and 1 % of the connections exist",
    },
    hints=[
        "Two states must come closer at every step, wherever they are.",
        "tanh never pulls two numbers apart. What does W do to a difference?",
        "It stretches it by the largest singular value at most.",
    ],
    mistakes=[
        (
            "a",
            "The chapter has a matrix of radius 0.93 whose two copies never meet.",
        ),
        (
            "b",
            "A hundred entries of 0.9 in a row make a large sum. Entries say little.",
        ),
        (
            "d",
            "Sparsity is no help: a counter-example can be put into a large, sparse W.",
        ),
    ],
    notice="Sure, and too careful: a reservoir below this bound forgets so fast that "
    "few tasks want it.",
)


# ---- echo-state-network/debug: a debugging lab -----------------------------------


def fit(x, y, washout):
    """Return the readout's weights."""
    x, y = np.asarray(x)[washout:], np.asarray(y)[washout:]
    return np.linalg.lstsq(x, y, rcond=None)[0].T


def _fit(rows_x, rows_y):
    def fit(x, y, washout):
        F, Y = rows_x(x, washout), rows_y(y, washout)
        return np.linalg.lstsq(F, Y, rcond=None)[0].T

    return fit


DEBUG = Function(
    id="echo-state-network/debug",
    kind="debug",
    reference=fit,
    start=_fit(lambda x, w: x[w:], lambda y, w: y[: len(y) - w]),
    cases=[
        (*_draw((8, 2), (8, 1)), 2),
        (*_draw((12, 3), (12, 2)), 4),
    ],
    hints=[
        "Which step does the first row of F belong to, and which the first of Y?",
        "F begins at the step `washout`, Y at step 0. Both have the same length.",
        "Y = y[washout:]",
    ],
    mistakes=[
        (
            _fit(lambda x, w: x, lambda y, w: y),
            "Now the washout is learned from. Leave it out of both.",
        ),
        (
            _fit(lambda x, w: x[: len(x) - w], lambda y, w: y[: len(y) - w]),
            "You dropped the last steps. The first ones are the ones to drop.",
        ),
        (
            _fit(lambda x, w: x[: len(x) - w], lambda y, w: y[w:]),
            "Now the answers come too early: states and targets of the same steps.",
        ),
        (
            _fit(lambda x, w: x[w + 1 :], lambda y, w: y[w + 1 :]),
            "One step too many is dropped: the washout is `washout` steps long.",
        ),
    ],
    notice="Shapes never tell. A target that may be shifted is worth a plot.",
)

EXERCISES = [RADIUS, SCALE, STEP, RIDGE, WHICH, DEBUG]
