"""Exercises of the chapter batch-norm-for-images, in book order."""

from collections.abc import Callable

import numpy as np

from ..engine import Choice, Function, Value

_rng = np.random.default_rng(16)
MAP = (0, 2, 3)  # all axes but the channels


def _draw(*shapes: tuple[int, ...]) -> tuple[np.ndarray, ...]:
    """Draw arrays with two decimals, so that feedback is short to read."""
    return tuple(np.round(_rng.standard_normal(shape), 2) for shape in shapes)


# ---- batch-norm-for-images/remembered: a number ----------------------------------

REMEMBERED = Value(
    id="batch-norm-for-images/remembered",
    kind="number",
    reference=1.7,
    tolerance=1e-3,
    hints=[
        "How many numbers of the batch belong to one map? That is m.",
        "m = 2 x 2 x 2 = 8. To remember, the variance is divided by m - 1, not by m.",
        "0.9 times the old value 1, plus 0.1 times 7 x 8 / 7.",
    ],
    mistakes=[
        (
            2.3,
            "You took N / (N - 1) with N = 2 images. A map has m = N H W numbers in "
            "the batch.",
        ),
        (
            1.6,
            "You remembered the variance divided by m. To remember, it is divided by "
            "m - 1.",
        ),
        (
            0.9 + 0.1 * 7 * 4 / 3,
            "You counted the pixels of one image. The variance was taken over both.",
        ),
        (
            0.1 + 0.9 * 8,
            "You exchanged the shares: the momentum, 0.1, is that of the new batch.",
        ),
        (
            8.0,
            "This is the new variance alone. A tenth of it joins nine tenths of "
            "the old running value, which begins at 1.",
        ),
        (
            0.8,
            "The old running value is missing. It begins at 1, not at 0.",
        ),
        (
            0.1 + 0.9 * 7,
            "The shares are exchanged: the momentum, 0.1, is that of the new batch. "
            "And to remember, the variance is divided by m - 1.",
        ),
        (
            1 + 0.1 * 8,
            "You added a tenth of the new variance to the whole old value. The old "
            "one keeps nine tenths only.",
        ),
        (
            7.0,
            "This is the variance of the batch, as it was. The running variance moves "
            "a tenth of the way to it, divided by m - 1.",
        ),
        (
            0.9 + 0.1 * 8**0.5,
            "You remembered a standard deviation. What is averaged is the variance.",
        ),
        (
            0.9 + 0.1 * 7 * 7 / 8,
            "The factor is upside down: dividing by m - 1 makes the variance larger.",
        ),
    ],
    notice="With real batches m is in the thousands and the factor hardly differs from "
    "1. Taken with N alone it would not have been small here: 2.",
)


# ---- batch-norm-for-images/forward: a function -----------------------------------


def _per_channel(v) -> np.ndarray:
    """Shape (C,) for (N, C, H, W)."""
    return np.asarray(v)[:, None, None]


def _forward(
    axes=MAP,
    *,
    width: Callable = lambda var, eps: np.sqrt(var + eps),
    finish: Callable = lambda z, g, b: _per_channel(g) * z + _per_channel(b),
    center: bool = True,
    ddof: int = 0,
) -> Callable:
    """Make batch_norm_2d, or a variant of it."""

    def batch_norm_2d(x, gamma, beta, eps):
        x = np.asarray(x)
        mean = x.mean(axis=axes, keepdims=True) if center else 0.0
        var = x.var(axis=axes, keepdims=True, ddof=ddof)
        return finish((x - mean) / width(var, eps), gamma, beta)

    return batch_norm_2d


batch_norm_2d = _forward()


def _no_keepdims(x, gamma, beta, eps):
    x = np.asarray(x)
    z = (x - x.mean(axis=MAP)) / np.sqrt(x.var(axis=MAP) + eps)
    return _per_channel(gamma) * z + _per_channel(beta)


