"""Exercises of the chapter ekf, in book order."""

import numpy as np

from ..engine import Choice, Function, Value

_rng = np.random.default_rng(27)


def _draw(*shape: int) -> np.ndarray:
    """Draw an array with two decimals, so that feedback is short to read."""
    return np.round(_rng.standard_normal(shape), 2)


def _covariance(p: int) -> np.ndarray:
    """Draw a covariance matrix with entries off the diagonal."""
    root = _draw(p, p)
    return np.round(root @ root.T + 0.5 * np.eye(p), 3)


# ---- ekf/by-hand: two numbers ----------------------------------------------------

BY_HAND = Value(
    id="ekf/by-hand",
    kind="number",
    reference=np.array([5.0, 0.75]),
    tolerance=1e-3,
    hints=[
        "First S, the variance of the error: noise, and what P makes of it in y.",
        "S = 4 + 2 * 3 * 2 = 16. The gain is P H / S, the error 12 - 2 * 2.",
        "G = 6/16. w = 2 + G * 8, and P = 3 - G * 2 * 3.",
    ],
    mistakes=[
        (
            np.array([6.0, 0.0]),
            "The noise of the target is missing in S: you believe the sample fully.",
        ),
        (
            np.array([2 + 6 / 12.25 * 8, 3 - 6 / 12.25 * 6]),
            "In S you added eta = 1/4. The variance of the noise is 1/eta = 4.",
        ),
        (
            np.array([6.8, -0.6]),
            "In S, H enters twice: 2 * 3 * 2. A variance below 0 gives it away.",
        ),
        (
            np.array([5.0, 1.875]),
            "w is right. In the new P a factor H is missing: P - G H P.",
        ),
        (
            np.array([5.0, 5.25]),
            "w is right. A sample cannot make you less certain: P shrinks.",
        ),
        (
            np.array([-1.0, 0.75]),
            "The sign of the error: target minus output, and w moves by + G times it.",
        ),
        (
            np.array([0.75, 5.0]),
            "The two are swapped: w first.",
        ),
        (
            np.array([26.0, -15.0]),
            "You moved by P H times the error. Divide P H by S: that is the gain.",
        ),
        (
            np.array([3.5, 1.875]),
            "H is missing in the gain: G = P H / S, 6 / 16.",
        ),
        (
            np.array([5.0, 3.0]),
            "w is right, but P is as before. It shrinks by G H P.",
        ),
    ],
    notice="The target alone would say w = 6. Three quarters of S came from not "
    "knowing w, so w goes three quarters of the way, and so does its variance.",
)


# ---- ekf/gain: a function --------------------------------------------------------


def gain(H, P, eta):
    """Return the Kalman gain for one output."""
    PH = np.asarray(P) @ H
    return PH / (1 / eta + H @ PH)


