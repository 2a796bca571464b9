"""Exercises of the chapter backpropagation, in book order."""

from collections.abc import Callable

import numpy as np

from ... import scratch
from ...scratch.feedforward.losses import log_softmax
from ..engine import Choice, Function, Layer, Value

_rng = np.random.default_rng(6)


def _draw(*shapes: tuple[int, ...]) -> tuple[np.ndarray, ...]:
    """Draw arrays with two decimals, so that feedback is short to read."""
    return tuple(np.round(_rng.standard_normal(shape), 2) for shape in shapes)


# ---- backpropagation/by-hand: a number -------------------------------------------

BY_HAND = Value(
    id="backpropagation/by-hand",
    kind="number",
    reference=22.0,
    tolerance=1e-6,
    hints=[
        "Go forward first: write a value at every node. Then start at J and walk back.",
        "w is used twice: once to make a, once to make y. Each use gets its own share.",
        "Forward: a = 5, h = 5, y = 15, J = 1. Then dJ/dy = 2 (15 - 14) = 2. The share "
        "of the second use of w is dJ/dy times h; that of the first is dJ/da times x.",
    ],
    mistakes=[
        (
            10.0,
            "This is the share of the second use of w alone, the one in y = w h. "
            "The first use, in a = w x + b, has a share too: add it.",
        ),
        (
            12.0,
            "This is the share of the first use of w alone, the one in a = w x + b. "
            "The second use, in y = w h, has a share too: add it.",
        ),
        (
            11.0,
            "Half of the right number: the square has the derivative 2 (y - t).",
        ),
        (
            120.0,
            "You multiplied the shares of the two uses. Along a path derivatives "
            "multiply; where paths meet again, their shares add.",
        ),
    ],
    notice="Two uses, two shares, 10 + 12. This sum is why the library writes "
    "`grad +=` and never `grad =`.",
)


# ---- backpropagation/linear-backward: a derivation -------------------------------


def linear_backward(dy, x, W):
    """Return the three gradients of y = x W^T + b."""
    dy, x, W = np.asarray(dy), np.asarray(x), np.asarray(W)
    return dy @ W, dy.T @ x, dy.sum(axis=0)


def _db_is_mean(dy, x, W):
    return dy @ W, dy.T @ x, dy.mean(axis=0)


def _dW_transposed(dy, x, W):
    return dy @ W, x.T @ dy, dy.sum(axis=0)


def _dx_with_transpose(dy, x, W):
    return dy @ W.T, dy.T @ x, dy.sum(axis=0)


def _dW_divided(dy, x, W):
    return dy @ W, dy.T @ x / len(x), dy.sum(axis=0)


def _db_over_features(dy, x, W):
    return dy @ W, dy.T @ x, dy.sum(axis=1)


def _dx_and_dW_swapped(dy, x, W):
    return dy.T @ x, dy @ W, dy.sum(axis=0)


LINEAR_BACKWARD = Function(
    id="backpropagation/linear-backward",
    kind="derivation",
    reference=linear_backward,
    cases=[_draw((2, 3), (2, 3), (3, 3)), _draw((5, 2), (5, 3), (2, 3))],
    returns=("dx", "dW", "db"),
    hints=[
        "Every gradient has the shape of the thing it belongs to. Write the three "
        "shapes down, and the shapes of dy, x and W beside them.",
        "dW must be (out, in). From dy (N, out) and x (N, in) there is one product "
        "that gives this shape, and it sums over the batch on its way.",
        "dx = dy W, dW = dy^T x, and db is the sum of dy over the rows.",
    ],
    mistakes=[
        (
            _db_is_mean,
            "Your db is a mean over the batch. The bias is added to every row, so it "
            "gets the sum of all rows; if J is a mean, dy holds the 1/N already.",
        ),
        (
            _dW_transposed,
            "Your dW is transposed. When W is square its shape does not show it: "
            "dW[k, j] belongs to output k and input j, as W[k, j] does.",
        ),
        (
            _dx_with_transpose,
            "You multiplied dy by W^T on the way back. Forward uses W^T, so backward "
            "uses W: dy (N, out) times W (out, in) gives dx (N, in).",
        ),
        (
            _dW_divided,
            "You divided dW by N. If J is a mean, dy holds the 1/N already; here it "
            "would be divided twice.",
        ),
        (
            _db_over_features,
            "Your db sums each row of dy. It should sum each column: b has one entry "
            "for each output, not for each sample.",
        ),
        (
            _dx_and_dW_swapped,
            "The first two are swapped: return dx, dW, db in this order.",
        ),
    ],
    notice="Nobody had to remember where the transpose goes: write the shapes with "
    "letters, and one product alone gives (out, in), one alone (N, in). With numbers "
    "a square W, as in case 1, can fool you.",
)


