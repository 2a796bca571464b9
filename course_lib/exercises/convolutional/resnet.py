"""Exercises of the chapter resnet, in book order."""

from collections.abc import Callable

import numpy as np

from ... import scratch
from ..engine import Choice, Function, Layer, Value

_rng = np.random.default_rng(20)


def _draw(*shapes: tuple[int, ...]) -> tuple[np.ndarray, ...]:
    """Draw arrays with two decimals, so that feedback is short to read."""
    return tuple(np.round(_rng.standard_normal(shape), 2) for shape in shapes)


# ---- resnet/by-hand: numbers -----------------------------------------------------

BY_HAND = Value(
    id="resnet/by-hand",
    kind="number",
    reference=np.array([1.5, 1.0, -1.5, 12.0]),
    tolerance=1e-3,
    hints=[
        "Forward first: the hidden number is max(2 * 3, 0). What does the second "
        "weight make of it, and what is added?",
        "dy reaches x on two ways. Along the shortcut it is multiplied by 1, through "
        "the branch by both weights.",
        "dx = 2 * (1 + (-0.25) * 2). For the weights only the branch counts: "
        "dw1 = 2 * (-0.25) * 3.",
    ],
    mistakes=[
        (
            [-1.5, 1.0, -1.5, 12.0],
            "Your y is F(x) alone. The block adds x to it.",
        ),
        (
            [1.5, -1.0, -1.5, 12.0],
            "Your dx came through the branch alone. The shortcut hands on dy as well.",
        ),
        (
            [1.5, 2.0, -1.5, 12.0],
            "Your dx is what the shortcut hands on. The branch adds its own share.",
        ),
        (
            [1.5, 0.5, -0.75, 6.0],
            "You left out dy: all three gradients are twice as large.",
        ),
        (
            [1.5, 1.0, -0.5, 12.0],
            "In dw1 you used the sum's factor. The shortcut does not contain w1: only "
            "the branch counts.",
        ),
        (
            [1.5, 1.0, 12.0, -1.5],
            "You exchanged the two weights: the order is y, dx, dw1, dw2.",
        ),
        (
            [1.5, 1.0, -1.5, 6.0],
            "In dw2 the factor dy = 2 is missing.",
        ),
        (
            [1.5, 1.0, -1.5, 14.0],
            "In dw2 you added dy for the shortcut. The shortcut does not contain w2.",
        ),
        (
            [1.5, 1.5, -1.5, 12.0],
            "In dx the branch's share has to pass both weights: w1 is missing.",
        ),
        (
            [1.5, 1.0, 6.0, 12.0],
            "On its way to w1 the gradient passes w2: that factor is missing in dw1.",
        ),
        (
            [4.5, 3.0, 1.5, 12.0],
            "w2 is negative: the branch takes away from x, and its share of dx and dw1 "
            "are negative, too.",
        ),
    ],
    notice="The branch alone would have turned the gradient around: 2 times -0.5 is "
    "-1. With the shortcut it is smaller, and still points the same way.",
)


# ---- resnet/zero-gamma: a prediction ---------------------------------------------

ZERO_GAMMA = Choice(
    id="resnet/zero-gamma",
    kind="prediction",
    reference="b",
    options={
        "a": "the block remains the identity for ever, since a factor 0 stops every "
        "gradient",
        "b": "in the first step only gamma and beta of that norm move; from the second "
        "on, the weights below do too",
        "c": "all weights of the block move from the first step on, because the "
        "shortcut brings them their gradient",
        "d": "the output of the block is 0, so that nothing before it learns",
    },
    hints=[
        "The norm computes gamma * z + beta. What is the gradient of gamma, and what "
        "is the gradient of z?",
        "dgamma = sum(dy * z) does not contain gamma. dz = gamma * dy does.",
        "Which parameters have moved after one step? Is gamma still 0 then?",
    ],
    mistakes=[
        (
            "a",
            "A factor 0 stops the gradient of what it multiplies, z. Its own gradient "
            "is sum(dy * z): is that 0?",
        ),
        (
            "c",
            "The shortcut goes around the block's weights. Whatever reaches them comes "
            "through the norm, where it is multiplied by gamma.",
        ),
        (
            "d",
            "F(x) is 0, and y = x + F(x).",
        ),
    ],
    notice="A network of such blocks begins as a shallow one and grows deeper as "
    "training finds a use for the blocks. Libraries call it zero_init_residual.",
)


# ---- resnet/weights: a function --------------------------------------------------


def weights(maps, narrow):
    """Return the weights of a bottleneck and of two 3 x 3 convolutions."""
    return 2 * maps * narrow + 9 * narrow**2, 18 * maps**2


