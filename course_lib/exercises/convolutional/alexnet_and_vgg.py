"""Exercises of the chapter alexnet-and-vgg, in book order."""

from collections.abc import Callable
from itertools import pairwise

import numpy as np

from ..engine import Choice, Function, Value

_rng = np.random.default_rng(18)


def _draw(*shapes: tuple[int, ...]) -> tuple[np.ndarray, ...]:
    """Draw arrays with one decimal, so that feedback is short to read."""
    return tuple(np.round(_rng.standard_normal(shape), 1) for shape in shapes)


# ---- alexnet-and-vgg/by-hand: numbers --------------------------------------------

BY_HAND = Value(
    id="alexnet-and-vgg/by-hand",
    kind="number",
    reference=np.array([307_392.0, 223_948.8]),
    tolerance=0.5,
    hints=[
        "One kernel first: how many weights does it have, on all channels together?",
        "A kernel has 64 · 25 weights and one bias. Every weight is used once at every "
        "place of the output map.",
        "Parameters 192 · (64 · 25 + 1); thousands of multiply-adds "
        "27 · 27 · 192 · 64 · 25 / 1000.",
    ],
    mistakes=[
        (
            [307_200.0, 223_948.8],
            "The 192 biases are missing among the parameters.",
        ),
        (
            [4_992.0, 3_499.2],
            "A kernel reaches through all 64 maps of its input: 64 · 25 weights.",
        ),
        (
            [307_392.0, 224_088.768],
            "The parameters are right. A bias is added, not multiplied: by custom it "
            "is left out of the multiply-adds.",
        ),
        (
            [307_392.0, 307.2],
            "The parameters are right. The multiply-adds are those of one place; the "
            "kernels are used at 27 · 27 places.",
        ),
        (
            [307_392.0, 8_294.4],
            "The parameters are right. A map has 27 rows and 27 columns: 27 · 27 "
            "places.",
        ),
        (
            [307_264.0, 223_948.8],
            "One bias for each kernel, so 192 of them, not one for each input map.",
        ),
        (
            [307_392.0, 223_948_800.0],
            "Both numbers are right. Give the multiply-adds in thousands: 223,948.8.",
        ),
        (
            [223_948.8, 307_392.0],
            "Both numbers are right and in the wrong order: parameters first.",
        ),
    ],
    notice="A third of the network's work in one layer, and half a percent of its "
    "parameters.",
)


# ---- alexnet-and-vgg/twice: a prediction -----------------------------------------

TWICE = Choice(
    id="alexnet-and-vgg/twice",
    kind="prediction",
    reference="b",
    options={
        "a": "both get four times the parameters and four times the work",
        "b": "convolutions: the same parameters, four times the work; the linear "
        "layer: four times both",
        "c": "convolutions: both the same; the linear layer: four times both",
        "d": "neither gets more parameters; both get four times the work",
    },
    hints=[
        "Look at the two formulas for the cost of a layer. In which of them do H' and "
        "W' stand?",
        "The last maps are now 14 x 14. How many numbers reach the first linear layer?",
        "A convolution uses the same weights at more places. A linear layer has one "
        "weight for each of its inputs.",
    ],
    mistakes=[
        (
            "a",
            "A kernel of 3 x 3 on 64 channels has 576 weights, on a stamp and on a "
            "poster.",
        ),
        (
            "c",
            "Local, yes; but a picture of four times the area has four times as many "
            "places to visit.",
        ),
        (
            "d",
            "Right for convolutions. The linear layer has a weight for every number "
            "that it gets, and now it gets 512 maps of 14 x 14.",
        ),
    ],
    notice="Half a billion parameters more, for a layer that is tied to one size of "
    "picture. A mean over each map does away with both.",
)


# ---- alexnet-and-vgg/count: a function -------------------------------------------