GAIN = Function(
    id="ekf/gain",
    kind="function",
    reference=gain,
    cases=[
        (_draw(3), _covariance(3), 0.5),
        (np.array([2.0]), np.array([[1.0]]), 4.0),
        (_draw(5), _covariance(5), 10.0),
    ],
    hints=[
        "Two steps: how an uncertain weight moves together with the output, P H, and "
        "the variance S of the error.",
        "With one output S is a number: 1 / eta + H P H.",
        "PH = P @ H, then PH / (1 / eta + H @ PH).",
    ],
    mistakes=[
        (
            lambda H, P, eta: P @ H,
            "This is P H, without the division by the variance S of the error. The "
            "step would not get smaller when the noise gets larger.",
        ),
        (
            lambda H, P, eta: P @ H / (eta + H @ P @ H),
            "eta is one over the variance of the noise. S adds variances: 1 / eta.",
        ),
        (
            lambda H, P, eta: P @ H / (H @ P @ H),
            "S lacks the noise of the target, 1 / eta. Without it every sample is "
            "fitted exactly.",
        ),
        (
            lambda H, P, eta: P @ H / (1 / eta + H @ H),
            "S has H @ H where H P H belongs: how uncertain the output is depends on "
            "how uncertain the weights are.",
        ),
        (
            lambda H, P, eta: H / (1 / eta + H @ P @ H),
            "P is missing above the fraction line: uncertain weights move most.",
        ),
        (
            lambda H, P, eta: np.diag(P) * H / (1 / eta + H @ P @ H),
            "You used the diagonal of P. Weights move together where their errors do.",
        ),
        (
            lambda H, P, eta: eta * (P @ H),
            "eta P H is right with the P from after the sample. With the P from "
            "before, divide by S.",
        ),
        (
            lambda H, P, eta: P @ H / np.sqrt(1 / eta + H @ P @ H),
            "S is a variance already; no square root.",
        ),
        (
            lambda H, P, eta: P @ H * (1 / eta + H @ P @ H),
            "You multiplied by S. A noisier target should move the weights less.",
        ),
        (
            lambda H, P, eta: P @ H / 1 / eta + H @ P @ H,
            "Parentheses: all of 1 / eta + H P H stands below the fraction line.",
        ),
    ],
    notice="In case 2 a single weight: 2 / (1/4 + 4), a little less than 1/2, the "
    "gain that would fit the sample exactly.",
)


# ---- ekf/rls: a function ---------------------------------------------------------


def rls_step(w, P, x, t, eta, Q):
    """Return the new weights and the new covariance."""
    w, P, x = np.asarray(w), np.asarray(P), np.asarray(x)
    Px = P @ x
    G = Px / (1 / eta + x @ Px)
    return w + G * (t - x @ w), P - np.outer(G, Px) + Q * np.eye(len(w))


def _rls(gain=None, error=None, shrink=None, drift=None):
    def rls_step(w, P, x, t, eta, Q):
        S = 1 / eta + x @ P @ x
        G = P @ x / S if gain is None else gain(P, x, eta)
        e = t - x @ w if error is None else error(t, x @ w)
        down = np.outer(G, P @ x) if shrink is None else shrink(G, P, x)
        up = Q * np.eye(len(w)) if drift is None else drift(Q, len(w))
        return w + G * e, P - down + up

    return rls_step


def _new_p_in_gain(w, P, x, t, eta, Q):
    S = 1 / eta + x @ P @ x
    P_new = P - np.outer(P @ x / S, P @ x)
    return w + P_new @ x / S * (t - x @ w), P_new + Q * np.eye(len(w))


def _drift_first(w, P, x, t, eta, Q):
    P = P + Q * np.eye(len(w))
    return rls_step(w, P, x, t, eta, 0.0)


def _p_forgotten(w, P, x, t, eta, Q):
    return w + P @ x / (1 / eta + x @ P @ x) * (t - x @ w), P


