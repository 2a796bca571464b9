"""Exercises of the chapter adaptive-methods, in book order."""

from collections.abc import Callable

import numpy as np

from ..engine import Choice, Function, Value

_rng = np.random.default_rng(12)


def _draw(*shapes: tuple[int, ...]) -> tuple[np.ndarray, ...]:
    """Draw arrays with two decimals, so that feedback is short to read."""
    return tuple(np.round(_rng.standard_normal(shape), 2) for shape in shapes)


# ---- adaptive-methods/two-steps: a number ----------------------------------------

TWO_STEPS = Value(
    id="adaptive-methods/two-steps",
    kind="number",
    reference=[1.0, 0.67006],
    tolerance=2e-3,
    hints=[
        "Write down m and s after the first gradient, then after the second. A "
        "gradient of 0 changes both.",
        "m is 0.4, then 0.36; s is 0.016, then 0.015984. Now the corrections, with "
        "t = 1 and then t = 2.",
        "The second step is (0.36 / 0.19) / sqrt(0.015984 / 0.001999).",
    ],
    mistakes=[
        (
            [3.16228, 2.84747],
            "These are the steps without bias correction. Divide m by 1 - 0.9^t and "
            "s by 1 - 0.999^t first.",
        ),
        (
            [1.0, 0.90045],
            "The first step is right. In the second you corrected with t = 1 again: "
            "t counts the gradients, so it is 2.",
        ),
        (
            [0.25, 0.23696],
            "The root of s is missing: the square has to be undone before dividing.",
        ),
        (
            [1.0, 0.0],
            "The first step is right. A gradient of 0 does not stop Adam: m still "
            "holds nine tenths of what it held before.",
        ),
        (
            [31.62278, 14.98661],
            "You corrected m and left s as it is. Both averages began at 0.",
        ),
        (
            [1.0, 0.47368],
            "The first step is right. In the second you still divide by 4: s has "
            "hardly changed, but its correction is now 1 - 0.999^2.",
        ),
        (
            [1.0, 1.89474],
            "The first step is right. The second is m, corrected; divide it by the "
            "root of s, corrected.",
        ),
        (
            [0.1, 0.12734],
            "You corrected s and left m as it is. Both averages began at 0.",
        ),
    ],
    notice="The gradient is gone and Adam still moves, by two thirds of the rate: m "
    "remembers about ten gradients, s about a thousand.",
)


# ---- adaptive-methods/adagrad: a function ----------------------------------------


def adagrad(w, g, s, lr, eps):
    """Return the weight and the sum after one step of Adagrad."""
    w, g = np.asarray(w), np.asarray(g)
    s = np.asarray(s) + g**2
    return w - lr * g / (np.sqrt(s) + eps), s


def _old_sum(w, g, s, lr, eps):
    return w - lr * g / (np.sqrt(s) + eps), s + g**2


def _no_root(w, g, s, lr, eps):
    s = s + g**2
    return w - lr * g / (s + eps), s


def _not_squared(w, g, s, lr, eps):
    s = s + np.abs(g)
    return w - lr * g / (np.sqrt(s) + eps), s


def _average(w, g, s, lr, eps):
    s = 0.9 * s + 0.1 * g**2
    return w - lr * g / (np.sqrt(s) + eps), s


def _eps_in_root(w, g, s, lr, eps):
    s = s + g**2
    return w - lr * g / np.sqrt(s + eps), s


def _no_eps(w, g, s, lr, eps):
    s = s + g**2
    return w - lr * g / np.sqrt(s), s


def _uphill(w, g, s, lr, eps):
    s = s + g**2
    return w + lr * g / (np.sqrt(s) + eps), s


def _only_step(w, g, s, lr, eps):
    s = s + g**2
    return lr * g / (np.sqrt(s) + eps), s


def _one_rate(w, g, s, lr, eps):
    s = s + (np.asarray(g) ** 2).sum()
    return w - lr * g / (np.sqrt(s) + eps), s


def _eps_outside(w, g, s, lr, eps):
    s = s + g**2
    return w - (lr * g / np.sqrt(s) + eps), s


