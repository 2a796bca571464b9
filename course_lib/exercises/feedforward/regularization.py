"""Exercises of the chapter regularization, in book order."""

import math

import numpy as np

from ... import scratch
from ..engine import Choice, Function, Layer, Value

# ---- regularization/half-life: a number ------------------------------------------

HALF_LIFE = Value(
    id="regularization/half-life",
    kind="number",
    reference=347.0,
    tolerance=1e-6,
    hints=[
        "What does one step do to a weight if the data send no gradient?",
        "Every step multiplies the weight by 1 - 2 * rate * strength. How often can "
        "you multiply by that before you are below one half?",
        "0.998 to the power of n is below 1/2: n > log(1/2) / log(0.998) = 346.2.",
    ],
    mistakes=[
        (
            693.0,
            "Twice too many: the derivative of w^2 is 2 w, so the factor of one step "
            "is 1 - 2 * rate * strength.",
        ),
        (
            35.0,
            "You left out the learning rate: the optimizer multiplies the gradient "
            "of the penalty by it, too.",
        ),
        (
            250.0,
            "You took the same piece away in every step, as L1 does. L2 takes a "
            "share of what is left, so the pieces become smaller.",
        ),
        (
            34.0,
            "You left out the learning rate: the optimizer multiplies the gradient "
            "of the penalty by it. And round up, not down.",
        ),
        (
            346.0,
            "After that many steps the weight is still a little above one half. "
            "Round up.",
        ),
    ],
    notice="The number of steps does not depend on the weight: every weight that the "
    "data leave alone is halved again and again, and none becomes zero.",
)


# ---- regularization/dropout-noise: a number --------------------------------------

DROPOUT_NOISE = Value(
    id="regularization/dropout-noise",
    kind="number",
    reference=14 / 3,
    tolerance=5e-3,
    hints=[
        "The three masks are independent, so the variances of the three terms add.",
        "What is the variance of one term, m h / (1 - p), where m is 1 or 0?",
        "A coin that is 1 with probability 3/4 has the variance 3/4 * 1/4. Times "
        "(h / (3/4))^2 that is h^2 / 3. Sum over h = 1, 2, 3.",
    ],
    mistakes=[
        (
            2.625,
            "This is the variance without the rescaling: each term is divided by "
            "1 - p = 3/4, so its variance is divided by (3/4)^2.",
        ),
        (
            42.0,
            "You took 1/4 for the probability to keep a unit. Here p is the "
            "probability to drop it.",
        ),
        (
            12.0,
            "You gave all three units one common mask. Each has its own: add the "
            "variances of the terms, not the terms.",
        ),
        (
            math.sqrt(14 / 3),
            "This is the standard deviation. Asked is its square.",
        ),
        (
            3.5,
            "You divided by 1 - p = 3/4 once. Dividing a number by c divides its "
            "variance by the square of c.",
        ),
        (
            56 / 3,
            "This is the sum of the mean squares. A variance is the mean square minus "
            "the square of the mean.",
        ),
        (
            2.0,
            "Variances add with the squares of the numbers: 1 + 4 + 9, not 1 + 2 + 3.",
        ),
    ],
    notice="The mean is right and the noise is large: 6 plus or minus 2.2. A unit that "
    "relies on one strong input gets more of this noise than one that spreads.",
)


# ---- regularization/lower-validation-loss: a prediction --------------------------

LOWER_VALIDATION_LOSS = Choice(
    id="regularization/lower-validation-loss",
    kind="prediction",
    reference="b",
    options={
        "a": "training and validation set have been swapped",
        "b": "the training loss is measured with units missing",
        "c": "the network overfits",
        "d": "by chance, the validation digits are the easier ones",
    },
    hints=[
        "In which mode is the network when each of the two losses is computed?",
        "fit adds up the losses of the training batches as they come, in training "
        "mode; the validation loss comes from evaluate.",
        "Dropout is on for the first number and off for the second.",
    ],
    mistakes=[
        (
            "a",
            "Possible, but then it would show without dropout as well. In which mode "
            "is each of the two numbers measured?",
        ),
        (
            "c",
            "Overfitting is the opposite: there the training loss is the lower one.",
        ),
        (
            "d",
            "Chance could do that on a small set, but not epoch after epoch by this "
            "much. In which mode is each of the two numbers measured?",
        ),
    ],
    notice="Before you compare the two, measure both in evaluation mode, with "
    "`dl.evaluate`.",
)


# ---- regularization/two-penalties: a derivation ----------------------------------


