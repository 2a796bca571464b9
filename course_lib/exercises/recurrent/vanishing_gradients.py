"""Exercises of the chapter vanishing-gradients, in book order."""

import numpy as np

from ..engine import Choice, Function, Value

_rng = np.random.default_rng(24)


def _draw(*shapes: tuple[int, ...]) -> tuple[np.ndarray, ...]:
    """Draw arrays with two decimals, so that feedback is short to read."""
    return tuple(np.round(_rng.standard_normal(shape), 2) for shape in shapes)


# ---- vanishing-gradients/by-hand: a number ----------------------------------------

BY_HAND = Value(
    id="vanishing-gradients/by-hand",
    kind="number",
    reference=0.729,
    tolerance=1e-6,
    hints=[
        "Write down the derivative of one step, h_t by h_{t-1}, with the slope of tanh "
        "in terms of h_t.",
        "One step multiplies by u (1 - h_t^2). Here each h_t is given.",
        "1.2 x (1 - 0.25) = 0.9, three times.",
    ],
    mistakes=[
        (1.728, "That is u^3. The slope of tanh, 1 - h^2, is missing at every step."),
        (
            0.216,
            "You multiplied u by 1 - h, or by h, instead of 1 - h^2: (1.2 x 0.5)^3.",
        ),
        (0.9, "That is one step. From h_3 back to h_0 there are three."),
        (0.81, "Two steps. From h_3 back to h_0 there are three."),
        (
            0.6561,
            "Four steps. From h_3 back to h_0 there are three: h_3, h_2 and h_1 each "
            "bring one factor.",
        ),
        (
            0.421875,
            "That is the product of the slopes, 0.75^3. Each step brings u, too.",
        ),
        (
            0.50625,
            "u comes at every step, as the slope does: you have it once.",
        ),
        (
            1.296,
            "The slope comes at every step, as u does: you have it once.",
        ),
        (
            0.84053,
            "h_t = 0.5 is already behind the tanh: its slope is 1 - 0.5^2.",
        ),
        (
            2.7,
            "Steps one after the other multiply; you have added their derivatives.",
        ),
    ],
    notice="u is above 1, and the gradient shrinks all the same: the slopes decide.",
)


# ---- vanishing-gradients/spectral-radius: a function ------------------------------


def spectral_radius(U):
    """Return the largest absolute value among the eigenvalues."""
    return float(np.abs(np.linalg.eigvals(np.asarray(U, float))).max())


def _real(U):
    return float(np.linalg.eigvals(np.asarray(U, float)).real.max())


SPECTRAL_RADIUS = Function(
    id="vanishing-gradients/spectral-radius",
    kind="function",
    reference=spectral_radius,
    cases=[
        (np.array([[0.0, 2.0], [0.5, 0.0]]),),
        (np.array([[0.0, -0.8], [0.8, 0.0]]),),
        (np.array([[-0.7, 3.0], [0.0, -0.5]]),),
        _draw((4, 4)),
    ],
    hints=[
        "np.linalg.eigvals gives the eigenvalues. Which one do you want?",
        "Eigenvalues may be negative or complex. np.abs is the distance from 0.",
        "np.abs(np.linalg.eigvals(U)).max()",
    ],
    mistakes=[
        (
            lambda U: float(np.abs(U).max()),
            "That is the largest entry. An entry says how strongly one unit pushes "
            "another; the radius is about the eigenvalues.",
        ),
        (
            lambda U: float(np.linalg.norm(U, 2)),
            "That is the largest singular value. It bounds one step; the radius tells "
            "the long run.",
        ),
        (
            _real,
            "You took the largest real part. Eigenvalues can be negative or complex: "
            "take np.abs first, then the maximum.",
        ),
        (
            lambda U: float(abs(_real(U))),
            "The absolute value comes before the maximum, and of the complex number.",
        ),
        (
            lambda U: float(np.abs(np.linalg.eigvals(U).real).max()),
            "The imaginary part is lost. np.abs of a complex number is the root of "
            "both squares.",
        ),
        (
            lambda U: float(np.abs(np.linalg.eigvals(U)).min()),
            "That is the smallest. The largest one decides in the long run.",
        ),
        (
            lambda U: float(np.abs(np.linalg.eigvalsh(U)).max()),
            "eigvalsh is for symmetric matrices and looks at one triangle only; U is "
            "not symmetric.",
        ),
        (
            lambda U: float(abs(np.linalg.det(U))),
            "The determinant is the product of all eigenvalues.",
        ),
        (
            lambda U: float(np.linalg.norm(U)),
            "That is the root of the sum of squares of the entries.",
        ),
        (
            lambda U: float(np.abs(np.linalg.eigvals(U.T @ U)).max()),
            "Eigenvalues of U^T U are squares of singular values. Take those of U.",
        ),
        (
            lambda U: float(np.abs(np.linalg.eig(U)[1]).max()),
            "np.linalg.eig gives (values, vectors): you took the vectors.",
        ),
        (
            lambda U: float(np.abs(np.linalg.eigvals(U)).sum()),
            "You added the absolute values. The largest one alone is asked for.",
        ),
    ],
    notice="The second matrix turns by a right angle: no real eigenvalue, radius 0.8.",
)