FORWARD = Function(
    id="batch-norm-for-images/forward",
    kind="function",
    reference=batch_norm_2d,
    cases=[
        (*_draw((2, 2, 1, 2), (2,), (2,)), 0.1),
        (*_draw((2, 3, 2, 3), (3,), (3,)), 0.01),
    ],
    hints=[
        "One mean and one variance for each channel. Which three of the four axes go?",
        "x.mean(axis=(0, 2, 3), keepdims=True) has the shape (1, C, 1, 1).",
        "gamma and beta have the shape (C,), and NumPy lines that up with the *last* "
        "axis, W. gamma[:, None, None] lines up with the channels.",
    ],
    mistakes=[
        (
            _forward(0),
            "You averaged over the batch alone: every pixel has its own mean. A map "
            "has one for all its positions.",
        ),
        (
            _forward((2, 3)),
            "You averaged over the positions alone: every image has its own mean. Take "
            "all the images of the batch together.",
        ),
        (
            _forward((0, 1, 2, 3)),
            "You took one mean and variance of everything. Each channel has its own.",
        ),
        (
            _forward(1),
            "You averaged over the channels, which are different features. Average "
            "over everything but them.",
        ),
        (
            _forward((1, 2, 3)),
            "You normalized each image over all its channels (that is layer "
            "normalization). Keep axis 1, average over the other three.",
        ),
        (
            _forward(finish=lambda z, g, b: np.asarray(g) * z + np.asarray(b)),
            "gamma of shape (C,) was lined up with the columns W of the image. Write "
            "gamma[:, None, None].",
        ),
        (
            _no_keepdims,
            "Mean and variance of shape (C,) were lined up with the columns W of the "
            "image. Keep the axes with keepdims=True.",
        ),
        (
            _forward(width=lambda var, eps: np.sqrt(var)),
            "eps is missing: it is added to the variance, inside the square root.",
        ),
        (
            _forward(width=lambda var, eps: var + eps),
            "You divided by the variance. Divide by its square root.",
        ),
        (
            _forward(width=lambda var, eps: np.sqrt(var) + eps),
            "eps belongs inside the square root: it is added to the variance.",
        ),
        (
            _forward(ddof=1),
            "This is the variance divided by m - 1. To normalize, divide by m.",
        ),
        (
            _forward(center=False),
            "The mean is not subtracted: measure x - mean, not x.",
        ),
        (
            _forward(finish=lambda z, g, b: z),
            "This is z. gamma and beta are missing.",
        ),
        (
            _forward(finish=lambda z, g, b: _per_channel(g) * (z + _per_channel(b))),
            "beta is added after the multiplication with gamma: gamma z + beta.",
        ),
    ],
    notice="From the layer for rows only the axes have changed: 0 became (0, 2, 3).",
)


# ---- batch-norm-for-images/backward: a derivation --------------------------------


def _dx(dz, z, s):
    dzm, dzzm = (v.mean(axis=MAP, keepdims=True) for v in (dz, dz * z))
    return (dz - dzm - z * dzzm) / s


def _backward(dx: Callable = _dx, total: Callable | None = None) -> Callable:
    """Make backward, or a variant: dx(dz, z, s), and how dgamma and dbeta sum."""
    total = total or (lambda v: v.sum(axis=MAP))

    def backward(dy, x, gamma, eps):
        dy, x = np.asarray(dy), np.asarray(x)
        s = np.sqrt(x.var(axis=MAP, keepdims=True) + eps)
        z = (x - x.mean(axis=MAP, keepdims=True)) / s
        return dx(dy * _per_channel(gamma), z, s), total(dy * z), total(dy)

    return backward


def _means_over(axes, divide: Callable = lambda x: 1.0) -> Callable:
    def dx(dz, z, s):
        a, b = (v.mean(axis=axes, keepdims=True) for v in (dz, dz * z))
        return (dz - divide(dz) * a - z * divide(dz) * b) / s

    return dx


def _sums_by_images(dz, z, s):
    a, b = (v.sum(axis=MAP, keepdims=True) / len(dz) for v in (dz, dz * z))
    return (dz - a - z * b) / s


def _without_gamma(dy, x, gamma, eps):
    return backward(dy, x, np.ones_like(np.asarray(gamma)), eps)


backward = _backward()


def _without_eps(dy, x, gamma, eps):
    return backward(dy, x, gamma, 0.0)


def _exchanged(dy, x, gamma, eps):
    dx, dgamma, dbeta = backward(dy, x, gamma, eps)
    return dx, dbeta, dgamma


def _from_dz(dy, x, gamma, eps):
    dx, dgamma, dbeta = backward(dy, x, gamma, eps)
    return dx, dgamma * np.asarray(gamma), dbeta * np.asarray(gamma)


def _from_x(dy, x, gamma, eps):
    dx, _, dbeta = backward(dy, x, gamma, eps)
    return dx, (np.asarray(dy) * np.asarray(x)).sum(axis=MAP), dbeta


