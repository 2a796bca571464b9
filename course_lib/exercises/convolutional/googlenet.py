"""Exercises of the chapter googlenet, in book order."""

from collections.abc import Callable

import numpy as np

from ... import scratch
from ..engine import Choice, Function, Layer, Value

_rng = np.random.default_rng(19)


def _draw(*shapes: tuple[int, ...]) -> tuple[np.ndarray, ...]:
    """Draw arrays with one decimal, so that feedback is short to read."""
    return tuple(np.round(_rng.standard_normal(shape), 1) for shape in shapes)


# ---- googlenet/by-hand: numbers --------------------------------------------------

BY_HAND = Value(
    id="googlenet/by-hand",
    kind="number",
    reference=np.array([480.0, 481.6896, 66.633728]),
    tolerance=0.1,
    hints=[
        "Concatenation lays the maps of the branches side by side. For the work, "
        "count the weights of each convolution and multiply by the places.",
        "Directly, the 5 x 5 kernels read all 256 maps. With reduction, there are two "
        "convolutions, and the second reads 32 maps.",
        "128 + 192 + 96 + 64 maps; 28² · 25 · 256 · 96 and "
        "28² · (256 · 32 + 25 · 32 · 96) multiply-adds, both in millions.",
    ],
    mistakes=[
        (
            [120.0, 481.6896, 66.633728],
            "The work is right. The maps are not averaged: 128, 192, 96 and 64 maps "
            "side by side are 480.",
        ),
        (
            [640.0, 481.6896, 66.633728],
            "The work is right. The reductions stay inside: what counts for the output "
            "is the last convolution of each branch.",
        ),
        (
            [480.0, 481.6896, 60.2112],
            "With the reduction there are two convolutions to pay for. Yours is the "
            "5 x 5 alone.",
        ),
        (
            [480.0, 19.267584, 8.830976],
            "A kernel of 5 x 5 has 25 weights on every map that it reads.",
        ),
        (
            [480.0, 0.6144, 0.084992],
            "This is the work at one pixel. There are 28 · 28 of them.",
        ),
        (
            [480.0, 160.5632, 66.633728],
            "Directly, the 5 x 5 kernels read the maps that come into the module, and "
            "these are 256.",
        ),
        (
            [480.0, 66.633728, 481.6896],
            "Right numbers, but the two kinds of work have changed places: first "
            "directly, then with the reduction.",
        ),
        (
            [480.0, 481_689_600.0, 66_633_728.0],
            "Right. Give the work in millions of multiply-adds.",
        ),
    ],
    notice="A seventh of the work: less than 3 x 3 kernels on all 256 maps would cost.",
)


# ---- googlenet/shuffle: a prediction ---------------------------------------------

SHUFFLE = Choice(
    id="googlenet/shuffle",
    kind="prediction",
    reference="a",
    options={
        "a": "nothing at all",
        "b": "it changes a little: neighbors matter less to small kernels",
        "c": "it becomes a guess: a shuffled picture shows nothing",
        "d": "it depends on the weights",
    },
    hints=[
        "What does one unit behind the last 1 x 1 convolution see of the picture?",
        "One pixel. So shuffling the pixels shuffles the last maps in the same way.",
        "And the mean of a map does not change when its numbers are shuffled.",
    ],
    mistakes=[
        (
            "b",
            "How many neighbors does a kernel of 1 x 1 have? And two such layers, one "
            "after the other?",
        ),
        (
            "c",
            "It shows nothing to you, because you look for shapes. Can this network "
            "look for shapes?",
        ),
        (
            "d",
            "Try it in your head with any weights: a layer does the same at every "
            "pixel, and the mean asks nobody where he stood.",
        ),
    ],
    notice="Such a network sees a bag of pixels. It tells digits apart by how much ink "
    "of which darkness there is. In the experiment the network of 1 x 1 kernels "
    "had more to go by: a first unit of 3 x 3, and a pooling.",
)