RLS = Function(
    id="ekf/rls",
    kind="function",
    reference=rls_step,
    cases=[
        (_draw(2), _covariance(2), _draw(2), 1.5, 2.0, 0.0),
        (_draw(3), _covariance(3), _draw(3), -0.7, 0.5, 0.1),
        (np.zeros(4), 100 * np.eye(4), _draw(4), 3.0, 10.0, 0.01),
    ],
    returns=("w", "P"),
    hints=[
        "The derivative of y = x w by the weights is x. So H = x, and the gain is that "
        "of the exercise before.",
        "w + G (t - x w). For P you need the outer product of G and P x.",
        "P - np.outer(G, P @ x) + Q * np.eye(len(w)), with the old P.",
    ],
    mistakes=[
        (
            _rls(gain=lambda P, x, eta: P @ x),
            "Your gain lacks the division by S = 1 / eta + x P x.",
        ),
        (
            _rls(gain=lambda P, x, eta: P @ x / (eta + x @ P @ x)),
            "In S stands the variance of the noise, which is 1 / eta.",
        ),
        (
            _rls(gain=lambda P, x, eta: P @ x / (x @ P @ x)),
            "In S the noise 1 / eta is missing.",
        ),
        (
            _rls(shrink=lambda G, P, x: -np.outer(G, P @ x)),
            "w is right. P grows with every sample: the sign of G x P is minus.",
        ),
        (
            _rls(error=lambda t, y: y - t),
            "The sign of the error: target minus output.",
        ),
        (
            _rls(error=lambda t, y: t),
            "The error is missing: G multiplies t minus what the model says already.",
        ),
        (
            _rls(drift=lambda Q, p: 0.0),
            "w is right, and P where Q is 0. Add Q to the diagonal.",
        ),
        (
            _rls(drift=lambda Q, p: Q),
            "w is right. Q was added to every entry of P; it belongs on the diagonal.",
        ),
        (
            _rls(shrink=lambda G, P, x: np.outer(G, x)),
            "w is right. In the new P a factor P is missing: G x^T P.",
        ),
        (
            _rls(shrink=lambda G, P, x: np.outer(G, G)),
            "w is right. P loses G S G^T, which is the outer product of G and P x.",
        ),
        (
            _new_p_in_gain,
            "P is right. The gain was made with the new P; it needs the old one.",
        ),
        (
            lambda *given: rls_step(*given)[::-1],
            "The two are swapped: the weights first, then P.",
        ),
        (
            _rls(gain=lambda P, x, eta: eta * P @ x),
            "eta P x is the gain for the P from after the sample. With the P from "
            "before, divide by S = 1 / eta + x P x instead.",
        ),
        (
            _rls(shrink=lambda G, P, x: G * (P @ x)),
            "w is right. G * Px is a row of products, taken from every row of P. The "
            "outer product has all pairs: np.outer(G, P @ x).",
        ),
        (
            _rls(shrink=lambda G, P, x: (G @ x) * P),
            "w is right. G @ x is one number; G x^T P is the outer product of G and "
            "P x.",
        ),
        (
            _rls(drift=lambda Q, p: -Q * np.eye(p)),
            "w is right. Q is uncertainty that comes in: plus.",
        ),
        (
            _drift_first,
            "You added Q first. Here the sample comes first, with the P as given.",
        ),
        (
            _rls(gain=lambda P, x, eta: x / (1 / eta + x @ P @ x)),
            "In the gain P is missing: P x / S.",
        ),
        (
            lambda w, P, *rest: (
                rls_step(w, P, *rest)[0] - w,
                rls_step(w, P, *rest)[1],
            ),
            "P is right. This is the change of w; add it to w.",
        ),
        (
            _p_forgotten,
            "w is right, but P comes back as it was.",
        ),
    ],
    notice="Sixty such steps are ridge regression, to the last digits, and no matrix "
    "was inverted on the way.",
)


# ---- ekf/which: a prediction -----------------------------------------------------

WHICH = Choice(
    id="ekf/which",
    reference="b",
    options={
        "a": "both weights move by the same amount",
        "b": "nearly all goes to the first weight, whose variance falls to about 1",
        "c": "nearly all goes to the second weight",
        "d": "both variances fall to about one half",
    },
    hints=[
        "The gain is P H / S. Work out P H first.",
        "P H = (100, 0.01) and S = 1 + 100.01.",
        "The new first variance is 100 - 100^2 / 101.01.",
    ],
    mistakes=[
        (
            "a",
            "That is gradient descent, which follows H. The filter follows P H.",
        ),
        (
            "c",
            "The other way round: what is known well stays. Look at P H.",
        ),
        (
            "d",
            "The share that a variance loses is P_ii H_i^2 / S: 99 % of the first, and "
            "next to nothing of the second.",
        ),
    ],
    notice="The first variance falls from 100 to 1, the variance of the noise. The "
    "second was settled before, and stays so: this sample says nothing new about it.",
)


# ---- ekf/memory: a function ------------------------------------------------------


