"""Exercises of the chapter pooling-and-backward, in book order."""

from collections.abc import Callable

import numpy as np

from ..engine import Choice, Function, Value

_rng = np.random.default_rng(15)


def _draw(*shapes: tuple[int, ...]) -> tuple[np.ndarray, ...]:
    """Draw arrays with one decimal, so that feedback is short to read."""
    return tuple(np.round(_rng.standard_normal(shape), 1) for shape in shapes)


# ---- pooling-and-backward/by-hand: an array --------------------------------------

BY_HAND = Value(
    id="pooling-and-backward/by-hand",
    kind="number",
    reference=np.array([[0.0, 11.0, 0.0], [0.0, 0.0, 1000.0], [0.0, 100.0, 0.0]]),
    tolerance=1e-3,
    hints=[
        "There are four windows of 2 x 2. Write down the largest number of each, and "
        "where it stands.",
        "The 9 is the largest number of two windows, the two at the top. What does it "
        "collect?",
        "9 gets 1 + 10, 7 gets 100 and 8 gets 1000. All others get 0.",
    ],
    mistakes=[
        (
            [[0, 10, 0], [0, 0, 1000], [0, 100, 0]],
            "The 9 won two windows and has only one of its bills here. A pixel adds "
            "up what all its windows send.",
        ),
        (
            [[0, 1, 0], [0, 0, 1000], [0, 100, 0]],
            "The 9 kept its first bill and lost the second. It won two windows: add.",
        ),
        (
            [[0, 1111, 0], [0, 0, 0], [0, 0, 0]],
            "You took the largest number of the whole picture. Every window has a "
            "maximum of its own.",
        ),
        (
            [[0, 99, 0], [0, 0, 8000], [0, 700, 0]],
            "You multiplied by the pixel. A maximum copies its winner, so its slope "
            "is 1.",
        ),
        (
            [[0.25, 2.75, 2.5], [25.25, 277.75, 252.5], [25, 275, 250]],
            "This is the gradient of average pooling: every pixel of a window got a "
            "quarter.",
        ),
        (
            [[0, 1, 0], [0, 0, 1], [0, 1, 0]],
            "These are the places of the winners. Now carry dy there, and add.",
        ),
        (
            [[9, 9], [7, 8]],
            "This is the output of the pool. The gradient has the shape of the input.",
        ),
    ],
    notice="The sum over dx is the sum over dy: max pooling passes every gradient on, "
    "whole, to somebody.",
)


# ---- pooling-and-backward/step: a prediction -------------------------------------

STEP = Choice(
    id="pooling-and-backward/step",
    kind="prediction",
    reference="b",
    options={
        "a": "all pixels get a gradient, four times smaller than with stride 1",
        "b": "one pixel in four gets a gradient, the others get exactly 0",
        "c": "all pixels but those at the right and lower border get a gradient",
        "d": "every second pixel gets a gradient, as on a chessboard",
    },
    hints=[
        "Which pixels does this layer look at? Draw the windows on 4 x 4 pixels.",
        "A pixel that changes nothing in the output gets no gradient.",
        "In eq-conv-dx with u = v = 0, a pixel (p, q) needs p = 2 i and q = 2 j.",
    ],
    mistakes=[
        (
            "a",
            "A stride does not spread anything: it leaves positions out. Which pixels "
            "lie in no window?",
        ),
        (
            "c",
            "The border is not the matter. The windows have one pixel each and begin "
            "two pixels apart: what lies between them?",
        ),
        (
            "d",
            "The stride acts in both directions: every second row, and in it every "
            "second column. What share of the pixels is that?",
        ),
    ],
    notice="Three of four pixels are thrown away unseen. Residual networks do just "
    "this in their shortcuts, where the main branch sees all pixels.",
)


# ---- pooling-and-backward/im2col: a function -------------------------------------


def im2col(x, R, S):
    """Write every window of one image into a column."""
    x = np.asarray(x)
    C, H, W = x.shape
    h, w = (H - R) // S + 1, (W - R) // S + 1
    columns = np.zeros((C, R, R, h, w))
    for i, j in np.ndindex(h, w):
        columns[..., i, j] = x[:, S * i : S * i + R, S * j : S * j + R]
    return columns.reshape(C * R * R, h * w)


