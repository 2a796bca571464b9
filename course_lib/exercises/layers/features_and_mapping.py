"""Exercises of the chapter features-and-mapping, in book order."""

import numpy as np

from ..engine import Choice, Function, Value

_rng = np.random.default_rng(2)


def _draw(*shapes: tuple[int, ...]) -> tuple[np.ndarray, ...]:
    """Draw arrays with one decimal, so that feedback is short to read."""
    return tuple(np.round(_rng.standard_normal(shape), 1) for shape in shapes)


# ---- features-and-mapping/weights: a number --------------------------------------

WEIGHTS = Value(
    id="features-and-mapping/weights",
    kind="number",
    reference=20 * 5 + 5,
    hints=[
        "The convolutions are frozen. Which layer is left, and how large is it?",
        "It maps 20 features to 5 classes, and each class has a bias.",
        "20 * 5 + 5",
    ],
    mistakes=[
        (100, "The weights are right. Each of the five classes also has a bias."),
        (120, "One bias for each class, not for each feature: five of them."),
        (101, "Each of the five classes has a bias of its own, not one for all."),
        (4160, "These are the frozen ones: 120 + 2020 + 2020 in three convolutions."),
        (4265, "That is all of the network. The convolutions do not move."),
        (210, "That is the mapping layer for ten classes. The foreign task has five."),
    ],
    notice="105 of 4,265: from one example of each shape, that is enough freedom.",
)


# ---- features-and-mapping/backward: a function -----------------------------------


def mapping_backward(dy, h, V):
    """Return the gradients of a mapping layer's weights, biases and input."""
    dy, h, V = map(np.asarray, (dy, h, V))
    return dy.T @ h, dy.sum(axis=0), dy @ V


def _backward(
    dV=lambda dy, h, V: dy.T @ h,
    dc=lambda dy: dy.sum(axis=0),
    dh=lambda dy, h, V: dy @ V,
):
    def mapping_backward(dy, h, V):
        return dV(dy, h, V), dc(dy), dh(dy, h, V)

    return mapping_backward


BACKWARD = Function(
    id="features-and-mapping/backward",
    kind="derivation",
    reference=mapping_backward,
    gradient_of=lambda dy, h, V: dy * (h @ V.T),
    wrt="V",
    cases=[
        (
            np.array([[1.0, 10.0]]),
            np.array([[1.0, 2.0]]),
            np.array([[1.0, -1.0], [0.0, 2.0]]),
        ),
        _draw((4, 3), (4, 2), (3, 2)),
        _draw((3, 3), (3, 3), (3, 3)),
    ],
    returns=("dV", "dc", "dh"),
    hints=[
        "Begin with the shapes: dV is as V, (K, M), and dh is as h, (N, M).",
        "V[k, m] is multiplied by h[n, m] for every sample n; h[n, m] by V[k, m] for "
        "every class k.",
        "dy.T @ h, dy.sum(axis=0), dy @ V",
    ],
    mistakes=[
        (
            _backward(dV=lambda dy, h, V: dy.T @ h / len(h)),
            "dV was divided by N. The mean is in the loss, and in dy already.",
        ),
        (
            _backward(dc=lambda dy: dy.mean(axis=0)),
            "dc is a sum over the samples. The mean is in dy already.",
        ),
        (
            _backward(dc=lambda dy: dy.sum(axis=1)),
            "dc was summed over the classes. Each class has a bias: sum over samples.",
        ),
        (
            _backward(dh=lambda dy, h, V: (dy @ V) * (h > 0)),
            "The factor h > 0 belongs to the ReLU below, inside the feature layers.",
        ),
        (
            _backward(dh=lambda dy, h, V: np.zeros(h.shape)),
            "dh is not zero when features are frozen. It is there, and nobody uses it.",
        ),
        (
            _backward(dh=lambda dy, h, V: dy @ V.T),
            "For dh, V is not transposed: y = h V.T, so dh = dy V, of the shape of h.",
        ),
        (
            _backward(dV=lambda dy, h, V: h.T @ dy),
            "dV is transposed: it has the shape of V, (K, M).",
        ),
    ],
    notice="Frozen features need the first two. Only tuning asks for dh.",
)


