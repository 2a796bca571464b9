"""Exercises of the chapter optimizer-race, in book order."""

from math import comb

import numpy as np

from ..engine import Choice, Function, Value

# ---- optimizer-race/first-steps: numbers -----------------------------------------

FIRST_STEPS = Value(
    id="optimizer-race/first-steps",
    kind="number",
    reference=np.array([-0.03, -0.01, -0.1]),
    tolerance=5e-4,
    hints=[
        "Write down s after the first step for RMSprop, and m-hat and s-hat for Adam.",
        "At the first step Adam's bias correction makes m-hat = g and s-hat = g^2.",
        "SGD: -0.01 * 3. Adam: -0.01 * 3 / 3. RMSprop: s = 0.01 * 9, so its root is "
        "0.3, and the step is -0.01 * 3 / 0.3.",
    ],
    mistakes=[
        (
            np.array([0.03, 0.01, 0.1]),
            "The sizes are right. The gradient is positive, so which way is down?",
        ),
        (
            np.array([-0.03, -0.03, -0.03]),
            "Only SGD multiplies the rate by the gradient and stops there; the other "
            "two divide by a root.",
        ),
        (
            np.array([-0.03, -0.01, -0.01]),
            "RMSprop has no bias correction: after one step s is 0.01 g^2, not g^2.",
        ),
        (
            np.array([-0.03, -0.0316, -0.1]),
            "You left out Adam's bias correction. m-hat = m / (1 - 0.9), and "
            "s-hat = s / (1 - 0.999).",
        ),
        (
            np.array([-0.03, -0.01, -1 / 3]),
            "You divided RMSprop's step by s. It is divided by the root of s.",
        ),
        (
            np.array([-0.03, -0.1, -0.01]),
            "The last two are swapped: the order is SGD, Adam, RMSprop.",
        ),
    ],
    notice="RMSprop's first step is ten times as long as its rate says. That is one "
    "reason why its good rates lie lower than Adam's.",
)


# ---- optimizer-race/momentum-rate: a prediction ----------------------------------

MOMENTUM_RATE = Choice(
    id="optimizer-race/momentum-rate",
    kind="prediction",
    reference="b",
    options={
        "a": "0.3, the same",
        "b": "0.03, a tenth",
        "c": "3, ten times as much",
        "d": "0.27, nine tenths",
    },
    hints=[
        "How far does momentum move in the end, if the gradient stays the same?",
        "1 + 0.9 + 0.81 + ... is a geometric series.",
        "The series sums to 1 / (1 - 0.9) = 10, so each rate counts ten times.",
    ],
    mistakes=[
        (
            "a",
            "With the same rate momentum would soon take steps ten times as long, "
            "because v adds up old gradients.",
        ),
        (
            "c",
            "The other way round: momentum makes steps longer, so the rate that goes "
            "with it is smaller.",
        ),
        (
            "d",
            "0.9 is the share of v that stays, each time. Added up over all steps it "
            "makes 1 / (1 - 0.9), not 0.9.",
        ),
    ],
    notice="It is a guess, not a law: it holds where gradients keep their direction. "
    "Where they do not, momentum can afford more than a tenth.",
)


# ---- optimizer-race/louder: numbers ----------------------------------------------

LOUDER = Value(
    id="optimizer-race/louder",
    kind="number",
    reference=np.array([0.001, 0.0001, 0.03, 0.003]),
    tolerance=1e-6,
    hints=[
        "All gradients are multiplied by 100 as well. Whose steps notice?",
        "Put 100 g for g in each update. In which does the 100 cancel?",
        "For SGD and momentum divide the rate by 100; for Adagrad and Adam the factor "
        "stands above and below the line, and cancels.",
    ],
    mistakes=[
        (
            np.array([0.001, 0.0001, 0.0003, 0.00003]),
            "You divided all four. Adagrad and Adam divide by a root of squared "
            "gradients, and the factor cancels there.",
        ),
        (
            np.array([0.1, 0.01, 0.03, 0.003]),
            "You left all four as they were. With SGD the step is the rate times the "
            "gradient, and the gradient is now 100 times as long.",
        ),
        (
            np.array([10, 1, 3, 0.3]),
            "You multiplied all four. A gradient 100 times as long needs a smaller "
            "rate, and two of the four do not notice it at all.",
        ),
        (
            np.array([10, 1, 0.03, 0.003]),
            "The right two change, but in the wrong direction: a longer gradient needs "
            "a smaller rate.",
        ),
        (
            np.array([0.001, 0.01, 0.03, 0.003]),
            "Momentum adds gradients up but does not divide them by anything: its rate "
            "changes as SGD's does.",
        ),
        (
            np.array([0.01, 0.001, 0.03, 0.003]),
            "You divided by 10, the root of 100. The step of SGD contains the gradient "
            "itself, not its root.",
        ),
    ],
    notice="Sum instead of mean over a batch of 100 is this very change: it ruins a "
    "tuned SGD and leaves Adam cold.",
)