# ---- backpropagation/error-term: a derivation ------------------------------------


def error_term(delta, W, a):
    """Step back from the error term of a layer to that of the tanh layer before."""
    return (np.asarray(delta) @ np.asarray(W)) * (1 - np.tanh(a) ** 2)


def _no_derivative(delta, W, a):
    return delta @ W


def _activation_for_derivative(delta, W, a):
    return (delta @ W) * np.tanh(a)


def _derivative_of_a(delta, W, a):
    return (delta @ W) * (1 - np.asarray(a) ** 2)


def _weights_transposed(delta, W, a):
    return (delta @ W.T) * (1 - np.tanh(a) ** 2)


ERROR_TERM = Function(
    id="backpropagation/error-term",
    kind="derivation",
    reference=error_term,
    cases=[_draw((2, 3), (3, 3), (2, 3)), _draw((4, 2), (2, 3), (4, 3))],
    hints=[
        "Two steps back: first through the linear layer that follows, then through "
        "tanh.",
        "Through the linear layer, delta becomes dJ/dh. Through tanh, each entry is "
        "multiplied by the slope of tanh at its own a.",
        "dJ/dh = delta W, and the slope of tanh at a is 1 - tanh(a)^2.",
    ],
    mistakes=[
        (
            _no_derivative,
            "This is dJ/dh, the gradient after the activation. One factor is missing: "
            "the slope of tanh at a.",
        ),
        (
            _activation_for_derivative,
            "You multiplied by tanh(a), the activation itself. Backward needs its "
            "derivative.",
        ),
        (
            _derivative_of_a,
            "You used 1 - a^2. The derivative of tanh is 1 - h^2 with h = tanh(a), "
            "not with a.",
        ),
        (
            _weights_transposed,
            "You multiplied delta by W^T. Forward used W^T; the way back uses W.",
        ),
    ],
    notice="This line, repeated, is all of backpropagation: one product with W and "
    "one with the slope, layer after layer.",
)


# ---- backpropagation/nudging: a function ------------------------------


class _Named:
    """A function of an array that prints as its formula."""

    def __init__(self, text: str, f: Callable[[np.ndarray], float]):
        self.text, self.f = text, f
        self.__name__ = text

    def __call__(self, x) -> float:
        return float(self.f(np.asarray(x, dtype=float)))

    def __repr__(self) -> str:
        return self.text

    def __deepcopy__(self, memo) -> "_Named":
        return self


_CUBES = _Named("sum of x**3", lambda x: (x**3).sum())
_MIXED = _Named("exp(x[0]) * x[1]", lambda x: np.exp(x[0]) * x[1])
_TABLE = _Named("(sum of x)**4 / 10", lambda x: x.sum() ** 4 / 10)


def central_difference(f, x, step):
    """Nudge every element of x in turn, up and down."""
    x = np.array(x, dtype=float)
    gradient = np.zeros_like(x)
    for k in np.ndindex(x.shape):
        up, down = x.copy(), x.copy()
        up[k] += step
        down[k] -= step
        gradient[k] = (f(up) - f(down)) / (2 * step)
    return gradient


def _forward_difference(f, x, step):
    gradient = np.zeros_like(x)
    for k in np.ndindex(x.shape):
        up = x.copy()
        up[k] += step
        gradient[k] = (f(up) - f(x)) / step
    return gradient


def _step_not_doubled(f, x, step):
    return 2 * central_difference(f, x, step)


def _never_put_back(f, x, step):
    x, gradient = x.copy(), np.zeros_like(x)
    for k in np.ndindex(x.shape):
        x[k] += step
        high = f(x)
        x[k] -= 2 * step
        gradient[k] = (high - f(x)) / (2 * step)
    return gradient


