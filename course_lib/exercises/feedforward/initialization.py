"""Exercises of the chapter initialization, in book order."""

import math

import numpy as np

from ..engine import Choice, Function, Value

_rng = np.random.default_rng(7)


def _draw(*shapes: tuple[int, ...]) -> list[np.ndarray]:
    """Draw arrays with two decimals, so that feedback is short to read."""
    return [np.round(_rng.standard_normal(shape), 2) for shape in shapes]


# ---- initialization/by-hand: two numbers -----------------------------------------

BY_HAND = Value(
    id="initialization/by-hand",
    kind="number",
    reference=np.array([36.0, 18.0]),
    tolerance=1e-6,
    hints=[
        "In the square of the sum, which products have mean zero?",
        "Only the squares are left: the mean of a^2 is the variance of a weight times "
        "the sum of the squares of h.",
        "The variance of a weight is (-2)^2 / 2 + 2^2 / 2 = 4, and the squares of h "
        "sum to 9. ReLU then keeps half of it.",
    ],
    mistakes=[
        (
            np.array([18.0, 9.0]),
            "Your second number is half of the first, as it should be. But a weight of "
            "2 or -2 has the square 4, not 2.",
        ),
        (
            np.array([36.0, 36.0]),
            "The first is right. ReLU sets the negative half of the values of a to "
            "zero.",
        ),
        (
            np.array([12.0, 6.0]),
            "You took the mean of the squares of h, not their sum: the factor n = 3 "
            "is missing.",
        ),
        (
            np.array([108.0, 54.0]),
            "A factor of 3 too many: the squares of h sum to 9, and this sum has "
            "counted the three inputs.",
        ),
        (
            np.array([100.0, 50.0]),
            "This is (2 + 4 + 4)^2, the square when all signs agree. They seldom do: "
            "the products of two different weights average to zero.",
        ),
        (
            np.array([36.0, 9.0]),
            "The first is right. ReLU halves the mean square once: a value is kept "
            "whole or not at all.",
        ),
    ],
    notice="No bell curve was needed: weights that are independent, have mean zero, "
    "and are as likely positive as negative.",
)


# ---- initialization/leaky-relu: a derivation -------------------------------------


def leaky_std(n_in, slope):
    """Return the standard deviation that keeps the mean square of the signal."""
    return math.sqrt(2 / ((1 + slope**2) * n_in))


LEAKY_RELU = Function(
    id="initialization/leaky-relu",
    kind="derivation",
    reference=leaky_std,
    cases=[(8, 0.5), (50, 0.0), (3, 1.0)],
    hints=[
        "Half of the pre-activations are positive and kept. What happens to the "
        "squares of the other half?",
        "The negative half keeps slope^2 of its squares, so the factor of ReLU, 1/2, "
        "becomes (1 + slope^2) / 2.",
        "Set (1 + slope^2) / 2 * n_in * variance = 1, solve for the variance, and "
        "take the root.",
    ],
    mistakes=[
        (
            lambda n_in, slope: 2 / ((1 + slope**2) * n_in),
            "This is the variance. The function should return its root, the standard "
            "deviation.",
        ),
        (
            lambda n_in, slope: math.sqrt(2 / n_in),
            "This is He's rule for ReLU. The leaky unit lets something through on the "
            "left, so it needs less.",
        ),
        (
            lambda n_in, slope: math.sqrt(2 / ((1 + slope) * n_in)),
            "The negative half is multiplied by the slope, so its squares are "
            "multiplied by the square of the slope.",
        ),
        (
            lambda n_in, slope: math.sqrt(1 / ((1 + slope**2) * n_in)),
            "A factor 2 is missing: each half of the pre-activations holds half of the "
            "mean square.",
        ),
        (
            lambda n_in, slope: math.sqrt((1 + slope**2) * 2 / n_in),
            "The factor of the activation is on the wrong side: a unit that lets more "
            "through needs smaller weights.",
        ),
        (
            lambda n_in, slope: (
                math.sqrt(2 / ((1 - slope**2) * n_in)) if slope < 1 else math.inf
            ),
            "The two halves add: squares do not know the sign of what was squared.",
        ),
    ],
    notice="Slope 0 gives He's rule, slope 1 the rule for a linear layer. With slope "
    "sqrt(5) it gives 1 / sqrt(3 n), which is PyTorch's default.",
)


# ---- initialization/he-uniform: a function ---------------------------------------


