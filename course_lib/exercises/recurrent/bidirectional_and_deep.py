"""Exercises of the chapter bidirectional-and-deep, in book order."""

import numpy as np

from ..engine import Choice, Function, Value

_rng = np.random.default_rng(25)


def _draw(*shapes: tuple[int, ...]) -> tuple[np.ndarray, ...]:
    """Draw arrays with two decimals, so that feedback is short to read."""
    return tuple(np.round(_rng.standard_normal(shape), 2) for shape in shapes)


# ---- bidirectional-and-deep/by-hand: three numbers -------------------------------

BY_HAND = Value(
    id="bidirectional-and-deep/by-hand",
    kind="number",
    reference=np.array([3.5, 2.0, 6.5]),
    tolerance=1e-6,
    hints=[
        "Write two rows of states under the input: one filled from the left, one from "
        "the right.",
        "From the left: 1, then 0 + 1/2, then 2 + 1/4. From the right: begin with 2 at "
        "the last step.",
        "h = 1, 0.5, 2.25 and h' = 1.5, 1, 2. Each output is 2 h + h'.",
    ],
    mistakes=[
        (
            np.array([4.0, 2.0, 6.0]),
            "You wrote the second row in the order of reading, last step first. h' of "
            "step 3 belongs under step 3.",
        ),
        (
            np.array([3.0, 1.5, 6.75]),
            "Your second network reads to the right as well. It begins with the 2 at "
            "the end.",
        ),
        (
            np.array([2.5, 1.5, 4.25]),
            "This is the sum of the states. The output layer takes 2 h + h'.",
        ),
        (
            np.array([4.0, 2.5, 6.25]),
            "V and V' are swapped: the 2 belongs to the network that reads to the "
            "right.",
        ),
        (
            np.array([3.0, 0.0, 6.0]),
            "Your states have no memory. Add half of the neighbor's state: the left "
            "one for h, the right one for h'.",
        ),
        (
            np.array([3.78125, 2.5625, 7.625]),
            "Your second network starts from the last state of the first. Both start "
            "from zero.",
        ),
        (
            np.array([2.0, 1.0, 4.5]),
            "This is 2 h alone. The network that reads to the left is missing.",
        ),
        (
            np.array([5.0, 4.0, 8.0]),
            "U = U' = 1/2: only half of the neighbor's state is added.",
        ),
        (
            np.array([3.5, 2.0, 6.25]),
            "Steps 1 and 2 are right. At step 3, h is 2 + 1/4, and V is 2.",
        ),
    ],
    notice="Step 2 has the input 0, and still an output: 1 comes from the past through "
    "2 h, and 1 from the future through h'.",
)


# ---- bidirectional-and-deep/who: a prediction ------------------------------------

WHO = Choice(
    id="bidirectional-and-deep/who",
    kind="prediction",
    reference="b",
    options={
        "a": "suggest the next word while somebody is typing",
        "b": "mark the names of people in a stored letter",
        "c": "predict tomorrow's demand for electricity from that of the past weeks",
        "d": "switch a lamp at the very moment when a word is spoken",
    },
    hints=[
        "Ask of each task: when the output is needed, where is the rest of the input?",
        "In three of the four, what comes after step t does not exist yet when the "
        "output of step t is needed.",
        "A stored letter is there from the first word to the last.",
    ],
    mistakes=[
        (
            "a",
            "The next word is the future here. In training the network would copy it; "
            "at work it is not there.",
        ),
        (
            "c",
            "The target is the future. What comes after the last known day cannot be "
            "read. (Over the past weeks alone both directions are possible; then it "
            "is an encoder, and one output at the end.)",
        ),
        (
            "d",
            "The lamp cannot wait for the end of the speech. A network with a short "
            "delay might do, a bidirectional one not.",
        ),
    ],
    notice="The test is not whether the future would help, for it nearly always would. "
    "It is whether the future is there.",
)


# ---- bidirectional-and-deep/turn: a function -------------------------------------


def turn_around(x, lengths):
    """Turn each sequence around within its length."""
    x = np.asarray(x)
    turned = x.copy()
    for n, length in enumerate(lengths):
        turned[:length, n] = x[:length, n][::-1]
    return turned


def _by_index(x, lengths, source):
    x, lengths = np.asarray(x), np.asarray(lengths)
    t = np.arange(len(x))[:, None]
    return x[source(t, lengths, len(x)), np.arange(x.shape[1])]


def _off_by_one(x, lengths):
    return _by_index(x, lengths, lambda t, n, T: np.where(t < n, (n - t) % T, t))


def _rolled(x, lengths):
    return _by_index(x, lengths, lambda t, n, T: (n - 1 - t) % T)


def _one_length(x, lengths):
    return turn_around(x, [lengths[0]] * np.shape(x)[1])