def _weights(bottleneck: Callable, basic: Callable = lambda C: 18 * C**2) -> Callable:
    def weights(maps, narrow):
        return bottleneck(maps, narrow), basic(maps)

    return weights


def _bottleneck(C, n):
    return 2 * C * n + 9 * n**2


WEIGHTS = Function(
    id="resnet/weights",
    kind="function",
    reference=weights,
    cases=[(256, 64), (10, 3), (1024, 256)],
    returns=("bottleneck", "basic"),
    hints=[
        "A convolution has a weight for every input map, every output map and every "
        "place of its kernel.",
        "The three convolutions are 1 x 1 from maps to narrow, 3 x 3 from narrow to "
        "narrow, and 1 x 1 from narrow to maps.",
        "maps * narrow + 9 * narrow**2 + narrow * maps, and 2 * 9 * maps**2",
    ],
    mistakes=[
        (
            _weights(lambda C, n: C * n + 9 * n**2),
            "One of the two 1 x 1 convolutions is missing: the second brings the maps "
            "back.",
        ),
        (
            _weights(lambda C, n: 18 * C * n + 9 * n**2),
            "Only the convolution in the middle is 3 x 3. The two others have one "
            "weight for each pair of maps.",
        ),
        (
            _weights(lambda C, n: 2 * C * n + 3 * n**2, lambda C: 6 * C**2),
            "A 3 x 3 kernel has 9 places, not 3.",
        ),
        (
            _weights(_bottleneck, lambda C: 9 * C**2),
            "The basic block has two convolutions; you counted one.",
        ),
        (
            _weights(lambda C, n: 2 * C + 9 * n, lambda C: 18 * C),
            "Every output map has a kernel for every input map: the numbers of maps "
            "are multiplied.",
        ),
        (
            _weights(
                lambda C, n: 2 * C * n + 9 * n**2 + 2 * n + C,
                lambda C: 18 * C**2 + 2 * C,
            ),
            "You counted biases. In front of a batch norm there are none.",
        ),
        (
            _weights(lambda C, n: 2 * C * n + 9 * n),
            "The 3 x 3 convolution goes from narrow maps to narrow maps: narrow "
            "squared.",
        ),
        (
            _weights(_bottleneck, lambda C: 2 * C**2),
            "The kernels of the basic block are 3 x 3: the factor 9 is missing.",
        ),
        (
            lambda maps, narrow: weights(maps, narrow)[::-1],
            "You exchanged the two: return the bottleneck first, then the basic block.",
        ),
        (
            lambda maps, narrow: (weights(maps, narrow)[0], 18 * maps * narrow),
            "The basic block does not narrow: both of its convolutions go from maps to "
            "maps.",
        ),
        (
            _weights(lambda C, n: 11 * C * n),
            "The 3 x 3 convolution comes after the narrowing: it sees narrow maps, not "
            "all of them.",
        ),
    ],
    notice="With narrow = maps / 4 the bottleneck has 17/16 maps^2 weights against 18 "
    "maps^2: a seventeenth, whatever the number of maps.",
)


# ---- resnet/residual: a layer ----------------------------------------------------


class _LosesShortcut(scratch.Residual):
    def backward(self, dy):
        df = self.main.backward(dy)
        if self.shortcut is not None:
            self.shortcut.backward(dy)
        return df


class _OnlyShortcut(scratch.Residual):
    def backward(self, dy):
        self.main.backward(dy)
        return dy if self.shortcut is None else self.shortcut.backward(dy)


class _Halves(scratch.Residual):
    def backward(self, dy):
        return super().backward(dy / 2)


class _Multiplies(scratch.Residual):
    def backward(self, dy):
        df = self.main.backward(dy)
        ds = dy if self.shortcut is None else self.shortcut.backward(dy)
        return df * ds


class _NoSum(scratch.Residual):
    def forward(self, x):
        if self.shortcut is not None:
            self.shortcut(x)
        return self.main(x)


class _Chain(scratch.Residual):
    def backward(self, dy):
        df = self.main.backward(dy)
        return df + (df if self.shortcut is None else self.shortcut.backward(df))


class _ShortcutOfMain(scratch.Residual):
    def forward(self, x):
        f = self.main(x)
        return f + (x if self.shortcut is None else self.shortcut(f))


class _ReluBehind(scratch.Residual):
    def forward(self, x):
        return np.maximum(super().forward(x), 0)


class _MainUnvisited(scratch.Residual):
    def backward(self, dy):
        return dy if self.shortcut is None else self.shortcut.backward(dy)