def penalty_gradient(W, l1, l2):
    """Return the gradient of l1 sum |w| + l2 sum w^2."""
    W = np.asarray(W, dtype=float)
    return l1 * np.sign(W) + 2 * l2 * W


def _both_penalties(W, l1, l2):
    return l1 * np.abs(W).sum() + l2 * (np.asarray(W) ** 2).sum()


TWO_PENALTIES = Function(
    id="regularization/two-penalties",
    kind="derivation",
    reference=penalty_gradient,
    gradient_of=_both_penalties,
    cases=[
        (np.array([[1.5, -0.5], [0.25, -2.0]]), 0.5, 0.0),
        (np.array([[1.5, -0.5, 0.75]]), 0.0, 0.25),
        (np.array([[3.0, -1.0], [0.0, 0.5], [-0.25, 2.0]]), 0.25, 0.125),
    ],
    hints=[
        "Each weight stands in one term of each sum. Take one weight and "
        "differentiate.",
        "The derivative of |w| is 1 for w > 0 and -1 for w < 0; np.sign knows that, "
        "and gives 0 at 0.",
        "l1 * np.sign(W) + 2 * l2 * W",
    ],
    mistakes=[
        (
            lambda W, l1, l2: l1 * np.sign(W) + l2 * W,
            "The square has the derivative 2 w. The factor 2 is missing.",
        ),
        (
            lambda W, l1, l2: l1 + 2 * l2 * np.asarray(W),
            "You took 1 for the derivative of |w|. That is right for positive "
            "weights; on the other side |w| falls.",
        ),
        (
            lambda W, l1, l2: l1 * np.abs(W) + 2 * l2 * W,
            "You kept |w| itself. Its derivative is the sign of w, however large "
            "w is: that is what sets L1 apart.",
        ),
        (
            lambda W, l1, l2: l2 * np.sign(W) + 2 * l1 * W,
            "The two strengths are swapped.",
        ),
        (
            lambda W, l1, l2: penalty_gradient(W, l1, l2) / np.size(W),
            "You divided by the number of weights. A penalty is a sum, so each "
            "weight feels the full strength.",
        ),
        (
            lambda W, l1, l2: l1 * np.abs(W) + l2 * np.asarray(W) ** 2,
            "These are the penalties of the single weights, not their derivatives.",
        ),
        (
            _both_penalties,
            "This is the penalty itself, one number. Asked is its gradient, one "
            "number for each weight.",
        ),
    ],
    notice="Both together are called the elastic net. L2 pulls large weights hard and "
    "small ones hardly; L1 pulls all of them alike.",
)


# ---- regularization/row-norms: a function ----------------------------------------


def max_norm_rows(W, limit):
    """Scale every row whose norm is above the limit down to it."""
    W = np.asarray(W, dtype=float)
    norms = np.sqrt((W**2).sum(axis=1, keepdims=True))
    return W * (limit / np.maximum(norms, limit))


def _whole_matrix(W, limit):
    return W * (limit / max(np.sqrt((W**2).sum()), limit))


def _columns(W, limit):
    return max_norm_rows(np.asarray(W).T, limit).T


def _squared_norms(W, limit):
    squares = (W**2).sum(axis=1, keepdims=True)
    return W * (limit / np.maximum(squares, limit))


def _squared_in_scale(W, limit):
    squares = (W**2).sum(axis=1, keepdims=True)
    return np.where(squares > limit**2, W * limit / squares, W)


def _up_as_well(W, limit):
    return W * limit / np.sqrt((W**2).sum(axis=1, keepdims=True))


def _to_one(W, limit):
    norms = np.sqrt((W**2).sum(axis=1, keepdims=True))
    return np.where(norms > limit, W / norms, W)


def _sum_of_sizes(W, limit):
    norms = np.abs(W).sum(axis=1, keepdims=True)
    return W * (limit / np.maximum(norms, limit))


