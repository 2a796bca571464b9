"""Exercises of the chapter elman-and-jordan, in book order."""

import numpy as np

from ..engine import Choice, Function, Value

_rng = np.random.default_rng(22)


def _draw(*shapes: tuple[int, ...]) -> tuple[np.ndarray, ...]:
    """Draw arrays with two decimals, so that feedback is short to read."""
    return tuple(np.round(_rng.standard_normal(shape), 2) for shape in shapes)


# ---- elman-and-jordan/by-hand: a number ------------------------------------------

BY_HAND = Value(
    id="elman-and-jordan/by-hand",
    kind="number",
    reference=4,
    tolerance=1e-6,
    hints=[
        "Which gradient arrives at y_1 now? The loss no longer reads it; who does?",
        "dy_2 = 1, so da_2 = 2 and dm_1 = da_2 u = 1. That is all that y_1 gets.",
        "dV = dy_1 h_1 + dy_2 h_2, with h_1 = 1 and h_2 = 3.",
    ],
    mistakes=[
        (
            5,
            "That is the result for J = y_1 + y_2. Now y_1 gets its gradient from the "
            "memory alone.",
        ),
        (
            3,
            "That is the second step alone. y_1 counts too: step 2 reads it as memory.",
        ),
        (
            8,
            "You multiplied dy_t with y_t, or with m_t. V multiplies the hidden layer.",
        ),
        (
            2,
            "That is the mean of the two steps. Two uses of one weight add up.",
        ),
        (
            3.5,
            "u is in, but v is missing on the way from y_2 to the memory: da_2 = 2.",
        ),
        (
            6,
            "That is y_2, the loss itself. Asked is its derivative by V.",
        ),
        (
            1,
            "That is the share that comes through the memory, dy_1 h_1. Step 2 uses V "
            "directly, too.",
        ),
    ],
    notice="One of the four comes through the memory. A network that was trained with "
    "a teacher would have got 3: no gradient passes through a target.",
)


# ---- elman-and-jordan/which: a prediction ----------------------------------------

WHICH = Choice(
    id="elman-and-jordan/which",
    kind="prediction",
    reference="b",
    options={
        "a": "the input of the step before",
        "b": "the largest input so far",
        "c": "the sum of the last three inputs",
        "d": "yes or no: is the sum of all inputs so far divisible by 3?",
    },
    hints=[
        "The network knows two things: the last answer and the new input.",
        "For each task: cover the past with your hand, except for the last answer. "
        "Can you still give the next one?",
        "Only one of them can be written as next = function(last answer, input).",
    ],
    mistakes=[
        (
            "a",
            "That is the delay. The last answer is the input of two steps before; the "
            "input of the step before is nowhere.",
        ),
        (
            "c",
            "The last answer is a sum of three. To slide on, you must take away the "
            "oldest input, and the sum does not say what it was.",
        ),
        (
            "d",
            "After a no, the remainder may be 1 or 2, and the answer does not say "
            "which. With the remainder itself as output it would work.",
        ),
    ],
    notice="max(last answer, input). Task d needs one more thing than it says: give "
    "the remainder instead of yes or no, and the output becomes a memory.",
)


# ---- elman-and-jordan/elman-step: a function -------------------------------------


def elman_step(x, h, W, U, b, dh_next):
    """Return the new state, the gradient of the old one, and that of U."""
    x, h, W, U, dh_next = map(np.asarray, (x, h, W, U, dh_next))
    h_next = np.tanh(x @ W.T + h @ U.T + np.asarray(b))
    da = dh_next * (1 - h_next**2)
    return h_next, da @ U, da.T @ h


def _elman(forward=None, da=None, back=None, weights=None):
    """Make elman_step with one of its lines replaced."""

    def elman_step(x, h, W, U, b, dh_next):
        a = forward(x, h, W, U, b) if forward else x @ W.T + h @ U.T + b
        h_next = np.tanh(a)
        d = da(dh_next, h, h_next, a) if da else dh_next * (1 - h_next**2)
        dh = back(d, U, dh_next) if back else d @ U
        dU = weights(d, h, h_next) if weights else d.T @ h
        return h_next, dh, dU

    return elman_step


def _dU_without_slope(x, h, W, U, b, dh_next):
    h_next, dh, _ = elman_step(x, h, W, U, b, dh_next)
    return h_next, dh, dh_next.T @ h


