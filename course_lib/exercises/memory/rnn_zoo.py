"""Exercises of the chapter rnn-zoo, in book order."""

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
    cases=[(1, 1, 1, 2500), (3, 2, 1, 2500), (4, 10, 9, 2500), (2, 3, 5, 300)],
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


# ---- rnn-zoo/report: a function --------------------------------------------------


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
    kind="function",
    reference=report,
    cases=[
        (_errors(2, 5), np.array([0.3, 0.2])),
        (_errors(3, 5), np.array([0.1, 0.5, 0.4])),
        (_errors(4, 7), np.array([0.6, 0.5, 0.2, 0.9])),
    ],
    returns=("median", "lowest", "highest"),
    hints=[
        "Which rate does the pilot prefer?",
        "np.argmin(pilot) is its row. Then look at that row of errors only.",
        "some = errors[np.argmin(pilot)]; np.median(some), some.min(), some.max()",
    ],
    mistakes=[
        (
            _report(row=lambda errors, pilot: np.median(errors, axis=1).argmin()),
            "You chose the rate by the seeds that you report. The pilot chooses.",
        ),
        (
            _report(row=lambda errors, pilot: errors.min(axis=1).argmin()),
            "You took the rate of the luckiest seed. The pilot chooses.",
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
        "One network is ahead there by a factor of a hundred.",
    ],
    mistakes=[
        ("a", "On Mackey-Glass its free run was hardly better than guessing."),
        ("c", "Its free run was hardly better than guessing in the race."),
        ("d", "Gradient descent needs long for the last digits, and those decide."),
    ],
    notice="If the sensor is noisy, or the law changes with events long ago, this is "
    "another question.",
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

EXERCISES = [BASELINE, UNITS, REPORT, WHICH, DEBUG]