# ---- optimizer-race/choose-rate: a function --------------------------------------


def choose_rate(rates, losses):
    """Return the rate with the smallest mean loss, and whether it is at the edge."""
    losses = np.asarray(losses, dtype=float)
    k = int(np.nan_to_num(losses, nan=np.inf).mean(axis=1).argmin())
    return rates[k], k in (0, len(rates) - 1)


def _nan_wins(rates, losses):
    k = int(np.asarray(losses).mean(axis=1).argmin())
    return rates[k], k in (0, len(rates) - 1)


def _skips_crashes(rates, losses):
    with np.errstate(all="ignore"):
        mean = [
            np.mean(row[np.isfinite(row)]) if np.isfinite(row).any() else np.inf
            for row in np.asarray(losses)
        ]
    k = int(np.argmin(mean))
    return rates[k], k in (0, len(rates) - 1)


def _best_single(rates, losses):
    k = int(np.nan_to_num(losses, nan=np.inf).min(axis=1).argmin())
    return rates[k], k in (0, len(rates) - 1)


def _largest(rates, losses):
    k = int(np.nan_to_num(losses, nan=-np.inf).mean(axis=1).argmax())
    return rates[k], k in (0, len(rates) - 1)


def _only_the_top(rates, losses):
    rate, _ = choose_rate(rates, losses)
    return rate, rate == rates[-1]


def _edge_turned(rates, losses):
    rate, edge = choose_rate(rates, losses)
    return rate, not edge


def _index(rates, losses):
    rate, edge = choose_rate(rates, losses)
    return list(rates).index(rate), edge


_NAN = np.nan
_RATES = np.array([0.01, 0.03, 0.1, 0.3])
CHOOSE_RATE = Function(
    id="optimizer-race/choose-rate",
    kind="function",
    reference=choose_rate,
    cases=[
        (_RATES, np.array([[0.9, 0.8], [0.5, 0.7], [0.4, 0.6], [2.0, 3.0]])),
        (_RATES, np.array([[0.9, 0.8], [0.5, 0.7], [0.4, 0.9], [_NAN, 3.0]])),
        (_RATES, np.array([[0.6, 0.6], [0.5, 0.9], [0.7, 0.8], [0.2, _NAN]])),
        (_RATES, np.array([[0.9, 0.8], [0.6, 0.7], [0.5, 0.5], [0.3, 0.4]])),
    ],
    returns=("rate", "at_edge"),
    hints=[
        "A rate with one crashed run is not a good rate. What should NaN count as?",
        "np.argmin returns the place of a NaN if there is one. Replace it first.",
        "np.nan_to_num(losses, nan=np.inf).mean(axis=1).argmin() is k; the edge is k "
        "equal to 0 or to len(rates) - 1.",
    ],
    mistakes=[
        (
            _nan_wins,
            "np.argmin takes the first NaN for the smallest number. A run that "
            "diverged has won your race.",
        ),
        (
            _skips_crashes,
            "You left the crashed runs out of the mean, so a rate is judged only by "
            "the seeds that survived. A crash must count against it.",
        ),
        (
            _best_single,
            "You took the best single run. That rewards luck: take the mean over the "
            "seeds.",
        ),
        (_largest, "You chose the largest mean loss. Less is better."),
        (
            _only_the_top,
            "The lower end of the grid is an edge as well: the best rate may lie below "
            "everything you tried.",
        ),
        (_edge_turned, "The rate is right; the second result is the wrong way round."),
        (_index, "Return the rate itself, not its place in the grid."),
    ],
    notice="Two lines, and most unfair comparisons fail one of them: crashed runs that "
    "vanish, and a best value at the edge of what was tried.",
)


