"""Exercises of the chapter gradient-descent, in book order."""

from collections.abc import Callable

import numpy as np

from ..engine import Choice, Function, Value

_rng = np.random.default_rng(10)


def _draw(*shapes: tuple[int, ...]) -> tuple[np.ndarray, ...]:
    """Draw arrays with two decimals, so that feedback is short to read."""
    return tuple(np.round(_rng.standard_normal(shape), 2) for shape in shapes)


# ---- gradient-descent/iterations: a number ---------------------------------------

ITERATIONS = Value(
    id="gradient-descent/iterations",
    kind="number",
    reference=9380.0,
    tolerance=0.1,
    hints=[
        "How many batches does one epoch have, and how large is the last of them?",
        "60,000 = 937 · 64 + 32: after 937 full batches 32 images are left, and they "
        "make a batch too.",
        "938 steps an epoch, ten epochs.",
    ],
    mistakes=[
        (
            10.0,
            "Ten is the number of epochs. An epoch is one pass through the data, and "
            "there is one step for every batch of it.",
        ),
        (
            9370.0,
            "You left out the last batch of every epoch. It has only 32 images, and "
            "it makes a step as well.",
        ),
        (
            9375.0,
            "600,000 / 64 lets a batch run on into the next epoch. The data are "
            "shuffled anew in each epoch; its last batch is smaller.",
        ),
        (
            9376.0,
            "You rounded up once, at the very end. Each of the ten epochs ends with "
            "a smaller batch: round up within the epoch, then multiply.",
        ),
        (
            938.0,
            "This is one epoch. There are ten.",
        ),
        (
            937.0,
            "This is one epoch, and without its last batch. There are ten epochs, and "
            "the last batch of each has 32 images.",
        ),
        (
            600000.0,
            "This counts images. A step of mini-batch descent uses 64 of them.",
        ),
    ],
    notice="With batches of one image it would be 600,000 steps, with the full batch "
    "10. The word epoch says how often the data were read, not how often the weights "
    "moved.",
)


# ---- gradient-descent/rate-limit: a function -------------------------------------


def largest_rate(A):
    """Return the rate at which descent on x A x / 2 stops converging."""
    return 2 / np.linalg.eigvalsh(np.asarray(A, dtype=float)).max()


_MATRICES = [
    np.array([[1.0, 0.0], [0.0, 10.0]]),
    np.array([[3.0, 1.0], [1.0, 3.0]]),
    np.array([[5.0, -2.0, 0.0], [-2.0, 4.0, 1.0], [0.0, 1.0, 2.0]]),
]

RATE_LIMIT = Function(
    id="gradient-descent/rate-limit",
    kind="function",
    reference=largest_rate,
    cases=[(A,) for A in _MATRICES],
    hints=[
        "Which direction escapes first when the rate grows?",
        "Along an eigenvector, each step multiplies by 1 - rate * eigenvalue. That "
        "must stay between -1 and 1 for all of them.",
        "2 / np.linalg.eigvalsh(A).max()",
    ],
    mistakes=[
        (
            lambda A: 1 / np.linalg.eigvalsh(A).max(),
            "Half of it. At this rate the steepest direction is finished in one step; "
            "beyond it the point jumps across the valley, but still comes closer.",
        ),
        (
            lambda A: 2 / np.linalg.eigvalsh(A).min(),
            "You took the flattest direction. All directions share one rate, and the "
            "steepest one is the first to diverge.",
        ),
        (
            lambda A: 2 / np.abs(A).max(),
            "You took the largest entry of A, the curvature along one axis. Between "
            "the axes it can be larger, as in case 2. Ask for eigenvalues.",
        ),
        (
            lambda A: 2 / np.trace(A),
            "The trace is the sum of the eigenvalues. This rate is safe, and smaller "
            "than it has to be; the limit belongs to the largest eigenvalue alone.",
        ),
        (
            lambda A: 2 / np.linalg.norm(A),
            "np.linalg.norm(A) is the root of the sum of all squared eigenvalues. The "
            "limit belongs to the largest eigenvalue alone.",
        ),
        (
            lambda A: 2 / (np.linalg.eigvalsh(A).min() + np.linalg.eigvalsh(A).max()),
            "This is the fastest rate, the one at which the flattest and the steepest "
            "direction shrink equally. The question is where it stops converging.",
        ),
    ],
    notice="One direction decides for all. A single steep direction among thousands "
    "forces small steps in all the others.",
)


