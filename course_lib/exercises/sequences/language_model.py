"""Exercises of the chapter language-model, in book order."""

import numpy as np

from ..engine import Choice, Function, Value

_rng = np.random.default_rng(36)


def _draw(*shape: int) -> np.ndarray:
    """Draw an array with two decimals, so that feedback is short to read."""
    return np.round(_rng.standard_normal(shape), 2)


# ---- language-model/by-hand: a number --------------------------------------------

BY_HAND = Value(
    id="language-model/by-hand",
    kind="number",
    reference=4.0,
    tolerance=1e-6,
    hints=[
        "How many bits of surprise has each token? One of 1/2 has 1 bit.",
        "1, 3, 2 and 2 bits. Perplexity is 2 to the power of their mean.",
        "2 ** (8 / 4)",
    ],
    mistakes=[
        (2.0, "That is the mean number of bits. Perplexity is 2 to that power."),
        (256.0, "That is 1 / p of the whole sentence. Take the fourth root."),
        (8.0, "That is the sum of the bits. Take their mean, then a power of 2."),
        (
            32 / 9,
            "That is 1 over the mean probability. The mean is taken of logarithms.",
        ),
        (4.5, "That is the mean of 1 / p. The mean is taken of logarithms."),
        (float(np.exp(2)), "Two bits to the base e. Bits go with the base 2."),
        (2 * np.log(2), "That is the cross-entropy J, in nats. Perplexity is e^J."),
        (0.25, "That is 1 over the perplexity: the geometric mean of p."),
    ],
    notice="As undecided as among four equally probable words.",
)


# ---- language-model/perplexity: a function ---------------------------------------


def batch_perplexity(log_p, lengths):
    """Return the perplexity of all tokens that exist."""
    log_p = np.asarray(log_p)
    there = np.arange(len(log_p))[:, None] < np.asarray(lengths)
    return np.exp(-log_p[there].mean())


def _there(log_p, lengths, last=0):
    return np.arange(len(log_p))[:, None] < np.asarray(lengths) + last


def _by_sentence(log_p, lengths):
    """Return the mean log p of each sentence."""
    log_p = np.where(_there(log_p, lengths), log_p, 0)
    return log_p.sum(axis=0) / lengths


PERPLEXITY = Function(
    id="language-model/perplexity",
    kind="function",
    reference=batch_perplexity,
    cases=[
        (np.array([[-1.0], [-2.0], [-0.5]]), np.array([3])),
        (-np.abs(_draw(4, 3)) - 0.1, np.array([4, 1, 2])),
        (-np.abs(_draw(3, 2)) - 0.1, np.array([2, 3])),
    ],
    hints=[
        "Which entries belong to a sentence? Compare the number of a row with lengths.",
        "there = np.arange(T)[:, None] < lengths. Take the mean of log_p there.",
        "np.exp(-log_p[there].mean())",
    ],
    mistakes=[
        (
            lambda log_p, lengths: np.exp(-log_p.mean()),
            "Your mean has the padding in it. It ends where each sentence ends.",
        ),
        (
            lambda log_p, lengths: np.exp(
                -np.where(_there(log_p, lengths), log_p, 0).mean()
            ),
            "The padding adds 0 to your sum, and still counts in what you divide by.",
        ),
        (
            lambda log_p, lengths: np.exp(-_by_sentence(log_p, lengths).mean()),
            "Yours is a mean of means: short sentences count too much.",
        ),
        (
            lambda log_p, lengths: np.exp(-_by_sentence(log_p, lengths)).mean(),
            "You averaged perplexities of sentences. Average log p first, over tokens.",
        ),
        (
            lambda log_p, lengths: np.exp(log_p[_there(log_p, lengths)].mean()),
            "The minus is missing: a perplexity is at least 1.",
        ),
        (
            lambda log_p, lengths: -log_p[_there(log_p, lengths)].mean(),
            "That is the cross-entropy. Perplexity is e to that power.",
        ),
        (
            lambda log_p, lengths: 2 ** -log_p[_there(log_p, lengths)].mean(),
            "log_p has natural logarithms, and goes with e, not with 2.",
        ),
        (
            lambda log_p, lengths: np.exp(-log_p[_there(log_p, lengths)].sum()),
            "That is 1 / p of everything. The exponent is a mean over tokens.",
        ),
        (
            lambda log_p, lengths: np.exp(-log_p[_there(log_p, lengths, -1)].mean()),
            "The last token of each sentence is missing: t runs from 0 to length - 1.",
        ),
    ],
    notice="With the padding in it, a perplexity depends on who shares the batch.",
)


# ---- language-model/discount: a function -----------------------------------------


def discounted(counts, shorter, d):
    """Return p of each word, given one context."""
    counts, shorter = np.asarray(counts), np.asarray(shorter)
    total = counts.sum()
    if total == 0:
        return shorter
    free = d * np.count_nonzero(counts) / total
    return np.maximum(counts - d, 0) / total + free * shorter