def numbers_in_p(D, n, K):
    """Return how many numbers P has: global, and by neuron."""
    hidden, output = D + n + 2, n + 1
    return (n * hidden + K * output) ** 2, n * hidden**2 + K * output**2


def _numbers(hidden=lambda D, n: D + n + 2, output=lambda n: n + 1, how=None):
    def numbers_in_p(D, n, K):
        a, b = hidden(D, n), output(n)
        p = n * a + K * b
        return how(n, K, a, b) if how else (p**2, n * a**2 + K * b**2)

    return numbers_in_p


MEMORY = Function(
    id="ekf/memory",
    kind="function",
    reference=numbers_in_p,
    cases=[(1, 8, 1), (3, 5, 2), (10, 100, 4)],
    returns=("global", "by neuron"),
    hints=[
        "How many weights lead into one hidden unit, and how many into one output? "
        "Biases count.",
        "D + n + 2 into a hidden unit, n + 1 into an output. A block of b weights has "
        "b^2 numbers.",
        "p = n (D + n + 2) + K (n + 1). Global p^2; by neuron n blocks of one size and "
        "K of the other.",
    ],
    mistakes=[
        (
            _numbers(hidden=lambda D, n: D + n + 1),
            "RNNCell has two biases for each hidden unit, bias_ih and bias_hh.",
        ),
        (
            _numbers(hidden=lambda D, n: D + n),
            "The two biases of each hidden unit are missing.",
        ),
        (
            _numbers(output=lambda n: n),
            "The bias of each output is missing.",
        ),
        (
            _numbers(hidden=lambda D, n: D + n, output=lambda n: n),
            "All biases are missing: two for each hidden unit, one for each output.",
        ),
        (
            _numbers(how=lambda n, K, a, b: (n * a + K * b, n * a + K * b)),
            "That is the number of weights. P has a number for each pair of them.",
        ),
        (
            _numbers(
                how=lambda n, K, a, b: (
                    (n * a + K * b) ** 2,
                    (n * a) ** 2 + (K * b) ** 2,
                )
            ),
            "The first is right. The second is that of one block for each layer; by "
            "neuron the hidden layer has n blocks.",
        ),
        (
            _numbers(how=lambda n, K, a, b: ((n * a + K * b) ** 2, a**2 + b**2)),
            "The first is right. In the second you counted one block of each size; "
            "there are n and K of them.",
        ),
        (
            _numbers(
                how=lambda n, K, a, b: ((n * a + K * b) ** 2, n * a**2 + b**2),
            ),
            "The first is right. In the second there is a block for each of K outputs.",
        ),
        (
            _numbers(hidden=lambda D, n: D + n + 1, output=lambda n: n),
            "Biases: two for each hidden unit, and one for each output.",
        ),
        (
            _numbers(output=lambda n: n + 2),
            "The outputs come from a Linear layer, which has one bias each, not two.",
        ),
        (
            _numbers(how=lambda n, K, a, b: ((n * a) ** 2, n * a**2)),
            "The weights of the outputs are missing: n + 1 for each of K.",
        ),
        (
            _numbers(how=lambda n, K, a, b: ((n * a + K * b) ** 2, (n + K) * a**2)),
            "The first is right. In the second the K outputs have blocks of n + 1.",
        ),
        (
            lambda D, n, K: numbers_in_p(D, n, K)[::-1],
            "The two are swapped: the global filter first.",
        ),
    ],
    notice="The last case has 11,604 weights: 135 million numbers in the global P, 1.3 "
    "million in the blocks, about one hundredth.",
)


# ---- ekf/debug: a debugging lab --------------------------------------------------


def _filter(step):
    """Make the lab's function; ``step`` returns the new w and P."""

    def filtered(Hs, targets, eta, start):
        p, K = np.shape(Hs)[1:]
        w, P = np.zeros(p), start * np.eye(p)
        for H, t in zip(np.asarray(Hs), targets, strict=True):
            S = np.eye(K) / eta + H.T @ P @ H
            w, P = step(w, P, H, np.linalg.inv(S), t - H.T @ w, eta)
        return w

    return filtered


