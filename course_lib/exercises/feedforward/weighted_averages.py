"""Exercises of the chapter weighted-averages: one neuron, shapes, the bias, layouts."""

import numpy as np

from ..engine import Choice, Function, Value


def linear(x, W, b):
    return x @ W.T + b


def _not_transposed(x, W, b):
    return x @ W + b


def _without_bias(x, W, b):
    return x @ W.T


def _bias_per_sample(x, W, b):
    return x @ W.T + b[:, None]


def _reshaped(x, W, b):
    return x @ W.reshape(W.shape[1], W.shape[0]) + b


def _averaged(x, W, b):
    return x @ (W / W.sum(axis=1, keepdims=True)).T + b


def _samples_as_columns(x, W, b):
    return W @ x.T + b[:, None]


def signed_distance(x, w, b):
    return (x @ w + b) / np.sqrt(w @ w)


def _pre_activation(x, w, b):
    return x @ w + b


def _squared_length(x, w, b):
    return (x @ w + b) / (w @ w)


def _no_bias(x, w, b):
    return (x @ w) / np.linalg.norm(w)


def _over_the_point(x, w, b):
    return (x @ w + b) / np.linalg.norm(x, axis=1)


def _unsigned(x, w, b):
    return np.abs(x @ w + b) / np.sqrt(w @ w)


def _bias_not_divided(x, w, b):
    return (x @ w) / np.sqrt(w @ w) + b


def _length_of_sum(x, w, b):
    return (x @ w + b) / np.abs(w).sum()


def fold_bias(x, W, b):
    ones = np.ones((len(x), 1))
    return np.hstack([x, ones]), np.column_stack([W, b])


def _constant_first(x, W, b):
    ones = np.ones((len(x), 1))
    return np.hstack([ones, x]), np.column_stack([b, W])


def _constant_first_bias_last(x, W, b):
    ones = np.ones((len(x), 1))
    return np.hstack([ones, x]), np.column_stack([W, b])


def _switched_off(x, W, b):
    zeros = np.zeros((len(x), 1))
    return np.hstack([x, zeros]), np.column_stack([W, b])


def _bias_as_row(x, W, b):
    ones = np.ones((1, x.shape[1]))
    return np.vstack([x, ones]), np.vstack([W, np.full((1, W.shape[1]), b[0])])


def unstandardize(W, b, mean, std):
    return W / std, b - (W / std) @ mean


def _mean_forgotten(W, b, mean, std):
    return W / std, b


def _multiplied(W, b, mean, std):
    return W * std, b - (W * std) @ mean


def _mean_not_scaled(W, b, mean, std):
    return W / std, b - W @ mean


def _mean_added(W, b, mean, std):
    return W / std, b + (W / std) @ mean


def flatten_images(images):
    return images.reshape(-1, images.shape[-1]).T


def broken_flatten_images(images):
    n = images.shape[-1]
    return images.reshape(n, -1)


def _columns_first(images):
    return images.T.reshape(images.shape[-1], -1)


def _still_columns(images):
    return images.reshape(-1, images.shape[-1])


def _first_axis_kept(images):
    return images.reshape(images.shape[0], -1)


def _fortran_order(images):
    return images.reshape(images.shape[-1], -1, order="F")


_rng = np.random.default_rng(3)
_x = np.array([[1.0, 2.0, 0.0], [0.0, -1.0, 3.0]])
_W = np.array([[1.0, 0.5, 2.0], [-1.0, 3.0, 1.0]])
_b = np.array([10.0, 20.0])
_square = (np.array([[2.0, 0.5], [0.5, 1.0]]), np.array([[3.0, -4.0], [1.0, 5.0]]))
_tall = (_rng.integers(-4, 5, (4, 2)) * 0.5, _rng.integers(1, 6, (3, 2)) * 0.5)