BACKWARD = Function(
    id="batch-norm-for-images/backward",
    kind="derivation",
    reference=backward,
    cases=[
        (*_draw((2, 2, 1, 2), (2, 2, 1, 2), (2,)), 0.05),
        (*_draw((2, 1, 2, 2), (2, 1, 2, 2), (1,)), 0.2),
    ],
    returns=("dx", "dgamma", "dbeta"),
    hints=[
        "Everything is as for rows; a 'sample' is now one pixel of one image, and "
        "there are m = N H W of them in a map.",
        "Both means of eq-batch-norm-2d-grad are over axes (0, 2, 3); keepdims=True "
        "lets them broadcast.",
        "dz = gamma[:, None, None] * dy; "
        "dx = (dz - mean(dz) - z * mean(dz * z)) / s; dgamma and dbeta are sums over "
        "(0, 2, 3).",
    ],
    mistakes=[
        (
            _backward(lambda dz, z, s: dz / s),
            "Your dx treats mean and variance as constants. That is right in "
            "evaluation; in training both depend on every pixel of the map.",
        ),
        (
            _backward(_means_over(0)),
            "In dx you averaged over the images only. The statistics of a map were "
            "taken over all its positions too.",
        ),
        (
            _backward(_means_over((2, 3))),
            "In dx you averaged within each image. A pixel moves the mean of the other "
            "images as well.",
        ),
        (
            _backward(_sums_by_images),
            "You divided the sums by N. A pixel has a share of 1/m in the mean, with "
            "m = N H W.",
        ),
        (
            _backward(_means_over(MAP, lambda dz: dz.size / dz.shape[1])),
            "You subtracted sums. Divide them by m = N H W.",
        ),
        (
            _backward(
                lambda dz, z, s: (dz - dz.mean(axis=MAP, keepdims=True)) / s,
            ),
            "The way through the variance is missing from dx.",
        ),
        (
            _backward(
                lambda dz, z, s: (dz - z * (dz * z).mean(axis=MAP, keepdims=True)) / s,
            ),
            "The way through the mean is missing from dx.",
        ),
        (
            _without_gamma,
            "dx starts from dz = gamma dy; the factor gamma is missing.",
        ),
        (
            _without_eps,
            "eps is missing: s = sqrt(var + eps), in z and in dx.",
        ),
        (
            _exchanged,
            "dgamma and dbeta have changed places: dgamma is the sum of dy z, dbeta "
            "that of dy.",
        ),
        (
            _from_dz,
            "dgamma and dbeta are sums of dy z and of dy. You took dz, which has "
            "gamma in it once too often.",
        ),
        (
            _from_x,
            "gamma is multiplied with z, not with x: dgamma is the sum of dy z.",
        ),
        (
            _backward(lambda dz, z, s: _dx(dz, z, s) * s),
            "dx has to be divided by s: z changes by 1/s when x changes by 1.",
        ),
        (
            _backward(total=lambda v: v.mean(axis=MAP)),
            "dgamma and dbeta are sums over the map, not means; if the loss is a mean, "
            "dy holds that factor already.",
        ),
        (
            _backward(total=lambda v: v.sum(axis=0)),
            "dgamma and dbeta still have positions. There is one gamma a map: sum over "
            "axes 2 and 3 too.",
        ),
    ],
    notice="No new mathematics: the derivation for rows never asked what a sample was.",
)


# ---- batch-norm-for-images/together: a prediction --------------------------------

TOGETHER = Choice(
    id="batch-norm-for-images/together",
    kind="prediction",
    reference="b",
    options={
        "a": "the same as alone: both outputs are equal",
        "b": "the second output has a larger mean and twice the width",
        "c": "the second output has a larger mean, but both have the width 1",
        "d": "one output is minus the other",
    },
    hints=[
        "How many means and widths does this batch have: one for each picture, or one "
        "for both?",
        "Call them mu and s. The outputs are (x - mu) / s and (2 x + 3 - mu) / s.",
        "Subtract two pixels of one picture: what happens to mu? Compare the result "
        "with that of the other picture.",
    ],
    mistakes=[
        (
            "a",
            "So it would be if each picture were measured against itself. Here both "
            "are measured with the same mean and the same width.",
        ),
        (
            "c",
            "The width 1 is that of all numbers of the map, both pictures together. "
            "Before, one picture was twice as wide as the other; both are divided by "
            "the same s.",
        ),
        (
            "d",
            "That holds for two numbers, whose mean lies halfway. Two pixels of one "
            "picture stay in their order, and so do those of the other.",
        ),
    ],
    notice="All pictures of a batch are moved and scaled alike, so differences between "
    "them survive. Alone, there is nothing to differ from.",
)


# ---- batch-norm-for-images/leak: a debugging lab ---------------------------------


def _lab(there: Callable, back: Callable) -> Callable:
    """Make the lab's function: images to rows of channels, and back."""

    def as_rows(x, gamma, beta, eps):
        x = np.asarray(x)
        rows = there(x)
        mean, var = rows.mean(axis=0), rows.var(axis=0)
        y = np.asarray(gamma) * (rows - mean) / np.sqrt(var + eps) + np.asarray(beta)
        return back(y, x.shape)

    return as_rows