def _all_at_once(f, x, step):
    return np.full_like(x, (f(x + step) - f(x - step)) / (2 * step))


def _all_at_once_one_number(f, x, step):
    return (f(x + step) - f(x - step)) / (2 * step)


def _never_copied(f, x, step):
    x, gradient = x.copy(), np.zeros_like(x)
    for k in np.ndindex(x.shape):
        up = x
        up[k] += step
        high = f(up)
        down = x
        down[k] -= step
        gradient[k] = (high - f(down)) / (2 * step)
    return gradient


def _rows_at_once(f, x, step):
    gradient = np.zeros_like(x)
    for k in range(len(x)):
        up, down = x.copy(), x.copy()
        up[k] += step
        down[k] -= step
        gradient[k] = (f(up) - f(down)) / (2 * step)
    return gradient


NUDGING = Function(
    id="backpropagation/nudging",
    kind="function",
    reference=central_difference,
    cases=[
        (_CUBES, np.array([1.0, -2.0]), 0.1),
        (_MIXED, np.array([0.5, 2.0]), 0.01),
        (_TABLE, np.array([[1.0, 0.5], [-0.25, 0.25]]), 0.1),
    ],
    hints=[
        "One element at a time. How many calls of f does that make?",
        "Copy x, add step to one element, call f; copy again, subtract step, call f. "
        "np.ndindex(x.shape) visits all elements of an array of any shape.",
        "gradient[k] = (f(up) - f(down)) / (2 * step), with up and down fresh copies "
        "of x that differ from x in element k only.",
    ],
    mistakes=[
        (
            _forward_difference,
            "This is the forward difference: one nudge up, compared with no nudge. "
            "It is a legal estimate, but its error is of first order in the step. "
            "Nudge down as well.",
        ),
        (
            _step_not_doubled,
            "Twice too large: between x - step and x + step lie two steps.",
        ),
        (
            _never_put_back,
            "The first element is right, the others are not: put each element back "
            "before you nudge the next.",
        ),
        (
            _all_at_once,
            "All elements moved together, so you measured the sum of all partial "
            "derivatives. Nudge one element at a time.",
        ),
        (
            _all_at_once_one_number,
            "One number came back, and x has several elements. All of them moved "
            "together; nudge one at a time, and collect one slope for each.",
        ),
        (
            _never_copied,
            "up and down are x itself, not copies: the second nudge only takes back "
            "the first. Write x.copy().",
        ),
        (
            _rows_at_once,
            "Right for a vector. In a two-dimensional x your x[k] is a whole row, and "
            "its elements moved together; np.ndindex(x.shape) visits single elements.",
        ),
    ],
    notice="You can now check any gradient that anybody hands to you. The price is two "
    "calls of f for each element.",
)


# ---- backpropagation/forgotten-zero-grad: a prediction ---------------------------

FORGOTTEN_ZERO_GRAD = Choice(
    id="backpropagation/forgotten-zero-grad",
    kind="prediction",
    reference="c",
    options={
        "a": "just as far: a gradient is a gradient",
        "b": "twice as far",
        "c": "five and a half times as far",
        "d": "ten times as far",
    },
    hints=[
        "What does p.grad hold after the second backward? After the third?",
        "The k-th step uses k gradients added up.",
        "1 + 2 + ... + 10 = 55, against 10 with zero_grad.",
    ],
    mistakes=[
        (
            "a",
            "backward adds to p.grad and never clears it. The second step already "
            "uses two gradients.",
        ),
        (
            "b",
            "That is right for the second step alone. The third uses three gradients.",
        ),
        (
            "d",
            "The tenth step is ten times as long, but the first is not.",
        ),
    ],
    notice="Forgetting zero_grad acts like a learning rate that grows with every step, "
    "which is why training often starts well and then blows up.",
)


# ---- backpropagation/linear-layer: a layer ---------------------------------------


class _ForgetsToAdd(scratch.Linear):
    def backward(self, dy):
        (x,) = self.saved()
        self.weight.grad = dy.T @ x
        self.bias.grad = dy.sum(axis=0)
        return dy @ self.weight.data


class _ForgetsBias(scratch.Linear):
    def backward(self, dy):
        (x,) = self.saved()
        self.weight.grad += dy.T @ x
        return dy @ self.weight.data