def _shortest(x, lengths):
    return turn_around(x, [min(lengths)] * np.shape(x)[1])


def _padding_erased(x, lengths):
    x = np.asarray(x)
    turned = np.zeros_like(x)
    for n, length in enumerate(lengths):
        turned[:length, n] = x[:length, n][::-1]
    return turned


def _batch_first(x, lengths):
    turned = np.array(x)
    for n, length in enumerate(lengths):
        turned[n, :length] = turned[n, :length][::-1].copy()
    return turned


def _all_of_them(x, lengths):
    turned = np.array(x)
    for length in lengths:
        turned[:length] = np.asarray(x)[:length][::-1]
    return turned


def _to_the_end(x, lengths):
    turned = np.array(x)
    for n, length in enumerate(lengths):
        turned[len(turned) - length :, n] = np.asarray(x)[:length, n][::-1]
    return turned


def _one_over_another(x, lengths):
    turned = np.array(x)
    for n, length in enumerate(lengths):
        for t in range(length):
            turned[t, n] = turned[length - 1 - t, n]
    return turned


(_X,) = _draw((4, 3, 2))
(_SQUARE,) = _draw((3, 3, 2))

TURN = Function(
    id="bidirectional-and-deep/turn",
    kind="function",
    reference=turn_around,
    cases=[
        (_X, np.array([4, 2, 3])),
        (_SQUARE, np.array([2, 3, 1])),
        (np.arange(1.0, 6).reshape(5, 1, 1), np.array([4])),
    ],
    hints=[
        "Take one sequence n. Which rows of x[:, n] are real, and which are padding?",
        "The real ones are x[:lengths[n], n]. Turn those around and leave the rest.",
        "turned = x.copy(), and for each n: turned[:length, n] = x[:length, n][::-1]",
    ],
    mistakes=[
        (
            lambda x, lengths: np.asarray(x)[::-1],
            "You turned the whole array, and the padding comes first now. Turn each "
            "sequence within its own length.",
        ),
        (
            lambda x, lengths: np.asarray(x)[:, ::-1],
            "This axis is the batch: you swapped whole sequences. Time is the first "
            "axis.",
        ),
        (
            lambda x, lengths: np.asarray(x)[:, :, ::-1],
            "This axis holds the features of one step. Time is the first axis.",
        ),
        (
            lambda x, lengths: np.flip(x),
            "np.flip without an axis turns all three around: time, batch and features.",
        ),
        (
            lambda x, lengths: np.array(x),
            "This is x as it was. Nothing has been turned.",
        ),
        (
            _off_by_one,
            "Off by one: the first step of the turned sequence is the step number "
            "length - 1, counted from 0.",
        ),
        (
            _rolled,
            "The real steps are right. The padding is turned around too, and should "
            "stay as it is.",
        ),
        (
            _one_length,
            "All sequences are turned within the length of the first one.",
        ),
        (
            _shortest,
            "All sequences are turned within the shortest length. Each has its own.",
        ),
        (
            _padding_erased,
            "The real steps are right. The padding became 0; leave it as it is.",
        ),
        (
            _batch_first,
            "You treated the first axis as the batch. Here time comes first: "
            "x[:length, n].",
        ),
        (
            _all_of_them,
            "x[:length] holds all sequences. Choose one: x[:length, n].",
        ),
        (
            _to_the_end,
            "The real steps should stay in front, and the padding behind them.",
        ),
        (
            _one_over_another,
            "You read from the array that you are writing to: after the middle, the "
            "old steps are gone. Read from x, write to a copy.",
        ),
    ],
    notice="Turned twice, x comes back. That is why the same function serves for the "
    "states and for the gradients.",
)


# ---- bidirectional-and-deep/count: a number --------------------------------------

COUNT = Value(
    id="bidirectional-and-deep/count",
    kind="number",
    reference=17280,
    tolerance=0,
    hints=[
        "How many numbers does a unit of layer 2 read from below?",
        "Layer 1: 2 directions, each with W (32, 40), U (32, 32) and two biases. The "
        "layers above read 64 numbers instead of 40.",
        "2 * 32 * (40 + 32 + 2), plus twice 2 * 32 * (64 + 32 + 2)",
    ],
    mistakes=[
        (
            13184,
            "Your layers 2 and 3 read 32 numbers. They read both directions of the "
            "layer below, so 64.",
        ),
        (
            17088,
            "One bias is missing: PyTorch keeps bias_ih and bias_hh, 32 numbers each, "
            "for every layer and direction.",
        ),
        (
            12992,
            "Two things: the upper layers read both directions, 64 numbers, and there "
            "are two biases.",
        ),
        (
            16896,
            "The biases are missing: two for every layer and direction.",
        ),
        (
            8640,
            "This is one direction of each layer. There are two.",
        ),
        (
            6592,
            "This is the stack in one direction. Bidirectional doubles the directions, "
            "and what the upper layers read.",
        ),
        (
            14208,
            "You counted layer 1 three times. The layers above read 64 numbers, not "
            "40.",
        ),
        (
            4736,
            "This is layer 1 alone.",
        ),
        (
            23424,
            "U is (32, 32) in each direction: no network reads the other's states.",
        ),
        (
            11008,
            "These are two layers. num_layers=3 has two layers above the first.",
        ),
        (
            17280 + 10 * 64 + 10,
            "torch.nn.RNN has no output layer. Count the recurrent layers alone.",
        ),
    ],
    notice="The one-directional stack has 6,592. Two directions make it 2.6 times as "
    "large, not twice: the upper layers read wider inputs.",
)