RESIDUAL = Layer(
    id="resnet/residual",
    kind="layer",
    reference=scratch.Residual,
    case="residual-both",
    hints=[
        "forward calls main on x, then the shortcut, or takes x itself, and adds.",
        "Both ways get the same dy, whole. Each backward returns its share of dx.",
        "df = self.main.backward(dy); ds = dy, or self.shortcut.backward(dy) where "
        "there is one; return df + ds",
    ],
    mistakes=[
        (
            _LosesShortcut,
            "Your dx came through main alone. The shortcut returns a share, too.",
        ),
        (
            _OnlyShortcut,
            "Your dx is the share of the shortcut. main.backward returns one as well: "
            "add it.",
        ),
        (
            _Halves,
            "A sum does not divide its gradient: both ways get the whole dy.",
        ),
        (
            _Multiplies,
            "The two shares are added: x reaches y on two ways.",
        ),
        (
            _NoSum,
            "Your forward returns main(x). Where is the shortcut?",
        ),
        (
            _Chain,
            "In backward the two stand side by side: main.backward and, where there is "
            "a shortcut, shortcut.backward each get dy itself, and what they return is "
            "added.",
        ),
        (
            _MainUnvisited,
            "main.backward is never called, so that main's weights get no gradient.",
        ),
        (
            _ShortcutOfMain,
            "In forward both start from x: main(x), plus shortcut(x) where there is a "
            "shortcut, plus x itself only where there is none.",
        ),
        (
            _ReluBehind,
            "The ReLU behind the sum is a layer of its own: Residual ends with the "
            "sum.",
        ),
    ],
    notice="It saves nothing: a sum needs no memory to be undone. All the memory is in "
    "the two branches.",
)


# ---- resnet/highway: a derivation ------------------------------------------------


def _sigmoid(a):
    return 1 / (1 + np.exp(-np.asarray(a)))


def highway(dy, x, h, a):
    """Return the gradients of s h + (1 - s) x with the gate s = sigmoid(a)."""
    dy, x, h, s = np.asarray(dy), np.asarray(x), np.asarray(h), _sigmoid(a)
    return (1 - s) * dy, s * dy, dy * (h - x) * s * (1 - s)


def _highway(
    dx: Callable = lambda dy, s: (1 - s) * dy,
    dh: Callable = lambda dy, s: s * dy,
    da: Callable = lambda dy, x, h, s: dy * (h - x) * s * (1 - s),
) -> Callable:
    def highway(dy, x, h, a):
        s = _sigmoid(a)
        return dx(dy, s), dh(dy, s), da(dy, x, h, s)

    return highway


def _highway_of_a(dy, x, h, a):
    return (1 - a) * dy, a * dy, dy * (h - x)


def _highway_loss(dy, x, h, a):
    s = _sigmoid(a)
    return dy * (s * h + (1 - s) * x)


HIGHWAY = Function(
    id="resnet/highway",
    kind="derivation",
    reference=highway,
    cases=[_draw((3,), (3,), (3,), (3,)), _draw((2, 2), (2, 2), (2, 2), (2, 2))],
    returns=("dx", "dh", "da"),
    gradient_of=_highway_loss,
    wrt="x",
    hints=[
        "y = s h + (1 - s) x is three products. Hold the other two letters fixed, one "
        "after the other.",
        "The slope of the sigmoid is s (1 - s). By what is s multiplied in y?",
        "dx = (1 - s) dy, dh = s dy, da = dy (h - x) s (1 - s)",
    ],
    mistakes=[
        (
            _highway(dx=lambda dy, s: dy),
            "That is the dx of a residual block, whose shortcut has weight 1. Here the "
            "gate has left x only 1 - s.",
        ),
        (
            _highway(dx=lambda dy, s: s * dy, dh=lambda dy, s: (1 - s) * dy),
            "You exchanged the two ways: s belongs to h, 1 - s to x.",
        ),
        (
            _highway(da=lambda dy, x, h, s: dy * (h - x)),
            "In da the slope of the sigmoid, s (1 - s), is missing.",
        ),
        (
            _highway(da=lambda dy, x, h, s: dy * h * s * (1 - s)),
            "The gate stands in front of x, too, with a minus sign: h - x.",
        ),
        (
            _highway(da=lambda dy, x, h, s: dy * (x - h) * s * (1 - s)),
            "The sign of da is wrong: opening the gate brings h in and takes x out.",
        ),
        (
            _highway(da=lambda dy, x, h, s: dy * (h + x) * s * (1 - s)),
            "In 1 - s the gate has a minus sign, so da contains h - x, not h + x.",
        ),
        (
            _highway(dh=lambda dy, s: dy),
            "In dh the factor s is missing.",
        ),
        (
            _highway(da=lambda dy, x, h, s: (h - x) * s * (1 - s)),
            "In da the factor dy is missing.",
        ),
        (
            _highway(
                lambda dy, s: 1 - s,
                lambda dy, s: s,
                lambda dy, x, h, s: (h - x) * s * (1 - s),
            ),
            "These are the slopes of y. Multiply each by dy, the gradient that "
            "arrives.",
        ),
        (
            _highway(da=lambda dy, x, h, s: dy * (h - x) * s),
            "The slope of the sigmoid is s (1 - s), not s.",
        ),
        (
            _highway(dx=lambda dy, s: -s * dy),
            "In dx the 1 of 1 - s is missing.",
        ),
        (
            _highway_of_a,
            "You used a itself as the gate. The gate is s = sigmoid(a).",
        ),
    ],
    notice="The way around is multiplied by 1 - s in every layer. It stays open only "
    "where training keeps the gate shut; in a residual block it cannot close.",
)