def _right(w, P, H, S_inv, e, eta):
    G = P @ H @ S_inv
    return w + G @ e, P - G @ H.T @ P


def _new_p(w, P, H, S_inv, e, eta):
    P = P - P @ H @ S_inv @ H.T @ P
    return w + P @ H @ S_inv @ e, P


def _new_p_without_s(w, P, H, S_inv, e, eta):
    P = P - P @ H @ S_inv @ H.T @ P
    return w + P @ H @ e, P


def _p_kept(w, P, H, S_inv, e, eta):
    return w + P @ H @ S_inv @ e, P


def _uphill(w, P, H, S_inv, e, eta):
    G = P @ H @ S_inv
    return w - G @ e, P - G @ H.T @ P


def _p_grows(w, P, H, S_inv, e, eta):
    G = P @ H @ S_inv
    return w + G @ e, P + G @ H.T @ P


def _no_p_in_gain(w, P, H, S_inv, e, eta):
    G = P @ H @ S_inv
    return w + H @ S_inv @ e, P - G @ H.T @ P


def _gradient(w, P, H, S_inv, e, eta):
    G = P @ H @ S_inv
    return w + H @ e, P - G @ H.T @ P


def _eta_upside_down(w, P, H, S_inv, e, eta):
    noise = eta * np.eye(len(e))
    G = P @ H @ np.linalg.inv(noise + H.T @ P @ H)
    return w + G @ e, P - G @ H.T @ P


def _twice_new(w, P, H, S_inv, e, eta):
    P = P - P @ H @ S_inv @ H.T @ P
    S = np.eye(len(e)) / eta + H.T @ P @ H
    return w + P @ H @ np.linalg.inv(S) @ e, P


filtered = _filter(_right)
_H1, _H2 = _draw(4, 3, 2), _draw(5, 2, 1)

DEBUG = Function(
    id="ekf/debug",
    kind="debug",
    reference=filtered,
    start=_filter(_new_p),
    cases=[(_H1, _draw(4, 2), 10.0, 100.0), (_H2, _draw(5, 1), 1.0, 5.0)],
    hints=[
        "Feed one sample of the model y = 2 w, by hand. Which of the numbers S, G, w "
        "and P is not what the chapter says?",
        "w should move by G times the error. Which P is in G, and which P is in the "
        "line that changes w?",
        "The last line of the loop uses P after it has shrunk. It has G at hand.",
    ],
    mistakes=[
        (
            _filter(_p_kept),
            "w is moved by the old P now, but P itself no longer shrinks: each sample "
            "overwrites the ones before.",
        ),
        (
            _filter(_new_p_without_s),
            "With the new P the step is eta P H times the error: the factor eta is "
            "missing. Or use G, which needs no factor.",
        ),
        (
            _filter(_uphill),
            "G is used now, but the weights move away from the target: plus.",
        ),
        (
            _filter(_p_grows),
            "G is used now, but P grows: the line of P was right as it was given.",
        ),
        (
            _filter(_no_p_in_gain),
            "Without P in the step, uncertain and settled weights move alike.",
        ),
        (
            _filter(_gradient),
            "This is a gradient step; P has no influence on the weights any more.",
        ),
        (
            _filter(_eta_upside_down),
            "S was right: the variance of the noise is 1 / eta. Look at the w line.",
        ),
        (
            _filter(_twice_new),
            "Both P and S are from after the sample now. The gain needs those before.",
        ),
    ],
    notice="The wrong step is 1 / (eta S) times the right one: tiny just at the "
    "beginning, when P is large. And P shrinks as if the whole step had been taken.",
)


EXERCISES = [BY_HAND, GAIN, RLS, WHICH, MEMORY, DEBUG]
