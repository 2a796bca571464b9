"""Exercises of the chapter batch-normalization, in book order."""

from collections.abc import Callable

import numpy as np

from ..engine import Choice, Function, Value

_rng = np.random.default_rng(9)


def _draw(*shapes: tuple[int, ...]) -> tuple[np.ndarray, ...]:
    """Draw arrays with two decimals, so that feedback is short to read."""
    return tuple(np.round(_rng.standard_normal(shape), 2) for shape in shapes)


def _positive(n: int) -> np.ndarray:
    return np.round(_rng.uniform(0.3, 2.0, n), 2)


# ---- batch-normalization/by-hand: numbers ----------------------------------------

BY_HAND = Value(
    id="batch-normalization/by-hand",
    kind="number",
    reference=np.array([-1.0, -1.0, 3.0, 3.0]),
    tolerance=1e-3,
    hints=[
        "First the mean of the four numbers, then the mean of the squared distances "
        "from it.",
        "The mean is 5 and the variance 9. How many standard deviations is 2 away "
        "from 5?",
        "z = (-1, -1, 1, 1). Then y = 2 z + 1.",
    ],
    mistakes=[
        (
            [-1.0, -1.0, 1.0, 1.0],
            "This is z. Multiply by gamma and add beta.",
        ),
        (
            [0.0, 0.0, 2.0, 2.0],
            "You added beta, but did not multiply by gamma: y = gamma z + beta.",
        ),
        (
            [-2.0, -2.0, 2.0, 2.0],
            "beta is missing: y = gamma z + beta.",
        ),
        (
            [1.0, 1.0, 3.0, 3.0],
            "You exchanged gamma and beta: gamma multiplies, beta is added.",
        ),
        (
            [1 / 3, 1 / 3, 5 / 3, 5 / 3],
            "You divided by the variance, 9. z counts standard deviations: divide by "
            "its square root.",
        ),
        (
            [1 - np.sqrt(3), 1 - np.sqrt(3), 1 + np.sqrt(3), 1 + np.sqrt(3)],
            "You divided the sum of squares by N - 1. That is the variance to "
            "remember; to normalize the batch, divide by N.",
        ),
        (
            [0.0, 0.0, 4.0, 4.0],
            "You added beta before multiplying by gamma: y = gamma z + beta.",
        ),
        (
            [-5.0, -5.0, 7.0, 7.0],
            "You subtracted the mean, but did not divide by the standard deviation.",
        ),
    ],
    notice="The output has mean beta = 1 and standard deviation gamma = 2, whatever "
    "the four numbers were.",
)


# ---- batch-normalization/two: a prediction ---------------------------------------

TWO = Choice(
    id="batch-normalization/two",
    kind="prediction",
    reference="b",
    options={
        "a": "they learn, with more noise than in larger batches",
        "b": "their gradients are zero: they never move",
        "c": "their gradients explode: two samples have a small variance",
        "d": "an error: two samples have no variance",
    },
    hints=[
        "Normalize the two numbers 3 and 5 by hand. Then 3 and 500.",
        "Can z be anything but (-1, 1) or (1, -1)?",
        "P removes two directions from the N-dimensional dz. With N = 2, how many are "
        "left?",
    ],
    mistakes=[
        (
            "a",
            "Noise is not the whole story. Normalize (3, 5) by hand, then (3, 500): "
            "what does the layer above still learn about the numbers?",
        ),
        (
            "c",
            "The division by s makes the gradient larger when the two are close. But "
            "look at what stands in the parentheses of eq-batch-norm-grad for N = 2.",
        ),
        (
            "d",
            "That is a batch of one. Two samples have a variance, a quarter of their "
            "squared distance.",
        ),
    ],
    notice="Two samples become -1 and +1, however far apart they were. Only their "
    "order is left, and an order has no slope: P = 0.",
)


# ---- batch-normalization/forward: a function -------------------------------------


def _forward(width: Callable, axis: int | None = 0, finish: Callable | None = None):
    finish = finish or (lambda z, gamma, beta: gamma * z + beta)

    def batch_norm(x, gamma, beta, eps):
        x = np.asarray(x)
        keep = axis == 1
        mean = x.mean(axis=axis, keepdims=keep)
        var = x.var(axis=axis, keepdims=keep)
        return finish((x - mean) / width(var, eps, len(x)), gamma, beta)

    return batch_norm


def _std(var, eps, N):
    return np.sqrt(var + eps)


def batch_norm(x, gamma, beta, eps):
    """Normalize each column of x over the batch."""
    x, gamma, beta = np.asarray(x), np.asarray(gamma), np.asarray(beta)
    return gamma * (x - x.mean(axis=0)) / np.sqrt(x.var(axis=0) + eps) + beta


