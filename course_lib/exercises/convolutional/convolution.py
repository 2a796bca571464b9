"""Exercises of the chapter convolution, in book order."""

from collections.abc import Callable

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from ..engine import Choice, Function, Value

_rng = np.random.default_rng(14)


def _whole(*shape: int) -> np.ndarray:
    """Draw small whole numbers, so that feedback can be followed by hand."""
    return _rng.integers(-3, 4, shape).astype(float)


def _correlate(x: np.ndarray, w: np.ndarray) -> np.ndarray:
    """Lay w on every place of x where it fits, multiply and add."""
    windows = sliding_window_view(np.asarray(x, float), np.shape(w))
    return np.einsum("ijuv,uv->ij", windows, np.asarray(w, float))


# ---- convolution/by-hand: numbers ------------------------------------------------

_PICTURE = np.array([[1.0, 2, 0, 1], [0, 1, 3, 0], [2, 0, 1, 1]])
_KERNEL = np.array([[1.0, 0], [-1, 2]])

BY_HAND = Value(
    id="convolution/by-hand",
    kind="number",
    reference=_correlate(_PICTURE, _KERNEL) + 1,
    tolerance=1e-3,
    hints=[
        "Lay the kernel on the upper left corner of the picture, so that it covers "
        "1, 2 and 0, 1. Multiply what lies on each other and add.",
        "The first number is 1·1 + 0·2 − 1·0 + 2·1 + 1 = 4. Then move the kernel one "
        "place to the right.",
        "There are 2 rows of 3: y[i, j] = x[i, j] − x[i+1, j] + 2 x[i+1, j+1] + 1.",
    ],
    mistakes=[
        (
            _correlate(_PICTURE, _KERNEL),
            "The bias 1 is missing: it is added to every output.",
        ),
        (
            _correlate(_PICTURE, _KERNEL[::-1, ::-1]) + 1,
            "You turned the kernel around. That is what mathematics calls convolution; "
            "the layer lays the kernel on as it is.",
        ),
        (
            _correlate(_PICTURE, _KERNEL) - 1,
            "You subtracted the bias. It is added.",
        ),
        (
            _correlate(_PICTURE, _KERNEL.T) + 1,
            "Rows and columns of the kernel have changed places: the first row of the "
            "kernel meets the upper row of the picture.",
        ),
        (
            _correlate(_PICTURE, _KERNEL) + 4,
            "You added the bias once for each of the four products. It is added once "
            "to each output.",
        ),
        (
            _correlate(_PICTURE, abs(_KERNEL)) + 1,
            "One of the weights is −1: its product is taken away.",
        ),
        (
            (_correlate(_PICTURE, _KERNEL) + 1)[:, ::2],
            "You moved the kernel two places at a time. With stride 1 it moves by one, "
            "and there are three columns.",
        ),
        (
            (_correlate(_PICTURE, _KERNEL) + 1)[:1, ::2],
            "You laid the kernels side by side, without overlap. With stride 1 the "
            "next one begins one place further, and there are 2 rows of 3.",
        ),
    ],
    notice="Five numbers, four weights and a bias, made all six outputs; they would "
    "make every output of a whole photo, too.",
)


# ---- convolution/output-size: a function -----------------------------------------


def output_size(size, R, S, P):
    """Count the places at which a kernel of R fits into size + 2 P, in steps of S."""
    return (size + 2 * P - R) // S + 1