# ---- optimizer-race/coin: a function ---------------------------------------------


def coin(a, b):
    """Probability that fair coins are as one-sided as the seeds of a and b."""
    d = np.asarray(a, dtype=float) - np.asarray(b, dtype=float)
    up, down = int((d > 0).sum()), int((d < 0).sum())
    n = up + down
    tail = sum(comb(n, i) for i in range(min(up, down) + 1))
    return min(1.0, 2 * tail / 2**n)


def _one_sided(a, b):
    d = np.asarray(a) - np.asarray(b)
    up, down = int((d > 0).sum()), int((d < 0).sum())
    n = up + down
    return sum(comb(n, i) for i in range(min(up, down) + 1)) / 2**n


def _exactly(a, b):
    d = np.asarray(a) - np.asarray(b)
    up, down = int((d > 0).sum()), int((d < 0).sum())
    return min(1.0, 2 * comb(up + down, up) / 2 ** (up + down))


def _ties_count(a, b):
    d = np.asarray(a) - np.asarray(b)
    n, less = len(d), int((d < 0).sum())
    less = min(less, n - less)
    return min(1.0, 2 * sum(comb(n, i) for i in range(less + 1)) / 2**n)


def _sorted_first(a, b):
    return coin(np.sort(a), np.sort(b))


def _not_capped(a, b):
    return 2 * _one_sided(a, b)


def _as_if_all_won(a, b):
    return 2 * 0.5 ** len(a)


def _share(a, b):
    return float((np.asarray(a) < np.asarray(b)).mean())


COIN = Function(
    id="optimizer-race/coin",
    kind="function",
    reference=coin,
    cases=[
        (np.array([1.0, 2, 3, 4]), np.array([2.0, 3, 4, 5])),
        (np.array([1.0, 5, 2, 6, 3]), np.array([2.0, 1, 3, 7, 4])),
        (np.array([5.0, 2, 2, 9, 1, 3]), np.array([4.0, 1, 2, 8, 0.5, 1])),
        (np.array([1.0, 4, 2, 3]), np.array([2.0, 3, 1, 5])),
    ],
    hints=[
        "Count the seeds in which a is smaller, and those in which b is. Drop ties.",
        "With n coins, i heads have the probability comb(n, i) / 2^n. 'At least as "
        "one-sided' means this many on the rarer side or fewer, on either side.",
        "tail = sum of comb(n, i) for i from 0 to min(up, down); the answer is "
        "min(1, 2 * tail / 2**n). comb is in math.",
    ],
    mistakes=[
        (
            _one_sided,
            "You counted one direction only. Before the race you did not know which "
            "of the two would lead: double it, and stop at 1.",
        ),
        (
            _exactly,
            "This is the probability of exactly this split. Splits that are even more "
            "one-sided count as well.",
        ),
        (
            _ties_count,
            "A seed in which both are equal says nothing about who is better. Leave "
            "it out of n.",
        ),
        (
            _sorted_first,
            "You sorted the scores, and so lost the pairs: number i of a and of b "
            "belong to the same seed.",
        ),
        (_not_capped, "A probability above 1 came out: with an even split, stop at 1."),
        (
            _as_if_all_won,
            "This is the probability that all coins fall alike. Here a may have lost "
            "some seeds, and some may be ties: count them.",
        ),
        (_share, "This is the share of seeds that a won. How likely is it by chance?"),
    ],
    notice="Even four wins of four have a probability of 1/8 under pure chance, which "
    "is why a race over three or four seeds can hardly show anything.",
)


# ---- optimizer-race/shuffled-pixels: a prediction --------------------------------

