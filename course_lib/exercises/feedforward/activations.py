"""Exercises of the chapter on activations (book/feedforward/activations.ipynb)."""

import numpy as np

from ...scratch.feedforward.activations import ELU, Sigmoid, sigmoid, softmax
from ...scratch.module import Module
from ..engine import Choice, Function, Layer, Value

# --- leaky-relu -----------------------------------------------------------------


def leaky_relu(x, slope):
    return np.where(x > 0, x, slope * x)


def leaky_is_relu(x, slope):
    return np.maximum(x, 0)


def leaky_scales_both_sides(x, slope):
    return slope * x


def leaky_sides_swapped(x, slope):
    return np.where(x > 0, slope * x, x)


def leaky_constant(x, slope):
    return np.where(x > 0, x, slope)


def leaky_derivative(x, slope):
    return np.where(x > 0, 1.0, slope)


def leaky_positive(x, slope):
    return np.where(x > 0, x, -slope * x)


LEAKY_CASES = [
    (np.array([-2.0, -0.5, 0.0, 0.5, 3.0]), 0.1),
    (np.array([[-1.0, 2.0], [4.0, -8.0]]), 0.25),
    (np.array([-40.0, -10.0, 10.0]), 0.01),
]

# --- silent-share ---------------------------------------------------------------


def silent_share(h):
    return float((h <= 0).all(axis=0).mean())


def share_of_zeros(h):
    return float((h <= 0).mean())


def silent_images(h):
    return float((h <= 0).all(axis=1).mean())


def silent_at_least_once(h):
    return float((h <= 0).any(axis=0).mean())


def silent_count(h):
    return float((h <= 0).all(axis=0).sum())


def share_alive(h):
    return float((h > 0).any(axis=0).mean())


SILENT_CASES = [
    (np.array([[0.0, 1.0, 0.0, 2.0, 0.0], [0.0, 0.0, 0.0, 3.0, 1.0]]),),
    (np.array([[0.0, 0.5, 2.0], [0.0, 0.0, 1.0], [0.0, 0.0, 0.0], [0.0, 4.0, 3.0]]),),
    (np.array([[1.0, 2.0, 0.5, 0.0], [0.0, 3.0, 0.0, 2.0]]),),
]

# --- softmax --------------------------------------------------------------------


def stable_softmax(x):
    return softmax(x, -1)


def softmax_textbook(x):
    e = np.exp(x)
    return e / e.sum(axis=1, keepdims=True)


def softmax_one_maximum(x):
    e = np.exp(x - x.max())
    return e / e.sum(axis=1, keepdims=True)


def softmax_one_total(x):
    e = np.exp(x - x.max(axis=1, keepdims=True))
    return e / e.sum()


def softmax_columns(x):
    e = np.exp(x - x.max(axis=0))
    return e / e.sum(axis=0)


def softmax_not_divided(x):
    return np.exp(x - x.max(axis=1, keepdims=True))