def _eps_by_precedence(w, g, s, lr, eps):
    s = s + g**2
    return w - lr * g / np.sqrt(s) + eps, s


def _sign_only(w, g, s, lr, eps):
    s = s + g**2
    return w - lr / (np.sqrt(s) + eps), s


def _only_weight(w, g, s, lr, eps):
    s = s + g**2
    return w - lr * g / (np.sqrt(s) + eps)


def _sum_unchanged(w, g, s, lr, eps):
    return w - lr * g / (np.sqrt(s + np.asarray(g) ** 2) + eps), s


ADAGRAD = Function(
    id="adaptive-methods/adagrad",
    kind="function",
    reference=adagrad,
    cases=[
        (np.array([1.0, -1.0]), np.array([3.0, 0.5]), np.array([16.0, 0.75]), 0.5, 0.1),
        (*_draw((2, 3), (2, 3)), np.round(_rng.random((2, 3)), 2), 0.1, 0.01),
    ],
    returns=("w", "s"),
    hints=[
        "Two lines: one for the sum, one for the weight. In which order?",
        "The sum takes in the current gradient before it is used.",
        "s = s + g**2, then w - lr * g / (np.sqrt(s) + eps). Make new arrays: += would "
        "change the caller's.",
    ],
    mistakes=[
        (
            _old_sum,
            "You divide by the sum before the current gradient was added. At the very "
            "first step that sum is 0, and eps alone decides.",
        ),
        (
            _no_root,
            "The square root is missing. Without it the step has the unit of one "
            "over a gradient, and large gradients make the smallest steps.",
        ),
        (_not_squared, "Add the squares of the gradients, not their absolute values."),
        (
            _average,
            "This is an exponential average, as in RMSprop. Adagrad's sum forgets "
            "nothing.",
        ),
        (
            _eps_in_root,
            "Your eps is inside the root. Here, as in PyTorch, it is added to the "
            "root.",
        ),
        (
            _no_eps,
            "eps is missing. It decides where a weight has never had a gradient.",
        ),
        (
            _eps_outside,
            "Brackets: eps belongs to the root. Divide by (np.sqrt(s) + eps).",
        ),
        (
            _eps_by_precedence,
            "Without brackets eps is added to the weight. Divide by "
            "(np.sqrt(s) + eps).",
        ),
        (
            _sign_only,
            "This is the effective rate. The step is the effective rate times g.",
        ),
        (_uphill, "The sign: a step goes against the gradient."),
        (
            _only_step,
            "This is the step itself. Return the new weight, w minus the step.",
        ),
        (
            _one_rate,
            "You summed the squares over all weights, so that all of them share one "
            "rate. Each entry has a sum of its own.",
        ),
        (
            _only_weight,
            "You returned the weight alone. Return two arrays: w, s.",
        ),
        (
            _sum_unchanged,
            "The weight is right, but you returned the old sum: the next step would "
            "know nothing of this gradient.",
        ),
    ],
    notice="Nothing in the two lines mixes entries: you have written as many "
    "one-dimensional optimizers as there are weights.",
)


# ---- adaptive-methods/rare-gradient: a prediction --------------------------------

RARE_GRADIENT = Choice(
    id="adaptive-methods/rare-gradient",
    kind="prediction",
    reference="c",
    options={
        "a": "SGD",
        "b": "Adagrad",
        "c": "RMSprop",
        "d": "Adam",
    },
    hints=[
        "Before the gradient all memories are 0. What is in s after it?",
        "Adagrad: s = g^2. RMSprop: s = 0.01 g^2. Adam: s = 0.001 g^2, but m = 0.1 g.",
        "In units of the rate: SGD 0.001, Adagrad 1, RMSprop 1 / sqrt(0.01), Adam "
        "0.1 / sqrt(0.001).",
    ],
    mistakes=[
        (
            "a",
            "SGD's step is the rate times the gradient: a thousandth of the rate. The "
            "others divide by what they have seen, which is this gradient alone.",
        ),
        (
            "b",
            "Adagrad's sum holds the whole square, so its step is the rate, no more. "
            "An exponential average lets in only a share of it.",
        ),
        (
            "d",
            "Adam's s holds a thousandth of the square, but its m holds only a tenth "
            "of the gradient: 0.1 / sqrt(0.001) = 3.2 rates. One method goes farther.",
        ),
    ],
    notice="Ten times the rate, against 3.2 for Adam, 1 for Adagrad and a thousandth "
    "for SGD. After a long silence an exponential average overrates the first voice.",
)