def _mean_kept(x, gamma, beta, eps):
    x = np.asarray(x)
    return gamma * x / np.sqrt(x.var(axis=0) + eps) + beta


FORWARD = Function(
    id="batch-normalization/forward",
    kind="function",
    reference=batch_norm,
    cases=[
        (*_draw((4, 2)), _positive(2), *_draw((2,)), 0.1),
        (*_draw((3, 3), (3,), (3,)), 0.01),
    ],
    hints=[
        "Mean and variance are those of a feature: one number for each column.",
        "x.mean(axis=0) and x.var(axis=0) have the shape (H,), which broadcasts "
        "against (N, H).",
        "gamma * (x - mean) / np.sqrt(var + eps) + beta",
    ],
    mistakes=[
        (
            _forward(_std, axis=1),
            "Mean and variance are over the wrong axis: you compare the features of "
            "one sample with each other. Compare the samples, axis=0.",
        ),
        (
            _forward(_std, axis=None),
            "You took one mean and one variance of the whole array. Each feature has "
            "its own: axis=0.",
        ),
        (
            _forward(lambda var, eps, N: var + eps),
            "You divided by the variance. Divide by its square root.",
        ),
        (
            _forward(lambda var, eps, N: np.sqrt(var) + eps),
            "eps belongs inside the square root: it is added to the variance.",
        ),
        (
            _forward(lambda var, eps, N: np.sqrt(var)),
            "eps is missing: without it, a feature that is constant in the batch gives "
            "0 / 0.",
        ),
        (
            _forward(lambda var, eps, N: np.sqrt(var * N / (N - 1) + eps)),
            "This is the variance divided by N - 1. To normalize the batch, divide by "
            "N (ddof=0).",
        ),
        (
            _forward(_std, finish=lambda z, gamma, beta: z),
            "This is z. gamma and beta are missing.",
        ),
        (
            _forward(_std, finish=lambda z, gamma, beta: gamma * z),
            "beta is missing: gamma z + beta.",
        ),
        (
            _mean_kept,
            "The mean is not subtracted: measure x - mean, not x.",
        ),
        (
            _forward(_std, finish=lambda z, gamma, beta: gamma * (z + beta)),
            "beta is added after the multiplication with gamma: gamma z + beta.",
        ),
    ],
    notice="Two lines. All the difficulty of this layer lies in its backward pass and "
    "in what to do when there is no batch.",
)


# ---- batch-normalization/backward: a derivation ----------------------------------


def backward(dy, x, gamma, eps):
    """Return the three gradients of batch normalization in training mode."""
    dy, x, gamma = np.asarray(dy), np.asarray(x), np.asarray(gamma)
    s = np.sqrt(x.var(axis=0) + eps)
    z = (x - x.mean(axis=0)) / s
    dz = dy * gamma
    dx = (dz - dz.mean(axis=0) - z * (dz * z).mean(axis=0)) / s
    return dx, (dy * z).sum(axis=0), dy.sum(axis=0)


def _backward(
    inner: Callable, scale: Callable | None = None, total: Callable = np.sum
) -> Callable:
    """Make a variant: inner(dz, z) in the parentheses, scale(s) below them."""
    scale = scale or (lambda s: s)

    def backward(dy, x, gamma, eps):
        s = np.sqrt(x.var(axis=0) + eps)
        z = (x - x.mean(axis=0)) / s
        dx = inner(dy * gamma, z) / scale(s)
        return dx, total(dy * z, axis=0), total(dy, axis=0)

    return backward


def _inner(dz, z):
    return dz - dz.mean(axis=0) - z * (dz * z).mean(axis=0)


def _gamma_forgotten(dy, x, gamma, eps):
    return backward(dy, x, np.ones_like(gamma), eps)


def _dgamma_with_x(dy, x, gamma, eps):
    dx, _, dbeta = backward(dy, x, gamma, eps)
    return dx, (dy * x).sum(axis=0), dbeta