# ---- googlenet/one-by-one: a function --------------------------------------------


def one_by_one(x, w, b):
    """Return the 1 x 1 convolution of x (N, C, H, W) with w (K, C) and b (K,)."""
    x, w, b = np.asarray(x), np.asarray(w), np.asarray(b)
    return np.einsum("kc,ncij->nkij", w, x) + b[:, None, None]


def _no_bias(x, w, b):
    return one_by_one(x, w, np.zeros_like(b))


def _channels_last(x, w, b):
    return np.einsum("kc,ncij->nijk", w, x) + b


def _transposed_w(x, w, b):
    w = w.T if w.shape[0] == w.shape[1] else w
    return one_by_one(x, w, b)


def _mean_of_channels(x, w, b):
    return one_by_one(x, w / w.shape[1], b)


def _rows(x, w, b):
    y = np.einsum("kc,ncij->nkji", w, x)
    y = y if x.shape[2] == x.shape[3] else np.swapaxes(y, 2, 3)
    return y + b[:, None, None]


def _all_places(x, w, b):
    y = one_by_one(x, w, b)
    return np.broadcast_to(y.mean(axis=(2, 3), keepdims=True), y.shape).copy()


ONE_BY_ONE = Function(
    id="googlenet/one-by-one",
    kind="function",
    reference=one_by_one,
    cases=[
        _draw((1, 2, 2, 2), (2, 2), (2,)),
        _draw((2, 3, 2, 3), (2, 3), (2,)),
    ],
    hints=[
        "At one pixel it is a matrix product: w, (K, C), times the C channels there.",
        "np.einsum writes it as a sum over c alone; or move the channels last, use @, "
        "and move them back.",
        'np.einsum("kc,ncij->nkij", w, x) + b[:, None, None]',
    ],
    mistakes=[
        (_no_bias, "The bias is missing: one for each output channel."),
        (
            _channels_last,
            "The numbers are right, but the channels stand last: images here are "
            "(N, K, H, W).",
        ),
        (
            _transposed_w,
            "w has shape (K, C): a row for each output channel. You used its columns.",
        ),
        (
            _mean_of_channels,
            "You averaged over the channels. The sum is over c, without a division.",
        ),
        (_rows, "Height and width have changed places."),
        (
            _all_places,
            "You averaged over the places. Every pixel keeps its own result.",
        ),
    ],
    notice="No pixel has met another. All that happens, happens between channels.",
)


# ---- googlenet/gradient: a derivation --------------------------------------------


def module_loss(dy, x, w1, w2):
    """Return dy * y, whose sum is the loss, for two 1 x 1 branches side by side."""
    y = [np.einsum("kc,ncij->nkij", w, x) for w in (w1, w2)]
    return dy * np.concatenate(y, axis=1)


def gradient(dy, x, w1, w2):
    """Return dx for two 1 x 1 branches whose maps are concatenated."""
    dy = np.asarray(dy)
    first, second = dy[:, : len(w1)], dy[:, len(w1) :]
    dx = np.einsum("kc,nkij->ncij", w1, first)
    return dx + np.einsum("kc,nkij->ncij", w2, second)


def _split_gradient(take: Callable, join: Callable = sum) -> Callable:
    def gradient(dy, x, w1, w2):
        parts = zip((w1, w2), take(dy, len(w1), len(w2)), strict=True)
        return join([np.einsum("kc,nkij->ncij", w, part) for w, part in parts])

    return gradient


def _slices(dy, k1, k2):
    return dy[:, :k1], dy[:, k1:]


def _from_the_end(dy, k1, k2):
    return dy[:, -k1:], dy[:, :k2]


def _from_the_start(dy, k1, k2):
    return dy[:, :k1], dy[:, :k2]