def _to_rows(x):
    return x.transpose(0, 2, 3, 1).reshape(-1, x.shape[1])


def _to_images(y, shape):
    N, C, H, W = shape
    return y.reshape(N, H, W, C).transpose(0, 3, 1, 2)


def _chop(x):
    return x.reshape(-1, x.shape[1])


as_rows = _lab(_to_rows, _to_images)


def _cut_in_channels(x, gamma, beta, eps):
    x = np.asarray(x)
    rows = x.reshape(x.shape[1], -1).T
    mean, var = rows.mean(axis=0), rows.var(axis=0)
    y = np.asarray(gamma) * (rows - mean) / np.sqrt(var + eps) + np.asarray(beta)
    return y.T.reshape(x.shape)


def _channels_last(x, gamma, beta, eps):
    return as_rows(x, gamma, beta, eps).transpose(0, 2, 3, 1)


def _sides_exchanged(x, gamma, beta, eps):
    return as_rows(x, gamma, beta, eps).transpose(0, 1, 3, 2)


def _per_image(x, gamma, beta, eps):
    return np.concatenate([as_rows(image[None], gamma, beta, eps) for image in x])


def _ddof(x, gamma, beta, eps):
    x = np.asarray(x)
    m = x.size // x.shape[1]
    g, b = _per_channel(gamma), _per_channel(beta)
    var = x.var(axis=MAP, keepdims=True) * m / (m - 1)
    return g * (x - x.mean(axis=MAP, keepdims=True)) / np.sqrt(var + eps) + b


LEAK = Function(
    id="batch-norm-for-images/leak",
    kind="debug",
    reference=as_rows,
    start=_lab(_chop, lambda y, shape: y.reshape(shape)),
    cases=[
        (*_draw((2, 3, 2, 2), (3,), (3,)), 0.1),
        (*_draw((2, 2, 1, 3), (2,), (2,)), 0.01),
    ],
    hints=[
        "All shapes are right, so no error tells you. Print np.arange(8).reshape(1, 2, "
        "2, 2) and the rows that are made of it: what stands in one column?",
        "reshape never moves a number, it cuts the same sequence elsewhere. In memory "
        "the columns W run fastest, not the channels.",
        "Move the channels to the end first: x.transpose(0, 2, 3, 1).reshape(-1, C). "
        "And back: y.reshape(N, H, W, C).transpose(0, 3, 1, 2).",
    ],
    mistakes=[
        (
            _lab(_to_rows, lambda y, shape: y.reshape(shape)),
            "The way to the rows is right now. The way back has to move the channels "
            "too: reshape to (N, H, W, C), then transpose(0, 3, 1, 2).",
        ),
        (
            _lab(_chop, _to_images),
            "The way back moves the channels, the way to the rows does not.",
        ),
        (
            _lab(
                lambda x: x.transpose(1, 0, 2, 3).reshape(-1, x.shape[1]),
                lambda y, shape: y.reshape(shape[1], shape[0], *shape[2:]).transpose(
                    1, 0, 2, 3
                ),
            ),
            "You moved the channels to the front. In rows of C numbers they have to be "
            "the last axis.",
        ),
        (
            _lab(
                lambda x: x.transpose(0, 2, 3, 1).reshape(-1, x.shape[1]),
                lambda y, shape: (
                    y.reshape(shape[0], shape[3], shape[2], shape[1])
                    .transpose(0, 3, 2, 1)
                    .reshape(shape)
                ),
            ),
            "On the way back rows and columns of the images change places: reshape to "
            "(N, H, W, C).",
        ),
        (
            _cut_in_channels,
            "You cut the numbers into C rows of equal length. In memory an image comes "
            "first, with all its channels, so each row holds pieces of several "
            "channels. Move the axes with transpose before you reshape.",
        ),
        (
            _channels_last,
            "The numbers are right, but the channels still stand last. Move them back "
            "behind the images: transpose(0, 3, 1, 2).",
        ),
        (
            _sides_exchanged,
            "Every image is turned over: its rows have become columns. On the way back "
            "only the channels move: transpose(0, 3, 1, 2).",
        ),
        (
            _per_image,
            "Now each image is normalized by itself. Keep all pixels of all images in "
            "the rows.",
        ),
        (
            _ddof,
            "The channels are separate now, but the variance is divided by m - 1. That "
            "one is for remembering only.",
        ),
    ],
    notice="A network trains on top of the broken version, a little worse. reshape "
    "where transpose is meant is among the most common silent mistakes with images.",
)


EXERCISES = [REMEMBERED, FORWARD, BACKWARD, TOGETHER, LEAK]