EXERCISES = [
    Value(
        id="weighted-averages/thursday",
        reference=1.4,
        tolerance=1e-3,
        hints=[
            "Write Thursday in the neuron's units before you multiply.",
            "12 °C is 1.2 tens of degrees, and 3 m/s is 0.3 tens of m/s.",
            "a = 3 · 1.2 − 4 · 0.3 − 1.",
        ],
        mistakes=[
            (
                2.4,
                "You stopped at the weighted sum: the bias −1 is still to be added.",
            ),
            (
                3.8,
                "The weight of the wind is −4, so its product is taken away; you "
                "added it.",
            ),
            (
                -4.9,
                "The two inputs have changed places: 3 belongs to the temperature, "
                "−4 to the wind.",
            ),
            (3.4, "The bias is −1: take 1 away, do not add it."),
            (-1.4, "The size is right, the sign is not."),
            (
                23.0,
                "You used degrees and m/s as they are. The inputs count in tens of "
                "degrees and tens of m/s.",
            ),
        ],
        notice="The neuron likes Thursday less than Monday (3.0), and still says "
        "yes: 1.4 is on the positive side.",
    ),
    Value(
        id="weighted-averages/count-parameters",
        reference=266_610,
        tolerance=0.5,
        hints=[
            "Count layer by layer: this network has three layers with weights.",
            "A layer from D features to H neurons has H · D weights and H biases.",
            "(784 · 300 + 300) + (300 · 100 + 100) + (100 · 10 + 10).",
        ],
        mistakes=[
            (
                266_200,
                "You counted the weights. Every neuron of the three layers has a "
                "bias as well.",
            ),
            (
                260_610,
                "You took 764 input features. Count 28 × 28 once more.",
            ),
            (
                267_394,
                "You gave the input layer biases too. It holds the pixels and "
                "computes nothing, so it has no parameters.",
            ),
            (
                235_500,
                "That is the first layer alone; two more layers have weights.",
            ),
        ],
        notice="Nearly nine of ten parameters sit in the first layer, where the "
        "784 pixels come in.",
    ),
    Choice(
        id="weighted-averages/double-everything",
        reference="c",
        options={
            "a": "It moves away from the origin, to twice the distance.",
            "b": "It moves toward the origin, to half the distance.",
            "c": "It stays where it is.",
            "d": "It turns by some angle about the origin.",
        },
        hints=[
            "The decision line is the set of points where a = 0.",
            "If a = 0, what is 2a?",
            "2(w·x + b) = 0 holds at exactly the points where w·x + b = 0.",
        ],
        mistakes=[
            (
                "a",
                "That is what doubling b alone does: the distance is |b| / ‖w‖. Here "
                "its denominator grows too.",
            ),
            (
                "b",
                "That is what doubling w alone does: the distance is |b| / ‖w‖. Here "
                "its numerator grows too.",
            ),
            (
                "d",
                "The line turns when the direction of w changes. Doubling makes w "
                "longer and leaves its direction.",
            ),
        ],
        notice="Doubling w and b doubles a everywhere and moves no decision: the "
        "size of the weights says how steep the neuron is, not where it decides.",
    ),
    Function(
        id="weighted-averages/linear",
        kind="function",
        reference=linear,
        cases=[
            (*_square, np.array([-1.0, -5.0])),
            (_x, _W, _b),
            (*_tall, np.array([1.0, -2.0, 0.5])),
        ],
        hints=[
            "Write the shapes under the formula: (N, K) = (N, D) times what?",
            "W has shape (K, D). Its transpose has the shape that fits.",
            "x @ W.T + b: NumPy adds b to every row.",
        ],
        mistakes=[
            (
                _not_transposed,
                "W is used without its transpose. With as many inputs as neurons "
                "the shapes fit all the same, and the numbers are wrong.",
            ),
            (_without_bias, "The bias is missing: every row still needs + b."),
            (
                _bias_per_sample,
                "The bias went down the rows: b[:, None] gives one bias to each "
                "sample. It belongs to the neurons, that is, to the columns.",
            ),
            (
                _reshaped,
                "W was reshaped where it has to be transposed. Both give (D, K), "
                "but reshape refills the rows and mixes the neurons.",
            ),
            (
                _averaged,
                "You divided by the sum of the weights. That is an average; a "
                "neuron takes the plain sum.",
            ),
            (
                _samples_as_columns,
                "Your samples are columns: the result is (K, N). In this course "
                "samples are rows, so the result is (N, K).",
            ),
        ],
        notice="The first case is the treacherous one: W is square, so W and its "
        "transpose have the same shape, and no error warns you.",
    ),
    Function(
        id="weighted-averages/signed-distance",
        kind="function",
        reference=signed_distance,
        cases=[
            (np.array([[2.0, 0.5], [0.5, 1.0]]), np.array([3.0, -4.0]), -1.0),
            (_x, np.array([2.0, -1.0, 2.0]), 4.0),
        ],
        hints=[
            "From the line, walk along w. How much does a grow with each step?",
            "A step of length 1 along w changes a by ‖w‖.",
            "Divide the pre-activation by ‖w‖, the square root of w @ w.",
        ],
        mistakes=[
            (
                _pre_activation,
                "This is the pre-activation. It grows by ‖w‖ per unit of distance, "
                "so it still has to be divided by that.",
            ),
            (
                _squared_length,
                "You divided by w·w, the square of the length of w. The square root "
                "is missing.",
            ),
            (
                _no_bias,
                "The bias is missing: this is the distance from the parallel line "
                "through the origin.",
            ),
            (
                _over_the_point,
                "You divided by the length of x. The step was taken along w: divide "
                "by the length of w.",
            ),
            (
                _unsigned,
                "The absolute value has lost the side. Points where a < 0 get a "
                "negative distance.",
            ),
            (
                _bias_not_divided,
                "The bias is part of the pre-activation: divide the whole sum by "
                "‖w‖, b included.",
            ),
            (
                _length_of_sum,
                "You divided by the sum of |w_d|. The length of w is the root of "
                "the sum of squares.",
            ),
        ],
        notice="Monday is 0.6 from the line on the yes side, Tuesday 0.7 on the no "
        "side, as worked out in the text.",
    ),
    Function(
        id="weighted-averages/fold-bias",
        kind="function",
        reference=fold_bias,
        returns=("x1", "W1"),
        cases=[(_x, _W, _b), (*_tall, np.array([1.0, -2.0, 0.5]))],
        hints=[
            "The bias is the weight of an input that is always 1.",
            "x gets one more column, and so does W. What stands in each?",
            "np.hstack([x, ones]) with ones of shape (N, 1), and "
            "np.column_stack([W, b]).",
        ],
        mistakes=[
            (
                _constant_first,
                "The product is right, but the task puts the constant and the bias "
                "last; yours stand first.",
            ),
            (
                _constant_first_bias_last,
                "The constant stands first in x1 and the bias last in W1, so the "
                "bias meets a feature. Both go last.",
            ),
            (
                _switched_off,
                "Your constant is 0, so the bias is multiplied away: that is ε = 0, "
                "the switch turned off. It has to be 1.",
            ),
            (
                _bias_as_row,
                "You added a row. A row of x is a sample and a row of W is a "
                "neuron; a new feature is a new column of each.",
            ),
        ],
        notice="One product now does the work of a product and a sum. Libraries "
        "keep b apart, to save the column of ones.",
    ),
    Function(
        id="weighted-averages/unstandardize",
        kind="derivation",
        reference=unstandardize,
        returns=("W_raw", "b_raw"),
        cases=[
            (_W, _b, np.array([1.0, -2.0, 4.0]), np.array([2.0, 0.5, 4.0])),
            (
                np.array([[3.0, -4.0]]),
                np.array([-1.0]),
                np.array([15.0, 5.0]),
                np.array([10.0, 8.0]),
            ),
        ],
        hints=[
            "Put z = (x − mean) / std into a = z Wᵀ + b and sort the terms.",
            "Feature by feature: W_kd (x_d − mean_d) / std_d. What multiplies x_d?",
            "W_raw = W / std. The rest, −Σ_d W_kd mean_d / std_d, joins the bias.",
        ],
        mistakes=[
            (
                _mean_forgotten,
                "The weights are right. The mean is lost: −Σ_d W_kd mean_d / std_d "
                "is a constant, and constants belong to the bias.",
            ),
            (
                _multiplied,
                "The weights were multiplied by std. x_d is divided by std_d, so its "
                "weight is W_kd / std_d.",
            ),
            (
                _mean_not_scaled,
                "In the bias, the mean has to be divided by std as well: x and mean "
                "stand in the same bracket.",
            ),
            (
                _mean_added,
                "The sign of the mean is wrong: z holds x − mean, so the bias loses "
                "this amount.",
            ),
        ],
        notice="Scaling the inputs changes what is easy to learn, and nothing in "
        "what a layer can compute: its weights and biases absorb it.",
    ),
    Function(
        id="weighted-averages/flatten-images",
        kind="debug",
        reference=flatten_images,
        start=broken_flatten_images,
        cases=[
            (np.arange(24.0).reshape(2, 3, 4),),
            (np.arange(27.0).reshape(3, 3, 3),),
        ],
        hints=[
            "The shape (N, height · width) is right. Draw row 0 of the result: is it "
            "a picture?",
            "reshape never reorders the numbers in memory; it cuts the same long "
            "line at other places. Neighbors in that line are different images here.",
            "Bring the last axis to the front first: np.moveaxis(images, -1, 0), "
            "then reshape.",
        ],
        mistakes=[
            (
                _columns_first,
                ".T, or swapaxes(0, -1), turns height and width round too: every "
                "picture is there, lying on its side. Move only the last axis.",
            ),
            (
                _still_columns,
                "Each image is now a column. The layer wants samples in rows; one "
                "step is missing.",
            ),
            (
                _first_axis_kept,
                "The first axis of the file is the height. The samples are on the "
                "last axis.",
            ),
            (
                _fortran_order,
                "order='F' changes the order in which pixels are read as well, and "
                "the images are still mixed.",
            ),
        ],
        notice="A layer cannot tell a picture from a shuffled mixture of pictures: "
        "the shape was right, and only the meaning was lost.",
    ),
]