def he_uniform(rng, shape):
    """Draw uniform weights of shape (n_out, n_in) with the variance 2 / n_in."""
    bound = math.sqrt(6 / shape[1])
    return rng.uniform(-bound, bound, shape)


def _uniform(bound):
    return lambda rng, shape: rng.uniform(-bound(*shape), bound(*shape), shape)


def _not_centered(rng, shape):
    return rng.uniform(0, math.sqrt(6 / shape[1]), shape)


def _normal(rng, shape):
    return math.sqrt(2 / shape[1]) * rng.standard_normal(shape)


def _transposed(rng, shape):
    bound = math.sqrt(6 / shape[1])
    return rng.uniform(-bound, bound, shape[::-1])


HE_UNIFORM = Function(
    id="initialization/he-uniform",
    kind="function",
    reference=he_uniform,
    cases=[
        (np.random.default_rng(1), (2, 3)),
        (np.random.default_rng(2), (3, 24)),
    ],
    hints=[
        "What is the variance of a number drawn evenly between -k and k?",
        "It is k^2 / 3. Set it to He's variance, and solve for k.",
        "k = sqrt(6 / n_in), with n_in = shape[1], and rng.uniform(-k, k, shape).",
    ],
    mistakes=[
        (
            _uniform(lambda n_out, n_in: math.sqrt(2 / n_in)),
            "Your bound is He's standard deviation. Numbers drawn evenly between -k "
            "and k have the variance k^2 / 3, so your weights have a third of it.",
        ),
        (
            _uniform(lambda n_out, n_in: math.sqrt(6 / n_out)),
            "You took n_out. The sum that must not grow runs over the inputs, and a "
            "weight has the shape (n_out, n_in).",
        ),
        (
            _uniform(lambda n_out, n_in: math.sqrt(6 / (n_in + n_out))),
            "This is Glorot's bound. He's rule looks at the inputs alone.",
        ),
        (
            _uniform(lambda n_out, n_in: math.sqrt(3 / n_in)),
            "This has the variance 1 / n_in. The 2 that makes up for ReLU is missing.",
        ),
        (
            _uniform(lambda n_out, n_in: 6 / n_in),
            "The root is missing: k^2 / 3 = 2 / n_in.",
        ),
        (
            _uniform(lambda n_out, n_in: 2 / n_in),
            "The variance is no bound. Which k has k^2 / 3 = 2 / n_in?",
        ),
        (
            _uniform(lambda n_out, n_in: math.sqrt(2 / n_in) / math.sqrt(3)),
            "You divided by sqrt(3), and should multiply: an even draw between -k and "
            "k has a standard deviation smaller than k.",
        ),
        (
            _not_centered,
            "Your weights are all positive. Their mean must be zero, or the cross "
            "terms do not vanish.",
        ),
        (
            _normal,
            "The variance is right, but these are normal draws, and the exercise asks "
            "for uniform ones.",
        ),
        (
            _transposed,
            "The shape is turned around. A weight is (n_out, n_in), as given.",
        ),
    ],
    notice="Same variance, other shape of the distribution. Our derivation used only "
    "mean, variance and symmetry, so it cannot tell the two apart.",
)


# ---- initialization/signal-sizes: a function -------------------------------------


def signal_sizes(weights, x):
    """Return the root mean square of the signal after each ReLU layer."""
    h, sizes = np.asarray(x), []
    for W in weights:
        h = np.maximum(h @ np.asarray(W).T, 0)
        sizes.append(np.sqrt((h**2).mean()))
    return np.array(sizes)


def _mean_square(weights, x):
    return signal_sizes(weights, x) ** 2


def _standard_deviation(weights, x):
    sizes = []
    for W in weights:
        x = np.maximum(x @ W.T, 0)
        sizes.append(x.std())
    return np.array(sizes)


def _before_relu(weights, x):
    sizes = []
    for W in weights:
        a = x @ W.T
        sizes.append(np.sqrt((a**2).mean()))
        x = np.maximum(a, 0)
    return np.array(sizes)


def _without_relu(weights, x):
    sizes = []
    for W in weights:
        x = x @ W.T
        sizes.append(np.sqrt((x**2).mean()))
    return np.array(sizes)


def _not_handed_on(weights, x):
    sizes = []
    for W in weights:
        h = np.maximum(x @ W.T, 0)
        sizes.append(np.sqrt((h**2).mean()))
    return np.array(sizes)