def _count(
    bias: int = 1,
    kernel: int = 9,
    *,
    head_bias: int = 1,
    grow: bool = True,
    halve: bool = True,
    square: bool = True,
    hidden_layers: int = 2,
) -> Callable:
    """Make a counter, right or with one thing left out."""

    def vgg_parameters(maps, depths, in_channels, image_size, hidden, num_classes):
        total, channels, side = 0, in_channels, image_size
        for n, depth in zip(maps, depths, strict=True):
            for _ in range(depth):
                total += n * (channels * kernel + bias)
                channels = n if grow else channels
            side = side // 2 if halve else side
        features = maps[-1] * (side**2 if square else side)
        sizes = [features, *[hidden] * hidden_layers, num_classes]
        for n_in, n_out in pairwise(sizes):
            total += n_out * (n_in + head_bias)
        return total

    return vgg_parameters


vgg_parameters = _count()


def _convolutions_only(maps, depths, in_channels, image_size, hidden, num_classes):
    total, channels = 0, in_channels
    for n, depth in zip(maps, depths, strict=True):
        for _ in range(depth):
            total += n * (channels * 9 + 1)
            channels = n
    return total


COUNT = Function(
    id="alexnet-and-vgg/count",
    kind="function",
    reference=vgg_parameters,
    cases=[
        ((2, 3), (1, 2), 1, 8, 5, 4),
        ((4, 8, 8), (2, 1, 2), 3, 32, 10, 7),
    ],
    hints=[
        "Walk from stage to stage and carry two numbers with you: how many maps there "
        "are, and how large they are.",
        "A convolution has n (9 channels + 1) parameters, and then there are n maps. "
        "At the end of a stage the side is halved.",
        "The linear layers have the sizes maps[-1] * side**2, hidden, hidden, "
        "num_classes, and each has n_out * (n_in + 1) parameters.",
    ],
    mistakes=[
        (
            _count(bias=0),
            "The biases of the convolutions are missing: one for each kernel.",
        ),
        (
            _count(head_bias=0),
            "The biases of the linear layers are missing.",
        ),
        (
            _count(bias=0, head_bias=0),
            "All biases are missing: each kernel and each neuron has one.",
        ),
        (
            _count(kernel=3),
            "A kernel of 3 x 3 has 9 weights on each channel, not 3.",
        ),
        (
            _count(grow=False),
            "After a convolution of n kernels there are n maps, and the next kernels "
            "reach through all of them.",
        ),
        (
            _count(halve=False),
            "Every stage ends in a pooling that halves the side of the maps.",
        ),
        (
            _count(square=False),
            "A map has side * side numbers, and each of them reaches the first linear "
            "layer.",
        ),
        (
            _count(hidden_layers=1),
            "There are two hidden linear layers before the last: hidden to hidden is "
            "missing.",
        ),
        (
            _convolutions_only,
            "These are the convolutions. The three linear layers are missing, and "
            "in a large VGG they are nearly everything.",
        ),
    ],
    notice="One function counts the whole family: that is what it means that VGG is "
    "no more than a list of numbers.",
)


# ---- alexnet-and-vgg/merge: a function -------------------------------------------


def merge(first, second):
    """Return the kernel that does the work of first, then second."""
    first, second = np.asarray(first, float), np.asarray(second, float)
    R, Q = len(first), len(second)
    whole = np.zeros((R + Q - 1, R + Q - 1))
    for u in range(Q):
        for v in range(Q):
            whole[u : u + R, v : v + R] += second[u, v] * first
    return whole


def _flipped(first, second):
    return merge(first, second[::-1, ::-1])


def _overwritten(first, second):
    R, Q = len(first), len(second)
    whole = np.zeros((R + Q - 1, R + Q - 1))
    for u in range(Q):
        for v in range(Q):
            whole[u : u + R, v : v + R] = second[u, v] * first
    return whole


def _padded_product(first, second):
    R, Q = len(first), len(second)
    whole = np.zeros((R + Q - 1, R + Q - 1))
    whole[:R, :R] = first
    whole[-Q:, -Q:] += second
    return whole