class _ReturnsDw(scratch.Linear):
    def backward(self, dy):
        (x,) = self.saved()
        dW = dy.T @ x
        self.weight.grad += dW
        self.bias.grad += dy.sum(axis=0)
        return dW


class _LeavesOutBias(scratch.Linear):
    def forward(self, x):
        self.save(x)
        return x @ self.weight.data.T


LINEAR_LAYER = Layer(
    id="backpropagation/linear-layer",
    kind="layer",
    reference=scratch.Linear,
    case="linear",
    hints=[
        "Forward saves whatever backward cannot compute from dy and the weights.",
        "backward takes x back with (x,) = self.saved(), adds to two gradients, and "
        "returns the third.",
        "self.weight.grad += dy.T @ x; self.bias.grad += dy.sum(axis=0); "
        "return dy @ self.weight.data",
    ],
    mistakes=[
        (
            _ForgetsToAdd,
            "Right for one backward, wrong for two: write += for the gradients of "
            "the parameters, so that a layer that is used twice gets both shares.",
        ),
        (
            _ForgetsBias,
            "The gradient of the bias stays zero: it needs a line of its own.",
        ),
        (
            _ReturnsDw,
            "You returned the gradient of the weights. The layer before needs the "
            "gradient of x.",
        ),
        (
            _LeavesOutBias,
            "The forward pass leaves out the bias.",
        ),
    ],
    notice="The layer keeps dW and db for itself and hands on dx alone: no layer knows "
    "what stands before or behind it.",
)


# ---- backpropagation/wrong-line: a debugging lab ---------------------------------


def _gradients(slope: Callable, share: Callable = len) -> Callable:
    """Make the lab's function; ``slope(h, dh)`` is what ReLU multiplies dh by."""

    def gradients(x, t, W1, b1, W2, b2):
        h = np.maximum(x @ W1.T + b1, 0)
        delta2 = np.exp(log_softmax(h @ W2.T + b2))
        delta2[np.arange(len(t)), t] -= 1
        delta2 /= share(t)
        dh = delta2 @ W2
        delta1 = dh * slope(h, dh)
        return delta1.T @ x, delta1.sum(axis=0), delta2.T @ h, delta2.sum(axis=0)

    return gradients


gradients = _gradients(lambda h, dh: h > 0)


def _lab_case(n: int) -> tuple[np.ndarray, ...]:
    x, W1, b1, W2, b2 = _draw((n, 3), (5, 3), (5,), (4, 5), (4,))
    return x, _rng.integers(0, 4, n), W1, b1, W2, b2


WRONG_LINE = Function(
    id="backpropagation/wrong-line",
    kind="debug",
    reference=gradients,
    start=_gradients(lambda h, dh: dh > 0),
    cases=[_lab_case(6), _lab_case(3)],
    returns=("dW1", "db1", "dW2", "db2"),
    hints=[
        "Which of the four gradients are wrong? The output layer is innocent.",
        "ReLU lets a gradient pass where its own input was positive.",
        "The mask must ask for the sign of a1 (or of h), not for that of dh.",
    ],
    mistakes=[
        (
            _gradients(lambda h, dh: 1.0),
            "Now the gradient passes through every unit, also through those that were "
            "off. ReLU has the slope 0 where its input was negative.",
        ),
        (
            _gradients(lambda h, dh: h),
            "You multiply by the activation h. Backward needs the slope of ReLU, which "
            "is 1 where the unit was on, however large h was.",
        ),
        (
            _gradients(lambda h, dh: h > 0, share=lambda t: 1),
            "The mask is right now, but the division by the batch size is gone: these "
            "are the gradients of the sum, not of the mean.",
        ),
        (
            _gradients(lambda h, dh: h <= 0),
            "The mask is the wrong way round: it passes the gradient where the unit "
            "was off.",
        ),
    ],
    notice="The mask belongs to the forward pass: it is what ReLU saved. With the "
    "wrong mask delta1 was never negative, so every bias b1 could only fall. After "
    "three epochs half of the hidden units are dead, and no output layer can make "
    "anything of units that are off.",
)


EXERCISES = [
    BY_HAND,
    LINEAR_BACKWARD,
    ERROR_TERM,
    NUDGING,
    FORGOTTEN_ZERO_GRAD,
    LINEAR_LAYER,
    WRONG_LINE,
]
