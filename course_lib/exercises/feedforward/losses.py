"""Exercises of the chapter losses: surprise, best constants, gradients, stability."""

import numpy as np

from ..engine import Choice, Function, Value


def log_softmax(a):
    shifted = a - a.max(axis=1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))


def _log_of_textbook_softmax(a):
    e = np.exp(a)
    return np.log(e / e.sum(axis=1, keepdims=True))


def _log_of_stable_softmax(a):
    e = np.exp(a - a.max(axis=1, keepdims=True))
    return np.log(e / e.sum(axis=1, keepdims=True))


def _max_of_the_batch(a):
    shifted = a - a.max()
    return shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))


def _max_not_given_back(a):
    shifted = a - a.max(axis=1, keepdims=True)
    return a - np.log(np.exp(shifted).sum(axis=1, keepdims=True))


def _mean_subtracted(a):
    shifted = a - a.mean(axis=1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))


def _tiny_number_added(a):
    return np.log(np.exp(log_softmax(a)) + 1e-12)


def _sum_over_everything(a):
    shifted = a - a.max(axis=1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum())


def _over_the_batch(a):
    shifted = a - a.max(axis=0, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=0, keepdims=True))


def kl_divergence(t, p):
    safe = np.where(t > 0, t, 1.0)
    return (t * (np.log(safe) - np.log(p))).sum(axis=1).mean()


def _kl_reversed(t, p):
    safe = np.where(t > 0, t, 1.0)
    return (p * (np.log(p) - np.log(safe))).sum(axis=1).mean()


def _kl_reversed_infinite(t, p):
    return (p * (np.log(p) - np.log(t))).sum(axis=1).mean()


def _kl_zero_times_log_zero(t, p):
    return (t * (np.log(t) - np.log(p))).sum(axis=1).mean()


def _kl_without_entropy(t, p):
    return -(t * np.log(p)).sum(axis=1).mean()


def _kl_mean_over_elements(t, p):
    safe = np.where(t > 0, t, 1.0)
    return (t * (np.log(safe) - np.log(p))).mean()


def _kl_in_bits(t, p):
    return kl_divergence(t, p) / np.log(2)


def _probabilities(a):
    return np.exp(log_softmax(a))


def weighted_gradient(a, t):
    p = _probabilities(a)
    return (p * t.sum(axis=1, keepdims=True) - t) / len(a)


def _weighted_loss(a, t):
    return -(t * log_softmax(a)).sum() / len(a)


def _rows_assumed_to_sum_to_one(a, t):
    return (_probabilities(a) - t) / len(a)


def _weighted_not_divided(a, t):
    return weighted_gradient(a, t) * len(a)


def _weighted_divided_by_all(a, t):
    return weighted_gradient(a, t) / a.shape[1]


def _weighted_uphill(a, t):
    return -weighted_gradient(a, t)


def _weighted_normalized(a, t):
    return weighted_gradient(a, t / t.sum(axis=1, keepdims=True))


def _weighted_by_all_rows(a, t):
    return (_probabilities(a) * t.sum() - t) / len(a)


def _weighted_both(a, t):
    p = _probabilities(a)
    return t.sum(axis=1, keepdims=True) * (p - t) / len(a)


def cross_entropy(a, t):
    N = len(t)
    log_p = log_softmax(a)
    loss = -log_p[np.arange(N), t].mean()
    da = np.exp(log_p)
    da[np.arange(N), t] -= 1
    return loss, da / N