# ---- resnet/wrong-start: a debugging lab -----------------------------------------


def block(x, W1, W2):
    """Return the output of a residual block of two fully-connected layers."""
    x, W1, W2 = np.asarray(x), np.asarray(W1), np.asarray(W2)
    h = np.maximum(x @ W1.T, 0)
    return np.maximum(x + h @ W2.T, 0)


def _started_late(x, W1, W2):
    x = np.maximum(x @ W1.T, 0)
    f = x @ W2.T
    return np.maximum(x + f, 0)


def _relu_inside(x, W1, W2):
    return x + np.maximum(np.maximum(x @ W1.T, 0) @ W2.T, 0)


def _no_last_relu(x, W1, W2):
    return x + np.maximum(x @ W1.T, 0) @ W2.T


def _no_first_relu(x, W1, W2):
    return np.maximum(x + x @ W1.T @ W2.T, 0)


def _no_shortcut(x, W1, W2):
    return np.maximum(np.maximum(x @ W1.T, 0) @ W2.T, 0)


def _pre_activation_added(x, W1, W2):
    a = x @ W1.T
    return np.maximum(a + np.maximum(a, 0) @ W2.T, 0)


def _both_added(x, W1, W2):
    h = np.maximum(x @ W1.T, 0)
    return np.maximum(x + h + h @ W2.T, 0)


def _skips_the_first(x, W1, W2):
    return np.maximum(x + x @ W2.T, 0)


def _three_relus(x, W1, W2):
    return np.maximum(x + np.maximum(np.maximum(x @ W1.T, 0) @ W2.T, 0), 0)


def _not_transposed(x, W1, W2):
    return np.maximum(x + np.maximum(x @ W1, 0) @ W2, 0)


def _relu_on_shortcut(x, W1, W2):
    return np.maximum(np.maximum(x, 0) + np.maximum(x @ W1.T, 0) @ W2.T, 0)


def _one_layer(x, W1, W2):
    return np.maximum(x + np.maximum(x @ W1.T, 0), 0)


WRONG_START = Function(
    id="resnet/wrong-start",
    kind="debug",
    reference=block,
    start=_started_late,
    cases=[_draw((3, 2), (2, 2), (2, 2)), _draw((2, 3), (3, 3), (3, 3))],
    hints=[
        "With W1 = W2 = 0 the block should hand on its input. What does it return?",
        "What does the letter x stand for in the last line?",
        "Give the hidden layer a name of its own: h = max(x W1, 0), f = h W2.",
    ],
    mistakes=[
        (
            _relu_inside,
            "The shortcut is right now, but the last ReLU has moved into the branch. "
            "It belongs after the sum.",
        ),
        (
            _no_last_relu,
            "The shortcut is right now; the ReLU after the sum has gone.",
        ),
        (
            _no_first_relu,
            "The shortcut is right now; the ReLU between the two layers has gone, and "
            "with it the reason for having two.",
        ),
        (
            _no_shortcut,
            "There is no shortcut left: add x, as it came in, to f.",
        ),
        (
            _pre_activation_added,
            "The shortcut still starts behind the first layer: add x, not its "
            "pre-activation.",
        ),
        (
            _both_added,
            "x is added now, and the hidden layer still is. Only x belongs there.",
        ),
        (
            _skips_the_first,
            "The branch has lost its first layer: W1 is not used.",
        ),
        (
            _three_relus,
            "The shortcut is right now, but there is a ReLU too many: the branch ends "
            "with the product with W2, so that it can also take away.",
        ),
        (
            _not_transposed,
            "The shortcut is right now, but the weights are no longer transposed.",
        ),
        (
            _relu_on_shortcut,
            "x is to be added as it came in, negative numbers and all. The ReLU comes "
            "after the sum.",
        ),
        (
            _one_layer,
            "The branch has lost its second layer: W2 is not used.",
        ),
    ],
    notice="x = ... x ... is how many people write a network. In a block with a "
    "shortcut it overwrites the one thing that is needed at the end.",
)


EXERCISES = [BY_HAND, ZERO_GAMMA, WEIGHTS, RESIDUAL, HIGHWAY, WRONG_START]