def _gradient_of_w(x, h, W, U, b, dh_next):
    h_next, dh, _ = elman_step(x, h, W, U, b, dh_next)
    return h_next, dh, (dh_next * (1 - h_next**2)).T @ x


def _gradient_of_x(x, h, W, U, b, dh_next):
    h_next, _, dU = elman_step(x, h, W, U, b, dh_next)
    return h_next, (dh_next * (1 - h_next**2)) @ W, dU


ELMAN_STEP = Function(
    id="elman-and-jordan/elman-step",
    kind="function",
    reference=elman_step,
    cases=[
        _draw((1, 1), (1, 2), (2, 1), (2, 2), (2,), (1, 2)),
        _draw((3, 4), (3, 2), (2, 4), (2, 2), (2,), (3, 2)),
    ],
    returns=("h_next", "dh", "dU"),
    hints=[
        "Forward is one line. Backward needs the gradient of the pre-activation first.",
        "da = dh_next * (1 - h_next**2), with the new state.",
        "The old state gets da @ U, and U gets da.T @ h, with the old state.",
    ],
    mistakes=[
        (
            _elman(forward=lambda x, h, W, U, b: x @ W.T + h @ U + b),
            "U is not transposed in the forward step: row j of U belongs to hidden "
            "unit j, so the product is h @ U.T.",
        ),
        (
            _elman(back=lambda d, U, dh: d @ U.T),
            "Forward is right. On the way back the transpose is gone: forward "
            "h @ U.T, backward da @ U.",
        ),
        (
            _elman(da=lambda dh, h, new, a: dh * (1 - h**2)),
            "The slope of tanh belongs to the new state; you used the old one.",
        ),
        (
            _elman(da=lambda dh, h, new, a: dh * (1 - a**2)),
            "1 - a^2 with the pre-activation. The slope of tanh is 1 - tanh(a)^2.",
        ),
        (
            _elman(da=lambda dh, h, new, a: dh),
            "The slope of tanh is missing: da = dh_next * (1 - h_next**2).",
        ),
        (
            _elman(weights=lambda d, h, new: d.T @ new),
            "You paired da with the new state. U multiplies the state before.",
        ),
        (
            _elman(weights=lambda d, h, new: h.T @ d),
            "dU is transposed: it has the shape of U, one row for each new unit.",
        ),
        (
            _elman(weights=lambda d, h, new: d.T @ h / len(h)),
            "You divided dU by N. The mean is in the loss already; here we add.",
        ),
        (
            _elman(back=lambda d, U, dh: d @ U + dh),
            "dh_next was added to the gradient of the old state. The old state acts "
            "on this step through U alone.",
        ),
        (
            _elman(da=lambda dh, h, new, a: dh * (1 - new)),
            "The slope of tanh is 1 - h_next^2, with the square.",
        ),
        (
            _elman(da=lambda dh, h, new, a: dh * new * (1 - new)),
            "h (1 - h) is the slope of the sigmoid. That of tanh is 1 - h^2.",
        ),
        (
            _elman(da=lambda dh, h, new, a: dh * (1 - np.tanh(new) ** 2)),
            "h_next is behind the tanh already: its slope is 1 - h_next^2.",
        ),
        (
            _elman(back=lambda d, U, dh: dh @ U),
            "dU is right. The old state gets da @ U, with the slope of tanh in da.",
        ),
        (
            _dU_without_slope,
            "dh is right. In dU the slope of tanh is missing: da.T @ h.",
        ),
        (
            lambda *given: tuple(elman_step(*given)[k] for k in (0, 2, 1)),
            "The last two are swapped: first the gradient of h, then that of U.",
        ),
        (
            _gradient_of_w,
            "The last result is the gradient of W: da meets x. For U it meets h.",
        ),
        (
            _gradient_of_x,
            "da @ W is the gradient of the input. The old state came in through U.",
        ),
        (
            _elman(forward=lambda x, h, W, U, b: x @ W.T + h @ U.T),
            "The bias is missing.",
        ),
    ],
    notice="da @ U goes to the step before, and the story repeats there: that is "
    "backpropagation through time.",
)


# ---- elman-and-jordan/jordan-backward: a derivation ------------------------------


def jordan_backward(dy, dm, m, h, U, V):
    """Return da, the gradient of the memory before, and that of V."""
    dy, dm, m, h, U, V = map(np.asarray, (dy, dm, m, h, U, V))
    dy = dy + dm * m * (1 - m)
    da = (dy @ V) * (1 - h**2)
    return da, da @ U, dy.T @ h


