"""Exercises of the chapter clockwork-rnn, in book order."""

import numpy as np

from ..engine import Choice, Function, Value

_rng = np.random.default_rng(31)


def _draw(*shapes: tuple[int, ...]) -> tuple[np.ndarray, ...]:
    """Draw arrays with two decimals, so that feedback is short to read."""
    return tuple(np.round(_rng.standard_normal(shape), 2) for shape in shapes)


# ---- clockwork-rnn/who-runs: a function ------------------------------------------


def who_runs(t, periods):
    """Return True for each group that runs at time t."""
    return [t % period == 0 for period in periods]


def _who(rule):
    def who_runs(t, periods):
        return [bool(rule(int(t), int(period))) for period in periods]

    return who_runs


WHO_RUNS = Function(
    id="clockwork-rnn/who-runs",
    kind="function",
    reference=who_runs,
    cases=[
        (6, [1, 2, 4, 8, 16]),
        (0, [1, 2, 4]),
        (9, [2, 3, 5, 9]),
        (12, [1, 5, 6, 24]),
    ],
    hints=[
        "Each group has its own answer, which depends on t and its own period.",
        "The remainder of t by the period decides. In Python it is t % period.",
        "[t % period == 0 for period in periods]",
    ],
    mistakes=[
        (
            _who(lambda t, p: t % p),
            "True and False are exchanged: the remainder is 0 where a group runs.",
        ),
        (
            _who(lambda t, p: t and p % t == 0),
            "The remainder is of the period by t. It must be of t by the period.",
        ),
        (
            _who(lambda t, p: (t + 1) % p == 0),
            "You counted from 1. Time starts at 0 here, and at time 0 all groups run.",
        ),
        (
            _who(lambda t, p: t and t % p == 0),
            "At time 0 all groups run: 0 is divisible by every period.",
        ),
        (
            _who(lambda t, p: t == p),
            "A group runs again and again, at every multiple of its period.",
        ),
        (
            _who(lambda t, p: t >= p),
            "Larger than the period is not enough: t must be a multiple of it.",
        ),
        (
            lambda t, periods: [t % p for p in periods],
            "These are the remainders. A group runs where the remainder is 0.",
        ),
        (
            _who(lambda t, p: t // p == 0),
            "t // period is how often the period fits. The remainder is t % period.",
        ),
        (
            lambda t, periods: [k for k, p in enumerate(periods) if t % p == 0],
            "These are the numbers of the groups. Asked is True or False for each.",
        ),
        (
            lambda t, periods: [p for p in periods if t % p == 0],
            "These are the periods that run. Asked is True or False for each group.",
        ),
    ],
    notice="That is all the control a clockwork RNN has. Nothing of it is learned.",
)


# ---- clockwork-rnn/weights: numbers by hand --------------------------------------

WEIGHTS = Value(
    id="clockwork-rnn/weights",
    kind="number",
    reference=[4800, 3200, 1600],
    tolerance=1e-6,
    hints=[
        "Each group has 40 units, so 40 rows of U. How many units does it hear?",
        "The fastest group hears all 120 units. Whom does the slowest hear?",
        "40 x 120, 40 x 80, 40 x 40, the fastest group first.",
    ],
    mistakes=[
        (
            [1600, 3200, 4800],
            "The order is reversed, as in article C. The fastest group hears all, the "
            "slowest only itself.",
        ),
        (
            [4800, 4800, 4800],
            "That is the full matrix. A group does not hear faster ones.",
        ),
        (
            [3200, 1600, 0],
            "Each group hears itself too; the blocks on the diagonal are missing.",
        ),
        (
            [1600, 1600, 1600],
            "Those are the blocks on the diagonal alone. Groups hear slower ones, too.",
        ),
        (
            [120, 80, 40],
            "That is the number of units that each group hears. Each of its 40 units "
            "has a weight for each of them.",
        ),
        (
            [4800, 1600, 400],
            "You divided by the period. The weights are there whether they run or not.",
        ),
        (
            [14400, 6400, 1600],
            "Those are squares. A block of rows is as high as the group, 40.",
        ),
        (
            [4840, 3240, 1640],
            "You counted the biases as well. Asked are the recurrent weights.",
        ),
    ],
    notice="9,600 of 14,400, a share of (g + 1) / (2 g) = 2/3.",
)


# ---- clockwork-rnn/step: a function ----------------------------------------------


def clockwork_step(z, h, U, period, t):
    """Return the next state; period holds the period of each unit."""
    z, h, U = map(np.asarray, (z, h, U))
    return np.where(t % np.asarray(period) == 0, np.tanh(z + h @ U.T), h)


def _step(pre=None, sleep=None, awake=None):
    """Make clockwork_step with one of its parts replaced."""

    def clockwork_step(z, h, U, period, t):
        a = pre(z, h, U) if pre else z + h @ U.T
        runs = awake(t, period) if awake else t % period == 0
        kept = sleep(h, a) if sleep else h
        return np.where(runs, np.tanh(a), kept)

    return clockwork_step


def _group_after_group(z, h, U, period, t):
    h = h.copy()
    for unit in reversed(range(h.shape[1])):
        if t % period[unit] == 0:
            h[:, unit] = np.tanh(z[:, unit] + h @ U[unit])
    return h


def _sleepers_unheard(z, h, U, period, t):
    awake = t % period == 0
    return np.where(awake, np.tanh(z + np.where(awake, h, 0) @ U.T), h)


def _net(sizes: list[int], periods: list[int], N: int) -> tuple[np.ndarray, ...]:
    """Draw z, h, U and the period of each unit, with U block upper triangular."""
    H = sum(sizes)
    z, h, U = _draw((N, H), (N, H), (H, H))
    group = np.repeat(np.arange(len(sizes)), sizes)
    U = np.where(group[:, None] <= group, U, 0)
    return z, np.round(np.tanh(h), 2), U, np.repeat(periods, sizes)


CLOCKWORK_STEP = Function(
    id="clockwork-rnn/step",
    kind="function",
    reference=clockwork_step,
    cases=[
        (*_net([1, 1], [1, 2], 1), 1),
        (*_net([2, 1, 2], [1, 2, 4], 3), 2),
        (*_net([1, 2], [2, 3], 2), 0),
    ],
    hints=[
        "Write an Elman step for all units first. Which of the new states count?",
        "Where t % period is 0, take tanh(z + h @ U.T); elsewhere the old state.",
        "np.where(t % period == 0, np.tanh(z + h @ U.T), h)",
    ],
    mistakes=[
        (
            _step(sleep=lambda h, a: 0 * h),
            "Units that sleep became 0. They keep their state, and others hear it.",
        ),
        (
            _step(sleep=lambda h, a: np.tanh(h)),
            "A state that is kept is copied as it is, without another tanh.",
        ),
        (
            _step(sleep=lambda h, a: a),
            "Units that sleep got the pre-activation. They keep the old state.",
        ),
        (
            _step(awake=lambda t, period: t % period != 0),
            "Awake and asleep are exchanged: remainder 0 means that a unit runs.",
        ),
        (
            _step(awake=lambda t, period: np.full(period.shape, True)),
            "Every unit was computed. That is an Elman step; look at the periods.",
        ),
        (
            _step(awake=lambda t, period: (t + 1) % period == 0),
            "The clock is one step off: group i runs if t mod T_i = 0.",
        ),
        (
            _step(pre=lambda z, h, U: z + h @ U),
            "U is not transposed: row i of U belongs to the unit that hears.",
        ),
        (
            _step(pre=lambda z, h, U: h @ U.T),
            "z is missing, the share of the input and the bias.",
        ),
        (
            _step(pre=lambda z, h, U: z + h * np.diag(U)),
            "Each unit hears only itself. It also hears the others of its group, and "
            "the slower groups.",
        ),
        (
            _sleepers_unheard,
            "Units that run heard only others that run. They hear all old states: what "
            "sleeps is silent, not gone.",
        ),
        (
            lambda z, h, U, period, t: np.where(t % period == 0, z + h @ U.T, h),
            "tanh is missing for the units that run.",
        ),
        (
            _group_after_group,
            "Your fast units hear the new state of the slow ones. All units hear the "
            "states of the step before.",
        ),
    ],
    notice="Right, and not fast: it multiplies all rows and throws some away. "
    "The library multiplies only the rows of groups that run.",
)


# ---- clockwork-rnn/backward: a derivation ----------------------------------------


def clockwork_backward(dh, h_next, U, period, t):
    """Return da, and what goes back to the state before."""
    dh, h_next, U = map(np.asarray, (dh, h_next, U))
    awake = t % np.asarray(period) == 0
    da = np.where(awake, dh * (1 - h_next**2), 0)
    return da, da @ U + np.where(awake, 0, dh)


def _back(slope=None, through=None, copied=None):
    """Make clockwork_backward with one of its parts replaced."""

    def clockwork_backward(dh, h_next, U, period, t):
        awake = t % period == 0
        steep = slope(h_next) if slope else 1 - h_next**2
        da = np.where(awake, dh * steep, 0)
        back = through(da, U) if through else da @ U
        kept = copied(dh, awake, steep) if copied else np.where(awake, 0, dh)
        return da, back + kept

    return clockwork_backward


def _all_awake(dh, h_next, U, period, t):
    da = dh * (1 - h_next**2)
    return da, da @ U


def _sleepers_too(dh, h_next, U, period, t):
    da = dh * (1 - h_next**2)
    return da, da @ U + np.where(t % period == 0, 0, dh)


def _only_copied(dh, h_next, U, period, t):
    awake = t % period == 0
    da = np.where(awake, dh * (1 - h_next**2), 0)
    return da, np.where(awake, da @ U, dh)


def _kept_in_da(dh, h_next, U, period, t):
    da = np.where(t % period == 0, dh * (1 - h_next**2), dh)
    return da, da @ U


def _runners_send_nothing(dh, h_next, U, period, t):
    awake = t % period == 0
    da = np.where(awake, dh * (1 - h_next**2), 0)
    return da, np.where(awake, 0, da @ U + dh)


def _exchanged(dh, h_next, U, period, t):
    asleep = t % period != 0
    da = np.where(asleep, dh * (1 - h_next**2), 0)
    return da, da @ U + np.where(asleep, 0, dh)


def _sent(sizes: list[int], periods: list[int], N: int) -> tuple[np.ndarray, ...]:
    dh, h_next, U, period = _net(sizes, periods, N)
    return dh, h_next, U, period


CLOCKWORK_BACKWARD = Function(
    id="clockwork-rnn/backward",
    kind="derivation",
    reference=clockwork_backward,
    cases=[(*_sent([1, 1], [1, 2], 1), 1), (*_sent([2, 1, 2], [1, 2, 4], 3), 2)],
    returns=("da", "dh_before"),
    hints=[
        "A unit that runs has a tanh behind it. A unit that sleeps has a copy.",
        "da is dh (1 - h_next^2) for those that run, and 0 for the others. Two things "
        "go back: da @ U, and the copies.",
        "da @ U + np.where(awake, 0, dh)",
    ],
    mistakes=[
        (
            _back(copied=lambda dh, awake, steep: 0),
            "Nothing is copied. A sleeping unit's old state is its new one, so all of "
            "its gradient goes back.",
        ),
        (
            _back(copied=lambda dh, awake, steep: dh),
            "You copied for all units. The old state of a unit that runs is "
            "overwritten: it acts through da @ U alone.",
        ),
        (
            _back(copied=lambda dh, awake, steep: np.where(awake, dh, 0)),
            "The copies are those of the units that run. It is the sleepers that copy.",
        ),
        (
            _back(copied=lambda dh, awake, steep: np.where(awake, 0, dh * steep)),
            "The copy has no tanh, so its derivative is 1, not 1 - h^2.",
        ),
        (
            _only_copied,
            "A sleeping unit got only its copy. The units that run heard its old state "
            "as well: da @ U belongs to all columns.",
        ),
        (
            _sleepers_too,
            "Units that sleep have no pre-activation: their da is 0.",
        ),
        (
            _kept_in_da,
            "Units that sleep have no pre-activation, so their da is 0. Their gradient "
            "goes straight to the old state.",
        ),
        (
            _runners_send_nothing,
            "The old state of a unit that runs got nothing. It acts through da @ U.",
        ),
        (
            _all_awake,
            "That is the backward of an Elman step. Which units have run?",
        ),
        (
            _exchanged,
            "Awake and asleep are exchanged: remainder 0 means that a unit has run.",
        ),
        (
            _back(through=lambda da, U: da @ U.T),
            "Forward was h @ U.T, so backward is da @ U, without the transpose.",
        ),
        (
            _back(slope=lambda h: 1 - np.tanh(h) ** 2),
            "h_next is a tanh already: its slope is 1 - h_next^2.",
        ),
        (
            _back(slope=lambda h: 1 - h),
            "The slope of tanh is 1 - h_next^2, with the square.",
        ),
        (
            _back(slope=lambda h: np.ones_like(h)),
            "The slope of tanh is missing in da.",
        ),
    ],
    notice="A group with period 64 multiplies its gradient with U once in 64 steps. In "
    "between, nothing is lost.",
)


# ---- clockwork-rnn/debug: a debugging lab ----------------------------------------


def allowed(sizes):
    """Return 1 where a weight of U is allowed, and 0 elsewhere."""
    ends = np.cumsum(sizes)
    mask = np.zeros((ends[-1], ends[-1]))
    for end, size in zip(ends, sizes, strict=True):
        mask[end - size : end, end - size :] = 1
    return mask


def _mask(columns):
    """Make the lab's function; columns(start, end) is a slice."""

    def allowed(sizes):
        ends = np.cumsum(sizes)
        mask = np.zeros((ends[-1], ends[-1]))
        for end, size in zip(ends, sizes, strict=True):
            start = end - size
            mask[start:end, columns(start, end)] = 1
        return mask

    return allowed


DEBUG = Function(
    id="clockwork-rnn/debug",
    kind="debug",
    reference=allowed,
    start=_mask(lambda start, end: slice(0, end)),
    cases=[([2, 1],), ([1, 2, 2],)],
    hints=[
        "Print allowed([1, 1, 1]). Which groups does the fastest, row 0, hear?",
        "A row has the columns of its own group and of those behind it.",
        "mask[start:end, start:] = 1",
    ],
    mistakes=[
        (
            _mask(lambda start, end: slice(end, None)),
            "The slower groups are right; but a group hears itself, too.",
        ),
        (
            _mask(lambda start, end: slice(start, end)),
            "Now a group hears only itself. The slower ones are missing.",
        ),
        (
            _mask(lambda start, end: slice(0, None)),
            "That allows everything: a full matrix, as in an Elman network.",
        ),
        (
            _mask(lambda start, end: slice(0, start)),
            "Still the faster groups, and now without its own. Turn the direction.",
        ),
        (
            lambda sizes: np.triu(np.ones((sum(sizes), sum(sizes)))),
            "This cuts through the blocks: inside a group, every unit hears every "
            "other.",
        ),
        (
            lambda sizes: np.tril(np.ones((sum(sizes), sum(sizes)))),
            "This is still the lower triangle, and it cuts through the blocks.",
        ),
        (
            lambda sizes: allowed(sizes)[::-1],
            "The rows are in reversed order: the fastest group comes first.",
        ),
    ],
    notice="With the lower triangle the slow groups hear the fast ones. Nothing fails, "
    "and it trains; only the rearrangement would give other numbers.",
)


# ---- clockwork-rnn/speed-up: a number --------------------------------------------

SPEED_UP = Value(
    id="clockwork-rnn/speed-up",
    kind="number",
    reference=25 / 8.0625,
    tolerance=0.006,
    hints=[
        "Count blocks. A full matrix has 25. How many are multiplied on average?",
        "5 blocks at every step, 4 at every second, 3 at every fourth, and so on.",
        "5 + 4/2 + 3/4 + 2/8 + 1/16 = 8.0625. Divide 25 by it.",
    ],
    mistakes=[
        (
            25 / 8,
            "You used 2g - 2. The sum has 2^(1 - g) more; count it, block by block.",
        ),
        (
            2.5,
            "g / 2 is the lower bound that holds for every g. Asked is the value.",
        ),
        (
            25 / 15,
            "That is how many weights are saved. Slow groups also run less often.",
        ),
        (
            25 / (4 - 7 / 16),
            "That is the count by groups, with each product made once for every step "
            "of the slower group. Asked is the count by steps.",
        ),
        (
            16 / 6.125,
            "That is for four groups. There are five.",
        ),
        (
            8.0625,
            "That is the number of blocks for each step. Divide the 25 of the full "
            "matrix by it.",
        ),
        (
            8.0625 / 25,
            "Upside down: how many times as fast, not which share of the time.",
        ),
        (
            25 / 9.6875,
            "You divided the full rows, 5 blocks each, by the periods. Slow groups "
            "have shorter rows.",
        ),
    ],
    notice="For many groups the speed-up is close to (g + 1) / 2.",
)


# ---- clockwork-rnn/nudge: a prediction -------------------------------------------

NUDGE = Choice(
    id="clockwork-rnn/nudge",
    kind="prediction",
    reference="a",
    options={
        "a": "the group with period 1 alone",
        "b": "the groups with periods 1 and 2",
        "c": "all four: after some steps the change has spread everywhere",
        "d": "all four, but the slow ones only after time 16",
    },
    hints=[
        "Which groups read the input of time 9?",
        "Whom do those groups tell?",
        "9 is odd. Nothing flows from the fastest group to the others.",
    ],
    mistakes=[
        (
            "b",
            "9 is odd, so the group with period 2 sleeps, and later it hears nothing "
            "from the fastest group.",
        ),
        (
            "c",
            "It would in an Elman network. Here nothing flows from a fast group to a "
            "slower one.",
        ),
        (
            "d",
            "At time 16 all run, and read the input of time 16. That of time 9 is "
            "known to the fastest group alone, which tells nobody.",
        ),
    ],
    notice="So whatever arrives at an odd time is remembered as well as k units of an "
    "Elman network remember it.",
)


EXERCISES = [
    WHO_RUNS,
    WEIGHTS,
    CLOCKWORK_STEP,
    CLOCKWORK_BACKWARD,
    DEBUG,
    SPEED_UP,
    NUDGE,
]