# ---- bidirectional-and-deep/gradient: a derivation -------------------------------


def input_gradient(x, c, u, v):
    """Return dJ/dx of J = sum_t c_t (h_t + h'_t)."""
    x, c = np.asarray(x), np.asarray(c)
    dx = np.zeros(len(x))
    dh = 0.0
    for t in reversed(range(len(x))):
        dh = c[t] + u * dh
        dx[t] += dh
    dh = 0.0
    for t in range(len(x)):
        dh = c[t] + v * dh
        dx[t] += dh
    return dx


def _states(x, u, v):
    x = np.asarray(x, dtype=float)
    h, back = np.zeros((2, len(x) + 2))
    for t in range(len(x)):
        h[t + 1] = x[t] + u * h[t]
    for t in reversed(range(len(x))):
        back[t + 1] = x[t] + v * back[t + 2]
    return h[1:-1], back[1:-1]


def _loss(x, c, u, v):
    h, back = _states(x, u, v)
    return np.sum(np.asarray(c) * (h + back))


def _share(c, factor, leftward):
    """Return the gradient of one network; ``leftward`` is where it runs to."""
    c = np.asarray(c, dtype=float)
    order = range(len(c))
    dx, dh = np.zeros(len(c)), 0.0
    for t in reversed(order) if leftward else order:
        dx[t] = dh = c[t] + factor * dh
    return dx


def _carried_over(c, u, v):
    first = _share(c, u, True)
    powers = float(v) ** np.arange(1, len(first) + 1)
    return first + _share(c, v, False) + first[0] * powers


def _one_step(c, u, v):
    c = np.asarray(c, dtype=float)
    dx = 2 * c
    dx[:-1] += u * c[1:]
    dx[1:] += v * c[:-1]
    return dx


GRADIENT = Function(
    id="bidirectional-and-deep/gradient",
    kind="derivation",
    reference=input_gradient,
    gradient_of=_loss,
    wrt="x",
    cases=[
        (*_draw((3,), (3,)), 0.5, -0.5),
        (*_draw((5,), (5,)), 0.9, 0.4),
        (np.zeros(4), np.array([0.0, 0.0, 1.0, 0.0]), 0.5, 0.25),
    ],
    hints=[
        "Each x_t is read twice. Work out the two gradients on their own, then add.",
        "In the first network x_t moves h_t, h_{t+1}, ...: the gradient runs from the "
        "last step to the first. In the second it runs the other way.",
        "First loop, t from the end: dh = c[t] + u * dh; dx[t] += dh. Second loop, t "
        "from 0, with v, and dh starting from 0 again.",
    ],
    mistakes=[
        (
            lambda x, c, u, v: _share(c, u, True) + _share(c, v, True),
            "Both of your gradients run from the last step to the first. In the second "
            "network the input x_t moves the states of steps t, t - 1, ..., so it "
            "runs the other way.",
        ),
        (
            lambda x, c, u, v: _share(c, u, False) + _share(c, v, True),
            "Either u and v are swapped, or both run in the direction in which the "
            "network reads. With u it goes from the last step to the first.",
        ),
        (
            lambda x, c, u, v: _share(c, u, True),
            "This is the share of the first network. Add that of the second, which "
            "reads x_t too.",
        ),
        (
            lambda x, c, u, v: _share(c, v, False),
            "This is the share of the second network. Add that of the first, which "
            "reads x_t too.",
        ),
        (
            lambda x, c, u, v: _share(c, u, True) + _share(c, v, False)[::-1],
            "The second share is turned around, as if c had been turned and the result "
            "not turned back. Put it in the order of the steps before you add.",
        ),
        (
            lambda x, c, u, v: _one_step(c, u, v),
            "You went one step, to the neighbors. Their states move the next ones in "
            "turn, as far as the sequence goes.",
        ),
        (
            lambda x, c, u, v: _share(c, u, True) + _share(c, v, False) - c,
            "c_t arrives twice at step t, once through h_t and once through h'_t. You "
            "counted it once.",
        ),
        (
            lambda x, c, u, v: _carried_over(c, u, v),
            "Your second loop starts from the dh that the first one left. Set it to 0.",
        ),
        (
            lambda x, c, u, v: _share(x, u, True) + _share(x, v, False),
            "You begin with x_t. The gradient of h_t and h'_t from J is c_t.",
        ),
        (
            lambda x, c, u, v: (
                _share(np.ones(len(c)), u, True) + _share(np.ones(len(c)), v, False)
            ),
            "Your J is the plain sum of the states: each has the factor c_t.",
        ),
        (
            lambda x, c, u, v: 2 * np.asarray(c),
            "You stopped at the step itself. x_t also moves the later h and the "
            "earlier h'.",
        ),
    ],
    notice="In the last case only step 3 has a gradient. Step 4 gets 0.25 of it "
    "through the network that reads to the left, steps 2 and 1 get 0.5 and 0.25 "
    "through the other.",
)