def _jordan(total=None, slope=None, back=None, weights=None):
    def jordan_backward(dy, dm, m, h, U, V):
        whole = total(dy, dm, m) if total else dy + dm * m * (1 - m)
        da = (whole @ V) * (slope(h) if slope else 1 - h**2)
        before = back(da, U, whole) if back else da @ U
        dV = weights(whole, dy, h, da) if weights else whole.T @ h
        return da, before, dV

    return jordan_backward


def _case(N: int, H: int, K: int) -> tuple[np.ndarray, ...]:
    dy, dm, m, h, U, V = _draw((N, K), (N, K), (N, K), (N, H), (H, K), (K, H))
    m, h = np.round(1 / (1 + np.exp(-m)), 2), np.round(np.tanh(h), 2)
    return dy, dm, m, h, U, V


def _slope_of_memory_before(dy, dm, m, h, U, V):
    da, before, dV = jordan_backward(dy, dm, m, h, U, V)
    return da, before * m * (1 - m), dV


def _slope_at(m):
    s = 1 / (1 + np.exp(-m))
    return s * (1 - s)


JORDAN_BACKWARD = Function(
    id="elman-and-jordan/jordan-backward",
    kind="derivation",
    reference=jordan_backward,
    cases=[_case(1, 2, 1), _case(3, 3, 2)],
    returns=("da", "dm_before", "dV"),
    hints=[
        "The output acts on the loss in two ways. Begin with the sum of both.",
        "Through the memory: dm times the slope of the sigmoid, m (1 - m). Then "
        "through V, then through tanh.",
        "dy = dy + dm * m * (1 - m); da = (dy @ V) * (1 - h**2); then da @ U, dy.T @ h",
    ],
    mistakes=[
        (
            _jordan(total=lambda dy, dm, m: dy),
            "The memory is forgotten: dm must be added to dy, times the slope of f.",
        ),
        (
            _jordan(total=lambda dy, dm, m: dy + dm),
            "dm went to dy without the slope of f. The memory is sigmoid(y).",
        ),
        (
            _jordan(total=lambda dy, dm, m: dy + dm * (1 - m**2)),
            "1 - m^2 is the slope of tanh. The memory is a sigmoid: m (1 - m).",
        ),
        (
            _jordan(total=lambda dy, dm, m: (dy + dm) * m * (1 - m)),
            "The slope of f stands on both terms. The loss reads y itself; only dm "
            "comes through f.",
        ),
        (
            _jordan(total=lambda dy, dm, m: dm * m * (1 - m)),
            "The gradient from the loss, dy, is gone. Add the two.",
        ),
        (
            _jordan(total=lambda dy, dm, m: dy + dm * m),
            "Half of the slope: the sigmoid has m (1 - m).",
        ),
        (
            _jordan(total=lambda dy, dm, m: dy + dm * _slope_at(m)),
            "You took the sigmoid of m. m is the sigmoid already: m (1 - m).",
        ),
        (
            _jordan(slope=lambda h: 1),
            "The slope of tanh is missing in da.",
        ),
        (
            _jordan(slope=lambda h: h * (1 - h)),
            "In the hidden layer there is a tanh; its slope is 1 - h^2.",
        ),
        (
            _jordan(slope=lambda h: 1 - np.tanh(h) ** 2),
            "h is behind the tanh already: its slope is 1 - h^2.",
        ),
        (
            _jordan(slope=lambda h: 1 - h),
            "The slope of tanh is 1 - h^2, with the square.",
        ),
        (
            _slope_of_memory_before,
            "The slope of f at the memory before belongs to the step before. Here the "
            "memory gets da @ U.",
        ),
        (
            _jordan(weights=lambda whole, dy, h, da: dy.T @ h),
            "For dV you used dy from the loss alone. V made what was remembered, too.",
        ),
        (
            _jordan(weights=lambda whole, dy, h, da: h.T @ whole),
            "dV is transposed: it has the shape of V, (K, H).",
        ),
        (
            _jordan(back=lambda da, U, whole: da @ U + whole),
            "The gradient of this step's output was added to that of the memory "
            "before. Those are two steps; here the memory gets da U alone.",
        ),
    ],
    notice="Set dm to 0, and you have the backward of a feedforward network. That is "
    "what a teacher leaves of it.",
)