# ---- features-and-mapping/few: a prediction --------------------------------------

FEW = Choice(
    id="features-and-mapping/few",
    kind="prediction",
    reference="b",
    options={
        "a": "frozen features from home, with 200 examples as with 2",
        "b": "frozen features with 2; the fresh network with 200",
        "c": "the fresh network with 2; frozen features with 200",
        "d": "neither: the foreign shapes share nothing with those of home",
    },
    hints=[
        "Count what each way has to learn: 105 weights, or 4,265.",
        "With few examples little can be learned: what was brought along counts.",
        "With many, what was brought along becomes a limit. Frozen features cannot "
        "grow.",
    ],
    mistakes=[
        ("a", "Right for 2. With 200, the frozen features are a ceiling at about .85."),
        ("c", "The other way around: 4,265 weights from ten lines is too much asked."),
        ("d", "They share edges, slopes and bumps: with 2 examples, .66 against .39."),
    ],
    notice="The lines cross at about twenty examples of each shape.",
)


# ---- features-and-mapping/sawtooth: a function -----------------------------------


def sawtooth(x, k):
    """Return the tent map, applied k times."""
    y = np.asarray(x, float)
    for _ in range(int(k)):
        y = 2 * np.maximum(y, 0) - 4 * np.maximum(y - 0.5, 0)
    return y


def _tent(y, up=2.0, down=4.0, middle=0.5):
    return up * np.maximum(y, 0) - down * np.maximum(y - middle, 0)


def _sawtooth(times=lambda k: k, **options):
    def sawtooth(x, k):
        y = np.asarray(x, float)
        for _ in range(times(int(k))):
            y = _tent(y, **options)
        return y

    return sawtooth


def _logistic(x, k):
    y = np.asarray(x, float)
    for _ in range(int(k)):
        y = 4 * y * (1 - y)
    return y


SAWTOOTH = Function(
    id="features-and-mapping/sawtooth",
    kind="function",
    reference=sawtooth,
    cases=[
        (np.array([0.0, 0.25, 0.5, 0.75, 1.0]), 1),
        (np.array([0.0, 0.1, 0.3, 0.5, 0.8]), 2),
        (np.array([0.05, 0.15, 0.35, 0.6, 0.95]), 4),
    ],
    hints=[
        "Write the tent first: up with slope 2 to the middle, then down with slope -2.",
        "Two ReLUs make it: 2 relu(x) - 4 relu(x - 1/2). Then apply it again, to what "
        "came out.",
        "for _ in range(k): y = 2 * np.maximum(y, 0) - 4 * np.maximum(y - 0.5, 0)",
    ],
    mistakes=[
        (
            lambda x, k: k * _tent(np.asarray(x, float)),
            "The tents are added. Put the result of one into the next.",
        ),
        (
            _sawtooth(times=lambda k: k - 1),
            "One tent too few: k = 1 is the tent itself.",
        ),
        (_sawtooth(times=lambda k: k + 1), "One tent too many: k = 1 is one tent."),
        (
            _sawtooth(down=2.0),
            "After the middle the slope must turn to -2: 2 - 4, so the second ReLU "
            "counts 4 times.",
        ),
        (
            lambda x, k: _tent(2.0 ** (k - 1) * np.asarray(x, float)),
            "Stretching the input gives one tooth and a long fall. The tent must come "
            "back.",
        ),
        (
            _sawtooth(up=1.0, down=2.0),
            "This tent is half as high: the teeth after it never reach its middle.",
        ),
        (
            lambda x, k: 1 - sawtooth(x, k),
            "This is upside down: the tent is 0 at both ends and 1 in the middle.",
        ),
        (
            lambda x, k: 2.0**k * np.asarray(x, float) % 1,
            "These teeth fall at once. Those of the tent go down as slowly as up.",
        ),
        (
            lambda x, k: _tent(np.asarray(x, float)),
            "This is one tent, whatever k is.",
        ),
        (
            _logistic,
            "These are parabolas, 4 x (1 - x). The sides of a tent are straight.",
        ),
        (
            lambda x, k: _tent(np.asarray(x, float)) ** k,
            "A power is no composition: put the result into the tent again.",
        ),
    ],
    notice="Each more layer doubles the teeth. Each more unit beside adds one kink.",
)