def _columns(axes: tuple[int, ...], rows: int) -> Callable:
    """Make a variant whose five axes come in another order, the first rows down."""

    def im2col_variant(x, R, S):
        C, H, W = x.shape
        h, w = (H - R) // S + 1, (W - R) // S + 1
        array = im2col(x, R, S).reshape(C, R, R, h, w).transpose(axes)
        return array.reshape(np.prod(array.shape[:rows]), -1)

    return im2col_variant


def _last_forgotten(x, R, S):
    end = max(R, x.shape[1] - 1), max(R, x.shape[2] - 1)
    return im2col(x[:, : end[0], : end[1]], R, S)


def _reshaped(x, R, S):
    columns = im2col(x, R, S)
    return columns.T.reshape(columns.shape)


def _stride_forgotten(x, R, S):
    C, H, W = x.shape
    h, w = (H - R) // S + 1, (W - R) // S + 1
    array = im2col(x, R, 1).reshape(C * R * R, H - R + 1, W - R + 1)
    return array[:, :h, :w].reshape(C * R * R, -1)


IM2COL = Function(
    id="pooling-and-backward/im2col",
    kind="function",
    reference=im2col,
    cases=[
        (np.arange(1.0, 13.0).reshape(1, 3, 4), 2, 1),
        (*_draw((2, 5, 4)), 2, 2),
        (*_draw((2, 5, 5)), 3, 2),
    ],
    hints=[
        "First count the windows: h = (H - R) // S + 1, and likewise w.",
        "The window (i, j) is x[:, S*i : S*i + R, S*j : S*j + R], of shape (C, R, R). "
        "Flattened, it is the column i*w + j.",
        "Collect x[:, S*i : S*i+R, S*j : S*j+R].ravel() for i, for j, then "
        "np.stack(..., axis=1).",
    ],
    mistakes=[
        (
            _columns((3, 4, 0, 1, 2), 2),
            "Your windows are rows. Here each window is a column: transpose.",
        ),
        (
            _columns((0, 1, 2, 4, 3), 3),
            "The columns are in the wrong order: go along a row of positions first "
            "(j runs faster than i).",
        ),
        (
            _columns((0, 2, 1, 3, 4), 3),
            "Within a column, u and v are exchanged: read each window line by line.",
        ),
        (
            _columns((1, 2, 0, 3, 4), 3),
            "Within a column, the channel must come first, then u, then v, as in the "
            "weights (K, C, R, R).",
        ),
        (
            _stride_forgotten,
            "Your windows lie one pixel apart. The window (i, j) begins at S*i, S*j.",
        ),
        (
            _last_forgotten,
            "The last windows are missing. The last beginning is H - R itself, so the "
            "range must end at H - R + 1.",
        ),
        (
            _reshaped,
            "You gave the array of windows the right shape with reshape, which does "
            "not turn rows into columns. Transpose it.",
        ),
        (
            lambda x, R, S: im2col(x[:, ::-1, ::-1], R, S)[:, ::-1],
            "Your windows are turned by 180 degrees. Nothing is flipped on the way "
            "forward.",
        ),
    ],
    notice="With W of shape (K, C R R), W @ im2col(x) is the whole convolution of the "
    "image.",
)


# ---- pooling-and-backward/max-backward: a derivation -----------------------------


def max_pool_backward(dy, x, R, S):
    """Send each dy to the first maximum of its window."""
    dy, x = np.asarray(dy), np.asarray(x)
    dx = np.zeros(x.shape)
    for n, c, i, j in np.ndindex(dy.shape):
        window = x[n, c, S * i : S * i + R, S * j : S * j + R]
        u, v = np.unravel_index(window.argmax(), window.shape)
        dx[n, c, S * i + u, S * j + v] += dy[n, c, i, j]
    return dx


def _max_backward(share: Callable, add: bool = True) -> Callable:
    """Make a variant: share(window) says what part of dy each pixel gets."""

    def max_pool_backward(dy, x, R, S):
        dx = np.zeros(x.shape)
        for n, c, i, j in np.ndindex(dy.shape):
            here = n, c, slice(S * i, S * i + R), slice(S * j, S * j + R)
            part = share(x[here]) * dy[n, c, i, j]
            dx[here] = dx[here] + part if add else np.where(part, part, dx[here])
        return dx

    return max_pool_backward