def _not_transposed(weights, x):
    sizes = []
    for W in weights:
        x = np.maximum(x @ W, 0)
        sizes.append(np.sqrt((x**2).mean()))
    return np.array(sizes)


def _not_turned_back(weights, x):
    sizes = []
    for W in weights:
        x = np.maximum(W @ x.T, 0)
        sizes.append(np.sqrt((x**2).mean()))
    return np.array(sizes)


def _mean_size(weights, x):
    sizes = []
    for W in weights:
        x = np.maximum(x @ W.T, 0)
        sizes.append(np.abs(x).mean())
    return np.array(sizes)


def _lengths(weights, x):
    sizes = []
    for W in weights:
        x = np.maximum(x @ W.T, 0)
        sizes.append(np.linalg.norm(x))
    return np.array(sizes)


def _with_input(weights, x):
    first = np.sqrt((x**2).mean())
    return np.concatenate([[first], signal_sizes(weights, x)])


SIGNAL_SIZES = Function(
    id="initialization/signal-sizes",
    kind="function",
    reference=signal_sizes,
    cases=[
        tuple(_draw((2, 2, 2), (2, 2))),
        tuple(_draw((3, 4, 4), (2, 4))),
    ],
    hints=[
        "One loop: a layer, then its size, then the next layer on what came out.",
        "h = np.maximum(h @ W.T, 0). The root mean square is the root of the mean of "
        "the squares of all entries.",
        "sizes.append(np.sqrt((h**2).mean())), once for each W, and return "
        "np.array(sizes).",
    ],
    mistakes=[
        (_mean_square, "These are the mean squares. The root is missing."),
        (
            _standard_deviation,
            "This is the standard deviation, which takes the mean away first. After "
            "ReLU the mean is not zero, and the next layer sees it too.",
        ),
        (
            _before_relu,
            "You measured the pre-activations. Measure after the ReLU.",
        ),
        (_without_relu, "The ReLU is missing: these layers are linear."),
        (
            _not_handed_on,
            "Every layer got x. The second should get what the first gave.",
        ),
        (
            _not_transposed,
            "You multiplied by W. A layer is h W^T; square weights do not complain.",
        ),
        (
            _not_turned_back,
            "W @ x.T has the samples in its columns. Turn it back with .T before the "
            "next layer, or write x @ W.T.",
        ),
        (
            _mean_size,
            "This is the mean of the values. Take squares, mean, root, in this order.",
        ),
        (
            _lengths,
            "This is the root of the sum of the squares. It grows with the batch and "
            "with the width; take the mean.",
        ),
        (
            _with_input,
            "One number too many: leave out the size of x itself.",
        ),
    ],
    notice="Keep this function. Run it once before a long training: it takes one "
    "forward pass and shows whether anything arrives at the far end.",
)


# ---- initialization/zero-layer: a prediction -------------------------------------

ZERO_LAYER = Choice(
    id="initialization/zero-layer",
    kind="prediction",
    reference="b",
    options={
        "a": "first layer zero, the other two by He's rule",
        "b": "last layer zero, the other two by He's rule",
        "c": "first and last layer zero, the middle one by He's rule",
        "d": "all weights 0.1",
    },
    hints=[
        "A weight moves if the signal that enters it and the error term that leaves "
        "it are both different from zero.",
        "Write down, for each option, which activations are zero and which error "
        "terms are. ReLU has the slope 0 at 0.",
        "If the last layer is zero its own gradient is the error term times the "
        "activations before it, and these are not zero. After one step it is no "
        "longer zero.",
    ],
    mistakes=[
        (
            "a",
            "With a zero first layer every pre-activation is 0, and there ReLU has the "
            "slope 0. Nothing enters, nothing comes back.",
        ),
        (
            "c",
            "Nothing enters the network: the first activations are 0, so the last "
            "layer has no signal to learn from, and the first no gradient.",
        ),
        (
            "d",
            "These weights move, but all neurons of a layer get the same gradient and "
            "stay copies: 64 neurons with the sense of one.",
        ),
    ],
    notice="Zero is not the trouble, sameness is: the last layer has ten different "
    "targets to tell its ten neurons apart. Its zeros even make the first loss log 10 "
    "exactly.",
)


# ---- initialization/half-gone: a number ------------------------------------------

