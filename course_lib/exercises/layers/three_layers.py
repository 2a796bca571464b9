"""Exercises of the chapter three-layers, in book order."""

import numpy as np

from ..engine import Choice, Function, Value

_rng = np.random.default_rng(1)


def _draw(*shapes: tuple[int, ...]) -> tuple[np.ndarray, ...]:
    """Draw arrays with one decimal, so that feedback is short to read."""
    return tuple(np.round(_rng.standard_normal(shape), 1) for shape in shapes)


# ---- three-layers/weights: a number ----------------------------------------------

WEIGHTS = Value(
    id="three-layers/weights",
    kind="number",
    reference=996 * 1000 + 996,
    hints=[
        "How many inputs does each of the 996 outputs hear?",
        "All 1,000, each with a weight of its own, and one bias for each output.",
        "996 * 1000 + 996",
    ],
    mistakes=[
        (996 * 1000, "The weights are right. Each output also has a bias."),
        (996 * 1000 + 1, "There is a bias for each output, 996 of them."),
        (996 * 1000 + 1000, "The biases belong to the outputs, not to the inputs."),
        (1000 * 1000 + 1000, "There are 996 outputs, not 1,000."),
        (6, "That is the convolution: a kernel of 5 and one bias."),
        (996 * 5 + 996, "A feedforward layer hears all 1,000 numbers, not 5 of them."),
    ],
    notice="996,996 against 6: a convolution states a great deal about the world.",
)


# ---- three-layers/conv: a function -----------------------------------------------


def conv(x, w, b, stride):
    """Return the convolution of one channel, without padding."""
    x, w = np.asarray(x), np.asarray(w)
    places = range(0, len(x) - len(w) + 1, stride)
    return np.array([b + x[i : i + len(w)] @ w for i in places])


def _conv(flip=False, bias=lambda b, k: b, last=0, step=lambda s: s):
    def conv(x, w, b, stride):
        k = w[::-1] if flip else w
        places = range(0, len(x) - len(w) + 1 + last, step(stride))
        return np.array(
            [bias(b, len(w)) + x[i : i + len(w)] @ k[: len(x) - i] for i in places]
        )

    return conv


CONV = Function(
    id="three-layers/conv",
    kind="function",
    reference=conv,
    cases=[
        (*_draw((6,), (3,)), 0.5, 1),
        (*_draw((8,), (3,)), -1.0, 2),
        (*_draw((4,), (4,)), 2.0, 1),
    ],
    hints=[
        "At which places i does the whole kernel lie on the line?",
        "i = 0, stride, 2 stride, ..., up to len(x) - len(w), which counts too.",
        "np.array([b + x[i : i + len(w)] @ w for i in range(0, len(x) - len(w) + 1, "
        "stride)])",
    ],
    mistakes=[
        (
            _conv(flip=True),
            "The kernel is turned around. In deep learning w[0] meets x[i].",
        ),
        (
            _conv(last=-1),
            "The last place is missing: the range ends before len(x) - len(w) + 1.",
        ),
        (
            _conv(last=1),
            "One place too many: there the kernel hangs over the end.",
        ),
        (_conv(step=lambda s: 1), "The stride is ignored: i grows by stride."),
        (_conv(bias=lambda b, k: 0), "The bias b is missing."),
        (
            _conv(bias=lambda b, k: k * b),
            "The bias is added once, not k times.",
        ),
    ],
    notice="np.convolve turns the kernel around; this, strictly, is a correlation.",
)


# ---- three-layers/blind: a prediction --------------------------------------------

BLIND = Choice(
    id="three-layers/blind",
    kind="prediction",
    reference="c",
    options={
        "a": "the CNN",
        "b": "the GRU, because it reads everything",
        "c": "the MLP",
        "d": "the GRU, if it reads from both ends",
    },
    hints=[
        "For which layer can exchanged weights undo an exchange of inputs?",
        "For one with a free weight for each input.",
        "A feedforward layer: exchange the columns of W.",
    ],
    mistakes=[
        ("a", "A kernel hears neighbors. After the exchange they are strangers."),
        ("b", "It reads everything, but in an order, with one rule for all steps."),
        ("d", "Both ends see the same shuffled order. The rule is still one for all."),
    ],
    notice="What a layer does not assume, it cannot lose.",
)


# ---- three-layers/triangle: a function -------------------------------------------


def triangle(W, U, T):
    """Return the block matrix of a linear recurrence."""
    W, U = np.asarray(W), np.asarray(U)
    return _triangle()(W, U, T)


def _triangle(
    power=lambda U, t, s: np.linalg.matrix_power(U, t - s),
    there=lambda t, s: s <= t,
    turn=lambda M: M,
    mix=lambda P, W: P @ W,
):
    def triangle(W, U, T):
        zero = np.zeros(W.shape)
        rows = [
            [mix(power(U, t, s), W) if there(t, s) else zero for s in range(T)]
            for t in range(T)
        ]
        return turn(np.block(rows))

    return triangle