# ---- bidirectional-and-deep/debug: a debugging lab -------------------------------


def _read(x, W, U):
    h, states = np.zeros(len(U)), []
    for x_t in np.asarray(x):
        h = np.tanh(np.asarray(W) @ x_t + np.asarray(U) @ h)
        states.append(h)
    return np.array(states)


def _lab(there, back_again, join=None):
    """Make the lab's function; the two turns are functions."""

    def bidirectional(x, W, U, W_back, U_back):
        h = _read(x, W, U)
        h_back = back_again(_read(there(np.asarray(x)), W_back, U_back))
        return np.concatenate([h, h_back], axis=1) if join is None else join(h, h_back)

    return bidirectional


def _same(x):
    return x


def _turned(x):
    return x[::-1]


def _wrong_axis(x):
    return x[:, ::-1]


def _all_turned(h, h_back):
    return np.concatenate([h, h_back], axis=1)[::-1]


def _all_columns(h, h_back):
    return np.concatenate([h, h_back], axis=1)[:, ::-1]


def _added(h, h_back):
    return h + h_back


def _swapped(h, h_back):
    return np.concatenate([h_back, h], axis=1)


def _both_axes(x):
    return x[::-1, ::-1]


def _one_set_of_weights(x, W, U, W_back, U_back):
    x = np.asarray(x)
    h_back = _read(x[::-1], W, U)[::-1]
    return np.concatenate([_read(x, W, U), h_back], axis=1)


bidirectional = _lab(_turned, _turned)

DEBUG = Function(
    id="bidirectional-and-deep/debug",
    kind="debug",
    reference=bidirectional,
    start=_lab(_turned, _same),
    cases=[
        _draw((4, 2), (2, 2), (2, 2), (2, 2), (2, 2)),
        _draw((5, 3), (2, 3), (2, 2), (2, 3), (2, 2)),
    ],
    hints=[
        "Take a sequence of three steps. Which steps has each row of h_back read?",
        "The first row of h_back has read the last step alone. It stands beside the "
        "first row of h. For which rows do the two fit together?",
        "In a sequence of odd length the middle row fits by chance. Turn h_back around "
        "in time before it is joined to h: [::-1].",
    ],
    mistakes=[
        (
            _lab(_same, _same),
            "Now the second network reads to the right as well, and nobody sees the "
            "future. Turn the input, as it was, and turn the states too.",
        ),
        (
            _lab(_same, _turned),
            "Now the second network reads to the right, and its states are turned. "
            "Turn the input as well.",
        ),
        (
            _lab(_turned, _wrong_axis),
            "You turned the units around. Time is the first axis of h_back.",
        ),
        (
            _lab(_wrong_axis, _turned),
            "The second network now reads to the right, with its features swapped. "
            "Turn the input along time, as it was: x[::-1].",
        ),
        (
            _lab(_turned, _same, _all_turned),
            "You turned both halves. h was in order already; only h_back is not.",
        ),
        (
            _lab(_turned, _same, _all_columns),
            "You turned the columns of the result around. What is out of order is "
            "h_back, along time.",
        ),
        (
            _lab(_turned, _turned, _added),
            "h_back is in order now. But the states stand side by side, they are not "
            "added: keep np.concatenate.",
        ),
        (
            _lab(_turned, _turned, _swapped),
            "h_back is in order now. But h should stay on the left, as it was.",
        ),
        (
            _lab(_turned, _both_axes),
            "np.flip without an axis turns the units around, too. Time alone.",
        ),
        (
            _one_set_of_weights,
            "h_back is in order now. But it needs its own weights, as before.",
        ),
    ],
    notice="In the middle of the sequence the two orders agree, so a few outputs are "
    "right. No shape and no error tells that the rest are not.",
)


EXERCISES = [
    BY_HAND,
    WHO,
    TURN,
    COUNT,
    GRADIENT,
    DEBUG,
]