# ---- features-and-mapping/kinks: a number ----------------------------------------

KINKS = Value(
    id="features-and-mapping/kinks",
    kind="number",
    reference=6,
    tolerance=0.01,
    hints=[
        "How many kinks has one hidden layer of 100 ReLUs, at most?",
        "100. And k tents, one after the other, have 2^k - 1.",
        "2^6 - 1 = 63, and 2^7 - 1 = 127.",
    ],
    mistakes=[
        (7, "127 kinks need 127 units. 100 are too few."),
        (np.log2(101), "The number of tents is whole: the largest one below this."),
        (127, "That is how many kinks 7 tents have. 100 neurons draw fewer."),
        (50, "Two units a tent is the price of the deep one. This network is shallow."),
        (100, "One unit a kink, not one a tent: k tents have 2^k - 1 kinks."),
        (5, "31 kinks: right, and there is room for more. Try 2^k - 1 <= 100 again."),
        (63, "That is how many kinks there are. How many tents make them?"),
        (64, "That is the number of straight pieces. How many tents make them?"),
    ],
    notice="The deep one does it with 12 units, and with 200 it would have 2^100 - 1.",
)


# ---- features-and-mapping/debug --------------------------------------------------


def tune(x, t, W, V, lr):
    """Return W and V after one step of gradient descent on both."""
    return _tune()(*map(np.asarray, (x, t, W, V)), lr)


def _tune(old=True, mask=True, move=(1, 1), mean=True, late=False):
    def tune(x, t, W, V, lr):
        h = np.maximum(x @ W.T, 0)
        dy = (h @ V.T - t) / (len(x) if mean else 1)
        new = V - lr * move[1] * dy.T @ h
        dh = dy @ (V if old else new)
        if mask:
            dh = dh * (h > 0)
        W = W - lr * move[0] * dh.T @ x
        if late:
            new = V - lr * dy.T @ np.maximum(x @ W.T, 0)
        return W, new

    return tune


DEBUG = Function(
    id="features-and-mapping/debug",
    kind="debug",
    reference=tune,
    start=_tune(old=False),
    cases=[
        (
            np.array([[1.0, 2.0]]),
            np.array([[1.0]]),
            np.array([[1.0, 0.0], [0.0, 1.0]]),
            np.array([[1.0, 2.0]]),
            0.1,
        ),
        (*_draw((5, 3), (5, 2), (4, 3), (2, 4)), 0.2),
        (*_draw((3, 2), (3, 3), (2, 2), (3, 2)), 0.5),
    ],
    returns=("W", "V"),
    hints=[
        "Both gradients belong to the network that made y. Which V was that?",
        "Look at the order of the lines: what is V by the time dh is computed?",
        "Compute dh = dy @ V before V moves.",
    ],
    mistakes=[
        (
            _tune(move=(0, 1)),
            "W does not move: these features are frozen. Tuning moves both.",
        ),
        (
            _tune(late=True),
            "W is right. V's gradient now comes from the new features: use the old h.",
        ),
        (_tune(move=(1, 0)), "V does not move. Tuning moves both."),
        (
            _tune(mask=False),
            "V is right. The factor of the ReLU is gone: dh passes where h > 0 only.",
        ),
        (
            _tune(move=(-1, 1)),
            "The order is right, but W now moves uphill: W - lr * dW.",
        ),
        (
            _tune(mean=False),
            "The order is right, but the loss is a mean: dy is divided by N.",
        ),
        (
            _tune(old=False, mask=False),
            "Two mistakes: dh still comes from the new V, and the ReLU's factor is "
            "gone.",
        ),
    ],
    notice="First all gradients, then all steps: what optimizers in this book do.",
)


EXERCISES = [WEIGHTS, BACKWARD, FEW, SAWTOOTH, KINKS, DEBUG]