GRADIENT = Function(
    id="googlenet/gradient",
    kind="derivation",
    reference=gradient,
    gradient_of=module_loss,
    wrt="x",
    cases=[
        _draw((1, 3, 1, 2), (1, 2, 1, 2), (1, 2), (2, 2)),
        _draw((2, 5, 2, 1), (2, 3, 2, 1), (3, 3), (2, 3)),
    ],
    hints=[
        "Which channels of dy belong to which branch? w1 made the first of them.",
        "The gradient through one 1 x 1 branch is its weights, transposed, times its "
        "slice of dy, at every pixel.",
        'np.einsum("kc,nkij->ncij", w1, dy[:, :len(w1)]), plus the same for w2 and '
        "the rest of the channels.",
    ],
    mistakes=[
        (
            _split_gradient(_slices, lambda parts: parts[0]),
            "Only the first branch is there. x went into both: add what both return.",
        ),
        (
            _split_gradient(_slices, lambda parts: parts[-1]),
            "Only the last branch is there, as if each had overwritten the one before. "
            "Add them.",
        ),
        (
            _split_gradient(_slices, lambda parts: sum(parts) / 2),
            "You averaged the gradients of the branches. They are added: x reaches the "
            "loss on two ways.",
        ),
        (
            _split_gradient(_from_the_end),
            "The slices have changed places: the first channels come from the first "
            "branch.",
        ),
        (
            _split_gradient(_from_the_start),
            "Both slices begin at channel 0. The second begins where the first ends.",
        ),
        (
            _split_gradient(_slices, lambda parts: parts[0] * parts[1]),
            "The shares of the branches are added, not multiplied.",
        ),
    ],
    notice="Split where the maps were joined, add where x was copied: every network "
    "with branches is differentiated by these two rules.",
)


# ---- googlenet/parallel: a layer -------------------------------------------------


class _LastOnly(scratch.Parallel):
    def backward(self, dy):
        (ends,) = self.saved()
        parts = np.split(dy, ends[:-1], axis=1)
        return [b.backward(d) for b, d in zip(self.branches, parts, strict=True)].pop()


class _FirstOnly(scratch.Parallel):
    def backward(self, dy):
        (ends,) = self.saved()
        parts = np.split(dy, ends[:-1], axis=1)
        first, *_ = [b.backward(d) for b, d in zip(self.branches, parts, strict=True)]
        return first


class _EqualParts(scratch.Parallel):
    def backward(self, dy):
        self.saved()
        parts = np.array_split(dy, len(self.branches), axis=1)
        return sum(b.backward(d) for b, d in zip(self.branches, parts, strict=True))


class _MeanOfShares(scratch.Parallel):
    def backward(self, dy):
        return super().backward(dy) / len(self.branches)


class _BranchesReversed(scratch.Parallel):
    def forward(self, x):
        ys = [branch(x) for branch in self.branches]
        self.save([y.shape[1] for y in ys])
        return np.concatenate(ys[::-1], axis=1)

    def backward(self, dy):
        (sizes,) = self.saved()
        parts = np.split(dy, np.cumsum(sizes[::-1])[:-1], axis=1)[::-1]
        return sum(b.backward(d) for b, d in zip(self.branches, parts, strict=True))


class _AlongTheRows(scratch.Parallel):
    def forward(self, x):
        ys = [branch(x).mean(axis=1, keepdims=True) for branch in self.branches]
        self.save(None)
        return np.concatenate(ys, axis=2)

    def backward(self, dy):
        self.saved()
        return dy