# ---- gradient-descent/which-diverges: a prediction -------------------------------

WHICH_DIVERGES = Choice(
    id="gradient-descent/which-diverges",
    kind="prediction",
    reference="c",
    options={
        "a": "the loss falls to zero",
        "b": "the loss grows without end",
        "c": "the loss falls, and then stays at a value above zero",
        "d": "the loss falls at first and grows later",
    },
    hints=[
        "Look at the three directions one by one. What does a step multiply each by?",
        "The three factors are 1 - 0.1, 1 - 0.4 and 1 - 2.",
        "Two directions shrink. The third changes its sign at every step.",
    ],
    mistakes=[
        (
            "a",
            "Two directions do. The third is multiplied by 1 - 0.1 · 20 at every step.",
        ),
        (
            "b",
            "No factor is larger than 1 in size. Compute 1 - 0.1 · 20.",
        ),
        (
            "d",
            "Late growth needs a factor beyond 1 in size, hidden at first by the "
            "others. Compute 1 - 0.1 · 20.",
        ),
    ],
    notice="At exactly 2 divided by the largest eigenvalue, the steepest direction "
    "jumps from one wall of the valley to the other for ever. A loss that comes to "
    "rest above its minimum can be a rate that is too large.",
)


# ---- gradient-descent/batch-for-noise: a number ----------------------------------

BATCH_FOR_NOISE = Value(
    id="gradient-descent/batch-for-noise",
    kind="number",
    reference=1024.0,
    tolerance=0.5,
    hints=[
        "By what factor should the noise fall?",
        "The noise falls as one over the square root of the batch size.",
        "It should fall by a factor of 8, so the batch must grow by 8 squared.",
    ],
    mistakes=[
        (
            128.0,
            "With eight times the batch the noise falls by the square root of 8. It "
            "is the variance that falls as 1/B.",
        ),
        (
            64.0,
            "64 is the factor by which the batch must grow. It starts from 16.",
        ),
        (
            2.0,
            "Wrong direction: smaller batches are noisier.",
        ),
        (
            45.25,
            "You multiplied by the square root of 8. Turn it around: which factor has "
            "8 as its square root?",
        ),
    ],
    notice="An eighth of the noise costs 64 times the work in each step. This is why "
    "batches stop paying long before the noise is gone.",
)


# ---- gradient-descent/noise-floor: a derivation ----------------------------------


def noise_floor(rate, curvature, std):
    """Return the variance that gradient noise sustains on a parabola."""
    rate, curvature, std = map(np.asarray, (rate, curvature, std))
    return rate * std**2 / (curvature * (2 - rate * curvature))


NOISE_FLOOR = Function(
    id="gradient-descent/noise-floor",
    kind="derivation",
    reference=noise_floor,
    cases=[(0.5, 1.0, 1.0), (0.1, 4.0, 0.5), (np.array([0.1, 0.2]), 3.0, 2.0)],
    hints=[
        "Write the variance after a step in terms of the variance before it. The noise "
        "is independent of where the point stands.",
        "v becomes (1 - rate * curvature)**2 * v + rate**2 * std**2. At the floor, "
        "both sides are equal.",
        "Solve for v: 1 - (1 - r c)**2 = r c (2 - r c), so one factor of the rate "
        "cancels.",
    ],
    mistakes=[
        (
            lambda r, c, s: r * s**2 / (2 * c),
            "This is right for small rates. You dropped the square of rate times "
            "curvature; keep it, and the factor 2 - rate * curvature appears.",
        ),
        (
            lambda r, c, s: r * s / (c * (2 - r * c)),
            "Variances add, not standard deviations: std enters squared.",
        ),
        (
            lambda r, c, s: r**2 * s**2 / (c * (2 - r * c)),
            "One factor of the rate too many: it cancels when you divide by "
            "1 - (1 - rate * curvature)**2.",
        ),
        (
            lambda r, c, s: np.sqrt(r * s**2 / (c * (2 - r * c))),
            "This is the standard deviation. The exercise asks for the variance.",
        ),
        (
            lambda r, c, s: s**2 / (c * (2 - r * c)),
            "The rate is missing: the noise enters a step as rate times noise.",
        ),
        (
            lambda r, c, s: r * s**2 / (2 - r * c),
            "The curvature is missing in the denominator: a steep valley holds the "
            "point closer to its floor.",
        ),
        (
            lambda r, c, s: r**2 * s**2 / (1 - (1 - r * c)),
            "The factor 1 - rate * curvature multiplies the point; its variance is "
            "multiplied by the square of it.",
        ),
    ],
    notice="For small rates the floor is proportional to the rate. A tenth of the "
    "rate buys a tenth of the variance, and takes ten times as long to get there: "
    "this is why the rate starts large and decays.",
)