BACKWARD = Function(
    id="batch-normalization/backward",
    kind="derivation",
    reference=backward,
    cases=[
        (*_draw((4, 2), (4, 2), (2,)), 0.05),
        (*_draw((3, 3), (3, 3), (3,)), 0.2),
    ],
    returns=("dx", "dgamma", "dbeta"),
    hints=[
        "dgamma and dbeta are sums over the samples. For dx, x_m reaches the output on "
        "three ways: directly, through the mean, and through the variance.",
        "Each of the two statistics takes something away from dz: its mean, and its "
        "component along z.",
        "dx = (dz - dz.mean(axis=0) - z * (dz * z).mean(axis=0)) / s with "
        "dz = dy * gamma and s = sqrt(var + eps).",
    ],
    mistakes=[
        (
            _backward(lambda dz, z: dz),
            "Your dx treats mean and variance as constants. That is right in "
            "evaluation; in training both depend on every x.",
        ),
        (
            _backward(lambda dz, z: dz - dz.mean(axis=0)),
            "The way through the variance is missing from dx.",
        ),
        (
            _backward(lambda dz, z: dz - z * (dz * z).mean(axis=0)),
            "The way through the mean is missing from dx.",
        ),
        (
            _backward(lambda dz, z: dz - dz.sum(axis=0) - z * (dz * z).sum(axis=0)),
            "You subtracted sums. Each sample has a share of only 1/N in the mean and "
            "in the variance.",
        ),
        (
            _backward(lambda dz, z: dz - dz.mean(axis=0) + z * (dz * z).mean(axis=0)),
            "The sign of the last term is wrong: a larger width makes z smaller.",
        ),
        (
            _backward(
                lambda dz, z: dz - dz.mean(axis=0) - 2 * z * (dz * z).mean(axis=0)
            ),
            "The last term is twice too large. The 2 of the squared deviations and the "
            "1/2 of the square root cancel.",
        ),
        (
            _backward(_inner, scale=lambda s: 1.0),
            "The division by s = sqrt(var + eps) is missing from dx.",
        ),
        (
            _backward(_inner, scale=lambda s: s**2),
            "You divided dx by var + eps. The last factor is 1/s, with s its square "
            "root.",
        ),
        (
            _gamma_forgotten,
            "dx starts from dz = gamma * dy; the factor gamma is missing.",
        ),
        (
            _dgamma_with_x,
            "gamma multiplies z, so its gradient is the sum of dy * z, not of dy * x.",
        ),
        (
            _backward(_inner, total=np.mean),
            "dgamma and dbeta are sums over the samples, not means; if the loss is a "
            "mean, dy holds the 1/N already.",
        ),
    ],
    notice="The columns of dx add up to zero: pushing all samples of a batch together "
    "changes nothing, so no gradient asks for it.",
)


# ---- batch-normalization/fold: a function ----------------------------------------


def fold(W, b, gamma, beta, mean, var, eps):
    """Make one linear layer of a linear layer and the normalization behind it."""
    W, b, gamma, beta = map(np.asarray, (W, b, gamma, beta))
    scale = gamma / np.sqrt(np.asarray(var) + eps)
    return scale[:, None] * W, scale * (b - mean) + beta


def _bias_unscaled(W, b, gamma, beta, mean, var, eps):
    scale = gamma / np.sqrt(var + eps)
    return scale[:, None] * W, b - scale * mean + beta


def _mean_unscaled(W, b, gamma, beta, mean, var, eps):
    scale = gamma / np.sqrt(var + eps)
    return scale[:, None] * W, scale * b - mean + beta


def _bias_lost(W, b, gamma, beta, mean, var, eps):
    scale = gamma / np.sqrt(var + eps)
    return scale[:, None] * W, beta - scale * mean


def _columns_scaled(W, b, gamma, beta, mean, var, eps):
    scale = gamma / np.sqrt(var + eps)
    wide = scale if W.shape[0] == W.shape[1] else scale[:, None]
    return wide * W, scale * (b - mean) + beta


def _mean_added(W, b, gamma, beta, mean, var, eps):
    scale = gamma / np.sqrt(var + eps)
    return scale[:, None] * W, scale * (b + mean) + beta


def _variance_not_std(W, b, gamma, beta, mean, var, eps):
    scale = gamma / (var + eps)
    return scale[:, None] * W, scale * (b - mean) + beta


def _beta_scaled(W, b, gamma, beta, mean, var, eps):
    scale = gamma / np.sqrt(var + eps)
    return scale[:, None] * W, scale * (b - mean + beta)


FOLD = Function(
    id="batch-normalization/fold",
    kind="function",
    reference=fold,
    cases=[
        (*_draw((2, 2), (2,), (2,), (2,), (2,)), _positive(2), 0.1),
        (*_draw((3, 2), (3,), (3,), (3,), (3,)), _positive(3), 0.01),
    ],
    returns=("weight", "bias"),
    hints=[
        "Write both layers in one line: gamma * (W x + b - mean) / sqrt(var + eps) + "
        "beta. What multiplies x, and what does not?",
        "With scale = gamma / sqrt(var + eps), each output has its own factor. W has "
        "one row for each output.",
        "scale[:, None] * W and scale * (b - mean) + beta",
    ],
    mistakes=[
        (
            _bias_unscaled,
            "The old bias stands in front of the normalization, so it is scaled too: "
            "scale * (b - mean).",
        ),
        (
            _mean_unscaled,
            "The mean is subtracted before the division, so it is scaled as well.",
        ),
        (
            _bias_lost,
            "The old bias is missing. In training it is useless, but the running mean "
            "has been measured with it.",
        ),
        (
            _columns_scaled,
            "You scaled the columns of W, which belong to inputs. The factor belongs "
            "to an output: scale the rows, scale[:, None] * W.",
        ),
        (
            _mean_added,
            "The mean has the wrong sign: it is subtracted from b.",
        ),
        (
            _variance_not_std,
            "You divided by the variance. Divide by its square root.",
        ),
        (
            _beta_scaled,
            "beta is added last and is not scaled.",
        ),
    ],
    notice="In evaluation the layer costs nothing: it disappears into its neighbor. In "
    "training it cannot, because the batch decides.",
)