ROW_NORMS = Function(
    id="regularization/row-norms",
    kind="function",
    reference=max_norm_rows,
    cases=[
        (np.array([[3.0, 4.0], [0.6, 0.8], [1.5, 0.8]]), 2.0),
        (np.array([[1.0, -2.0, 2.0], [0.5, 0.0, 0.0], [-6.0, 2.0, 3.0]]), 1.5),
    ],
    hints=[
        "One norm for each row: which axis do you sum over?",
        "np.sqrt((W**2).sum(axis=1, keepdims=True)) has shape (rows, 1). A row below "
        "the limit gets the factor 1.",
        "W * limit / np.maximum(norms, limit)",
    ],
    mistakes=[
        (
            _whole_matrix,
            "This is one norm for the whole matrix, as in the chapter. Here every "
            "row has its own.",
        ),
        (
            _columns,
            "You limited the columns. The weights into one neuron are a row of W.",
        ),
        (
            lambda W, limit: np.clip(W, -limit, limit),
            "You cut single weights. That changes the direction of a row; scale the "
            "whole row instead.",
        ),
        (
            _up_as_well,
            "Rows below the limit have been scaled up to it. They should stay.",
        ),
        (
            _squared_norms,
            "The root is missing: you compare and divide by the squared norm.",
        ),
        (
            _squared_in_scale,
            "The right rows are scaled, but divided by the squared norm. Take the "
            "root.",
        ),
        (
            _to_one,
            "The rows that were too long now have length 1, not the limit.",
        ),
        (
            _sum_of_sizes,
            "You measured the rows by the sum of absolute values. The norm is the "
            "root of the sum of squares.",
        ),
    ],
    notice="With a limit for each neuron, one loud neuron does not shrink the others. "
    "This is the form that was used together with dropout.",
)


# ---- regularization/dropout-layer: a layer ---------------------------------------


class _Dropout(scratch.Dropout):
    """Dropout in which the scale of each direction can be set wrong."""

    def forward(self, x):
        kept = self.rng.random(np.shape(x)) >= self.p
        self.save(kept)
        return self.forth(x, kept)

    def backward(self, dy):
        (kept,) = self.saved()
        return self.back(dy, kept)

    def forth(self, x, kept):
        return x * kept / (1 - self.p)

    def back(self, dy, kept):
        return dy * kept / (1 - self.p)


class _NewMaskBack(_Dropout):
    def back(self, dy, kept):
        return super().back(dy, self.rng.random(np.shape(dy)) >= self.p)


class _OnSelf(_Dropout):
    def forward(self, x):
        self.kept = self.rng.random(np.shape(x)) >= self.p
        return self.forth(x, self.kept)

    def backward(self, dy):
        return self.back(dy, self.kept)


class _NoScale(_Dropout):
    def forth(self, x, kept):
        return x * kept

    back = forth


class _NoScaleBack(_Dropout):
    def back(self, dy, kept):
        return dy * kept


class _NoMaskBack(_Dropout):
    def back(self, dy, kept):
        return dy


class _ScaleAloneBack(_Dropout):
    def back(self, dy, kept):
        return dy / (1 - self.p)


class _DividesByP(_Dropout):
    def forth(self, x, kept):
        return x * kept / self.p

    back = forth


class _Multiplies(_Dropout):
    def forth(self, x, kept):
        return x * kept * (1 - self.p)

    back = forth


class _KeepsTheDropped(_Dropout):
    def forth(self, x, kept):
        return x * ~kept / (1 - self.p)

    back = forth


class _EveryCallItsMask(Layer):
    """The row of the table, but with a generator that does not repeat itself."""

    def build(self, answer: type):
        model = super().build(answer)
        model.rng = np.random.default_rng(7)
        return model


DROPOUT_LAYER = _EveryCallItsMask(
    id="regularization/dropout-layer",
    kind="layer",
    reference=scratch.Dropout,
    case="dropout",
    hints=[
        "Forward draws a mask. Backward needs the very same mask, so save it.",
        "Multiply by the mask and divide by 1 - p, in both directions.",
        "scale = kept / (1 - self.p); self.save(scale); return x * scale. And in "
        "backward: (scale,) = self.saved(); return dy * scale.",
    ],
    mistakes=[
        (
            _NewMaskBack,
            "Forward is right. Backward draws a new mask; it needs the one that "
            "forward has drawn.",
        ),
        (
            _OnSelf,
            "In an attribute, the mask of a second forward call overwrites the first "
            "one. Use `self.save` and `self.saved`, which keep both.",
        ),
        (
            _NoScale,
            "The mask is right, the scale is not: divide by 1 - p, so that the mean "
            "over all masks is x.",
        ),
        (
            _NoScaleBack,
            "Forward is right. Backward has the mask and lacks the factor "
            "1 / (1 - p): y is m x / (1 - p), so its slope contains it.",
        ),
        (
            _NoMaskBack,
            "Forward is right. Backward lets everything pass, but a dropped number "
            "had no influence on the loss, so its gradient is 0.",
        ),
        (
            _ScaleAloneBack,
            "Forward is right. Backward has the scale and lacks the mask: where a "
            "number was dropped, the gradient is 0.",
        ),
        (
            _DividesByP,
            "You divide by p, the probability to drop. Divide by the probability to "
            "keep, 1 - p.",
        ),
        (
            _Multiplies,
            "You multiply by 1 - p. That is what older code does at test time; "
            "inverted dropout divides, in training.",
        ),
        (
            _KeepsTheDropped,
            "The mask is the wrong way round: you keep what should be dropped.",
        ),
    ],
    notice="Dropout has no parameters and no slope of its own: for a given mask it "
    "is a product with fixed numbers, and goes back as the same product.",
)