def _step_forgotten(dy, x, R, S):
    h, w = dy.shape[2:]
    dx = np.zeros(x.shape)
    seen = x[:, :, : h + R - 1, : w + R - 1]
    dx[:, :, : h + R - 1, : w + R - 1] = max_pool_backward(dy, seen, R, 1)
    return dx


def _landing(place: Callable) -> Callable:
    """Make a variant: place(S, i, u) says in which row, or column, dy lands."""

    def max_pool_backward(dy, x, R, S):
        dx = np.zeros(x.shape)
        for n, c, i, j in np.ndindex(dy.shape):
            window = x[n, c, S * i : S * i + R, S * j : S * j + R]
            u, v = np.unravel_index(window.argmax(), window.shape)
            dx[n, c, place(S, i, u), place(S, j, v)] += dy[n, c, i, j]
        return dx

    return max_pool_backward


def _window_overwritten(dy, x, R, S):
    dx = np.zeros(x.shape)
    for n, c, i, j in np.ndindex(dy.shape):
        here = n, c, slice(S * i, S * i + R), slice(S * j, S * j + R)
        dx[here] = _first(x[here]) * dy[n, c, i, j]
    return dx


def _first(window, number: int = 0):
    places = np.flatnonzero(window == window.max())
    share = np.zeros(window.size)
    share[places[number]] = 1
    return share.reshape(window.shape)


def _largest_size(window):
    share = np.zeros(window.size)
    share[abs(window).argmax()] = 1
    return share.reshape(window.shape)


MAX_BACKWARD = Function(
    id="pooling-and-backward/max-backward",
    kind="derivation",
    reference=max_pool_backward,
    cases=[
        (
            np.array([[[[1.0, 2.0]]]]),
            np.array([[[[3.0, -1.0, 2.0, 4.0], [3.0, 0.0, 4.0, -6.0]]]]),
            2,
            2,
        ),
        (
            np.array([[[[1.0, 10.0], [100.0, 1000.0]]]]),
            np.array([[[[1.0, 2.0, 0.0], [0.0, 5.0, 1.0], [2.0, 5.0, -7.0]]]]),
            2,
            1,
        ),
        (*_draw((2, 1, 2, 2), (2, 1, 5, 5)), 3, 2),
    ],
    hints=[
        "Go through the windows one at a time. Where is the maximum of this one?",
        "np.unravel_index(window.argmax(), window.shape) gives (u, v) in the window; "
        "argmax takes the first of equal ones.",
        "dx[n, c, S*i + u, S*j + v] += dy[n, c, i, j]",
    ],
    mistakes=[
        (
            _max_backward(_first, add=False),
            "A pixel that wins several windows keeps only the last gradient here. Add "
            "with +=.",
        ),
        (
            _max_backward(lambda w: (w == w.max()).astype(float)),
            "At a tie you gave the whole gradient to every maximum, so more comes out "
            "than went in. The first one takes it.",
        ),
        (
            _max_backward(lambda w: (w == w.max()) / (w == w.max()).sum()),
            "You share the gradient among equal maxima. That is a possible rule, but "
            "PyTorch's, and ours, gives all of it to the first.",
        ),
        (
            _max_backward(lambda w: _first(w, -1)),
            "At a tie you gave the gradient to the last maximum. It goes to the first, "
            "read line by line.",
        ),
        (
            _max_backward(lambda w: _first(w) * w.max()),
            "You multiplied by the pixel. A maximum copies its winner: the slope is 1.",
        ),
        (
            _step_forgotten,
            "Your windows lie one pixel apart. The window (i, j) begins at S*i, S*j.",
        ),
        (
            _landing(lambda S, i, u: u),
            "(u, v) is the place in the window. In the image it is S*i + u, S*j + v.",
        ),
        (
            _landing(lambda S, i, u: i + u),
            "You found the winners, but the gradient lands elsewhere: the window "
            "(i, j) begins at S*i, S*j, not at i, j.",
        ),
        (
            _window_overwritten,
            "Each window writes zeros over what its neighbors sent. Add to dx, do not "
            "overwrite.",
        ),
        (
            _max_backward(_largest_size),
            "You took the largest absolute value. The maximum is the largest number, "
            "and -7 is less than 5.",
        ),
        (
            _max_backward(lambda w: np.full(w.shape, 1 / w.size)),
            "This is the gradient of average pooling.",
        ),
    ],
    notice="The library does it without loops over windows: one strided slice for "
    "each place (u, v), and a mask of windows that are still free.",
)