# ---- batch-normalization/unsettled: a debugging lab ------------------------------


def _lab(
    kept: Callable,
    new: Callable,
    *,
    remembered: Callable | None = None,
    used: Callable | None = None,
) -> Callable:
    """Make the lab's function; kept(momentum) and new(momentum) are the two shares."""
    remembered = remembered or (lambda var, N: var * N / (N - 1))
    used = used or (lambda var, N: var)

    def normalize(x, running_mean, running_var, momentum, training):
        x = np.asarray(x)
        running_mean, running_var = np.asarray(running_mean), np.asarray(running_var)
        N, mean, var = len(x), running_mean, running_var
        if training:
            mean, var = x.mean(axis=0), x.var(axis=0)
            k, n = kept(momentum), new(momentum)
            running_mean = k * running_mean + n * mean
            running_var = k * running_var + n * remembered(var, N)
            var = used(var, N)
        std = np.sqrt(var + 1e-5)
        return (x - mean) / std, std, running_mean, running_var

    return normalize


def _rest(momentum):
    return 1 - momentum


def _share(momentum):
    return momentum


normalize = _lab(_rest, _share)


def _always_batch(x, running_mean, running_var, momentum, training):
    z, std, mean, var = normalize(x, running_mean, running_var, momentum, True)
    return (z, std, mean, var) if training else (z, std, running_mean, running_var)


UNSETTLED = Function(
    id="batch-normalization/unsettled",
    kind="debug",
    reference=normalize,
    start=_lab(_share, _rest),
    cases=[
        (*_draw((4, 2), (2,)), _positive(2), 0.1, True),
        (*_draw((3, 3), (3,)), _positive(3), 0.2, True),
        (*_draw((3, 2), (2,)), _positive(2), 0.1, False),
    ],
    returns=("z", "std", "running_mean", "running_var"),
    hints=[
        "Training is fine, so what training computes is right. What is used in "
        "evaluation only?",
        "After each batch, how much of the old running average is kept? And how many "
        "samples has the last batch of an epoch, 1,348 in batches of 32?",
        "momentum is the share of the new batch: kept, new = 1 - momentum, momentum.",
    ],
    mistakes=[
        (
            _lab(_rest, _share, remembered=lambda var, N: var),
            "The shares are right now, but the factor N / (N - 1) of the remembered "
            "variance is gone.",
        ),
        (
            _lab(_rest, _share, used=lambda var, N: var * N / (N - 1)),
            "The shares are right now, but the batch is normalized with the variance "
            "divided by N - 1. That one is for remembering only.",
        ),
        (
            _lab(lambda m: 0.0, lambda m: 1.0),
            "Now nothing of the old average is kept: evaluation uses the last batch "
            "alone.",
        ),
        (
            _lab(lambda m: 1.0, lambda m: 0.0),
            "Now the averages never move from where they began.",
        ),
        (
            _lab(lambda m: 0.5, lambda m: 0.5),
            "Half and half is calmer, but not what momentum says: its share belongs "
            "to the new batch, the rest to the old average.",
        ),
        (
            _lab(_rest, _rest),
            "The two shares must add up to 1. Here the average grows with every "
            "batch; kept is right, new is not.",
        ),
        (
            _lab(_share, _share),
            "The two shares must add up to 1. Here most of the average is lost with "
            "every batch; new is right, kept is not.",
        ),
        (
            _lab(lambda m: 1.0, _share),
            "The old average is not multiplied by 1 - momentum, so it grows with "
            "every batch.",
        ),
        (
            _always_batch,
            "Now evaluation uses the batch as well. The line that was wrong is one of "
            "those that compute the running averages.",
        ),
    ],
    notice="With the shares exchanged, nine tenths of the averages came from the last "
    "batch of the epoch, which held 4 samples. Some libraries do call the share of "
    "the old one momentum: look it up before you copy a 0.9.",
)


EXERCISES = [BY_HAND, TWO, FORWARD, BACKWARD, FOLD, UNSETTLED]