# ---- elman-and-jordan/debug: a debugging lab -------------------------------------


def _memories(read_target, read_output, first=None, swap=False):
    """Make the lab's function; the two numbers are the steps that are looked back."""

    def memories(targets, outputs, own):
        targets, outputs, own = map(np.asarray, (targets, outputs, own))
        read = np.zeros(targets.shape)
        for t in range(len(targets)):
            mine = own[t][:, None] != swap
            a = outputs[(t - read_output) % len(targets)]
            read[t] = np.where(mine, a, targets[(t - read_target) % len(targets)])
        if first is None:
            read[0] = 0
        return read

    return memories


def _own_too_late(targets, outputs, own):
    targets, outputs, own = map(np.asarray, (targets, outputs, own))
    read = np.zeros(targets.shape)
    for t in range(1, len(targets)):
        read[t] = np.where(own[t - 1][:, None], outputs[t - 1], targets[t - 1])
    return read


def _late_start(targets, outputs, own):
    read = memories(targets, outputs, own)
    read[1] = 0
    return read


memories = _memories(1, 1)


def _lab(T: int, N: int, K: int) -> tuple[np.ndarray, ...]:
    targets, outputs = _draw((T, N, K), (T, N, K))
    own = np.zeros((T, N), bool)
    own[2::2] = True  # and steps 1, 3, ... read the target
    own[3, 0] = True
    return targets, outputs, own


DEBUG = Function(
    id="elman-and-jordan/debug",
    kind="debug",
    reference=memories,
    start=_memories(0, 1),
    cases=[_lab(4, 1, 2), _lab(5, 3, 2)],
    hints=[
        "Write down what step t is to predict, and what it reads. Are they the same?",
        "The network's own output comes from step t - 1. And the target?",
        "targets[t - 1]: the teacher says what should have been answered before.",
    ],
    mistakes=[
        (
            _memories(0, 0),
            "You made the two alike, in the wrong direction: nobody knows outputs[t] "
            "before step t has run.",
        ),
        (
            _memories(1, 0),
            "Now the output is the one of the step itself. Both come from t - 1.",
        ),
        (
            _memories(2, 1),
            "Two steps back is one too many for the target.",
        ),
        (
            _memories(-1, 1),
            "That is further in the wrong direction: targets[t + 1] is the future.",
        ),
        (
            _memories(1, 1, first="last"),
            "Right from step 1 on. Step 0 has nothing before it: in Python, index -1 "
            "is the last step, so the memory begins with 0 instead.",
        ),
        (
            _memories(1, 1, swap=True),
            "True and False are exchanged: own means the network's output.",
        ),
        (
            lambda targets, outputs, own: memories(targets, outputs, 0 * own > 0),
            "Every step reads the target now. Where own is True, it is the output.",
        ),
        (
            lambda targets, outputs, own: memories(targets, outputs, 0 * own == 0),
            "Every step reads its own output now. Where own is False, it is the "
            "target.",
        ),
        (
            _late_start,
            "Step 1 reads step 0. The loop begins at 1.",
        ),
        (
            _own_too_late,
            "The values are right; but own[t], not own[t - 1], decides what step t "
            "reads.",
        ),
    ],
    notice="An input that contains the target is the most common reason for results "
    "that are too good. Ask of every input: would I know it at that time?",
)


# ---- elman-and-jordan/coins: a number --------------------------------------------

COINS = Value(
    id="elman-and-jordan/coins",
    kind="number",
    reference=0.8,
    tolerance=1e-6,
    hints=[
        "The network has read an a. In how many of these cases is the word aa?",
        "The letter that was read is the true one with probability 0.7. Otherwise it "
        "was drawn, and may be the true one by chance.",
        "0.7 + 0.3 times the probability of drawing the right one of three letters.",
    ],
    mistakes=[
        (
            0.9,
            "You took off one wrong letter of three. A drawn letter is wrong in two "
            "cases of three.",
        ),
        (
            0.7,
            "A letter that was drawn is also the right one, now and then.",
        ),
        (
            0.85,
            "That is the answer for two letters. With three, a drawn letter is right "
            "in one case of three.",
        ),
        (
            1.0,
            "That is what teacher forcing learns. Here the letter that is read is "
            "sometimes not the letter of the word.",
        ),
        (
            0.2,
            "That is the probability of a wrong second letter, 1 - p(a | a).",
        ),
        (
            0.1,
            "That is the probability of reading the right letter by chance. Add the "
            "cases in which the true letter is read.",
        ),
        (
            0.3 + 0.7 / 3,
            "The two shares are exchanged: epsilon is the share of true letters.",
        ),
        (
            1 / 3,
            "That is what is learned with epsilon = 0.",
        ),
        (
            80,
            "As a probability, between 0 and 1.",
        ),
    ],
    notice="So one word in five that it writes is wrong, though the network has more "
    "than enough units: the objective asks for it.",
)