HALF_GONE = Value(
    id="initialization/half-gone",
    kind="number",
    reference=40.0,
    tolerance=1e-6,
    hints=[
        "By which factor does one such layer change the mean square? And its root?",
        "The mean square halves at each layer, so the root mean square is 2^(-L/2).",
        "2^(-L/2) < 10^(-6) means L > 12 / log10(2) = 39.9.",
    ],
    mistakes=[
        (
            20.0,
            "This is where the mean square falls below 10^-6. The question asks for "
            "its root, which shrinks half as fast.",
        ),
        (
            12 / math.log10(2),
            "The size crosses there, between two layers. After how many whole layers "
            "is it below?",
        ),
        (39.0, "Nearly: 2^(-39/2) is still a little above 10^-6."),
        (
            6.0,
            "You took a factor of ten per layer. What is the factor of a ReLU layer "
            "with Glorot's variance?",
        ),
        (
            80.0,
            "This is where the root mean square falls below 10^-12.",
        ),
    ],
    notice="At this depth what the network says depends on the image in the sixth "
    "digit only. And the gradient has lost the same factor.",
)


# ---- initialization/dropout: a number --------------------------------------------

DROPOUT = Value(
    id="initialization/dropout",
    kind="number",
    reference=0.5,
    tolerance=1e-6,
    hints=[
        "What does dropout do to the mean of the squares? A square is kept with "
        "probability 1 - p, and what is kept has been divided.",
        "The mean square is multiplied by (1 - p) / (1 - p)^2 = 1 / (1 - p).",
        "Glorot's factor is 1/2. Solve 1/2 / (1 - p) = 1.",
    ],
    mistakes=[
        (
            1 - math.sqrt(0.5),
            "You forgot that only a share 1 - p of the squares is kept, or took the "
            "root twice: the mean square grows by 1 / (1 - p).",
        ),
        (
            0.75,
            "With p = 0.75 the mean square grows by 4, and Glorot's layer needs 2.",
        ),
        (
            0.0,
            "Without dropout the factor is 1/2: the mean *square* halves at each "
            "layer, although dropout would keep the mean.",
        ),
        (
            2.0,
            "This is the factor that dropout must bring. Which p gives it?",
        ),
    ],
    notice="The usual rate, by accident. But in evaluation mode dropout is off, and "
    "the signal shrinks again: the network trained is not the network used.",
)


# ---- initialization/wrong-line: a debugging lab ----------------------------------


def first_weights(rng, depth, n):
    """Draw He's normal first weights for ``depth`` layers of ``n`` neurons."""
    return rng.normal(0, math.sqrt(2 / n), (depth, n, n))


def _lab(std):
    return lambda rng, depth, n: rng.normal(0, std(n), (depth, n, n))


def _one_for_all(rng, depth, n):
    return np.stack([rng.normal(0, math.sqrt(2 / n), (n, n))] * depth)


WRONG_LINE = Function(
    id="initialization/wrong-line",
    kind="debug",
    reference=first_weights,
    start=_lab(lambda n: 2 / n),
    cases=[
        (np.random.default_rng(3), 2, 3),
        (np.random.default_rng(4), 3, 5),
    ],
    hints=[
        "Compute the spread of one of the drawn matrices, and compare it with He's.",
        "What is the second argument of rng.normal? Look it up.",
        "rng.normal takes the standard deviation. Its square is the variance, and He's "
        "rule gives the variance.",
    ],
    mistakes=[
        (
            _lab(lambda n: math.sqrt(1 / n)),
            "The root is right; the 2 that makes up for ReLU has gone.",
        ),
        (
            _lab(lambda n: (2 / n) ** 2),
            "The other direction: rng.normal wants the root of the variance, not its "
            "square.",
        ),
        (
            _lab(lambda n: 2 / math.sqrt(n)),
            "Take the root of the whole fraction, of the 2 as well.",
        ),
        (
            _lab(lambda n: math.sqrt(2) / n),
            "Take the root of the whole fraction, of the n as well.",
        ),
        (
            _one_for_all,
            "The spread is right, but all layers got the same matrix. Draw a new one "
            "for each.",
        ),
    ],
    notice="A variance where a standard deviation belongs: no error, no warning, and "
    "with 64 inputs every layer is 5.7 times too quiet.",
)


EXERCISES = [
    BY_HAND,
    HALF_GONE,
    HE_UNIFORM,
    LEAKY_RELU,
    SIGNAL_SIZES,
    ZERO_LAYER,
    DROPOUT,
    WRONG_LINE,
]
