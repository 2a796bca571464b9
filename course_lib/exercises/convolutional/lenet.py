"""Exercises of the chapter lenet, in book order."""

from collections.abc import Callable

import numpy as np

from ... import scratch
from ..engine import Choice, Function, Layer, Value

_rng = np.random.default_rng(17)

# ---- lenet/parameters: numbers ---------------------------------------------------

PARAMETERS = Value(
    id="lenet/parameters",
    kind="number",
    reference=np.array([456, 2416, 48120, 10164, 8500]),
    tolerance=1e-3,
    hints=[
        "Only the first and the last layer differ from the table of the chapter. What "
        "changed in front of the first, and behind the last?",
        "A kernel reaches through all channels that come in: 3 · 5 · 5 weights, and "
        "one bias. How many kernels are there?",
        "First layer 6 · (3 · 25 + 1). Last layer: 100 neurons, each with 84 weights "
        "and one bias. The three between are those of the chapter.",
    ],
    mistakes=[
        (
            [450, 2400, 48000, 10080, 8400],
            "These are the weights alone. Every kernel and every neuron has one bias.",
        ),
        (
            [156, 2416, 48120, 10164, 8500],
            "The first layer still looks at one channel. A kernel for color reaches "
            "through all three: 3 · 5 · 5 weights.",
        ),
        (
            [468, 2416, 48120, 10164, 8500],
            "You gave each kernel a bias for every channel. The three channels are "
            "summed first; the sum gets one bias.",
        ),
        (
            [456, 416, 48120, 10164, 8500],
            "In the second convolution each kernel reads all 6 maps in front of it: "
            "6 · 5 · 5 weights, not 5 · 5.",
        ),
        (
            [456, 2416, 48120, 10164, 850],
            "The last layer still has 10 neurons. There are 100 classes.",
        ),
        (
            [456, 2416, 1920, 10164, 8500],
            "Behind the second pooling stand 16 maps of 5 × 5: the first linear layer "
            "gets 400 numbers, not 15.",
        ),
    ],
    notice="Two more color channels cost 300 weights, ninety more classes 7,650. The "
    "layer behind Flatten is larger than all others together.",
)


# ---- lenet/sizes: a function -----------------------------------------------------