TRIANGLE = Function(
    id="three-layers/triangle",
    kind="function",
    reference=triangle,
    cases=[
        (np.array([[2.0]]), np.array([[3.0]]), 4),
        (*_draw((2, 1), (2, 2)), 3),
        (*_draw((2, 3), (2, 2)), 3),
    ],
    hints=[
        "Which inputs does the state after step t hear of? How many U does each pass?",
        "Block (t, s) is U^(t-s) W for s <= t, and zero above the diagonal.",
        "Build it with np.block, or fill M[t * H : (t + 1) * H, s * D : (s + 1) * D].",
    ],
    mistakes=[
        (
            _triangle(power=lambda U, t, s: np.linalg.matrix_power(U, t - s + 1)),
            "One factor U too many: x_t enters h_t through W alone.",
        ),
        (
            _triangle(there=lambda t, s: s < t),
            "The diagonal is missing: h_t hears of x_t.",
        ),
        (
            _triangle(power=lambda U, t, s: U ** (t - s)),
            "U ** n raises each entry. A product of matrices is wanted: matrix_power.",
        ),
        (
            _triangle(power=lambda U, t, s: np.linalg.matrix_power(U.T, t - s)),
            "U is transposed. h_t = W x_t + U h_{t-1}.",
        ),
        (
            _triangle(
                power=lambda U, t, s: np.linalg.matrix_power(U, abs(t - s)),
                there=lambda t, s: s >= t,
            ),
            "This is the other triangle: states that hear of the future.",
        ),
        (
            _triangle(power=lambda U, t, s: np.eye(len(U))),
            "The U are missing: what came s steps earlier passed U that often.",
        ),
        (
            _triangle(power=lambda U, t, s: U if s < t else np.eye(len(U))),
            "One U below the diagonal, however far: each step back costs one more.",
        ),
    ],
    notice="Its diagonals are constant: a convolution with a kernel as long as time.",
)


# ---- three-layers/field: a number ------------------------------------------------

FIELD = Value(
    id="three-layers/field",
    kind="number",
    reference=31,
    hints=[
        "Go down from the output: one number hears 3. How far apart do those 3 stand?",
        "A kernel of 3 adds 2 steps, and a step is 1, 2, 4, 8 inputs wide.",
        "1 + 2 * (1 + 2 + 4 + 8)",
    ],
    mistakes=[
        (9, "That is with stride 1. With strides, steps double from layer to layer."),
        (81, "3^4 counts paths; windows overlap, and neighbors are shared."),
        (30, "The first number itself counts: 1 + 2 (1 + 2 + 4 + 8)."),
        (61, "The first layer's steps are 1 apart: its stride acts on the next one."),
        (15, "That is for three layers. There are four."),
        (17, "You counted the last layer's steps alone. Those below add theirs."),
        (24, "Not 3 a layer and step: a kernel of 3 adds two steps, not three."),
    ],
    notice="Strides make the field grow like 2 to the number of layers.",
)


# ---- three-layers/debug ----------------------------------------------------------


def conv_backward(dy, x, w):
    """Return dw and dx of a convolution with one channel."""
    return _backward()(*map(np.asarray, (dy, x, w)))


def _add(dx, places, share):
    dx[places] += share


def _set(dx, places, share):
    dx[places] = share


def _backward(put=_add, kernel=lambda w: w, dw=None, shift=0):
    def conv_backward(dy, x, w):
        k, places = len(w), len(dy)
        seen = np.array([dy @ x[u : u + places] for u in range(k)])
        dx = np.zeros(len(x) + abs(shift))
        for u in range(k):
            put(dx, slice(u + shift, u + shift + places), kernel(w)[u] * dy)
        return (seen if dw is None else dw(seen)), dx[: len(x)]

    return conv_backward


DEBUG = Function(
    id="three-layers/debug",
    kind="debug",
    reference=conv_backward,
    start=_backward(_set),
    cases=[
        (
            np.array([1.0, 10.0, 100.0]),
            np.array([1.0, 2.0, 3.0, 4.0]),
            np.array([1.0, -1.0]),
        ),
        _draw((4,), (6,), (3,)),
        _draw((2,), (5,), (4,)),
    ],
    returns=("dw", "dx"),
    hints=[
        "Run it on the example with a pencil: dy = 1, 10, 100 and the kernel 1, -1.",
        "A number lies in several windows. What happens to its first share when the "
        "second arrives?",
        "dx[u : u + places] += w[u] * dy",
    ],
    mistakes=[
        (
            _backward(kernel=lambda w: w[::-1]),
            "The shares are added now, but the kernel is turned around.",
        ),
        (
            _backward(shift=1),
            "The shares are added now, but one place too far to the right.",
        ),
        (
            _backward(dw=lambda seen: seen[::-1]),
            "dx is right now, but dw was right before, and is turned around here.",
        ),
        (
            _backward(kernel=lambda w: np.ones_like(w)),
            "The shares are added, but the weights are gone: w[u] * dy.",
        ),
    ],
    notice="= for += is the most common mistake in hand-written backward passes.",
)


EXERCISES = [WEIGHTS, CONV, BLIND, TRIANGLE, FIELD, DEBUG]