# ---- regularization/too-early: a debugging lab -----------------------------------


def stop_early(losses, patience):
    """Return the epoch at which to stop and the best epoch, both from 1."""
    best, best_epoch = math.inf, 0
    for epoch, loss in enumerate(losses, 1):
        if loss < best:
            best, best_epoch = loss, epoch
        elif epoch - best_epoch >= patience:
            break
    return epoch, best_epoch


def _never_reset(losses, patience):
    best, best_epoch, waited = math.inf, 0, 0
    for epoch, loss in enumerate(losses, 1):
        if loss < best:
            best, best_epoch = loss, epoch
        else:
            waited += 1
            if waited == patience:
                break
    return epoch, best_epoch


def _previous(losses, patience):
    before, best_epoch, waited = math.inf, 0, 0
    for epoch, loss in enumerate(losses, 1):
        if loss < before:
            best_epoch, waited = epoch, 0
        else:
            waited += 1
            if waited == patience:
                break
        before = loss
    return epoch, best_epoch


def _one_too_many(losses, patience):
    return stop_early(losses, patience + 1)


def _one_too_few(losses, patience):
    best, best_epoch, waited = math.inf, 0, 0
    for epoch, loss in enumerate(losses, 1):
        if loss < best:
            best, best_epoch, waited = loss, epoch, 1
        else:
            waited += 1
            if waited >= patience:
                break
    return epoch, best_epoch


def _last_is_best(losses, patience):
    last, _ = stop_early(losses, patience)
    return last, last


def _from_zero(losses, patience):
    last, best = stop_early(losses, patience)
    return last - 1, best - 1


def _never_stops(losses, patience):
    return len(losses), int(np.argmin(losses)) + 1


def _ties_count(losses, patience):
    best, best_epoch = math.inf, 0
    for epoch, loss in enumerate(losses, 1):
        if loss <= best:
            best, best_epoch = loss, epoch
        elif epoch - best_epoch >= patience:
            break
    return epoch, best_epoch


TOO_EARLY = Function(
    id="regularization/too-early",
    kind="debug",
    reference=stop_early,
    start=_never_reset,
    cases=[
        (np.array([2, 1.5, 1.6, 1.2, 1.3, 1, 1.25, 1.125, 1.5, 1.5, 0.5]), 3),
        (np.array([1.0, 0.75, 1.0, 0.5, 0.5, 0.75, 0.25]), 2),
        (np.array([3.0, 2.0, 1.0]), 2),
    ],
    returns=("last", "best"),
    hints=[
        "In case 1, at which epochs does `waited` go up, and what is it at epoch 5?",
        "Patience counts the epochs since the last improvement, not all epochs that "
        "brought none.",
        "An improvement has to set `waited` back to 0.",
    ],
    mistakes=[
        (
            _previous,
            "You compare each loss with the one before. A loss that falls from bad "
            "to less bad is no new best: compare with the best so far.",
        ),
        (
            _one_too_many,
            "One epoch too patient: with patience 2, stop at the second epoch in a "
            "row that brings no new best.",
        ),
        (
            _one_too_few,
            "One epoch too impatient: the best epoch itself does not count as waiting.",
        ),
        (
            _last_is_best,
            "The first result is right. The second should be the epoch with the "
            "best loss, whose weights are put back.",
        ),
        (
            _from_zero,
            "Your epochs count from 0; the task counts them from 1.",
        ),
        (
            _never_stops,
            "Now it never stops, and sees losses that a stopped training would never "
            "see. Only a new best sets `waited` back to 0.",
        ),
        (
            _ties_count,
            "You take an equal loss for an improvement. Only a lower one is.",
        ),
    ],
    notice="With the bug, patience was a budget for the whole training: the longer a "
    "run went well, the more certainly the next bad epoch ended it.",
)


EXERCISES = [
    HALF_LIFE,
    DROPOUT_NOISE,
    LOWER_VALIDATION_LOSS,
    TWO_PENALTIES,
    ROW_NORMS,
    DROPOUT_LAYER,
    TOO_EARLY,
]