def _transposed(first, second):
    return merge(first, second.T)


def _valid_only(first, second):
    whole = merge(first, second)
    cut = min(len(first), len(second)) - 1
    return whole[cut:-cut, cut:-cut] if cut else whole


MERGE = Function(
    id="alexnet-and-vgg/merge",
    kind="function",
    reference=merge,
    cases=[
        _draw((2, 2), (2, 2)),
        _draw((3, 3), (2, 2)),
    ],
    hints=[
        "Write the second layer's output at one place as a sum over (u, v), and put "
        "in for each number of the map what the first layer made it from.",
        "The number at (i + u, j + v) of the map is first, laid on the pixels from "
        "(i + u, j + v) on. How often does it count?",
        "Begin with zeros; for all u, v: "
        "whole[u : u + R, v : v + R] += second[u, v] * first.",
    ],
    mistakes=[
        (
            _flipped,
            "You turned the second kernel around. A mathematician's convolution does "
            "that; layers of networks do not.",
        ),
        (
            _overwritten,
            "The shifted copies overlap, and add up where they do: += instead of =.",
        ),
        (
            _padded_product,
            "The kernels are not laid side by side: each weight of the second one "
            "multiplies a whole copy of the first.",
        ),
        (
            _transposed,
            "Rows and columns of the second kernel are exchanged.",
        ),
        (
            _valid_only,
            "Only the middle is left. Every pixel that any path reaches belongs to "
            "the kernel: its side is R + Q - 1.",
        ),
        (
            lambda first, second: (
                np.asarray(first) @ np.asarray(second)
                if len(first) == len(second)
                else np.zeros(())
            ),
            "This is a matrix product. Kernels follow each other in another way: each "
            "weight of the second multiplies a shifted copy of the first.",
        ),
    ],
    notice="The order does not matter: merge(a, b) = merge(b, a). With a ReLU in "
    "between there is no such kernel, and that is the point of having it.",
)


# ---- alexnet-and-vgg/grouped: a function -----------------------------------------


def _conv(x, w):
    R = w.shape[2]
    H, W = x.shape[2] - R + 1, x.shape[3] - R + 1
    y = np.zeros((len(x), len(w), H, W))
    for u in range(R):
        for v in range(R):
            patch = x[:, :, u : u + H, v : v + W]
            y += np.einsum("ncij,kc->nkij", patch, w[:, :, u, v])
    return y


def _towers(x, w, groups, order: Callable, join: Callable) -> np.ndarray:
    xs = np.split(np.asarray(x, float), groups, axis=1)
    ws = np.split(np.asarray(w, float), groups)
    return join([_conv(a, b) for a, b in zip(order(xs), ws, strict=True)])


def _joined(ys):
    return np.concatenate(ys, axis=1)


def grouped(x, w, groups):
    """Convolve each group of channels with its own kernels."""
    return _towers(x, w, groups, list, _joined)


def _crossed(x, w, groups):
    return _towers(x, w, groups, lambda xs: xs[::-1], _joined)


def _first_only(x, w, groups):
    return _towers(x, w, groups, lambda xs: [xs[0]] * groups, _joined)


def _added(x, w, groups):
    return _towers(x, w, groups, list, sum)


def _interleaved(x, w, groups):
    def join(ys):
        y = np.stack(ys, axis=2)
        return y.reshape(len(x), -1, *y.shape[3:])

    return _towers(x, w, groups, list, join)


def _every_second(x, w, groups):
    x = np.asarray(x, float)
    ws = np.split(np.asarray(w, float), groups)
    return _joined([_conv(x[:, g::groups], b) for g, b in enumerate(ws)])


def _whole(x, w, groups):
    return _conv(np.asarray(x, float), np.tile(w, (1, groups, 1, 1)))