# ---- gradient-descent/line-search: a function ------------------------------------


class _Named:
    """A function of an array that prints as its formula."""

    def __init__(self, text: str, f: Callable[[np.ndarray], object]):
        self.text, self.f = text, f
        self.__name__ = text

    def __call__(self, x):
        return self.f(np.asarray(x, dtype=float))

    def __repr__(self) -> str:
        return self.text

    def __deepcopy__(self, memo) -> "_Named":
        return self


_BOWL = _Named("x[0]**2 + 10 * x[1]**2", lambda x: float(x[0] ** 2 + 10 * x[1] ** 2))
_HALF = _Named("8 * sum of x**2", lambda x: float(8 * (x**2).sum()))
_QUARTIC = _Named("sum of x**4", lambda x: float((x**4).sum()))


def _search(f, x, g, lr, slope, enough=lambda J, bar: J <= bar, once=False):
    x, g = np.array(x, dtype=float), np.asarray(g, dtype=float)
    J = f(x)
    for _ in range(1 if once else 100):
        if enough(f(x - lr * g), J - 0.25 * lr * slope(g)):
            break
        lr = lr / 2
    return lr


def _square(g):
    return (g**2).sum()


def line_search(f, x, g, lr):
    """Halve the rate until the Armijo condition holds with c = 1/4."""
    return _search(f, x, g, lr, _square)


def _any_decrease(f, x, g, lr):
    return _search(f, x, g, lr, lambda g: 0 * g.sum(), enough=lambda J, bar: J < bar)


def _halves_once(f, x, g, lr):
    return _search(f, x, g, lr, _square, once=True)


def _norm_not_squared(f, x, g, lr):
    return _search(f, x, g, lr, lambda g: np.sqrt((g**2).sum()))


def _always_halves(f, x, g, lr):
    return line_search(f, x, g, lr) / 2


def _uphill(f, x, g, lr):
    return _search(f, x, -np.asarray(g), lr, _square)


def _frozen_bar(f, x, g, lr):
    bar = f(x) - 0.25 * lr * _square(g)
    for _ in range(100):
        if f(x - lr * g) <= bar:
            break
        lr = lr / 2
    return lr


def _bar_above(f, x, g, lr):
    return _search(f, x, g, lr, lambda g: -_square(g))


def _slope_of_sum(f, x, g, lr):
    return _search(f, x, g, lr, lambda g: g.sum())