SHUFFLED_PIXELS = Choice(
    id="optimizer-race/shuffled-pixels",
    kind="prediction",
    reference="d",
    options={
        "a": "those of SGD, momentum and Nesterov",
        "b": "those of Adagrad, RMSprop, Adadelta and Adam",
        "c": "all seven",
        "d": "none",
    },
    hints=[
        "A permutation is a special rotation (perhaps with a mirror): Q has a single 1 "
        "in each row and column.",
        "The adaptive four square, add and divide coordinate by coordinate. What does "
        "a permutation do to coordinates?",
        "Squaring P g gives P (g^2): renaming the coordinates commutes with any rule "
        "that treats them all alike.",
    ],
    mistakes=[
        (
            "a",
            "A permutation is orthogonal, and the equation in the text covers every "
            "orthogonal matrix for these three.",
        ),
        (
            "b",
            "A general rotation changes them, because it mixes coordinates. A "
            "permutation only renames them.",
        ),
        ("c", "Go through the update of SGD with P g for g: the P comes out in front."),
    ],
    notice="A fully-connected network does not know which pixel is where, and no "
    "optimizer here tells it. A convolution would notice.",
)


# ---- optimizer-race/debug-report: a debugging lab --------------------------------


def report(valid, test):
    """Return the chosen rate's number and its mean test loss."""
    k = int(np.asarray(valid).mean(axis=1).argmin())
    return k, np.asarray(test)[k].mean()


def _chosen_on_test(valid, test):
    k = int(np.asarray(test).mean(axis=1).argmin())
    return k, np.asarray(test)[k].mean()


def _reports_valid(valid, test):
    k, _ = report(valid, test)
    return k, np.asarray(valid)[k].mean()


def _best_seed(valid, test):
    k, _ = report(valid, test)
    return k, np.asarray(test)[k].min()


def _both(valid, test):
    k = int((np.asarray(valid) + np.asarray(test)).mean(axis=1).argmin())
    return k, np.asarray(test)[k].mean()


def _wrong_axis(valid, test):
    k = int(np.asarray(valid).mean(axis=0).argmin())
    return k, np.asarray(test)[k].mean()


def _best_valid_seed(valid, test):
    k, _ = report(valid, test)
    return k, np.asarray(test)[k, np.asarray(valid)[k].argmin()]


DEBUG_REPORT = Function(
    id="optimizer-race/debug-report",
    kind="debug",
    reference=report,
    start=_chosen_on_test,
    cases=[
        (
            np.array([[0.5, 0.7, 0.9], [0.4, 0.2, 0.6], [0.6, 0.5, 0.7]]),
            np.array([[0.8, 0.6, 0.7], [0.9, 0.5, 0.7], [0.3, 0.6, 0.3]]),
        ),
        (
            np.array([[0.9, 0.8, 0.4], [0.3, 0.6, 0.5], [0.2, 0.4, 0.6]]),
            np.array([[0.9, 0.7, 0.8], [0.5, 0.4, 0.5], [0.6, 0.4, 0.5]]),
        ),
    ],
    returns=("k", "loss"),
    hints=[
        "Which data may the choice of a rate see?",
        "If the test loss chooses the rate, the smallest of several noisy numbers is "
        "reported, and that is too good to be true.",
        "k must come from valid.mean(axis=1); the second result from test[k].",
    ],
    mistakes=[
        (
            _reports_valid,
            "The choice is right now, but you report the validation loss, which was "
            "the smallest of its kind because you chose it. Report the test loss.",
        ),
        (
            _best_seed,
            "You report the best test seed. Report the mean over all seeds.",
        ),
        (
            _both,
            "The test data still have a vote in the choice. They must have none.",
        ),
        (
            _wrong_axis,
            "You took the mean over the rates: rows are rates, columns are seeds.",
        ),
        (
            _best_valid_seed,
            "You report one seed, the one with the best validation loss. That is a "
            "model, not an optimizer; the report is about all seeds.",
        ),
    ],
    notice="Once the test set has chosen, it is a validation set, and nothing is left "
    "that has not been looked at.",
)


EXERCISES = [
    FIRST_STEPS,
    MOMENTUM_RATE,
    LOUDER,
    SHUFFLED_PIXELS,
    CHOOSE_RATE,
    COIN,
    DEBUG_REPORT,
]