GROUPED = Function(
    id="alexnet-and-vgg/grouped",
    kind="function",
    reference=grouped,
    cases=[
        (*_draw((1, 4, 3, 3), (4, 2, 2, 2)), 2),
        (*_draw((2, 3, 3, 4), (6, 1, 2, 2)), 3),
        (*_draw((1, 2, 3, 3), (2, 2, 3, 3)), 1),
    ],
    hints=[
        "Split both x and w into groups. Along which axis each?",
        "x along its channels, axis 1; w along its kernels, axis 0. Then there are "
        "`groups` ordinary convolutions.",
        "Convolve xs[g] with ws[g] and concatenate the outputs along axis 1.",
    ],
    mistakes=[
        (
            _crossed,
            "Each tower got the other's channels: the first kernels belong to the "
            "first channels.",
        ),
        (
            _first_only,
            "All kernels look at the first channels. The second part of the kernels "
            "belongs to the second part of the channels.",
        ),
        (
            _added,
            "You added the outputs of the groups. They are different maps: concatenate "
            "them along axis 1.",
        ),
        (
            _interleaved,
            "The maps are right, their order is not: first all maps of the first "
            "group, then those of the second.",
        ),
        (
            _every_second,
            "A group is a run of neighboring channels, not every second one.",
        ),
        (
            _whole,
            "Here every kernel sees all channels, with its weights repeated. In a "
            "tower it sees only those of its own group.",
        ),
    ],
    notice="With g groups there are 1/g of the weights and of the work. With as many "
    "groups as channels it is called a depthwise convolution, the stuff of networks "
    "for telephones.",
)


# ---- alexnet-and-vgg/spread: a debugging lab -------------------------------------


def _scaled(fan: Callable, top: float = 2.0, power: float = 0.5) -> Callable:
    """Make the lab's function: fan(K, C, R) and the numerator of the variance."""

    def he_for_conv(z):
        z = np.asarray(z, float)
        K, C, R, _ = z.shape
        return z * (top / fan(K, C, R)) ** power

    return he_for_conv


def _fan_in(K, C, R):
    return C * R * R


he_for_conv = _scaled(_fan_in)

SPREAD = Function(
    id="alexnet-and-vgg/spread",
    kind="debug",
    reference=he_for_conv,
    start=_scaled(_fan_in, top=1.0),
    cases=[_draw((2, 1, 2, 2)), _draw((1, 3, 2, 2)), _draw((3, 2, 1, 1))],
    hints=[
        "By which factor does the spread shrink from one layer to the next? Try one "
        "layer instead of twelve.",
        "Half of what comes to a ReLU is negative. What does it do to the mean of the "
        "squares?",
        "He's variance is 2 / fan_in: the 2 gives back the half that the ReLU takes.",
    ],
    mistakes=[
        (
            _scaled(lambda K, C, R: K * R * R),
            "The 2 is right. But a neuron adds up fan_in = C R R terms: C, the maps "
            "that come in, not K.",
        ),
        (
            _scaled(lambda K, C, R: C),
            "The 2 is right. But a kernel adds up R R pixels of each map: fan_in has "
            "the factor R R.",
        ),
        (
            _scaled(lambda K, C, R: C * R),
            "The 2 is right. But a kernel has R R weights on each map: fan_in = C R R.",
        ),
        (
            _scaled(_fan_in, power=1.0),
            "The variance is right now, but z is multiplied by the standard deviation, "
            "its square root.",
        ),
        (
            _scaled(_fan_in, top=4.0),
            "Now the signal grows, by the root of 2 a layer. The ReLU takes half of "
            "the mean square: give back a factor of 2.",
        ),
        (
            _scaled(_fan_in, top=6.0),
            "6 / fan_in is the square of the bound of He's *uniform* weights. For "
            "normal ones the variance itself counts.",
        ),
    ],
    notice="A factor of the root of 2 a layer is 64 after twelve layers, and nothing "
    "in the code looks wrong. This scheme, 1 / fan_in, is right for a network without "
    "ReLU.",
)


EXERCISES = [BY_HAND, TWICE, COUNT, MERGE, GROUPED, SPREAD]