LINE_SEARCH = Function(
    id="gradient-descent/line-search",
    kind="function",
    reference=line_search,
    cases=[
        (_BOWL, np.array([1.0, 1.0]), np.array([2.0, 20.0]), 1.0),
        (_HALF, np.array([1.0, -0.5, 0.25]), np.array([16.0, -8.0, 4.0]), 0.12),
        (_QUARTIC, np.array([0.5, -1.0]), np.array([0.5, -4.0]), 4.0),
        (_HALF, np.array([0.011, 0.02]), np.array([0.176, 0.32]), 0.015),
    ],
    hints=[
        "What does the condition compare, and which of its parts change while you "
        "halve the rate?",
        "Compute f(x) once. In the loop, compare f(x - lr * g) with "
        "f(x) - 0.25 * lr * (g ** 2).sum(), with the lr of the moment.",
        "while f(x - lr * g) > J - 0.25 * lr * (g ** 2).sum(): lr = lr / 2",
    ],
    mistakes=[
        (
            _any_decrease,
            "You accept any decrease. The condition asks for a share of what the "
            "slope promises: at least 0.25 * lr * |g|^2.",
        ),
        (
            _halves_once,
            "You halve at most once. Go on until the condition holds: while, not if.",
        ),
        (
            _norm_not_squared,
            "The slope along -g is the square of the norm of g. You took the norm.",
        ),
        (
            _always_halves,
            "Half of the right rate: test the condition before you halve, and return "
            "the rate that passed.",
        ),
        (
            _uphill,
            "You look in the direction of +g, which is uphill. No rate will pass "
            "there; look at x - lr * g.",
        ),
        (
            _frozen_bar,
            "You computed the bar once, with the first rate. The promised decrease "
            "shrinks with the rate: compute it anew in every round.",
        ),
        (
            _bar_above,
            "Your bar lies above f(x), so a step may even go up. The promised decrease "
            "is subtracted from f(x).",
        ),
        (
            _slope_of_sum,
            "You summed g without squaring. The slope along -g is (g ** 2).sum().",
        ),
    ],
    notice="One gradient, and as many losses as there are halvings, plus two. That is "
    "the price of never having to guess a rate.",
)


# ---- gradient-descent/clip-norm: a function --------------------------------------


def clip(dW, db, max_norm):
    """Scale both gradients by one factor, so that their joint norm is max_norm."""
    dW, db = np.asarray(dW, dtype=float), np.asarray(db, dtype=float)
    norm = np.sqrt((dW**2).sum() + (db**2).sum())
    factor = min(1.0, max_norm / norm)
    return dW * factor, db * factor


def _each_alone(dW, db, max_norm):
    return tuple(g * min(1.0, max_norm / np.linalg.norm(g)) for g in (dW, db))


def _by_value(dW, db, max_norm):
    return np.clip(dW, -max_norm, max_norm), np.clip(db, -max_norm, max_norm)


def _always_scales(dW, db, max_norm):
    norm = np.sqrt((dW**2).sum() + (db**2).sum())
    return dW * max_norm / norm, db * max_norm / norm


def _squared_norm(dW, db, max_norm):
    factor = min(1.0, max_norm / ((dW**2).sum() + (db**2).sum()))
    return dW * factor, db * factor


def _norms_added(dW, db, max_norm):
    factor = min(1.0, max_norm / (np.linalg.norm(dW) + np.linalg.norm(db)))
    return dW * factor, db * factor


def _only_weights(dW, db, max_norm):
    return dW * min(1.0, max_norm / np.linalg.norm(dW)), db


def _row_by_row(dW, db, max_norm):
    rows = np.linalg.norm(dW, axis=1, keepdims=True)
    return dW * np.minimum(1, max_norm / rows), _each_alone(dW, db, max_norm)[1]


def _upside_down(dW, db, max_norm):
    norm = np.sqrt((dW**2).sum() + (db**2).sum())
    factor = max(1.0, max_norm / norm)
    return dW * factor, db * factor


def _too_long_only_divided(dW, db, max_norm):
    norm = np.sqrt((dW**2).sum() + (db**2).sum())
    factor = 1 / norm if norm > max_norm else 1.0
    return dW * factor, db * factor