# ---- adaptive-methods/shares: a derivation ---------------------------------------


def shares(beta, t):
    """Return the share of each gradient, first to last, in the corrected average."""
    return (1 - beta) * beta ** np.arange(t - 1, -1, -1) / (1 - beta**t)


def _uncorrected(beta, t):
    return (1 - beta) * beta ** np.arange(t - 1, -1, -1)


def _reversed(beta, t):
    return shares(beta, t)[::-1]


def _uncorrected_reversed(beta, t):
    return (1 - beta) * beta ** np.arange(t)


def _exponent_off(beta, t):
    return beta * shares(beta, t)


def _from_zero(beta, t):
    return (1 - beta) * beta ** (t - np.arange(t))


def _equal(beta, t):
    return np.full(t, 1 / t)


def _no_front(beta, t):
    return shares(beta, t) / (1 - beta)


def _powers(beta, t):
    return beta ** np.arange(t - 1.0, -1, -1)


def _correct_each(beta, t):
    i = np.arange(1, t + 1)
    return (1 - beta) * beta ** (t - i) / (1 - beta**i)


SHARES = Function(
    id="adaptive-methods/shares",
    kind="derivation",
    reference=shares,
    cases=[(0.5, 3), (0.9, 5), (0.75, 4)],
    hints=[
        "Write m after one, two and three gradients. What does each gradient get "
        "multiplied by?",
        "The last gradient has been multiplied by 1 - beta alone, the one before by "
        "beta as well, and so on. Then the correction.",
        "(1 - beta) * beta**(t - i) / (1 - beta**t) for i = 1, ..., t.",
    ],
    mistakes=[
        (
            _uncorrected,
            "These are the shares in m. They add up to 1 - beta^t; in the corrected "
            "average they add up to 1.",
        ),
        (
            _reversed,
            "The right numbers in the wrong order: the last gradient has the largest "
            "share, and it comes last.",
        ),
        (
            _uncorrected_reversed,
            "Two things: the last gradient has the largest share, and it comes last; "
            "and the shares do not add up to 1 yet.",
        ),
        (
            _exponent_off,
            "Every share is too small by the factor beta: the last gradient has not "
            "been multiplied by beta yet.",
        ),
        (
            _from_zero,
            "Two things: i runs from 1 to t, so that the last gradient has the "
            "exponent 0; and the shares do not add up to 1 yet.",
        ),
        (_equal, "Equal shares would be the plain mean. This average prefers the new."),
        (
            _no_front,
            "The factor 1 - beta is missing; your shares add up to more than 1.",
        ),
        (
            _powers,
            "The powers are right; what is missing is whatever makes them add up to 1.",
        ),
        (
            _correct_each,
            "You corrected each gradient with its own number. The correction comes "
            "after the sum, with one t for all.",
        ),
    ],
    notice="They add up to 1 for every t. That is all the bias correction does: it "
    "makes an average of the gradients, without the zero at the beginning.",
)


# ---- adaptive-methods/adam: a function -------------------------------------------


def _adam_step(
    hat_m: Callable = lambda m, b, t: m / (1 - b**t),
    hat_s: Callable = lambda s, b, t: s / (1 - b**t),
    root: Callable = lambda s, eps: np.sqrt(s) + eps,
    keep_hats: bool = False,
    power: int = 2,
    swap: bool = False,
    sign: int = 1,
    summed: bool = False,
) -> Callable:
    """Make a step of Adam, or of one of its look-alikes."""

    def adam(w, g, m, s, t, lr, beta1, beta2, eps):
        w, g, m, s = (np.asarray(a) for a in (w, g, m, s))
        b1, b2 = (beta2, beta1) if swap else (beta1, beta2)
        m = b1 * m + (1 if summed else 1 - b1) * g
        s = b2 * s + (1 if summed else 1 - b2) * np.abs(g) ** power
        m_hat, s_hat = hat_m(m, b1, t), hat_s(s, b2, t)
        w = w - sign * lr * m_hat / root(s_hat, eps)
        return (w, m_hat, s_hat) if keep_hats else (w, m, s)

    return adam