def cross_entropy_as_given(a, t):
    N = len(t)
    shifted = a - a.max(axis=1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    loss = -log_p[np.arange(N), t].mean()
    da = np.exp(log_p)
    da[:, t] -= 1
    return loss, da / N


def _debug_all_rows_in_loss(a, t):
    return -log_softmax(a)[:, t].mean(), cross_entropy_as_given(a, t)[1]


def _debug_both_lines(a, t):
    return -log_softmax(a)[:, t].mean(), cross_entropy(a, t)[1]


def _debug_not_divided(a, t):
    loss, da = cross_entropy_as_given(a, t)
    return loss, da * len(t)


def _debug_fixed_not_divided(a, t):
    loss, da = cross_entropy(a, t)
    return loss, da * len(t)


def _debug_rows_named_by_classes(a, t):
    da = np.exp(log_softmax(a))
    da[t] -= 1
    return cross_entropy(a, t)[0], da / len(t)


def _debug_divided_twice(a, t):
    da = np.exp(log_softmax(a))
    da[np.arange(len(t)), t] -= 1 / len(t)
    return cross_entropy(a, t)[0], da / len(t)


def _debug_transposed(a, t):
    da = np.exp(log_softmax(a))
    da[t, np.arange(len(t))] -= 1
    return cross_entropy(a, t)[0], da / len(t)


def _debug_whole_matrix(a, t):
    return cross_entropy(a, t)[0], (np.exp(log_softmax(a)) - 1) / len(t)


_A = np.array([[2.0, 0.5, -1.0], [0.0, 0.0, 0.0], [-0.5, 1.5, 3.0]])

EXERCISES = [
    Value(
        id="losses/first-loss",
        kind="number",
        reference=np.log(26),
        tolerance=2e-3,
        hints=[
            "An untrained network knows nothing. What does it say about 26 letters?",
            "Every letter gets the probability 1/26, whatever the picture.",
            "The loss is the natural logarithm of 26: np.log(26).",
        ],
        mistakes=[
            (
                np.log2(26),
                "This is in bits. The course, NumPy's log and PyTorch use the "
                "natural logarithm.",
            ),
            (
                np.log10(26),
                "This is the logarithm to base 10. The loss uses the natural one, "
                "np.log.",
            ),
            (
                1 / 26,
                "This is the probability of the right letter. The loss is minus "
                "its logarithm.",
            ),
            (
                -np.log(26),
                "The logarithm of a probability is negative; the loss has a minus "
                "in front of it.",
            ),
            (
                np.log(10),
                "This is right for ten classes. The alphabet has 26.",
            ),
        ],
        notice=(
            "Print this number before you train. A first loss far from log K "
            "means that something is wrong before training has begun."
        ),
    ),
    Value(
        id="losses/best-constant",
        kind="number",
        reference=np.array([21.0, 2.0]),
        tolerance=1e-3,
        hints=[
            "For each loss, move the constant a little to the right. Which samples "
            "get better, which get worse, and by how much?",
            "Squared error: set the derivative to zero and solve for the constant. "
            "Absolute error: count the samples on either side.",
            "Squared error wants the mean of the five numbers, absolute error "
            "their median.",
        ],
        mistakes=[
            (
                np.array([2.0, 21.0]),
                "The two are exchanged. The loss that squares the distance to 100 "
                "is the one that is pulled toward it.",
            ),
            (
                np.array([21.0, 21.0]),
                "The first is right. For the absolute error, only the number of "
                "samples on each side counts, not how far away they are.",
            ),
            (
                np.array([2.0, 2.0]),
                "The second is right. For the squared error, set the derivative "
                "of the sum of (c - t)^2 to zero.",
            ),
            (
                np.array([1.4, 2.0]),
                "1.4 would be right if the last reading were 2. The loss does not "
                "know that 100 is a mistake.",
            ),
            (
                np.array([21.0, 50.0]),
                "50 is halfway between the smallest and the largest number: that "
                "makes the worst error small, not the sum of all five.",
            ),
        ],
        notice=(
            "One wild reading moved the mean from 1.4 to 21 and left the "
            "median where it was. That is what a loss decides."
        ),
    ),
    Choice(
        id="losses/fastest-learner",
        reference="c",
        options={
            "a": "h = 0.999, almost entirely wrong",
            "b": "h = 0.9, clearly wrong",
            "c": "h = 0.67, somewhat wrong",
            "d": "h = 0.5, undecided",
        },
        hints=[
            "The size of the gradient is not the size of the error.",
            "Write the gradient for t = 0 as a function of h alone.",
            "It is 2 h^2 (1 - h). Put the four numbers in.",
        ],
        mistakes=[
            (
                "a",
                "The error is largest here, but it is multiplied by h (1 - h), "
                "which is about 0.001: a saturated neuron hardly hears its error.",
            ),
            (
                "b",
                "Here h (1 - h) is only 0.09. Compute 2 h^2 (1 - h) for all four.",
            ),
            (
                "d",
                "The sigmoid is steepest here, but the error is still small. The "
                "product of both counts: 2 h^2 (1 - h).",
            ),
        ],
        notice=(
            "2 h^2 (1 - h) is largest at h = 2/3. From there on, being more wrong "
            "means learning more slowly."
        ),
    ),
    Function(
        id="losses/log-softmax",
        kind="function",
        reference=log_softmax,
        cases=[
            (_A,),
            (np.array([[1000.0, 1001.0], [0.0, -1.0]]),),
            (np.array([[0.0, -3000.0, 1.0], [3.0, 3.0, 3.0]]),),
        ],
        hints=[
            "Where would np.exp overflow, and where would np.log see a zero?",
            "Subtract the largest logit of each row first: the result must not "
            "change, and no exponent is above zero any more.",
            "Never form the probabilities: the logarithm of e^s / sum is s - log(sum).",
        ],
        mistakes=[
            (
                _log_of_textbook_softmax,
                "np.exp(1000) is infinite. Subtract the largest logit of each "
                "row before you take exponentials.",
            ),
            (
                _log_of_stable_softmax,
                "The softmax is stable, its logarithm is not: a probability that "
                "rounds to 0 becomes minus infinity. Write log(e^s / sum) as "
                "s - log(sum) instead.",
            ),
            (
                _max_of_the_batch,
                "You subtract the largest logit of the whole batch. A row that "
                "lies far below it becomes all zeros; take the maximum of each "
                "row, axis=1.",
            ),
            (
                _max_not_given_back,
                "The maximum is subtracted inside the exponentials but not in "
                "front. Use the shifted logits in both places.",
            ),
            (
                _mean_subtracted,
                "The mean of a row can lie far below its largest logit, and then "
                "an exponential still overflows. Subtract the largest.",
            ),
            (
                _tiny_number_added,
                "A tiny number inside the logarithm hides the -inf behind a wrong "
                "value. Write log(e^s / sum) as s - log(sum): no zero occurs.",
            ),
            (
                _sum_over_everything,
                "The sum runs over the whole batch. Each row needs a sum of its "
                "own: axis=1, keepdims=True.",
            ),
            (
                _over_the_batch,
                "The sum runs over the batch. Each row is one sample, and its "
                "probabilities sum to 1: axis=1.",
            ),
        ],
        notice=(
            "A log-probability of -3001 is a fine number; the probability itself "
            "does not exist in float64."
        ),
    ),
    Function(
        id="losses/kl",
        kind="function",
        reference=kl_divergence,
        cases=[
            (
                np.array([[0.5, 0.3, 0.2], [0.1, 0.1, 0.8]]),
                np.array([[0.4, 0.4, 0.2], [0.2, 0.3, 0.5]]),
            ),
            (
                np.array([[0.0, 1.0, 0.0], [0.25, 0.75, 0.0]]),
                np.array([[0.2, 0.7, 0.1], [0.25, 0.5, 0.25]]),
            ),
        ],
        hints=[
            "Start from the formula and ask what happens where a target is 0.",
            "0 log 0 counts as 0, but NumPy makes it nan. Replace t by something "
            "harmless inside the logarithm where t is 0.",
            "np.where(t > 0, t, 1.0) inside the logarithm; then sum over the "
            "classes and take the mean over the rows.",
        ],
        mistakes=[
            (
                _kl_reversed,
                "The weights in front of the logarithm are the target's, not the "
                "prediction's. The divergence is not symmetric.",
            ),
            (
                _kl_reversed_infinite,
                "The two are exchanged: t stands in front and above, p below. As "
                "you have them, a zero in t makes the result infinite.",
            ),
            (
                _kl_zero_times_log_zero,
                "Where t is 0, NumPy computes 0 * (-inf) = nan. By convention the "
                "term is 0.",
            ),
            (
                _kl_without_entropy,
                "This is the cross-entropy. Its smallest value is the entropy of "
                "t; the divergence of t from itself has to be 0.",
            ),
            (
                _kl_mean_over_elements,
                "You take the mean over all elements. Sum over the classes, and "
                "take the mean over the rows only.",
            ),
            (
                _kl_in_bits,
                "This is in bits. Use the natural logarithm.",
            ),
        ],
        notice=(
            "With one-hot targets the entropy is 0, and the divergence equals the "
            "cross-entropy: the first row of the second case shows it."
        ),
    ),
    Function(
        id="losses/weighted-gradient",
        kind="derivation",
        reference=weighted_gradient,
        gradient_of=_weighted_loss,
        cases=[
            (_A, np.array([[0.0, 3.0, 0.0], [1.0, 0.0, 0.0], [0.5, 0.0, 2.0]])),
            (np.array([[1.0, -1.0]]), np.array([[0.2, 0.2]])),
        ],
        hints=[
            "Follow the derivation in the chapter. At which line did it use that "
            "a row of targets sums to 1?",
            "-sum_j t_j log p_j = -sum_j t_j a_j + (sum_j t_j) log sum_k e^(a_k).",
            "The derivative of the second term is (sum_j t_j) p_i. So each row of "
            "p is multiplied by the sum of its targets; then subtract t, divide "
            "by N.",
        ],
        mistakes=[
            (
                _rows_assumed_to_sum_to_one,
                "p - t holds when the targets of a row sum to 1. Here they do "
                "not: which term of the derivation was multiplied by their sum?",
            ),
            (
                _weighted_not_divided,
                "The loss is a mean over the N rows, so its gradient is divided "
                "by N too.",
            ),
            (
                _weighted_divided_by_all,
                "You divide by the number of elements, N K. The loss is a mean "
                "over the N rows.",
            ),
            (
                _weighted_uphill,
                "The sign is reversed: raising the logit of the right class must "
                "lower the loss.",
            ),
            (
                _weighted_normalized,
                "You divide the weights away: a sample that should count three "
                "times now counts once.",
            ),
            (
                _weighted_by_all_rows,
                "t.sum() adds up the targets of all rows. Each row of p is "
                "multiplied by the sum of its own: axis=1, keepdims=True.",
            ),
            (
                _weighted_both,
                "The sum of the targets multiplies p only. In t it is contained "
                "already.",
            ),
        ],
        notice=(
            "This is how class weights work: a sample that counts three times "
            "pulls three times as hard, in both terms."
        ),
    ),
    Function(
        id="losses/debug-gradient",
        kind="debug",
        reference=cross_entropy,
        start=cross_entropy_as_given,
        returns=("loss", "da"),
        cases=[
            (_A, np.array([0, 2, 2])),
            (np.array([[0.3, -0.2, 0.9], [1.0, 0.0, -1.0]]), np.array([1, 0])),
        ],
        hints=[
            "With a single sample the function is right. Try it with two.",
            "Each row of a gradient of softmax and cross-entropy sums to 0. Print "
            "da.sum(axis=1).",
            "Look at da[:, t] -= 1. Which rows does the colon take? The line that "
            "computes the loss picks its elements in another way.",
        ],
        mistakes=[
            (
                _debug_all_rows_in_loss,
                "The loss was right before. It picks one element of each row; "
                "the gradient does not, yet.",
            ),
            (
                _debug_both_lines,
                "The gradient is right now. The loss was right before: it has to "
                "pick one element of each row.",
            ),
            (
                _debug_not_divided,
                "The division by N belongs there: the loss is a mean. The wrong "
                "line is the one that subtracts.",
            ),
            (
                _debug_fixed_not_divided,
                "The subtraction is right now, but the division by N is gone. The "
                "loss is a mean, so its gradient has it too.",
            ),
            (
                _debug_rows_named_by_classes,
                "da[t] picks whole rows, and takes the classes for row numbers. "
                "You need one element of each row: a row index and a class.",
            ),
            (
                _debug_divided_twice,
                "The elements are the right ones now. But the last line divides by "
                "N already: subtract 1.",
            ),
            (
                _debug_transposed,
                "Rows come first: da[row, class]. Your two indices are exchanged.",
            ),
            (
                _debug_whole_matrix,
                "Now 1 is subtracted from every class. Only the right class of "
                "each row gets it.",
            ),
        ],
        notice=(
            "Every row of the gradient sums to 0 again. The loss was right all "
            "along, which is why looking at it could not find the fault."
        ),
    ),
]