# ---- pooling-and-backward/weights: a derivation ----------------------------------


def conv_dw(dy, x, R, S, P):
    """Correlate the framed image with the gradient of the output."""
    dy, x = np.asarray(dy), np.asarray(x)
    x = np.pad(x, [(0, 0), (0, 0), (P, P), (P, P)])
    h, w = dy.shape[2:]
    dW = np.zeros((dy.shape[1], x.shape[1], R, R))
    for u, v in np.ndindex(R, R):
        seen = x[:, :, u : u + S * h : S, v : v + S * w : S]
        dW[:, :, u, v] = np.einsum("nkij,ncij->kc", dy, seen)
    return dW


def _framed_behind(dy, x, R, S, P):
    x = np.pad(x, [(0, 0), (0, 0), (0, 2 * P), (0, 2 * P)])
    return conv_dw(dy, x, R, S, 0)


def _without_stride(dy, x, R, S, P):
    h, w = dy.shape[2:]
    frame = [(0, 0), (0, 0), (P, P), (P, P)]
    x = np.pad(x, frame)[:, :, : h + R - 1, : w + R - 1]
    return conv_dw(dy, x, R, 1, 0)


def _last_position(dy, x, R, S, P):
    alone = np.zeros_like(dy)
    alone[-1:, :, -1, -1] = dy[-1:, :, -1, -1]
    return conv_dw(alone, x, R, S, P)


WEIGHTS = Function(
    id="pooling-and-backward/weights",
    kind="derivation",
    reference=conv_dw,
    cases=[
        (*_draw((1, 1, 2, 2), (1, 1, 3, 3)), 2, 1, 0),
        (*_draw((2, 2, 3, 3), (2, 2, 3, 3)), 3, 1, 1),
        (*_draw((2, 2, 2, 2), (2, 1, 4, 4)), 3, 2, 1),
    ],
    hints=[
        "The weight W[k, c, u, v] meets the pixel x[n, c, S*i + u, S*j + v] of the "
        "framed image, once for every n, i and j.",
        "Frame x with np.pad first. For one place (u, v), the pixels that it meets are "
        "x[:, :, u : u + S*h : S, v : v + S*w : S].",
        'dW[:, :, u, v] = np.einsum("nkij,ncij->kc", dy, seen)',
    ],
    mistakes=[
        (
            lambda dy, x, R, S, P: conv_dw(dy, x, R, S, P)[:, :, ::-1, ::-1],
            "Your kernel is flipped. The flip belongs to the gradient of the input, "
            "not of the weights.",
        ),
        (
            _without_stride,
            "The stride is missing: the position (i, j) sees pixels from S*i, S*j on.",
        ),
        (
            _last_position,
            "Only the last position of the last sample is left: you overwrite dW. Add "
            "with +=.",
        ),
        (
            _framed_behind,
            "The frame of zeros goes around the image on all four sides; with it, "
            "pixel (0, 0) stands at (P, P).",
        ),
        (
            lambda dy, x, R, S, P: conv_dw(dy, x, R, S, P) / len(x),
            "You took the mean over the samples. If the loss is a mean, dy holds the "
            "1/N already: sum.",
        ),
        (
            lambda dy, x, R, S, P: (
                conv_dw(dy, x, R, S, P) / (dy.shape[2] * dy.shape[3])
            ),
            "You took the mean over the positions. A weight collects from all of "
            "them: sum.",
        ),
        (
            lambda dy, x, R, S, P: conv_dw(dy, x, R, S, P).transpose(1, 0, 2, 3),
            "The shape of W is (K, C, R, R): the channels of the output come first.",
        ),
        (
            lambda dy, x, R, S, P: conv_dw(dy, x, R, S, P).swapaxes(2, 3),
            "You exchanged u and v, rows and columns.",
        ),
    ],
    notice="In the language of im2col, this is dY times the transpose of X, the same "
    "as in a linear layer.",
)