# ---- vanishing-gradients/back: a derivation ---------------------------------------


def back(dh, h, U):
    """Return the gradient of h_0 from that of h_T, for a tanh network."""
    dh, h, U = (np.asarray(a, float) for a in (dh, h, U))
    for h_t in h[::-1]:
        dh = (dh * (1 - h_t**2)) @ U
    return dh


def _back(slope=lambda h: 1 - h**2, order=-1, U_of=lambda U: U, skip=0, stop=None):
    def back(dh, h, U):
        h = h[::order]
        for h_t in h[skip:stop]:
            dh = (dh * slope(h_t)) @ U_of(U)
        return dh

    return back


BACK = Function(
    id="vanishing-gradients/back",
    kind="derivation",
    reference=back,
    cases=[
        (
            np.array([1.0, -0.5]),
            np.array([[0.5, -0.2], [0.8, 0.1], [-0.3, 0.6]]),
            np.array([[0.9, 0.4], [-0.2, 1.1]]),
        ),
        (_draw((3,))[0], np.tanh(_draw((4, 3))[0]).round(2), _draw((3, 3))[0]),
    ],
    hints=[
        "One step of the product: from the gradient of h_t to that of h_{t-1}. Begin "
        "with the last state.",
        "dh_{t-1} = (dh_t * (1 - h_t^2)) @ U. Which h_t comes first on the way back?",
        "for h_t in h[::-1]: dh = (dh * (1 - h_t**2)) @ U",
    ],
    mistakes=[
        (
            _back(slope=np.ones_like),
            "The slopes of tanh are missing: this is a linear network.",
        ),
        (
            _back(order=1),
            "You go forward in time. The way back begins with the last state.",
        ),
        (
            _back(U_of=lambda U: U.T),
            "U is transposed. In h_t = U h_{t-1} the gradient, a row, gets U from the "
            "right.",
        ),
        (
            _back(slope=lambda h: 1 - h),
            "The slope of tanh is 1 - h^2; the square is missing.",
        ),
        (
            _back(slope=lambda h: 1 - np.tanh(h) ** 2),
            "h is already behind the tanh. Its slope is 1 - h^2, without another tanh.",
        ),
        (
            _back(skip=1),
            "One step is missing: h has T states, h_1 to h_T, and each has a factor.",
        ),
        (
            _back(stop=-1),
            "You stop at h_1. From there one more step leads to h_0.",
        ),
        (
            _back(U_of=lambda U: np.eye(len(U))),
            "U is missing: each step is the slope, then U.",
        ),
        (
            _back(slope=lambda h: h * (1 - h)),
            "h (1 - h) is the slope of the sigmoid. That of tanh is 1 - h^2.",
        ),
        (
            lambda dh, h, U: (dh * (1 - h[-1] ** 2)) @ U,
            "That is the gradient of h_{T-1}, one step back. Is return in the loop?",
        ),
        (
            lambda dh, h, U: (dh @ U) * (1 - h[-1] ** 2),
            "That is one step, and in the wrong order: first the slope, then U.",
        ),
        (
            lambda dh, h, U: _swapped(dh, h, U),
            "First the slope of h_t, then U: the gradient meets the tanh first on its "
            "way back.",
        ),
    ],
    notice="T products, the same U in each: what a matrix does often shows soon.",
)


