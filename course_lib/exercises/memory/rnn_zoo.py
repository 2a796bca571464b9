"""Exercises of the chapter rnn-zoo, in book order."""

from itertools import combinations

import numpy as np

from ..engine import Choice, Function, Value

_rng = np.random.default_rng(34)


def _errors(*shape: int) -> np.ndarray:
    return np.round(_rng.uniform(0.05, 0.9, shape), 2)


# ---- rnn-zoo/baseline: a number --------------------------------------------------

_L = float(np.log(8))

BASELINE = Value(
    id="rnn-zoo/baseline",
    kind="number",
    reference=10 * _L / 50,
    tolerance=1e-3,
    hints=[
        "At how many of the 50 steps does it guess, and among how many letters?",
        "10 steps cost log 8 each, the other 40 nothing.",
        "10 log(8) / 50.",
    ],
    mistakes=[
        (_L, "That is the cost of one guess. At 40 of 50 steps there is none."),
        (10 * _L, "That is the sum over all steps. The mean divides by 50."),
        (10 * 3 / 50, "You took the logarithm to the base 2. In nats it is natural."),
        (10 * _L / 30, "There are 50 steps, 10 + 30 + 10."),
        (10 * _L / 40, "There are 50 steps: 10 letters, 30 of pause, 10 answers."),
        (
            float(np.log(9)),
            "You guess among nine at every step. It knows when blanks are due.",
        ),
        (
            10 * float(np.log(10)) / 50,
            "There are 8 letters to guess among, not 10.",
        ),
        (0.875, "That is the share of wrong letters, 7/8. The question is the loss."),
        (_L / 50, "That is one guess. There are ten."),
    ],
    notice="Many plots of this task begin at this plateau, and some networks stay on "
    "it for a thousand updates before anything happens.",
)


# ---- rnn-zoo/units: a function ---------------------------------------------------


def units(blocks, D, K, budget):
    """Return the largest number of units within the budget."""
    H = 0
    while blocks * (H + 1) * (D + H + 2) + K * (H + 2) <= budget:
        H += 1
    return H


def _units(count):
    def units(blocks, D, K, budget):
        H = 0
        while count(blocks, D, K, H + 1) <= budget:
            H += 1
        return H

    return units


UNITS = Function(
    id="rnn-zoo/units",
    kind="function",
    reference=units,
    cases=[(1, 1, 1, 2500), (3, 2, 1, 2500), (4, 10, 9, 2500), (2, 3, 5, 330)],
    hints=[
        "Write a function that counts the weights for a given H, and try H = 1, 2, ...",
        "blocks H (D + H + 1) in the layer, K (H + 1) in the readout.",
        "while count(H + 1) <= budget: H += 1",
    ],
    mistakes=[
        (
            _units(lambda b, D, K, H: b * H * (D + H + 1)),
            "The readout is missing: K (H + 1) weights.",
        ),
        (
            _units(lambda b, D, K, H: b * H * (D + H) + K * H),
            "The biases are missing.",
        ),
        (
            _units(lambda b, D, K, H: b * H * (D + H + 1) + K * H),
            "The biases of the readout are missing: K (H + 1), not K H.",
        ),
        (
            _units(lambda b, D, K, H: b * (H * (D + H + 1) + K * (H + 1))),
            "The readout has no blocks: K (H + 1), once.",
        ),
        (
            _units(lambda b, D, K, H: H * (D + H + 1) + K * (H + 1)),
            "The blocks are missing.",
        ),
        (
            lambda b, D, K, budget: units(b, D, K, budget) + 1,
            "One too many: yours is the first H above the budget.",
        ),
        (
            lambda b, D, K, budget: (
                (-(D + 1) + ((D + 1) ** 2 + 4 * budget / b) ** 0.5) / 2
            ),
            "A number of units is whole, and the readout takes its share.",
        ),
    ],
    notice="Width grows like the root of the budget: four times the weights, twice as "
    "wide.",
)


# ---- rnn-zoo/grid: a function ----------------------------------------------------


def next_rate(rates, errors):
    """Return the rate to try next, or the best one if the grid reaches beyond it."""
    k = int(np.argmin(errors))
    if k == 0:
        return rates[0] ** 2 / rates[1]
    if k == len(rates) - 1:
        return rates[-1] ** 2 / rates[-2]
    return rates[k]


def _grid(low=True, high=True, best=np.argmin, step=lambda a, b: a**2 / b):
    def next_rate(rates, errors):
        k = int(best(errors))
        if k == 0 and low:
            return step(rates[0], rates[1])
        if k == len(rates) - 1 and high:
            return step(rates[-1], rates[-2])
        return rates[k]

    return next_rate


_RATES = np.array([0.001, 0.003, 0.01, 0.03])