adam = _adam_step()


def _as_is(average, beta, t):
    return average


ADAM = Function(
    id="adaptive-methods/adam",
    kind="function",
    reference=adam,
    cases=[
        (
            np.array([0.5, -1.0]),
            np.array([2.0, -0.5]),
            np.zeros(2),
            np.zeros(2),
            1,
            0.1,
            0.9,
            0.99,
            0.01,
        ),
        (
            *_draw((2, 2), (2, 2), (2, 2)),
            np.round(_rng.random((2, 2)), 2),
            3,
            0.1,
            0.8,
            0.9,
            0.001,
        ),
    ],
    returns=("w", "m", "s"),
    hints=[
        "Five lines: two averages, two corrections, one step.",
        "The corrected averages are for this step only. What you return for the next "
        "step is m and s as they were before the correction.",
        "m = beta1 * m + (1 - beta1) * g; s = beta2 * s + (1 - beta2) * g**2; "
        "w - lr * (m / (1 - beta1**t)) / (np.sqrt(s / (1 - beta2**t)) + eps)",
    ],
    mistakes=[
        (
            _adam_step(_as_is, _as_is),
            "The bias correction is missing: divide m by 1 - beta1^t and s by "
            "1 - beta2^t.",
        ),
        (
            _adam_step(hat_s=_as_is),
            "m is corrected and s is not. Both averages begin at 0.",
        ),
        (
            _adam_step(hat_m=_as_is),
            "s is corrected and m is not. Both averages begin at 0.",
        ),
        (
            _adam_step(keep_hats=True),
            "w is right, but you returned the corrected averages as memory: the next "
            "step would correct them again.",
        ),
        (
            _adam_step(root=lambda s, eps: np.sqrt(s + eps)),
            "Your eps is inside the root. Here, as in the paper and in PyTorch, it is "
            "added to the root.",
        ),
        (
            _adam_step(root=lambda s, eps: s + eps),
            "The root of the corrected s is missing.",
        ),
        (
            _adam_step(root=lambda s, eps: np.sqrt(s)),
            "eps is missing. It is added to the root of the corrected s.",
        ),
        (_adam_step(sign=-1), "The sign: a step goes against the gradient."),
        (
            _adam_step(summed=True),
            "The new gradient enters with the share 1 - beta: your m and s are sums, "
            "not averages.",
        ),
        (
            _adam_step(lambda m, b, t: m * (1 - b**t), lambda s, b, t: s * (1 - b**t)),
            "The averages are too small at first. Divide by 1 - beta^t; multiplying "
            "makes them smaller still.",
        ),
        (
            _adam_step(power=1),
            "s is the average of the squares of the gradients; the square is missing.",
        ),
        (
            _adam_step(swap=True),
            "The betas are exchanged: beta1 is for m, beta2 for s.",
        ),
        (
            _adam_step(
                lambda m, b, t: m / (1 - b ** (t + 1)),
                lambda s, b, t: s / (1 - b ** (t + 1)),
            ),
            "You corrected with t + 1. t counts from 1: it is 1 at the first gradient.",
        ),
        (
            _adam_step(lambda m, b, t: m / (1 - b), lambda s, b, t: s / (1 - b)),
            "Right at the first step only: the correction is 1 - beta^t, and t is "
            "missing in yours.",
        ),
    ],
    notice="At t = 1 the correction undoes the (1 - beta) exactly, and the step is the "
    "rate times the sign of the gradient, but for eps.",
)


# ---- adaptive-methods/frozen: a debugging lab ------------------------------------