CLIP_NORM = Function(
    id="gradient-descent/clip-norm",
    kind="function",
    reference=clip,
    cases=[
        (np.array([[3.0, 0.0], [0.0, 4.0]]), np.array([12.0, 0.0]), 6.5),
        (np.array([[0.3, -0.1]]), np.array([0.2]), 2.0),
        (*_draw((3, 2), (3,)), 0.5),
    ],
    returns=("dW", "db"),
    hints=[
        "How long is the gradient as a whole, with the weights and the bias as one "
        "long vector?",
        "The norm is the root of the sum of all squares, over both arrays. Multiply "
        "both by the same factor, and leave them alone if they are short enough.",
        "factor = min(1, max_norm / norm); return dW * factor, db * factor",
    ],
    mistakes=[
        (
            _each_alone,
            "You clipped each array with a norm of its own. Then dW and db shrink by "
            "different factors, and the direction of the step changes.",
        ),
        (
            _by_value,
            "This clips every entry by value. It changes the direction; the norm is "
            "one number for the whole gradient.",
        ),
        (
            _always_scales,
            "You scale short gradients up. Clipping leaves alone what is below the "
            "limit.",
        ),
        (
            _squared_norm,
            "You divided by the square of the norm. Take the root first.",
        ),
        (
            _norms_added,
            "Norms do not add, squares do: the norm of the whole is the root of the "
            "sum of both squared norms.",
        ),
        (
            _only_weights,
            "The bias is part of the gradient: it counts in the norm, and it shrinks "
            "with the rest.",
        ),
        (
            _row_by_row,
            "You clipped row by row. One factor for the whole gradient keeps its "
            "direction.",
        ),
        (
            _upside_down,
            "You leave long gradients alone and stretch short ones: the factor is the "
            "smaller of 1 and max_norm / norm, not the larger.",
        ),
        (
            _too_long_only_divided,
            "A long gradient comes out with norm 1. It should have norm max_norm.",
        ),
    ],
    notice="One factor for all entries: the step gets shorter and keeps its direction.",
)


# ---- gradient-descent/slow-epoch: a debugging lab --------------------------------


def _epoch(share: Callable, stale: bool = False, rows=None) -> Callable:
    """Make the lab's function; ``share(n, N, size)`` divides the gradient."""

    def epoch(x, t, w, lr, size):
        w = np.array(w, dtype=float)
        start = w.copy()
        for k in range(0, len(x), size):
            xb, tb = x[k : k + size], t[k : k + size]
            if rows is not None:
                xb, tb = xb[: rows(len(xb))], tb[: rows(len(xb))]
            error = xb @ (start if stale else w) - tb
            dw = 2 * xb.T @ error / share(len(xb), len(x), size)
            w = w - lr * dw
        return w

    return epoch


epoch = _epoch(lambda n, N, size: n)


def _lab_case(n: int, lr: float, size: int) -> tuple:
    x, t, w = _draw((n, 2), (n,), (2,))
    return x, t, w, lr, size


SLOW_EPOCH = Function(
    id="gradient-descent/slow-epoch",
    kind="debug",
    reference=epoch,
    start=_epoch(lambda n, N, size: N),
    cases=[_lab_case(6, 0.1, 2), _lab_case(5, 0.1, 2), _lab_case(7, 0.05, 3)],
    hints=[
        "Train with one batch that holds all samples: it works. With small batches "
        "each step is far too short. What do the two have in common, and what not?",
        "The gradient of a batch is the mean over the batch.",
        "Divide by the number of samples in this batch, len(xb). The last batch can "
        "be smaller than size.",
    ],
    mistakes=[
        (
            _epoch(lambda n, N, size: size),
            "Right for full batches. The last batch has fewer samples than size, and "
            "its mean needs its own number: len(xb).",
        ),
        (
            _epoch(lambda n, N, size: 1),
            "Now the step follows the sum over the batch. It grows with the size of "
            "the batch, and so a rate that suits one size is too large for another.",
        ),
        (
            _epoch(lambda n, N, size: n, stale=True),
            "The division is right now, but all batches use the weights from the "
            "beginning of the epoch. Each step should start where the last one ended.",
        ),
        (
            _epoch(lambda n, N, size: 2 * n),
            "You halved the gradient: the derivative of the square has a 2.",
        ),
    ],
    notice="Divided by the size of the data set, N/B steps move as far as one step of "
    "the full batch: all the work of mini-batches, and none of the gain.",
)


EXERCISES = [
    ITERATIONS,
    RATE_LIMIT,
    WHICH_DIVERGES,
    BATCH_FOR_NOISE,
    NOISE_FLOOR,
    LINE_SEARCH,
    CLIP_NORM,
    SLOW_EPOCH,
]