GRID = Function(
    id="rnn-zoo/grid",
    kind="function",
    reference=next_rate,
    cases=[
        (_RATES, np.array([0.9, 0.5, 0.3, 0.1])),
        (_RATES, np.array([0.9, 0.5, 0.3, 0.4])),
        (np.array([0.1, 0.2, 0.8]), np.array([0.2, 0.3, 0.6])),
        (_RATES, np.array([0.2, 0.5, 0.3, 0.4])),
    ],
    hints=[
        "Where does the best rate stand: at an end, or between two others?",
        "One step beyond an end, by the same factor as the last step of the grid.",
        "At the upper end: rates[-1] * rates[-1] / rates[-2].",
    ],
    mistakes=[
        (
            _grid(low=False, high=False),
            "The best of the grid, but at an end nobody knows what lies beyond.",
        ),
        (_grid(low=False), "The upper end is right. A grid has a lower end as well."),
        (_grid(high=False), "The lower end is right. A grid has an upper end as well."),
        (_grid(best=np.argmax), "These are errors: the best is the lowest."),
        (
            _grid(step=lambda a, b: 2 * a - b),
            "You added a step. Rates grow by factors, so multiply.",
        ),
        (
            _grid(step=lambda a, b: 10 * a if a > b else a / 10),
            "A factor of 10 is not the step of this grid. Take the last one's.",
        ),
        (
            _grid(step=lambda a, b: 3 * a if a > b else a / 3),
            "Not every grid grows by 3: look at the third case.",
        ),
        (
            _grid(step=lambda a, b: b),
            "You went back into the grid, where the error is known to be higher.",
        ),
    ],
    notice="At two rates, each is an end. The race of this chapter looks different "
    "then.",
)


# ---- rnn-zoo/chance: a function --------------------------------------------------


def chance(a, b):
    """Return the share of divisions whose means differ as much as those of a and b."""
    both = np.concatenate([a, b])
    seen, found = abs(np.mean(a) - np.mean(b)), []
    for chosen in combinations(range(len(both)), len(a)):
        inside = np.isin(np.arange(len(both)), chosen)
        found.append(abs(both[inside].mean() - both[~inside].mean()))
    return np.mean(np.array(found) >= seen - 1e-12)


def _chance(middle=np.mean, size=abs, enough=lambda x, seen: x >= seen - 1e-12):
    def chance(a, b):
        both = np.concatenate([a, b])
        seen, found = size(middle(a) - middle(b)), []
        for chosen in combinations(range(len(both)), len(a)):
            inside = np.isin(np.arange(len(both)), chosen)
            found.append(size(middle(both[inside]) - middle(both[~inside])))
        return np.mean(enough(np.array(found), seen))

    return chance


CHANCE = Function(
    id="rnn-zoo/chance",
    kind="function",
    reference=chance,
    cases=[
        (np.array([0.1, 0.12, 0.2]), np.array([0.3, 0.5, 0.31])),
        (np.array([0.4, 0.1, 0.35, 0.2]), np.array([0.3, 0.5, 0.45])),
        (np.array([0.9, 0.8, 0.5, 0.7, 0.3]), np.array([0.4, 0.2, 0.6, 0.1, 0.35])),
    ],
    hints=[
        "If a name meant nothing, each division of the numbers was equally likely.",
        "itertools.combinations(range(n), len(a)) are all choices of the first group.",
        "The mean, over all divisions, of: difference >= the one seen - 1e-12.",
    ],
    mistakes=[
        (
            _chance(enough=lambda x, seen: x > seen + 1e-12),
            "The division that happened is one of them: at least as large, not larger.",
        ),
        (
            _chance(size=lambda x: x),
            "That is one direction. Nobody knew before which would be ahead.",
        ),
        (
            _chance(size=lambda x: -x),
            "This counts only a below b. The other direction is as surprising.",
        ),
        (
            _chance(middle=np.median),
            "You compare medians. The exercise asks for means.",
        ),
        (
            lambda a, b: 1 - chance(a, b),
            "That is 1 minus the answer. Small should mean: hardly by chance.",
        ),
        (
            lambda a, b: np.mean(np.less.outer(np.asarray(a), np.asarray(b))),
            "That is how often a number of a is below one of b, without chance in it.",
        ),
        (
            lambda a, b: abs(np.mean(a) - np.mean(b)),
            "That is the difference itself. How often does chance make such a one?",
        ),
    ],
    notice="Three against three cannot get below 2 of 20, however far they are apart.",
)


# ---- rnn-zoo/which: a prediction -------------------------------------------------

WHICH = Choice(
    id="rnn-zoo/which",
    kind="prediction",
    reference="b",
    options={
        "a": "an LSTM with a forget bias",
        "b": "an echo state network",
        "c": "an Elman network",
        "d": "an MLP on the last 40 numbers, trained for ten seconds",
    },
    hints=[
        "Smooth, lawful, little time. Which column of the race is like that?",
        "Mackey-Glass. Look at its medians.",
        "One network is ahead there by a factor of more than five hundred.",
    ],
    mistakes=[
        ("a", "On Mackey-Glass its free run was wrong by half of the spread."),
        ("c", "In the race its free run was worse than guessing the mean."),
        ("d", "Gradient descent needs long for the last digits, and those decide."),
    ],
    notice="If the sensor is noisy, or the law changes with events long ago, this is "
    "another question.",
)