def _discounted(
    own=lambda counts, d: np.maximum(counts - d, 0),
    free=lambda counts, d: d * np.count_nonzero(counts),
    give=lambda counts, shorter: shorter,
    unseen=lambda shorter: shorter,
):
    def discounted(counts, shorter, d):
        total = counts.sum()
        if total == 0:
            return unseen(shorter)
        return (own(counts, d) + free(counts, d) * give(counts, shorter)) / total

    return discounted


DISCOUNT = Function(
    id="language-model/discount",
    kind="function",
    reference=discounted,
    cases=[
        (np.array([3, 0, 1]), np.array([0.5, 0.25, 0.25]), 0.5),
        (np.array([0, 2, 5, 0, 1]), np.array([0.1, 0.4, 0.2, 0.2, 0.1]), 0.75),
        (np.array([0, 0, 0]), np.array([0.2, 0.3, 0.5]), 0.9),
    ],
    hints=[
        "How much is taken off, all in all? d for each word that was seen.",
        "Two terms: max(counts - d, 0) / total, and d * m / total times shorter.",
        "m = np.count_nonzero(counts); first treat the case total == 0.",
    ],
    mistakes=[
        (
            _discounted(own=lambda counts, d: counts),
            "Nothing is taken off the counts: the sum is more than 1.",
        ),
        (
            _discounted(own=lambda counts, d: counts - d),
            "Words that were never seen get less than 0: max(counts - d, 0).",
        ),
        (
            _discounted(free=lambda counts, d: d),
            "d was taken off every word that was seen: d * m becomes free, not d.",
        ),
        (
            _discounted(free=lambda counts, d: d * len(counts)),
            "m is the number of different words seen here, not of all words.",
        ),
        (
            _discounted(free=lambda counts, d: d * counts.sum()),
            "m is the number of different words, not the number of occurrences.",
        ),
        (
            _discounted(
                give=lambda counts, shorter: np.where(
                    counts == 0, shorter / shorter[counts == 0].sum(), 0
                )
            ),
            "You gave only to the unseen. The interpolated form gives to all words.",
        ),
        (
            _discounted(give=lambda counts, shorter: 1 / len(shorter)),
            "What is free goes in the proportions of shorter, not in equal parts.",
        ),
        (
            _discounted(unseen=lambda shorter: np.zeros(len(shorter))),
            "After a context that was never seen, ask the shorter one.",
        ),
        (
            _discounted(unseen=lambda shorter: np.full(len(shorter), 1 / len(shorter))),
            "After an unseen context yours knows nothing. The shorter one does.",
        ),
    ],
    notice="The sum is 1 for any counts: what one term takes, the other gives.",
)


# ---- language-model/temperature: a function --------------------------------------


def tempered_logits(z, T):
    """Return softmax(z / T), row by row."""
    z = np.asarray(z) / T
    q = np.exp(z - z.max(axis=1, keepdims=True))
    return q / q.sum(axis=1, keepdims=True)


def _naive(z, T):
    with np.errstate(all="ignore"):
        q = np.exp(np.asarray(z, float) / T)
        return q / q.sum(axis=1, keepdims=True)


TEMPERATURE = Function(
    id="language-model/temperature",
    kind="function",
    reference=tempered_logits,
    cases=[
        (_draw(1, 3), 2.0),
        (_draw(3, 4), 0.5),
        (np.array([[1000.0, 2000.0, 1999.0], [0.0, 1.0, -1.0]]), 1.5),
    ],
    hints=[
        "p^(1/T) is e^(z/T), up to a factor that the sum takes care of.",
        "softmax(z / T). What is e to the power of 2,000?",
        "Subtract the largest z / T of each row before you take e to that power.",
    ],
    mistakes=[
        (
            lambda z, T: tempered_logits(z, 1 / T),
            "Your T works the other way round: a high one should make rows flat.",
        ),
        (
            lambda z, T: tempered_logits(z, 1.0) / T,
            "Divide the logits by T, not the probabilities: rows must sum to 1.",
        ),
        (
            lambda z, T: tempered_logits(z, 1.0),
            "T has no effect in yours.",
        ),
        (
            _naive,
            "The formula is right, but e^1333 is larger than any float64.",
        ),
        (
            lambda z, T: np.exp((z - z.max()) / T) / np.exp((z - z.max()) / T).sum(),
            "The sum goes over each row, not over the whole array.",
        ),
        (
            lambda z, T: tempered_logits(np.asarray(z).T, T).T,
            "Your sum goes down the columns. Each row is a distribution.",
        ),
    ],
    notice="No model is trained anew for this: T is chosen when it writes.",
)


# ---- language-model/temperature-grad: a derivation -------------------------------