PARALLEL = Layer(
    id="googlenet/parallel",
    kind="layer",
    reference=scratch.Parallel,
    case="parallel",
    hints=[
        "forward: run every branch on x and concatenate along axis 1. What must "
        "backward know of that to undo it?",
        "How many maps each branch made. Save the places where one ends, and give them "
        "to np.split.",
        "parts = np.split(dy, ends[:-1], axis=1); then the sum of "
        "branch.backward(part) over all branches.",
    ],
    mistakes=[
        (
            _LastOnly,
            "Your dx is the share of the last branch. All of them read x: add their "
            "shares.",
        ),
        (
            _FirstOnly,
            "Your dx is the share of the first branch. All of them read x: add their "
            "shares.",
        ),
        (
            _EqualParts,
            "You cut dy into equal parts. The branches have made 1, 3, 2 and 2 maps: "
            "cut where one ends and the next begins.",
        ),
        (
            _MeanOfShares,
            "You divided by the number of branches. The shares are added.",
        ),
        (
            _BranchesReversed,
            "The maps stand in reverse order: those of the first branch come first.",
        ),
        (
            _AlongTheRows,
            "The maps are laid along axis 1, the channels; axis 2 is the height.",
        ),
    ],
    notice="This layer has no parameters and does no arithmetic in forward, and "
    "yet six wrong ways to write it were easy to find.",
)


# ---- googlenet/count: a debugging lab --------------------------------------------


def _work(
    second: Callable,
    *,
    third: Callable = lambda n, r, f: n * r + 25 * r * f,
    fourth: Callable = lambda n, p: n * p,
    places: Callable = lambda side: side**2,
) -> Callable:
    """Make the lab's function; second(n, reduce3, three) is its 3 x 3 branch."""

    def module_work(side, n, one, reduce3, three, reduce5, five, pool):
        weights = n * one
        weights += second(n, reduce3, three)
        weights += third(n, reduce5, five)
        weights += fourth(n, pool)
        return places(side) * weights

    return module_work


def _right(n, r, k):
    return n * r + 9 * r * k


module_work = _work(_right)

COUNT = Function(
    id="googlenet/count",
    kind="debug",
    reference=module_work,
    start=_work(lambda n, r, k: n * r + 9 * n * k),
    cases=[
        (28, 192, 64, 96, 128, 16, 32, 32),
        (4, 5, 3, 2, 6, 1, 4, 2),
        (2, 7, 2, 3, 5, 2, 3, 4),
    ],
    hints=[
        "Which branch is it? Set the maps of three branches to 0 and look at the "
        "fourth.",
        "What does the 3 x 3 convolution read: what comes into the module, or what the "
        "1 x 1 before it has left?",
        "weights += n * reduce3 + 9 * reduce3 * three",
    ],
    mistakes=[
        (
            _work(lambda n, r, k: 9 * r * k),
            "The 3 x 3 now reads the right maps, but the 1 x 1 before it has to be "
            "paid, too.",
        ),
        (
            _work(lambda n, r, k: n * r + r * k),
            "The 3 x 3 now reads the right maps, but it has 9 weights on each.",
        ),
        (
            _work(lambda n, r, k: n * r + 3 * r * k),
            "The 3 x 3 now reads the right maps, but it has 9 weights on each, not 3.",
        ),
        (
            _work(lambda n, r, k: n * r + 9 * r * r),
            "The 3 x 3 reads reduce3 maps and makes `three` of them.",
        ),
        (
            _work(
                lambda n, r, k: n * r + 9 * n * k,
                third=lambda n, r, f: n * r + 25 * n * f,
            ),
            "The branch of 5 x 5 was right. It is the one above that reads the wrong "
            "maps.",
        ),
        (
            _work(_right, fourth=lambda n, p: 9 * n * p),
            "The 3 x 3 branch is right now. Pooling has no weights, and behind it "
            "stands a 1 x 1: leave that line as it was.",
        ),
        (
            _work(_right, places=lambda side: side),
            "The 3 x 3 branch is right now. There are side * side places: leave the "
            "last line as it was.",
        ),
    ],
    notice="128 million, as the paper's table says for module 3a. The error had cost "
    "100 million that nobody computes.",
)


EXERCISES = [BY_HAND, SHUFFLE, ONE_BY_ONE, GRADIENT, PARALLEL, COUNT]