# ---- elman-and-jordan/context-gradient: a derivation -----------------------------


def context_gradient(da, W_c, ds_0, s_0, A):
    """Return the gradient of a context that was given both ways."""
    da, W_c, ds_0, s_0, A = map(np.asarray, (da, W_c, ds_0, s_0, A))
    return da.sum(axis=0) @ W_c + (ds_0 * (1 - s_0**2)) @ A


def _context(steps, state):
    def context_gradient(da, W_c, ds_0, s_0, A):
        return steps(da) @ W_c + state(ds_0, s_0) @ A

    return context_gradient


def _all(da):
    return da.sum(axis=0)


def _through_tanh(ds, s):
    return ds * (1 - s**2)


def _told(T: int, N: int, H: int, C: int) -> tuple[np.ndarray, ...]:
    da, W_c, ds_0, s_0, A = _draw((T, N, H), (H, C), (N, H), (N, H), (H, C))
    return da, W_c, ds_0, np.round(np.tanh(s_0), 2), A


CONTEXT_GRADIENT = Function(
    id="elman-and-jordan/context-gradient",
    kind="derivation",
    reference=context_gradient,
    cases=[_told(2, 1, 2, 1), _told(4, 3, 2, 5)],
    hints=[
        "In how many places is c used? Each place has a term.",
        "At each step: da_t @ W_c, added over the steps. In the first state: back "
        "through tanh, then through A.",
        "da.sum(axis=0) @ W_c + (ds_0 * (1 - s_0**2)) @ A",
    ],
    mistakes=[
        (
            _context(_all, lambda ds, s: 0 * ds),
            "The first state is missing: c made s_0 as well.",
        ),
        (
            _context(lambda da: 0 * da[0], _through_tanh),
            "The steps are missing: c was read at each of them.",
        ),
        (
            _context(_all, lambda ds, s: ds),
            "On the way through the first state the slope of tanh is missing.",
        ),
        (
            _context(lambda da: da[0], _through_tanh),
            "Only the first step is in. The same c is read at every step: add.",
        ),
        (
            _context(lambda da: da[-1], _through_tanh),
            "Only the last step is in. The same c is read at every step: add.",
        ),
        (
            _context(lambda da: da.mean(axis=0), _through_tanh),
            "You took the mean over the steps. Uses of one number add up.",
        ),
        (
            _context(_all, lambda ds, s: ds * (1 - np.tanh(s) ** 2)),
            "You took tanh of s_0. s_0 is a tanh already: its slope is 1 - s_0^2.",
        ),
        (
            _context(_all, lambda ds, s: ds * s * (1 - s)),
            "s (1 - s) is the slope of a sigmoid. The first state is a tanh.",
        ),
        (
            _context(_all, lambda ds, s: ds * (1 - s)),
            "The slope of tanh is 1 - s^2, with the square.",
        ),
        (
            lambda da, W_c, ds_0, s_0, A: (
                da.sum(axis=0) @ W_c + len(da) * _through_tanh(ds_0, s_0) @ A
            ),
            "You counted the first state at every step. It is used once.",
        ),
        (
            lambda da, W_c, ds_0, s_0, A: (
                (da.sum(axis=0) + _through_tanh(ds_0, s_0)) @ W_c
            ),
            "The first state came from c through A, not through W_c.",
        ),
        (
            lambda da, W_c, ds_0, s_0, A: da @ W_c + _through_tanh(ds_0, s_0) @ A,
            "This has one gradient for each step. There is one c: add over the steps, "
            "and the first state comes in once.",
        ),
    ],
    notice="With the first state alone, everything that the loss has to say about c "
    "must travel back through all steps. At every step, it has short ways.",
)


EXERCISES = [
    BY_HAND,
    WHICH,
    ELMAN_STEP,
    JORDAN_BACKWARD,
    DEBUG,
    COINS,
    CONTEXT_GRADIENT,
]