# ---- rnn-zoo/report: a debugging lab ---------------------------------------------


def report(errors, pilot):
    """Return median, lowest and highest error at the rate of the pilot's choice."""
    some = np.asarray(errors)[np.argmin(pilot)]
    return np.median(some), some.min(), some.max()


def _report(row=lambda errors, pilot: np.argmin(pilot), middle=np.median):
    def report(errors, pilot):
        some = errors[row(errors, pilot)]
        return middle(some), some.min(), some.max()

    return report


REPORT = Function(
    id="rnn-zoo/report",
    kind="debug",
    reference=report,
    start=_report(row=lambda errors, pilot: np.median(errors, axis=1).argmin()),
    cases=[
        (_errors(2, 5), np.array([0.3, 0.2])),
        (_errors(3, 5), np.array([0.1, 0.5, 0.4])),
        (_errors(4, 7), np.array([0.6, 0.5, 0.2, 0.9])),
        (
            np.array([[0.1, 0.9, 0.12], [0.3, 0.25, 0.2], [0.5, 0.4, 0.7]]),
            np.array([0.6, 0.5, 0.2]),
        ),
    ],
    returns=("median", "lowest", "highest"),
    hints=[
        "Which numbers choose the rate, and which numbers are reported?",
        "They are the same. The pilot is there to choose, and nothing uses it.",
        "some = errors[np.argmin(pilot)]",
    ],
    mistakes=[
        (
            _report(row=lambda errors, pilot: errors.mean(axis=1).argmin()),
            "With the mean it is the same leak: the reported seeds still choose.",
        ),
        (
            _report(row=lambda errors, pilot: errors.min(axis=1).argmin()),
            "You took the rate of the luckiest seed. The pilot must choose.",
        ),
        (
            _report(row=lambda errors, pilot: np.argmax(pilot)),
            "These are errors: the pilot is best where it is lowest.",
        ),
        (
            _report(middle=np.mean),
            "That is the mean. One bad seed would pull it; the median is asked for.",
        ),
        (
            lambda errors, pilot: (np.median(errors), errors.min(), errors.max()),
            "You mixed all rates. Look at the row that the pilot chose.",
        ),
        (
            _report(row=lambda errors, pilot: 0),
            "You always take the first rate.",
        ),
    ],
    notice="The pilot's own error is not reported: it is the best of several, and so "
    "too good.",
)


# ---- rnn-zoo/debug: a debugging lab ----------------------------------------------


def evaluate(x, x_test, predict):
    """Return predictions for the test set, standardized by the training set."""
    x, x_test = np.asarray(x), np.asarray(x_test)
    return predict((x_test - x.mean()) / x.std())


def _evaluate(mean, spread):
    def evaluate(x, x_test, predict):
        return predict((x_test - mean(x, x_test)) / spread(x, x_test))

    return evaluate


def _all(x, y):
    return np.concatenate([x, y])


def _double(x):
    return 2 * np.asarray(x) + 1


DEBUG = Function(
    id="rnn-zoo/debug",
    kind="debug",
    reference=evaluate,
    start=_evaluate(lambda x, y: _all(x, y).mean(), lambda x, y: _all(x, y).std()),
    cases=[
        (_errors(6, 2), 3 + _errors(3, 2), _double),
        (_errors(9), 2 * _errors(4), np.tanh),
    ],
    hints=[
        "Which numbers go into mean and spread?",
        "The test set is among them. On really new data it would not be.",
        "mean, spread = x.mean(), x.std()",
    ],
    mistakes=[
        (
            _evaluate(lambda x, y: y.mean(), lambda x, y: y.std()),
            "Now the test set alone decides. The training set must.",
        ),
        (
            _evaluate(lambda x, y: x.mean(), lambda x, y: _all(x, y).std()),
            "The mean is right now; the spread still contains the test set.",
        ),
        (
            _evaluate(lambda x, y: _all(x, y).mean(), lambda x, y: x.std()),
            "The spread is right now; the mean still contains the test set.",
        ),
        (
            _evaluate(lambda x, y: 0, lambda x, y: 1),
            "Without standardizing, the network sees numbers that it never learned.",
        ),
        (
            lambda x, x_test, predict: predict((x - x.mean()) / x.std()),
            "You predict for the training set. The test set is asked for.",
        ),
    ],
    notice="A small leak, and a common one: everything that is computed from data "
    "belongs to training, a mean as well.",
)

EXERCISES = [BASELINE, UNITS, GRID, CHANCE, WHICH, REPORT, DEBUG]