# ---- pooling-and-backward/overlap: a debugging lab -------------------------------


def _lab(
    put: Callable,
    kernel: Callable | None = None,
    crop: Callable | None = None,
    step: bool = True,
) -> Callable:
    """Make the lab's function; put(old, share) is what is stored in a window."""

    def conv_dx(dy, W, size, stride, padding):
        dy, W = np.asarray(dy), np.asarray(W)
        W = kernel(W) if kernel else W
        (N, _, h, w), (_, C, R, _) = dy.shape, W.shape
        side = size + 2 * padding
        dx = np.zeros((N, C, side, side))
        s = stride if step else 1
        for u in range(R):
            for v in range(R):
                rows = slice(u, u + s * h, s)
                columns = slice(v, v + s * w, s)
                share = np.einsum("nkij,kc->ncij", dy, W[:, :, u, v])
                old = dx[:, :, rows, columns]
                dx[:, :, rows, columns] = put(old, share)
        first = crop(padding) if crop else padding
        return dx[:, :, first : first + size, first : first + size]

    return conv_dx


def _add(old, share):
    return old + share


conv_dx = _lab(_add)


def _averaged(dy, W, size, stride, padding):
    times = conv_dx(np.ones_like(dy), np.ones_like(W), size, stride, padding)
    return conv_dx(dy, W, size, stride, padding) * len(W) / np.maximum(times, 1)


def _not_cropped(dy, W, size, stride, padding):
    return conv_dx(dy, W, size + 2 * padding, stride, 0)


OVERLAP = Function(
    id="pooling-and-backward/overlap",
    kind="debug",
    reference=conv_dx,
    start=_lab(lambda old, share: share),
    cases=[
        (np.array([[[[1.0, 10.0], [100.0, 1000.0]]]]), *_draw((1, 1, 2, 2)), 3, 1, 0),
        (*_draw((2, 2, 3, 3), (2, 2, 3, 3)), 3, 1, 1),
        (*_draw((1, 2, 2, 2), (2, 1, 3, 3)), 5, 2, 0),
    ],
    hints=[
        "Run it on the picture with 1234 in the middle: kernel 1, 2, 3, 4 and "
        "dy = 1, 10, 100, 1000. What is in the middle now?",
        "A pixel lies in several windows. What happens to the first bill when the "
        "second arrives?",
        "dx[:, :, rows, columns] += share",
    ],
    mistakes=[
        (
            _lab(_add, kernel=lambda W: W[:, :, ::-1, ::-1]),
            "The bills are added now, but the kernel is flipped. The slices do the "
            "turning already; W[:, :, u, v] was right.",
        ),
        (
            _lab(_add, crop=lambda padding: 0),
            "The bills are added now, but the crop keeps the first rows and columns. "
            "The image begins at padding.",
        ),
        (
            _lab(_add, step=False),
            "The bills are added now, but the slices have lost the stride.",
        ),
        (
            _averaged,
            "You divide by the number of windows that a pixel lies in. Its bills are "
            "added, not averaged.",
        ),
        (
            lambda dy, W, size, stride, padding: (
                conv_dx(dy, W, size, stride, padding) / W.shape[2] ** 2
            ),
            "You divide by the number of weights of a kernel, as an average pool "
            "does. Here the weights are W: the bills are added.",
        ),
        (
            _lab(np.maximum),
            "You keep the larger of the old and the new bill. A sum is asked for.",
        ),
        (
            _lab(lambda old, share: old - share),
            "The bills are subtracted: the sign is wrong.",
        ),
        (
            _lab(lambda old, share: np.where(old == 0, share, old)),
            "Now the first bill stays and the others are lost. All must be added.",
        ),
        (
            _not_cropped,
            "The bills are added now, but the frame of padding is still around the "
            "result.",
        ),
    ],
    notice="The = kept one bill of nine, whichever came last. The library's own line "
    "has the same slices and a +=.",
)


EXERCISES = [BY_HAND, STEP, IM2COL, MAX_BACKWARD, WEIGHTS, OVERLAP]