def _swapped(dh, h, U):
    for h_t in h[::-1]:
        dh = (dh @ U) * (1 - h_t**2)
    return dh


# ---- vanishing-gradients/clip: a function -----------------------------------------


def clip_by_norm(dW, db, max_norm):
    """Return both gradients shortened together to max_norm, if they are longer."""
    dW, db = np.asarray(dW, float), np.asarray(db, float)
    scale = min(1, max_norm / _length(dW, db))
    return dW * scale, db * scale


def _length(dW, db):
    return np.sqrt((dW**2).sum() + (db**2).sum())


def _clip(norm_of=_length, scale=lambda norm, most: min(1, most / norm)):
    def clip_by_norm(dW, db, max_norm):
        factor = scale(norm_of(dW, db), max_norm)
        return dW * factor, db * factor

    return clip_by_norm


def _each(dW, db, most):
    return tuple(g * min(1, most / np.linalg.norm(g)) for g in (dW, db))


_LONG = np.array([[3.0, 0.5], [0.2, -1.0]]), np.array([2.0, -2.0])

CLIP = Function(
    id="vanishing-gradients/clip",
    kind="function",
    reference=clip_by_norm,
    returns=("dW", "db"),
    cases=[
        (*_LONG, 1.0),
        (_LONG[0] / 20, _LONG[1] / 20, 1.0),
        (np.array([[0.1, 6.0]]), np.array([8.0]), 5.0),
    ],
    hints=[
        "How long are both gradients together, as one long vector?",
        "norm = the root of the sum of all squares in both arrays; each array is "
        "multiplied by max_norm / norm. And if the norm is small?",
        "scale = min(1, max_norm / norm); return dW * scale, db * scale",
    ],
    mistakes=[
        (
            _each,
            "Each array is clipped by itself, so the longer one shrinks more and the "
            "direction changes. One norm, of both together.",
        ),
        (
            lambda dW, db, most: (np.clip(dW, -most, most), np.clip(db, -most, most)),
            "That is clipping by value: it changes the direction.",
        ),
        (
            _clip(scale=lambda norm, most: most / norm),
            "Short gradients are made longer. They should stay as they are.",
        ),
        (
            _clip(scale=lambda norm, most: 1.0),
            "Nothing is clipped.",
        ),
        (
            _clip(lambda dW, db: np.linalg.norm(dW) + np.linalg.norm(db)),
            "The norms of the arrays are added. Add the squares, then take the root.",
        ),
        (
            _clip(lambda dW, db: (dW**2).sum() + (db**2).sum()),
            "The root is missing: you compare with the square of the length.",
        ),
        (
            _clip(lambda dW, db: max(np.abs(dW).max(), np.abs(db).max())),
            "You measure the largest entry. The length counts all of them.",
        ),
        (
            _clip(lambda dW, db: max(np.linalg.norm(dW), np.linalg.norm(db))),
            "You measure the longer array only. Both together are one vector.",
        ),
        (
            _clip(lambda dW, db: np.linalg.norm(dW)),
            "You measure dW only. The bias belongs to the same gradient.",
        ),
        (
            _clip(scale=lambda norm, most: min(1, norm / most)),
            "The fraction is upside down: max_norm / norm shortens.",
        ),
        (
            _clip(scale=lambda norm, most: 0.0 if norm > most else 1.0),
            "A gradient that is too long is thrown away. Keep its direction.",
        ),
        (
            _clip(scale=lambda norm, most: max(1, most / norm)),
            "max makes short gradients longer and leaves long ones: you want min.",
        ),
        (
            _clip(lambda dW, db: np.abs(dW).sum() + np.abs(db).sum()),
            "You add absolute values. A length is the root of the sum of squares.",
        ),
        (
            _clip(scale=lambda norm, most: 1 / norm if norm > most else 1.0),
            "Long gradients get length 1 here, not max_norm.",
        ),
        (
            _clip(scale=lambda norm, most: most if norm > most else 1.0),
            "Long gradients are multiplied by max_norm; divide by their norm, too.",
        ),
    ],
    notice="dl.clip_grad_norm_ does the same in place, and returns the length before.",
)