OUTPUT_SIZE = Function(
    id="convolution/output-size",
    kind="function",
    reference=output_size,
    cases=[
        (32, 5, 1, 0),
        (224, 11, 4, 2),
        (8, 3, 2, 1),
        (7, 3, 2, 0),
        (10, 1, 3, 0),
        (12, 3, 4, 1),
    ],
    hints=[
        "First only stride 1: how many places does a kernel of 3 have in a row of 5?",
        "The padding makes the row longer by 2 P. The last place at which the kernel "
        "may begin is size + 2 P − R, counted from 0.",
        "(size + 2 * P - R) // S + 1",
    ],
    mistakes=[
        (
            lambda size, R, S, P: (size + P - R) // S + 1,
            "The padding is there on both sides: it makes the row longer by 2 P.",
        ),
        (
            lambda size, R, S, P: (size + 2 * P - R) // S,
            "The first place is place 0, so there is one place more than there are "
            "steps: + 1.",
        ),
        (
            lambda size, R, S, P: (size + 2 * P - R) / S + 1,
            "The kernel has to fit completely: what is left over is not used. Divide "
            "with //.",
        ),
        (
            lambda size, R, S, P: -((R - size - 2 * P) // S) + 1,
            "You rounded up. A kernel that sticks out at the end does not count.",
        ),
        (
            lambda size, R, S, P: round((size + 2 * P - R) / S + 1),
            "You rounded to the nearest whole number. Three quarters of a step are not "
            "a place: always round down, with //.",
        ),
        (
            lambda size, R, S, P: (size + 2 * P - R - 1) // S + 1,
            "One too much is taken away: a kernel that begins at size + 2 P − R, "
            "counted from 0, ends with the last pixel, and still fits.",
        ),
        (
            lambda size, R, S, P: -(-size // S),
            "This is size / S, rounded up, the rule for one special padding. Here R "
            "and P are given: use them.",
        ),
        (
            lambda size, R, S, P: (size + 2 * P) // S,
            "The kernel size R is not used: near the end a kernel of R sticks out.",
        ),
        (
            lambda size, R, S, P: size + 2 * P - R + 1,
            "This is the number of places with stride 1: the stride is not used.",
        ),
        (
            lambda size, R, S, P: (size + 2 * P - R + 1) // S,
            "The + 1 counts the first place, which is there whatever the stride: add "
            "it after the division.",
        ),
        (
            lambda size, R, S, P: (size - R) // S + 1,
            "The padding P is not used.",
        ),
        (
            lambda size, R, S, P: (size + 2 * P - R) // S + 2 * P + 1,
            "The padding lies around the input, where the kernel walks over it, not "
            "around the output: add 2 P before the division.",
        ),
    ],
    notice="The second case is AlexNet's first layer: 224 pixels become 55. Its "
    "kernels never touch the last padded column: that is what the floor drops.",
)


# ---- convolution/flip: a function ------------------------------------------------


def convolve(x, w):
    """Convolve in the sense of mathematics, where the kernel fits completely."""
    return _correlate(x, np.asarray(w)[::-1, ::-1])


def _everywhere(x, w):
    return convolve(np.pad(x, len(w) - 1), w)


def _wrapped(x, w):
    y = np.zeros_like(x)
    for u, v in np.ndindex(w.shape):
        y += w[u, v] * np.roll(x, (u, v), (0, 1))
    return y[: len(x) - len(w) + 1, : x.shape[1] - len(w) + 1]


FLIP = Function(
    id="convolution/flip",
    kind="function",
    reference=convolve,
    cases=[
        (_whole(3, 4), np.array([[1.0, 2], [-1, 3]])),
        (_whole(4, 5), np.array([[1.0, 0, 2], [-1, 3, 1], [2, -2, 0]])),
    ],
    hints=[
        "What the layer computes differs from what mathematics calls convolution in "
        "one step before everything else.",
        "Turn the kernel by half a turn: reverse its rows and its columns.",
        "windows = sliding_window_view(x, w.shape), then "
        "np.einsum('ijuv,uv->ij', windows, w[::-1, ::-1]).",
    ],
    mistakes=[
        (
            _correlate,
            "This is the cross-correlation, which the layer computes. For a "
            "convolution the kernel is turned first.",
        ),
        (
            lambda x, w: _correlate(x, w[::-1]),
            "You reversed the rows of the kernel only. Its columns are reversed too.",
        ),
        (
            lambda x, w: _correlate(x, w[:, ::-1]),
            "You reversed the columns of the kernel only. Its rows are reversed too.",
        ),
        (
            lambda x, w: _correlate(x, w.T),
            "You transposed the kernel, a mirror along its diagonal. It is turned by "
            "half a turn: both axes are reversed.",
        ),
        (
            lambda x, w: _correlate(x, w[::-1, ::-1].T),
            "Half a turn and a transposition: leave the transposition out.",
        ),
        (
            lambda x, w: _correlate(x, np.rot90(w)),
            "You turned the kernel by a quarter. It takes half a turn.",
        ),
        (
            lambda x, w: _correlate(x[::-1, ::-1], w[::-1, ::-1]),
            "You turned both, kernel and picture, so the output is only the "
            "cross-correlation turned around. Turn the kernel alone.",
        ),
        (
            lambda x, w: _correlate(x[::-1, ::-1], w),
            "You turned the picture in place of the kernel: the numbers are right and "
            "stand in reversed order.",
        ),
        (
            _everywhere,
            "These are all places where kernel and picture touch. Keep those where "
            "the kernel fits in completely.",
        ),
        (
            lambda x, w: _everywhere(x, w)[
                (len(w) - 1) // 2 : (len(w) - 1) // 2 + len(x),
                (len(w) - 1) // 2 : (len(w) - 1) // 2 + x.shape[1],
            ],
            "As many outputs as pixels: at some of them the kernel sticks out. Keep "
            "the places where it fits in completely.",
        ),
        (
            _wrapped,
            "x[i − u, j − v] has negative indices, which NumPy counts from the end. "
            "With i + R − 1 − u and j + R − 1 − v the first window fits.",
        ),
        (
            lambda x, w: convolve(x, w)[:-1, :-1],
            "The last row and column are missing: there are size − R + 1 places.",
        ),
    ],
    notice="np.convolve and scipy.signal.convolve2d turn the kernel; a layer learns "
    "its kernel and does not care which way around.",
)


# ---- convolution/forward: a function ---------------------------------------------


def conv2d(x, w, b, stride, padding):
    """Compute a convolutional layer's output (eq-conv)."""
    x, w, b, P = np.asarray(x), np.asarray(w), np.asarray(b), padding
    x = np.pad(x, ((0, 0), (0, 0), (P, P), (P, P)))
    windows = sliding_window_view(x, w.shape[2:], axis=(2, 3))
    windows = windows[:, :, ::stride, ::stride]
    return np.einsum("ncijuv,kcuv->nkij", windows, w) + b[:, None, None]


def _padded_behind(x, w, b, stride, padding):
    x = np.pad(x, ((0, 0), (0, 0), (0, 2 * padding), (0, 2 * padding)))
    return conv2d(x, w, b, stride, 0)


def _padded_before(x, w, b, stride, padding):
    x = np.pad(x, ((0, 0), (0, 0), (padding, 0), (padding, 0)))
    return conv2d(x, w, b, stride, 0)


def _padded_with_the_border(x, w, b, stride, padding):
    P = padding
    x = np.pad(x, ((0, 0), (0, 0), (P, P), (P, P)), mode="edge")
    return conv2d(x, w, b, stride, 0)


FORWARD = Function(
    id="convolution/forward",
    kind="function",
    reference=conv2d,
    cases=[
        (_whole(1, 2, 3, 3), _whole(2, 2, 2, 2), np.array([1.0, -2.0]), 1, 0),
        (_whole(1, 2, 3, 4), _whole(2, 2, 3, 3), np.array([0.5, 2.0]), 1, 1),
        (_whole(2, 1, 5, 4), _whole(3, 1, 2, 2), np.array([1.0, -1.0, 3.0]), 2, 1),
    ],
    hints=[
        "Four loops are fine: over samples, kernels, and the two coordinates of the "
        "output. What do you multiply at one place?",
        "At place (i, j), the window x[n, :, S·i : S·i + R, S·j : S·j + R] meets the "
        "kernel w[k], channel by channel. Multiply and add everything.",
        "Pad first: np.pad(x, ((0, 0), (0, 0), (P, P), (P, P))). Then "
        "y[n, k, i, j] = (window * w[k]).sum() + b[k].",
    ],
    mistakes=[
        (
            lambda x, w, b, stride, padding: conv2d(x, w, 0 * b, stride, padding),
            "The bias is missing: kernel k adds b[k] at every place.",
        ),
        (
            lambda x, w, b, stride, padding: conv2d(x, w, b, 1, padding),
            "The stride is not used: the window begins at stride * i, stride * j.",
        ),
        (
            lambda x, w, b, stride, padding: conv2d(x, w, b, stride, 0),
            "The padding is not used.",
        ),
        (
            lambda x, w, b, stride, padding: conv2d(
                x, w[:, :, ::-1, ::-1], b, stride, padding
            ),
            "You turned the kernel. The layer computes a cross-correlation: lay the "
            "kernel on as it is.",
        ),
        (
            lambda x, w, b, stride, padding: conv2d(
                x, w.swapaxes(2, 3), b, stride, padding
            ),
            "Rows and columns of the kernel have changed places.",
        ),
        (
            lambda x, w, b, stride, padding: conv2d(
                x[:, :1], w[:, :1], b, stride, padding
            ),
            "Only the first channel is used. Add the products of all channels.",
        ),
        (
            lambda x, w, b, stride, padding: conv2d(
                x, w / w.shape[1], b, stride, padding
            ),
            "You took the mean over the channels. Their products are added.",
        ),
        (
            lambda x, w, b, stride, padding: conv2d(
                x, w, b * w.shape[1], stride, padding
            ),
            "You added the bias once for every channel. It is added once.",
        ),
        (
            _padded_behind,
            "All the zeros are at the lower and right ends. Put P of them on each "
            "side.",
        ),
        (
            _padded_with_the_border,
            "You repeated the pixels of the border. The padding is made of zeros.",
        ),
        (
            _padded_before,
            "All the zeros are above and to the left. Put P of them on each side.",
        ),
        (
            lambda x, w, b, stride, padding: conv2d(x, w, b, 1, padding)[
                :, :, ::stride
            ],
            "The stride is used for the rows only. The columns move by it too.",
        ),
        (
            lambda x, w, b, stride, padding: np.moveaxis(
                conv2d(x, w, b, stride, padding), 1, -1
            ),
            "The numbers are right, with the kernels as the last axis. They belong "
            "second: (N, K, H', W').",
        ),
        (
            lambda x, w, b, stride, padding: conv2d(
                x, w, np.full(len(b), b[0]), stride, padding
            ),
            "Every kernel got the bias of the first: kernel k has b[k].",
        ),
    ],
    notice="However you wrote it, it is the same sum. The library's version does it in "
    "one matrix product.",
)


# ---- convolution/receptive-field: a function -------------------------------------


def receptive_field(kernels, strides):
    """Return the side of the square of pixels that one output can see."""
    field, jump = 1, 1
    for R, S in zip(kernels, strides, strict=True):
        field += (R - 1) * jump
        jump *= S
    return field


def _own_stride_too_early(kernels, strides):
    field, jump = 1, 1
    for R, S in zip(kernels, strides, strict=True):
        jump *= S
        field += (R - 1) * jump
    return field


def _last_stride_only(kernels, strides):
    field, before = 1, 1
    for R, S in zip(kernels, strides, strict=True):
        field += (R - 1) * before
        before = S
    return field


def _forward_recursion(kernels, strides):
    field = 1
    for R, S in zip(kernels, strides, strict=True):
        field = (field - 1) * S + R
    return field


def _strides_added(kernels, strides):
    field, jump = 1, 1
    for R, S in zip(kernels, strides, strict=True):
        field += (R - 1) * jump
        jump += S
    return field


def _kernel_in_pixels(kernels, strides):
    field, jump = 0, 1
    for R, S in zip(kernels, strides, strict=True):
        field += R * jump
        jump *= S
    return field


RECEPTIVE_FIELD = Function(
    id="convolution/receptive-field",
    kind="function",
    reference=receptive_field,
    cases=[
        ([3, 3, 3], [1, 1, 1]),
        ([5, 2, 5, 2], [1, 2, 1, 2]),
        ([7, 3, 3], [2, 2, 1]),
    ],
    hints=[
        "Begin with one output of the first layer. How many pixels wide is what it "
        "sees? And two neighboring outputs together?",
        "Neighbors of a map lie as many pixels apart as the strides so far, multiplied "
        "together. A kernel of R adds R − 1 neighbors.",
        "field, jump = 1, 1; for each layer field += (R - 1) * jump, and only then "
        "jump *= S.",
    ],
    mistakes=[
        (
            lambda kernels, strides: sum(R - 1 for R in kernels) + 1,
            "The strides are not used: behind a stride of 2, neighbors lie 2 pixels "
            "apart.",
        ),
        (
            _own_stride_too_early,
            "A layer's own stride sets how far its outputs lie apart; its kernel steps "
            "over its inputs. Multiply the jump after adding to the field.",
        ),
        (
            lambda kernels, strides: (
                1 + sum((R - 1) * S for R, S in zip(kernels, strides, strict=True))
            ),
            "You multiplied each kernel by its own stride. Its steps are as wide as "
            "the strides of all layers below it, multiplied together.",
        ),
        (
            _last_stride_only,
            "The strides of all layers below are multiplied together, not only that of "
            "the last.",
        ),
        (
            _forward_recursion,
            "field = (field − 1) S + R works from the last layer back to the first. "
            "You went from the first to the last.",
        ),
        (
            _kernel_in_pixels,
            "A kernel of R reaches over R − 1 steps, not R; and one output begins with "
            "a field of 1.",
        ),
        (
            lambda kernels, strides: sum(kernels),
            "You added the kernel sizes. Neighboring windows overlap: each layer adds "
            "R − 1 steps, as wide as the strides before it.",
        ),
        (
            lambda kernels, strides: int(np.prod(kernels)),
            "You multiplied the kernel sizes. Neighboring windows overlap: each layer "
            "adds R − 1 steps.",
        ),
        (
            lambda kernels, strides: receptive_field(kernels, strides) - 1,
            "One too few: a single output, before any layer, sees one pixel.",
        ),
        (
            lambda kernels, strides: receptive_field(kernels, strides) ** 2,
            "This is the number of pixels. Return the side of the square.",
        ),
        (
            lambda kernels, strides: (
                1 + int(np.prod(strides)) * sum(R - 1 for R in kernels)
            ),
            "You made every step as wide as all strides together. A layer's steps are "
            "as wide as the strides of the layers below it only.",
        ),
        (
            _strides_added,
            "You added the strides. Behind strides of 2 and 2, neighbors lie 4 pixels "
            "apart, and behind 1 and 1 they lie 1 apart: multiply.",
        ),
    ],
    notice="The second case is LeNet up to its second pooling: each number there has "
    "seen 16 of the 32 pixels, half of the picture in each direction.",
)


# ---- convolution/matrix: a function ----------------------------------------------


def as_matrix(w, height, width):
    """Write the cross-correlation with w, stride 1, no padding, as one matrix."""
    w = np.asarray(w)
    R = len(w)
    rows = []
    for i in range(height - R + 1):
        for j in range(width - R + 1):
            row = np.zeros((height, width))
            row[i : i + R, j : j + R] = w
            rows.append(row.reshape(-1))
    return np.array(rows)


def _band(w, height, width, step: Callable, turn: int | None = None):
    """Place the kernel's rows ``width`` apart, output row i at step(i)."""
    R = len(w)
    h, v = height - R + 1, width - R + 1
    out = np.zeros((h * v, height * width))
    for i in range(h):
        for j in range(v):
            for u in range(R):
                at = step(i) + j + u * (turn or width)
                part = w[u][: max(0, height * width - at)]
                out[i * v + j, at : at + R] = part
    return out


def _columns_first(w, height, width):
    maps = as_matrix(w, height, width)
    maps = maps.reshape(height - len(w) + 1, width - len(w) + 1, -1)
    return maps.swapaxes(0, 1).reshape(-1, height * width)


def _one_row_a_pixel(w, height, width):
    first = as_matrix(w, height, width)[0]
    return np.array([np.roll(first, at) for at in range(height * width)])


MATRIX = Function(
    id="convolution/matrix",
    kind="function",
    reference=as_matrix,
    cases=[
        (np.array([[1.0, 2], [3, 4]]), 3, 4),
        (np.array([[1.0, -1, 2], [0, 3, 1], [-2, 1, 5]]), 4, 5),
    ],
    hints=[
        "Each row of the matrix makes one output. Which entries of the picture does it "
        "use, and where do these stand when the picture is read line by line?",
        "Begin with a picture of zeros, put the kernel in where the window lies, and "
        "read this picture line by line: that is the row.",
        "row = np.zeros((height, width)); row[i:i+R, j:j+R] = w; row.reshape(-1), for "
        "all i, then j.",
    ],
    mistakes=[
        (
            lambda w, height, width: as_matrix(w, height, width).T,
            "This is the transpose: rows belong to outputs, columns to pixels.",
        ),
        (
            lambda w, height, width: as_matrix(w[::-1, ::-1], height, width),
            "You turned the kernel: that makes the matrix of a convolution in the "
            "sense of mathematics. The layer lays the kernel on as it is.",
        ),
        (
            lambda w, height, width: as_matrix(w.T, height, width),
            "Rows and columns of the kernel have changed places.",
        ),
        (
            lambda w, height, width: _band(
                w, height, width, lambda i: i * (width - len(w) + 1)
            ),
            "At the end of an output row the kernel goes to the start of the next line "
            "of the picture: output (i, j) begins at pixel i * width + j.",
        ),
        (
            lambda w, height, width: _band(
                w, height, width, lambda i: i * width, turn=len(w)
            ),
            "You wrote the rows of the kernel one behind the other. In the picture "
            "they stand below each other, one line of width pixels apart.",
        ),
        (
            lambda w, height, width: as_matrix(np.ones_like(w), height, width),
            "The ones are in the right places. Put the weights there.",
        ),
        (
            _columns_first,
            "The outputs come column by column. Let the row i be the outer loop and "
            "the column j the inner one.",
        ),
        (
            lambda w, height, width: as_matrix(w.T, width, height),
            "Picture and map are read column by column here. Read them line by line, "
            "as reshape does.",
        ),
        (
            _one_row_a_pixel,
            "There is a row for every pixel. Keep those of the windows that fit: "
            "(height − R + 1) (width − R + 1) rows.",
        ),
    ],
    notice="Most of it is zero, and every row holds the same few weights: the same "
    "layer as a full matrix, with nearly all of its freedom taken away.",
)


# ---- convolution/stride: a prediction --------------------------------------------

STRIDE = Choice(
    id="convolution/stride",
    kind="prediction",
    reference="d",
    options={
        "a": "the map moves to the right by one place",
        "b": "the map stays as it is: half a place is rounded to nothing",
        "c": "each number is the mean of two old neighbors",
        "d": "inside, every number is one that was skipped before: another map",
    },
    hints=[
        "Compute with stride 1 first, and then drop every second column. What does the "
        "shift do to the columns that are kept?",
        "A row x, with a kernel of one weight 1 and stride 2: the map is x0, x2, x4. "
        "Now move the row by one.",
        "The row becomes 0, x0, x1, x2, ...; every second of these is 0, x1, x3.",
    ],
    mistakes=[
        (
            "a",
            "One place of the map is two pixels. A shift of two pixels moves the map "
            "by one place; what does a shift of one do?",
        ),
        (
            "b",
            "Nothing is rounded: each kernel now lies on other pixels of the scene "
            "than before.",
        ),
        (
            "c",
            "No two outputs are averaged. Which columns of the map with stride 1 are "
            "kept before the shift, and which after it?",
        ),
    ],
    notice="With stride 1 the map moves with the picture; with stride 2 it does so for "
    "even shifts only. Odd ones show columns that the map never had.",
)


# ---- convolution/scrambled: a debugging lab --------------------------------------


def _lab(
    finish: Callable,
    order=(0, 2, 3, 1, 4, 5),
    columns: Callable = lambda w: w.reshape(len(w), -1).T,
) -> Callable:
    """Make the lab's function; finish(y, N, K, H, W) gives the output its axes."""

    def conv2d(x, w, b):
        x, w, b = np.asarray(x), np.asarray(w), np.asarray(b)
        K, C, R, _ = w.shape
        windows = sliding_window_view(x, (R, R), axis=(2, 3))
        N, _, H, W = windows.shape[:4]
        rows = windows.transpose(order).reshape(N * H * W, C * R * R)
        return finish(rows @ columns(w) + b, N, K, H, W)

    return conv2d


def _last_to_second(y, N, K, H, W):
    return y.reshape(N, H, W, K).transpose(0, 3, 1, 2)


SCRAMBLED = Function(
    id="convolution/scrambled",
    kind="debug",
    reference=_lab(_last_to_second),
    start=_lab(lambda y, N, K, H, W: y.reshape(N, K, H, W)),
    cases=[
        (_whole(1, 1, 3, 4), _whole(2, 1, 2, 2), np.array([0.0, 10.0])),
        (_whole(2, 2, 3, 4), _whole(3, 2, 2, 2), np.array([0.0, 10.0, 20.0])),
    ],
    hints=[
        "With one kernel everything is right, with two it is not. Which line treats "
        "one kernel and two differently?",
        "What is the shape of y before the last line, and which of its axes runs over "
        "the kernels?",
        "The kernels are the last axis: y.reshape(N, H, W, K), and then "
        "transpose(0, 3, 1, 2).",
    ],
    mistakes=[
        (
            _lab(lambda y, N, K, H, W: y.reshape(N, H, W, K)),
            "The numbers are in order now, with the kernels last. Move that axis to "
            "the second place.",
        ),
        (
            _lab(lambda y, N, K, H, W: y.T.reshape(N, K, H, W)),
            "For a batch of one this is right. With more, the transpose puts the "
            "kernels before the samples: reshape to (K, N, H, W) and swap two axes.",
        ),
        (
            _lab(lambda y, N, K, H, W: y.reshape(N, W, H, K).transpose(0, 3, 2, 1)),
            "Height and width have changed places: the rows of y run along a line of "
            "the output first.",
        ),
        (
            _lab(lambda y, N, K, H, W: y.reshape(N, H, W, K).transpose(0, 3, 2, 1)),
            "The kernels are in their place, but height and width have changed places.",
        ),
        (
            _lab(_last_to_second, order=(0, 2, 3, 4, 5, 1)),
            "The last line is right now, but the windows are not in the order of the "
            "weights any more, which is channel, row, column.",
        ),
        (
            _lab(lambda y, N, K, H, W: y.T.reshape(K, N, H, W)),
            "Each map is whole again. The first axis is the kernels and the second the "
            "samples: swap them.",
        ),
        (
            _lab(lambda y, N, K, H, W: y.reshape(H, W, N, K).transpose(2, 3, 0, 1)),
            "The rows of y were made from axes N, H, W in this order: take them apart "
            "in the same order.",
        ),
        (
            _lab(
                lambda y, N, K, H, W: y.reshape(N, K, H, W),
                columns=lambda w: w.reshape(-1, len(w)),
            ),
            "The product was right before: w.reshape(-1, K) mixes the kernels, it does "
            "not turn them into columns. Look one line further.",
        ),
    ],
    notice="reshape never moves a number in memory; it only renames the places. To "
    "exchange axes takes a transpose.",
)


EXERCISES = [
    BY_HAND,
    OUTPUT_SIZE,
    FLIP,
    FORWARD,
    RECEPTIVE_FIELD,
    MATRIX,
    STRIDE,
    SCRAMBLED,
]