def tempered_grad(z, w, T):
    """Return the gradient of the mean loss with respect to z."""
    z, w = np.asarray(z), np.asarray(w)
    p = tempered_logits(z, T)
    p[np.arange(len(w)), w] -= 1
    return p / (len(w) * T)


def _grad(scale=lambda n, T: 1 / (n * T), softmax=tempered_logits, sign=1, minus=1):
    def tempered_grad(z, w, T):
        p = softmax(z, T)
        p[np.arange(len(w)), w] -= minus
        return sign * p * scale(len(w), T)

    return tempered_grad


TEMPERATURE_GRAD = Function(
    id="language-model/temperature-grad",
    kind="derivation",
    reference=tempered_grad,
    cases=[
        (_draw(1, 3), np.array([2]), 2.0),
        (_draw(3, 4), np.array([0, 3, 1]), 0.5),
    ],
    hints=[
        "Put a = z / T. What is dJ/da? Then the chain rule from a to z.",
        "dJ/da = (softmax(a) - one-hot) / N, and da/dz = 1 / T.",
        "p = softmax(z / T); p[rows, w] -= 1; return p / (N T)",
    ],
    mistakes=[
        (
            _grad(scale=lambda n, T: 1 / n),
            "The derivative of z / T is missing: a factor 1 / T.",
        ),
        (
            _grad(scale=lambda n, T: 1 / T),
            "J is a mean over the rows: divide by N.",
        ),
        (
            _grad(scale=lambda n, T: T / n),
            "You multiplied by T. The derivative of z / T is 1 / T.",
        ),
        (
            _grad(softmax=lambda z, T: tempered_logits(z, 1.0)),
            "The softmax is that of z / T, not of z.",
        ),
        (
            _grad(sign=-1),
            "The sign is turned: what was expected, minus what came.",
        ),
        (
            _grad(minus=0),
            "The one-hot vector of what came is missing.",
        ),
    ],
    notice="A high temperature in training makes the logits larger, and nothing else.",
)


# ---- language-model/too-good: a prediction ---------------------------------------

TOO_GOOD = Choice(
    id="language-model/too-good",
    kind="prediction",
    reference="b",
    options={
        "a": "the network has learned English very well",
        "b": "the targets are not moved by one place",
        "c": "the state is not carried over",
        "d": "the learning rate is too high",
    },
    hints=[
        "Can a reader of English say nearly every next letter with certainty?",
        "Only one of the four makes the task easier. Which?",
        "What would a network have to do if its target were its input?",
    ],
    mistakes=[
        (
            "a",
            "Who can guess each letter of a new text? Perplexity 1.02 leaves no doubt.",
        ),
        ("c", "That makes a model worse, not better: it forgets what came before."),
        ("d", "That makes the training worse. It cannot give away the answer."),
    ],
    notice="It copies what it has just read. The same is true of looking ahead.",
)


# ---- language-model/debug: a debugging lab ---------------------------------------


def streams(text, n):
    """Return inputs and targets of n pieces side by side."""
    T = (len(text) - 1) // n
    x, t = np.array(text[: T * n]), np.array(text[1 : T * n + 1])
    return x.reshape(n, T).T, t.reshape(n, T).T


def _streams(cut=lambda a, n, T: a.reshape(n, T).T, shift=1):
    def streams(text, n):
        T = (len(text) - 1) // n
        x, t = np.array(text[: T * n]), np.array(text[shift : T * n + shift])
        return cut(x, n, T), cut(t, n, T)

    return streams


DEBUG = Function(
    id="language-model/debug",
    kind="debug",
    reference=streams,
    start=_streams(cut=lambda a, n, T: a.reshape(T, n)),
    cases=[
        (np.arange(4, 11), 2),
        (np.arange(4, 17), 3),
        (np.arange(4, 13), 4),
    ],
    returns=("inputs", "targets"),
    hints=[
        "Print the first column of x for the text 0, 1, 2, ...: is it 0, 1, 2, ...?",
        "reshape fills row by row. A piece of the text should be a column.",
        "reshape(n, T).T",
    ],
    mistakes=[
        (
            _streams(cut=lambda a, n, T: a.reshape(n, T)),
            "The pieces are right, but lie as rows: time comes first, so transpose.",
        ),
        (
            _streams(shift=0),
            "Your targets are the inputs: they must be one letter later.",
        ),
        (
            lambda text, n: tuple(
                np.roll(a, k, axis=0)
                for a, k in zip([streams(text, n)[0]] * 2, (0, -1), strict=True)
            ),
            "At the end of a piece the target is the first letter of the next piece.",
        ),
    ],
    notice="All shapes fit, and no loss tells. Look at the text that a network reads.",
)

EXERCISES = [
    BY_HAND,
    PERPLEXITY,
    DISCOUNT,
    TEMPERATURE,
    TEMPERATURE_GRAD,
    TOO_GOOD,
    DEBUG,
]