def sides(image_size):
    """Return the side of the maps behind C1, S2, C3 and S4."""
    found, side = [], int(image_size)
    for _ in range(2):
        found.append(side - 4)
        found.append((side - 4) // 2)
        side = found[-1]
    return np.array(found)


def _walk(conv: Callable, pool: Callable) -> Callable:
    def sides(image_size):
        found, side = [], image_size
        for _ in range(2):
            found.append(conv(side))
            found.append(pool(found[-1]))
            side = found[-1]
        return np.array(found)

    return sides


SIZES = Function(
    id="lenet/sizes",
    kind="function",
    reference=sides,
    cases=[(32,), (28,), (33,), (47,), (224,)],
    hints=[
        "A kernel of 5 pixels fits on a line of 6 pixels at 2 places. At how many on "
        "a line of n?",
        "A convolution takes 4 pixels off the side. Pooling halves it; what does it do "
        "with an odd side?",
        "side - 4, then // 2, then - 4, then // 2: whole-number division leaves out "
        "the last row of an odd side.",
    ],
    mistakes=[
        (
            _walk(lambda n: n - 5, lambda n: n // 2),
            "One pixel too few behind each convolution: a kernel of 5 fits on n pixels "
            "at n - 4 places, because the place where it starts counts too.",
        ),
        (
            _walk(lambda n: n, lambda n: n // 2),
            "Your convolutions keep the size. That takes a frame of 2 zeros, and "
            "LeNet has none.",
        ),
        (
            _walk(lambda n: n - 4, lambda n: -(-n // 2)),
            "You rounded up behind the pooling. A window that reaches over the edge is "
            "left out: round down.",
        ),
        (
            _walk(lambda n: n - 4, lambda n: n / 2),
            "There is no half row of pixels: use // for whole-number division.",
        ),
        (
            _walk(lambda n: n - 4, lambda n: n - 1),
            "A pooling window moves by 2, its own width: the side is halved.",
        ),
    ],
    notice="Odd sides lose a row without a word. And 224 pixels leave maps of 53 × 53: "
    "16 of them are 44,944 numbers for the first linear layer to read.",
)


# ---- lenet/table: a function -----------------------------------------------------


def table_cost(table, kernel_size, side):
    """Count the parameters and connections of a convolution with a table."""
    table = np.asarray(table)
    parameters = int(table.sum()) * kernel_size**2 + table.shape[1]
    return parameters, parameters * side**2


def _cost(parameters: Callable, connections: Callable | None = None) -> Callable:
    def table_cost(table, kernel_size, side):
        p = int(parameters(table, kernel_size**2))
        if connections is None:
            return p, p * side**2
        return p, int(connections(table, kernel_size**2, side))

    return table_cost


_TABLE = np.zeros((6, 16), dtype=int)
_SEES = "012 123 234 345 450 501 0123 1234 2345 3450 4501 5012 0134 1245 0235 012345"
for _k, _maps in enumerate(_SEES.split()):
    _TABLE[[int(_m) for _m in _maps], _k] = 1

TABLE = Function(
    id="lenet/table",
    kind="function",
    reference=table_cost,
    cases=[
        (_TABLE, 5, 10),
        (np.array([[1, 0, 1], [1, 1, 1]]), 3, 4),
        (np.ones((4, 2), dtype=int), 3, 7),
    ],
    returns=("parameters", "connections"),
    hints=[
        "Every 1 in the table is a small kernel. What else does an output map have?",
        "table.sum() kernels of kernel_size² weights, and one bias for each output "
        "map, which is a column. At how many places is each of these numbers used?",
        "parameters = table.sum() * kernel_size**2 + table.shape[1], and "
        "connections = parameters * side**2.",
    ],
    mistakes=[
        (
            _cost(lambda t, k: t.sum() * k),
            "The biases are missing: one for each output map, that is for each column.",
        ),
        (
            _cost(lambda t, k: t.sum() * (k + 1)),
            "You gave every small kernel a bias. Each output map has one, however many "
            "maps it sees.",
        ),
        (
            _cost(lambda t, k: t.sum() * k + t.shape[0]),
            "You counted one bias for each input map. It is one for each output map: "
            "the columns.",
        ),
        (
            _cost(lambda t, k: t.size * k + t.shape[1]),
            "You counted all places of the table, zeros included. A zero means that "
            "this map is not seen.",
        ),
        (
            _cost(
                lambda t, k: t.sum() * k + t.shape[1],
                lambda t, k, side: t.sum() * k * side**2,
            ),
            "The parameters are right. The bias is a connection too, once at every "
            "pixel of its map: the paper counts it.",
        ),
        (
            _cost(
                lambda t, k: t.sum() * k + t.shape[1],
                lambda t, k, side: (t.sum() * k + t.shape[1]) * side,
            ),
            "The parameters are right. Each is used at every pixel of its output map, "
            "and there are side² of them.",
        ),
    ],
    notice="The first case is C3 of 1998: 1,516 parameters, 151,600 connections. With "
    "all 96 places of the table filled it would be 2,416 and 241,600.",
)


# ---- lenet/build: a layer --------------------------------------------------------


def _lenet(pool: str = "AvgPool2d", hidden_activation=True, last=False, first=True):
    """Make a LeNet with one part exchanged or left out."""

    class LeNet(scratch.Sequential):
        def __init__(
            self,
            channels,
            hidden,
            in_channels,
            num_classes,
            image_size,
            *,
            kernel_size,
            rng,
        ):
            layers, maps, side = [], in_channels, image_size
            for n in channels:
                layers.append(scratch.Conv2d(maps, n, kernel_size, rng=rng))
                layers += [scratch.Tanh()] if first else []
                layers.append(getattr(scratch, pool)(2))
                maps, side = n, (side - kernel_size + 1) // 2
            layers.append(scratch.Flatten())
            features = maps * side**2
            for n in hidden:
                layers.append(scratch.Linear(features, n, rng=rng))
                layers += [scratch.Tanh()] if hidden_activation else []
                features = n
            layers.append(scratch.Linear(features, num_classes, rng=rng))
            layers += [scratch.Tanh()] if last else []
            super().__init__(*layers)

    return LeNet


BUILD = Layer(
    id="lenet/build",
    kind="layer",
    reference=scratch.LeNet,
    case="lenet",
    hints=[
        "Collect the layers in a list, and end with super().__init__(*layers).",
        "Two numbers change on the way: how many maps come into the next convolution, "
        "and how large they are.",
        "For each n in channels: Conv2d(maps, n, kernel_size, rng=rng), Tanh(), "
        "AvgPool2d(2); then maps = n and side = (side - kernel_size + 1) // 2. Then "
        "Flatten(), and features = maps * side**2 for the first Linear.",
    ],
    mistakes=[
        (
            _lenet(pool="MaxPool2d"),
            "You took the maximum of each window. LeNet averages: AvgPool2d.",
        ),
        (
            _lenet(hidden_activation=False),
            "There is no tanh between the linear layers. Two linear layers in a row "
            "are one.",
        ),
        (
            _lenet(last=True),
            "There is a tanh behind the last layer. The loss wants logits, which may "
            "be any numbers.",
        ),
        (
            _lenet(first=False),
            "There is no tanh behind the convolutions. Convolution and average are "
            "both linear: without it they are one convolution.",
        ),
    ],
    notice="The backward pass came for free: Sequential turns the order around, and "
    "every layer knows its own.",
)


# ---- lenet/shuffled-pixels: a prediction -----------------------------------------

SHUFFLED_PIXELS = Choice(
    id="lenet/shuffled-pixels",
    kind="prediction",
    reference="b",
    options={
        "a": "LeNet loses nothing, the MLP falls below 50 %",
        "b": "neither loses more than three points",
        "c": "the MLP loses nothing, LeNet falls below 50 %",
        "d": "both fall below 50 %",
    },
    hints=[
        "Would the MLP notice that its inputs were given other numbers?",
        "A linear layer sums over all inputs: exchange two pixels, and the two columns "
        "of weights, and nothing has changed. LeNet's kernels expect neighbors.",
        "The kernels have nothing to find now. But they still mix 25 pixels into one "
        "number, at each place, and three linear layers stand behind them.",
    ],
    mistakes=[
        (
            "a",
            "The MLP is the one that cannot notice: exchange the columns of its first "
            "weights in the same way, and it is the same network.",
        ),
        (
            "c",
            "The kernels lose their sense, but not the picture: every map is still "
            "made of its pixels, and the linear layers behind can read what a jumble "
            "of kernels leaves.",
        ),
        (
            "d",
            "Nothing was lost: every picture still holds the same numbers, always at "
            "the same places. The MLP does not even notice.",
        ),
    ],
    notice="What LeNet knows before it has seen a digit is that neighbors belong "
    "together. That it loses so little without them says something about these "
    "digits, small and centered: neighbors were worth little.",
)


# ---- lenet/squinting: a debugging lab --------------------------------------------


def pool_and_flatten(x):
    """Average windows of 2 x 2, then write each image into one row."""
    N, C, H, W = x.shape
    windows = x.reshape(N, C, H // 2, 2, W // 2, 2)
    return windows.mean(axis=(3, 5)).reshape(N, -1)


def _squinting(x):
    N, C, H, W = x.shape
    windows = x.reshape(N, C, 2, H // 2, 2, W // 2)
    return windows.mean(axis=(2, 4)).reshape(N, -1)


def _one_axis(x):
    N, C, H, W = x.shape
    windows = x.reshape(N, C, H // 2, 2, 2, W // 2)
    return windows.mean(axis=(3, 4)).reshape(N, -1)


def _wrong_axes(x):
    N, C, H, W = x.shape
    windows = x.reshape(N, C, H // 2, 2, W // 2, 2)
    return windows.mean(axis=(2, 4)).reshape(N, -1)


def _wrong_axes_again(x):
    N, C, H, W = x.shape
    windows = x.reshape(N, C, 2, H // 2, 2, W // 2)
    return windows.mean(axis=(3, 5)).reshape(N, -1)


def _summed(x):
    return 4 * pool_and_flatten(x)


def _largest(x):
    N, C, H, W = x.shape
    windows = x.reshape(N, C, H // 2, 2, W // 2, 2)
    return windows.max(axis=(3, 5)).reshape(N, -1)


def _channels_last(x):
    N, C, H, W = x.shape
    windows = x.reshape(N, C, H // 2, 2, W // 2, 2)
    return windows.mean(axis=(3, 5)).transpose(0, 2, 3, 1).reshape(N, -1)


SQUINTING = Function(
    id="lenet/squinting",
    kind="debug",
    reference=pool_and_flatten,
    start=_squinting,
    cases=[
        (np.arange(16.0).reshape(1, 1, 4, 4),),
        (_rng.integers(0, 9, (2, 3, 4, 4)).astype(float),),
        (_rng.integers(0, 9, (2, 2, 6, 8)).astype(float),),
    ],
    hints=[
        "Follow the 16 numbers of the small picture. Which four should meet in the "
        "first average, and which four did?",
        "reshape cuts an axis of H pixels into groups. (2, H // 2) makes 2 groups of "
        "H / 2 pixels; what do you want?",
        "reshape(N, C, H // 2, 2, W // 2, 2): H / 2 groups of two neighbors. The axes "
        "to average are those of length 2.",
    ],
    mistakes=[
        (
            _one_axis,
            "The rows are mended, the columns are not: W pixels are still cut into 2 "
            "groups of W / 2.",
        ),
        (
            _wrong_axes,
            "The windows are right now. Average over the axes of length 2, the ones "
            "inside a window: they are 3 and 5.",
        ),
        (
            _wrong_axes_again,
            "This averages whole quarters of the image. The windows themselves are "
            "cut wrong: groups of two neighbors are needed.",
        ),
        (
            _summed,
            "This is four times the mean: the sum of each window.",
        ),
        (
            _largest,
            "This is the maximum of each window. LeNet averages.",
        ),
        (
            _channels_last,
            "The pooling is mended, but now each row is written pixel by pixel, with "
            "the maps inside. Flatten goes map by map, (C, H, W).",
        ),
    ],
    notice="The shape was right all along, and every number was the mean of four "
    "pixels, only not of neighbors. Shapes alone prove nothing.",
)


EXERCISES = [PARAMETERS, SIZES, TABLE, BUILD, SHUFFLED_PIXELS, SQUINTING]