# ---- vanishing-gradients/which: a prediction --------------------------------------

WHICH = Choice(
    id="vanishing-gradients/which",
    kind="prediction",
    reference="c",
    options={
        "a": "sigmoid units, U = 3 Q",
        "b": "tanh units, U = Q",
        "c": "no bend, U = 1.05 Q",
        "d": "no bend, U = [[0.5, 8], [0, 0.5]]",
    },
    hints=[
        "Use the bound (gamma sigma_max)^n for a and b, and eigenvalues for c and d.",
        "Which of the four has a factor above 1 in the long run?",
        "Nothing saturates in c, and the length is multiplied by 1.05 at each step.",
    ],
    mistakes=[
        (
            "a",
            "A sigmoid has slopes of at most 1/4, so the bound is 3/4 at every step: "
            "it vanishes for sure.",
        ),
        (
            "b",
            "Slopes of tanh are at most 1 and U only turns: no step makes the gradient "
            "longer.",
        ),
        (
            "d",
            "Its eigenvalues are 0.5: the gradient may grow at first, and is gone "
            "after 100 steps.",
        ),
    ],
    notice="1.05^100 is about 132. A small excess, and a hundred steps.",
)


# ---- vanishing-gradients/debug: a debugging lab ------------------------------------


def _lab(update):
    """Make the lab's training loop, right or wrong in one place."""

    def train(w, grads, lr, max_norm):
        w = np.asarray(w, float)
        for g in grads:
            w = update(w, np.asarray(g, float), lr, max_norm)
        return w

    return train


def _shorten(g, most):
    return g * min(1, most / np.linalg.norm(g))


train = _lab(lambda w, g, lr, most: w - lr * _shorten(g, most))

_STEEP = [np.array([0.3, -0.4]), np.array([300.0, -400.0]), np.array([-1.0, 2.0])]

DEBUG = Function(
    id="vanishing-gradients/debug",
    kind="debug",
    reference=train,
    start=_lab(lambda w, g, lr, most: w - lr * g),
    cases=[
        (np.array([1.0, 2.0]), _STEEP, 0.1, 1.0),
        (np.array([0.0, 0.0]), _STEEP[::-1], 0.5, 2.0),
    ],
    hints=[
        "Follow the gradient [300, -400] through one round of the loop. How long is it "
        "when w changes?",
        "The clipped g is never used: the step was taken before.",
        "Move the line that clips above the line that changes w.",
    ],
    mistakes=[
        (
            _lab(lambda w, g, lr, most: w - _shorten(lr * g, most)),
            "Now the step, lr g, is clipped. The gradient should be: with this, the "
            "threshold would mean another thing at each learning rate.",
        ),
        (
            _lab(lambda w, g, lr, most: w - lr * np.clip(g, -most, most)),
            "The order is right now. But entries are clipped one by one, which turns "
            "the gradient. It was right to clip the norm.",
        ),
        (
            _lab(lambda w, g, lr, most: w - lr * g * most / np.linalg.norm(g)),
            "The order is right now. But short gradients are made longer; the min(1, "
            "...) was right.",
        ),
        (
            _lab(lambda w, g, lr, most: _shorten(w - lr * g, most)),
            "Now the weights are clipped, and the gradient still is not.",
        ),
        (
            _lab(lambda w, g, lr, most: w - lr * g if np.linalg.norm(g) <= most else w),
            "Steps along long gradients are left out. Shorten them instead.",
        ),
        (
            _lab(lambda w, g, lr, most: w - lr * g - lr * _shorten(g, most)),
            "Now there are two steps, one with the long gradient. Remove that one.",
        ),
        (
            _lab(lambda w, g, lr, most: w + lr * _shorten(g, most)),
            "The order is right now. But you go uphill: the sign was right before.",
        ),
        (
            _lab(lambda w, g, lr, most: w - lr * g * max(1, most / np.linalg.norm(g))),
            "The order is right now. But max lets long gradients through: min did not.",
        ),
    ],
    notice="Backward, clip, step: the order is half of clipping.",
)

EXERCISES = [BY_HAND, SPECTRAL_RADIUS, BACK, CLIP, WHICH, DEBUG]