def _descent(step: Callable) -> Callable:
    """Make the lab's function from one step on (m, s, g, t) -> m, s, m^, s^."""

    def descend(gradients, lr):
        gradients = np.asarray(gradients, dtype=float)
        w = np.zeros(gradients.shape[1:])
        m, s, path = np.zeros_like(w), np.zeros_like(w), []
        for t, g in enumerate(gradients, start=1):
            m, s, m_hat, s_hat = step(m, s, g, t)
            w = w - lr * m_hat / (np.sqrt(s_hat) + 1e-8)
            path.append(w)
        return np.array(path)

    return descend


def _averages(m, s, g):
    return 0.9 * m + 0.1 * g, 0.999 * s + 0.001 * g**2


def _right(m, s, g, t):
    m, s = _averages(m, s, g)
    return m, s, m / (1 - 0.9**t), s / (1 - 0.999**t)


def _stored(m, s, g, t):
    m, s = _averages(m, s, g)
    m, s = m / (1 - 0.9**t), s / (1 - 0.999**t)
    return m, s, m, s


def _only_s_stored(m, s, g, t):
    m, s = _averages(m, s, g)
    s = s / (1 - 0.999**t)
    return m, s, m / (1 - 0.9**t), s


def _only_m_stored(m, s, g, t):
    m, s = _averages(m, s, g)
    m = m / (1 - 0.9**t)
    return m, s, m, s / (1 - 0.999**t)


def _never(m, s, g, t):
    m, s = _averages(m, s, g)
    return m, s, m, s


def _always_first(m, s, g, t):
    m, s = _averages(m, s, g)
    return m, s, m / (1 - 0.9), s / (1 - 0.999)


def _s_raw(m, s, g, t):
    m, s = _averages(m, s, g)
    return m, s, m / (1 - 0.9**t), s


def _m_raw(m, s, g, t):
    m, s = _averages(m, s, g)
    return m, s, m, s / (1 - 0.999**t)


def _first_only(m, s, g, t):
    m, s = _averages(m, s, g)
    if t == 1:
        m, s = m / (1 - 0.9), s / (1 - 0.999)
    return m, s, m, s


FROZEN = Function(
    id="adaptive-methods/frozen",
    kind="debug",
    reference=_descent(_right),
    start=_descent(_stored),
    cases=[
        (np.array([[1.0], [1.0], [1.0], [1.0]]), 1.0),
        (*_draw((6, 2)), 0.1),
    ],
    hints=[
        "The first step is right, the second is not. What does the second step find in "
        "m and s?",
        "A correction is for one step. The averages go on from what they were before.",
        "Give the corrected averages names of their own, m_hat and s_hat, and use them "
        "in the step only.",
    ],
    mistakes=[
        (
            _descent(_only_s_stored),
            "m is mended. s is still corrected in place, so each step corrects it "
            "again, and it grows without reason.",
        ),
        (
            _descent(_only_m_stored),
            "s is mended. m is still corrected in place, so each step corrects it "
            "again, and it grows without reason.",
        ),
        (
            _descent(_never),
            "Now the correction is gone. The weight moves again, and its first steps "
            "are three to six times too long.",
        ),
        (
            _descent(_s_raw),
            "Nothing is corrected twice any more. But the step divides by the root of "
            "s without its correction.",
        ),
        (
            _descent(_m_raw),
            "Nothing is corrected twice any more. But the step uses m without its "
            "correction.",
        ),
        (
            _descent(_always_first),
            "You correct with 1 - beta at every step; the factor has to come closer "
            "to 1 as t grows.",
        ),
        (
            _descent(_first_only),
            "You correct the first step and go on from the corrected values. That is "
            "the same as starting the averages at the first gradient, a sound idea, "
            "but not Adam: its first gradient would keep a far larger share.",
        ),
    ],
    notice="s was divided by 0.001, then by 0.002, then by 0.003 ...: after a few "
    "steps it was so large that nothing moved. A correction that is stored is a "
    "correction that is repeated.",
)


EXERCISES = [
    TWO_STEPS,
    ADAGRAD,
    RARE_GRADIENT,
    SHARES,
    ADAM,
    FROZEN,
]