def softmax_minus_mean(x):
    e = np.exp(x - x.mean(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


SOFTMAX_CASES = [
    (np.array([[0.0, np.log(2), np.log(3)], [1.0, 1.0, 1.0]]),),
    (np.array([[1000.0, 1001.0, 1002.0], [-3.0, 0.0, 3.0]]),),
    (
        np.array(
            [[1.0, 2.0, 0.5], [-1000.0, -1001.0, -1002.0], [1000.0, -1000.0, -1000.0]]
        ),
    ),
]

# --- softmax-backward -----------------------------------------------------------


def softmax_backward(p, dp):
    return p * (dp - (dp * p).sum(axis=1, keepdims=True))


def backward_diagonal(p, dp):
    return p * (1 - p) * dp


def backward_plain_sum(p, dp):
    return p * (dp - dp.sum(axis=1, keepdims=True))


def backward_plain_mean(p, dp):
    return p * (dp - dp.mean(axis=1, keepdims=True))


def backward_whole_batch(p, dp):
    return p * (dp - (dp * p).sum())


def backward_no_factor(p, dp):
    return dp - (dp * p).sum(axis=1, keepdims=True)


def backward_no_sum(p, dp):
    return p * dp


BACKWARD_CASES = [
    (np.array([[1.0, 2.0, 3.0]]) / 6, np.array([[1.0, 0.0, 0.0]])),
    (
        np.array([[0.2, 0.3, 0.5], [0.7, 0.2, 0.1]]),
        np.array([[1.0, -2.0, 0.5], [0.3, 0.0, -1.0]]),
    ),
    (
        np.array([[0.25, 0.75], [0.5, 0.5], [0.9, 0.1]]),
        np.array([[2.0, 1.0], [-1.0, 1.0], [4.0, -3.0]]),
    ),
]

# --- elu ------------------------------------------------------------------------


class ELUKeepsY(Module):
    """Takes y itself for the slope: alpha is missing in backward."""

    def __init__(self, alpha=1.0):
        self.alpha = alpha

    def forward(self, x):
        y = np.where(x > 0, x, self.alpha * np.expm1(np.minimum(x, 0)))
        self.save(x > 0, y)
        return y

    def backward(self, dy):
        active, y = self.saved()
        return np.where(active, dy, dy * y)


class ELUNoUpstream(ELUKeepsY):
    """Returns the slope and forgets the incoming gradient."""

    def backward(self, dy):
        active, y = self.saved()
        return np.where(active, 1.0, y + self.alpha)


class ELUExpOfY(ELUKeepsY):
    """Takes the exponential of the output."""

    def backward(self, dy):
        active, y = self.saved()
        return np.where(active, dy, dy * self.alpha * np.exp(y))


class ELUSlopeForOne(ELUKeepsY):
    """Uses y + 1, which is the slope only for alpha = 1."""

    def backward(self, dy):
        active, y = self.saved()
        return np.where(active, dy, dy * (y + 1))


class ELUWithoutAlpha(ELUKeepsY):
    """Ignores alpha everywhere."""

    def forward(self, x):
        y = np.where(x > 0, x, np.expm1(np.minimum(x, 0)))
        self.save(x > 0, y)
        return y

    def backward(self, dy):
        active, y = self.saved()
        return np.where(active, dy, dy * (y + 1))


class ELUNotShifted(ELUKeepsY):
    """Forgets the -1, so the two pieces do not meet at 0."""

    def forward(self, x):
        y = np.where(x > 0, x, self.alpha * np.exp(np.minimum(x, 0)))
        self.save(x > 0, y)
        return y

    def backward(self, dy):
        active, y = self.saved()
        return np.where(active, dy, dy * y)


class ELUZeroSlope(ELUKeepsY):
    """Treats the negative side as ReLU does in backward."""

    def backward(self, dy):
        active, _ = self.saved()
        return dy * active


# --- sigmoid-lab ----------------------------------------------------------------


class SigmoidSavesY(Module):
    """Base of the lab: forward is right."""

    def forward(self, x):
        y = sigmoid(x)
        self.save(y)
        return y


class SigmoidStart(SigmoidSavesY):
    """The lab's broken layer: backward applies the sigmoid a second time."""

    def backward(self, dy):
        (y,) = self.saved()
        s = sigmoid(y)
        return dy * s * (1 - s)


class SigmoidOfX(Module):
    """Saves x, and then takes it for the output."""

    def forward(self, x):
        self.save(x)
        return sigmoid(x)

    def backward(self, dy):
        (x,) = self.saved()
        return dy * x * (1 - x)


class SigmoidHalfSlope(SigmoidSavesY):
    """Loses the factor 1 - y."""

    def backward(self, dy):
        (y,) = self.saved()
        return dy * y


class SigmoidTanhSlope(SigmoidSavesY):
    """Uses the slope of tanh."""

    def backward(self, dy):
        (y,) = self.saved()
        return dy * (1 - y**2)


class SigmoidNoUpstream(SigmoidSavesY):
    """Returns the slope and forgets the incoming gradient."""

    def backward(self, dy):
        (y,) = self.saved()
        return y * (1 - y)


EXERCISES = [
    Value(
        id="activations/tanh-slope",
        kind="number",
        reference=0.36,
        tolerance=1e-6,
        hints=[
            "Which formula gives the slope of tanh from its output, without x?",
            "The slope is 1 - y^2, with y the output.",
            "1 - 0.8 * 0.8",
        ],
        mistakes=[
            (0.16, "y (1 - y) is the slope of the sigmoid; tanh has its own formula."),
            (0.2, "1 - y is not yet the slope: the output enters squared."),
            (0.64, "That is y^2. The slope is what is left of 1."),
            (
                1 - np.tanh(0.8) ** 2,
                "You took 0.8 for the input. It is the output: no tanh is needed.",
            ),
        ],
        notice="The output alone gives the slope, so forward need not save x.",
    ),
    Function(
        id="activations/leaky-relu",
        kind="function",
        reference=leaky_relu,
        cases=LEAKY_CASES,
        hints=[
            "There are two sides. What happens to x on each of them?",
            "np.where(condition, a, b) takes a where the condition holds, else b.",
            "Where x > 0 the answer is x; elsewhere it is slope * x.",
        ],
        mistakes=[
            (
                leaky_is_relu,
                "This is ReLU: the slope is missing on the negative side.",
            ),
            (
                leaky_scales_both_sides,
                "The slope belongs to the negative side only; a positive x stays.",
            ),
            (leaky_sides_swapped, "The two sides are swapped."),
            (
                leaky_constant,
                "Left of 0 you return the slope itself; it has to multiply x.",
            ),
            (
                leaky_positive,
                "The sign is wrong left of 0: a leaky ReLU stays negative there.",
            ),
            (
                leaky_derivative,
                "This is the slope of leaky ReLU. The exercise asks for its value.",
            ),
        ],
        notice="With a slope between 0 and 1 this is also np.maximum(x, slope * x).",
    ),
    Function(
        id="activations/silent-share",
        kind="function",
        reference=silent_share,
        cases=SILENT_CASES,
        hints=[
            "A row is a sample, a column is a unit. What must hold for a whole column?",
            "(h <= 0).all(axis=0) has one True or False per unit.",
            "The mean of those True and False values is the share.",
        ],
        mistakes=[
            (
                share_of_zeros,
                "This is the share of zeros among all entries. A unit that is off "
                "for one sample and on for another is healthy: ask column by column.",
            ),
            (
                silent_images,
                "axis=1 asks which samples wake no unit. Units are columns: axis=0.",
            ),
            (
                silent_at_least_once,
                "any finds units that are off at least once, which is nearly all of "
                "them. Silent means off every time.",
            ),
            (silent_count, "This is the number of silent units; divide by all units."),
            (share_alive, "This is the share of units that do fire: the complement."),
        ],
        notice="It is the data that make a unit silent: other samples may wake it.",
    ),
    Choice(
        id="activations/weight-decay",
        kind="prediction",
        reference="c",
        options={
            "a": "It fires again, because its bias shrinks toward 0.",
            "b": "It fires again once the layer above has changed enough to send it "
            "a gradient.",
            "c": "It stays silent forever.",
            "d": "It fires again if the learning rate is raised.",
        },
        hints=[
            "What do the steps of gradient descent add to w and b of this unit?",
            "They add exactly 0. What does multiplying w and b by 0.99 do to "
            "a = w x + b?",
            "a becomes 0.99 a. Can that change its sign?",
        ],
        mistakes=[
            (
                "a",
                "The bias shrinks, and the weights shrink by the same factor. Write "
                "down the new pre-activation.",
            ),
            (
                "b",
                "Whatever the layer above sends is multiplied by the slope of this "
                "unit, and that is 0 for every image.",
            ),
            ("d", "A larger rate times a gradient of exactly 0 is still 0."),
        ],
        notice="Scaling w and b together scales a, and a positive factor keeps its "
        "sign. Decaying the weights but not the bias would be another matter.",
    ),
    Function(
        id="activations/softmax",
        kind="function",
        reference=stable_softmax,
        cases=SOFTMAX_CASES,
        rtol=1e-6,
        hints=[
            "e^1000 is too large for float64. Which shift of a row changes nothing?",
            "Subtract from each row its own largest logit before np.exp.",
            "e = np.exp(x - x.max(axis=1, keepdims=True)), then divide by row sums.",
        ],
        mistakes=[
            (
                softmax_minus_mean,
                "You subtract the mean. The largest logit can lie far above it: "
                "subtract the maximum.",
            ),
            (
                softmax_textbook,
                "For large logits e^x overflows, and inf / inf is not a number. Shift "
                "each row first.",
            ),
            (
                softmax_one_maximum,
                "You subtract one maximum from all rows. A row far below it "
                "underflows to 0 / 0: each row needs its own.",
            ),
            (
                softmax_one_total,
                "The whole batch sums to 1. Each row must: keep the sums apart.",
            ),
            (
                softmax_columns,
                "This normalizes columns. A row is a sample: use axis=1.",
            ),
            (
                softmax_not_divided,
                "The rows do not sum to 1 yet: divide by the sum of each row.",
            ),
        ],
        notice="After the shift the largest exponent is 0, so the sum is at least 1: "
        "nothing can overflow and nothing is divided by 0.",
    ),
    Function(
        id="activations/softmax-backward",
        kind="derivation",
        reference=softmax_backward,
        cases=BACKWARD_CASES,
        hints=[
            "Each logit moves all probabilities of its row, so each entry is a sum.",
            "For one row p the Jacobian is diag(p) - p^T p. Multiply the row dp by it.",
            "p * (dp - s), where s is the sum of dp * p along each row.",
        ],
        mistakes=[
            (
                backward_diagonal,
                "p (1 - p) is the diagonal of the Jacobian. A logit also moves the "
                "other probabilities of its row: the rest is missing.",
            ),
            (
                backward_plain_sum,
                "The sum is not weighted: it runs over dp * p, not over dp.",
            ),
            (
                backward_plain_mean,
                "You subtract the plain mean of dp. It is the mean weighted by p.",
            ),
            (
                backward_whole_batch,
                "The sum runs over the whole batch. Rows do not touch each other.",
            ),
            (backward_no_factor, "The factor p in front is missing."),
            (
                backward_no_sum,
                "The second part of the Jacobian, -p^T p, is missing.",
            ),
        ],
        notice="Each row of the result sums to 0: adding a constant to all logits "
        "changes nothing, so no gradient points that way.",
    ),
    Layer(
        id="activations/elu",
        kind="layer",
        reference=ELU,
        case="elu",
        hints=[
            "Write forward first. Which saved arrays make backward short?",
            "For x <= 0 the slope is alpha e^x. How does that follow from y?",
            "alpha e^x = y + alpha. Save x > 0 and y.",
        ],
        mistakes=[
            (
                ELUKeepsY,
                "On the negative side the slope is alpha e^x, which is y + alpha, "
                "not y.",
            ),
            (
                ELUSlopeForOne,
                "y + 1 is the slope for alpha = 1 only. This layer has alpha = 1.5.",
            ),
            (ELUWithoutAlpha, "alpha is never used."),
            (
                ELUNotShifted,
                "At 0 the two pieces must meet: the left one is alpha (e^x - 1).",
            ),
            (
                ELUZeroSlope,
                "backward treats the left side as ReLU does. ELU has a slope there.",
            ),
            (
                ELUNoUpstream,
                "This is the slope alone. The chain rule multiplies it by dy.",
            ),
            (
                ELUExpOfY,
                "You took e^y. y is the output; alpha e^x needs the input x, or is "
                "y + alpha.",
            ),
        ],
        notice="np.expm1(np.minimum(x, 0)) never overflows: np.where evaluates both "
        "sides, and e^x would be taken of large positive x as well.",
    ),
    Layer(
        id="activations/sigmoid-lab",
        kind="debug",
        reference=Sigmoid,
        case="sigmoid",
        start=SigmoidStart,
        hints=[
            "forward is right. What does it save, and what does backward make of that?",
            "What is saved is y, the output. Which function is applied to it again?",
            "Drop the line s = sigmoid(y) and return dy * y * (1 - y).",
        ],
        mistakes=[
            (
                SigmoidOfX,
                "The slope is y (1 - y) with the output y; x is the input.",
            ),
            (SigmoidHalfSlope, "The slope has two factors, y and 1 - y."),
            (SigmoidTanhSlope, "1 - y^2 is the slope of tanh, not of the sigmoid."),
            (
                SigmoidNoUpstream,
                "This is the slope alone. The chain rule multiplies it by dy.",
            ),
        ],
        notice="For y between 0 and 1 the wrong slope lies between 0.19 and 0.25: its "
        "sign is right, so the loss fell all the same. Central differences give it "
        "away.",
    ),
]
