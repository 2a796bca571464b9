"""Exercises of the chapter bptt, in book order."""

import numpy as np

from ..engine import Choice, Function, Value

_rng = np.random.default_rng(23)


def _draw(*shapes: tuple[int, ...]) -> tuple[np.ndarray, ...]:
    """Draw arrays with two decimals, so that feedback is short to read."""
    return tuple(np.round(_rng.standard_normal(shape), 2) for shape in shapes)


# ---- bptt/by-hand: a number ------------------------------------------------------

BY_HAND = Value(
    id="bptt/by-hand",
    kind="number",
    reference=0.25,
    tolerance=1e-6,
    hints=[
        "Make the table of the chapter again. Which of the three dy are 0 now?",
        "dh_3 = 1 and da_3 = 1. dh_2 = 2 da_3 = 2, with nothing from y_2.",
        "da_2 = 2 * 3/4 = 1.5. Then dU = da_2 h_1 + da_3 h_2, since h_0 = 0.",
    ],
    mistakes=[
        (
            0.625,
            "That is the gradient for J = h_1 + h_2 + h_3. Now only h_3 counts: dy_1 "
            "and dy_2 are 0.",
        ),
        (
            -0.5,
            "That is the last copy alone, da_3 h_2. U was used at step 2 as well.",
        ),
        (
            0.5,
            "A slope is missing: da_2 = dh_2 (1 - h_2^2), with h_2 = -1/2.",
        ),
        (
            0.0,
            "You paired da_t with h_t. U multiplies the state before, h_{t-1}.",
        ),
        (
            1.25,
            "The sign of h_2: it is -1/2.",
        ),
        (
            -0.125,
            "u = 2 is missing on the way from step 3 to step 2.",
        ),
        (
            4.75,
            "That is db, the plain sum of the da_t. For dU each is multiplied by the "
            "state before it.",
        ),
        (
            0.125,
            "That is the mean of the two terms. Copies of one weight add up.",
        ),
        (
            0.75,
            "That is the term of step 2, da_2 h_1. Step 3 adds da_3 h_2.",
        ),
        (
            2.25,
            "That is da_1. For dU, multiply each da_t by the state before it, and add.",
        ),
        (
            1.5,
            "That is da_2. dU multiplies each da_t by the state before it, and adds.",
        ),
        (
            0.25 / 3,
            "That is the mean over three steps. Copies of one weight add up.",
        ),
    ],
    notice="The two terms, 0.75 and -0.5, pull in different directions: step 2 and "
    "step 3 want different things from one weight, and the sum is what they get.",
)


# ---- bptt/best-window: a number --------------------------------------------------

BEST_WINDOW = Value(
    id="bptt/best-window",
    kind="number",
    reference=50,
    tolerance=1e-3,
    hints=[
        "How many borders are there for a window of k steps, and how many states does "
        "one window need?",
        "2500 / k + k is what is held. Where is its derivative zero?",
        "-2500 / k^2 + 1 = 0.",
    ],
    mistakes=[
        (
            100,
            "That is the number of states held at the best window. The window is half "
            "of it.",
        ),
        (
            25,
            "Half of the root of 2500. The two terms are equal at the best window: "
            "2500 / k = k.",
        ),
        (
            1250,
            "Two windows: 1,252 states. Try a few more, 2500 / k + k.",
        ),
        (
            1,
            "With a window of 1 every state is a border, and nothing is saved.",
        ),
        (
            2500,
            "One window is full BPTT.",
        ),
        (
            np.log2(2500),
            "You took a logarithm. That needs borders within borders; with one level, "
            "minimize 2500 / k + k.",
        ),
    ],
    notice="100 states instead of 2,501. With borders inside the windows, and windows "
    "inside those, it goes down to about log T, for more and more forward passes.",
)


# ---- bptt/overlap: a prediction --------------------------------------------------

OVERLAP = Choice(
    id="bptt/overlap",
    kind="prediction",
    reference="b",
    options={
        "a": "up to 9, and delay 9 from one step in ten",
        "b": "up to 9, each from every step",
        "c": "up to 18, because neighboring windows overlap",
        "d": "all of them, because every step lies in ten windows",
    },
    hints=[
        "Draw a line of steps and one window. Whose error is in it?",
        "Each window carries the error of its last step only. How far back does it go?",
        "The window of step t holds t - 9, ..., t. The next is another gradient.",
    ],
    mistakes=[
        (
            "a",
            "That is how windows side by side behave. Here every step is the last of a "
            "window of its own.",
        ),
        (
            "c",
            "Gradients of two windows are added to the weights, not chained: the error "
            "of step t goes back through its own window and stops.",
        ),
        (
            "d",
            "The state of step t depends on all inputs. Its error is carried back "
            "through ten steps, whichever window comes next.",
        ),
    ],
    notice="The price: ten steps backward for each step forward. In between, go back k "
    "steps every m steps: at least k - m + 1 steps of history for every error.",
)


# ---- bptt/first-state: a function ------------------------------------------------


def first_state_grad(dy, h, U):
    """Return the gradient of h_0 of a tanh network."""
    dy, h, U = np.asarray(dy), np.asarray(h), np.asarray(U)
    dh = np.zeros(dy.shape[1:])
    for t in reversed(range(len(dy))):
        da = (dh + dy[t]) * (1 - h[t] ** 2)
        dh = da @ U
    return dh


def _first_state(
    entering=lambda dh, dy: dh + dy,
    slope=lambda h, t: 1 - h[t] ** 2,
    back=lambda da, U: da @ U,
    order=lambda T: range(T - 1, -1, -1),
    give=lambda dh, da, back: back,
):
    def first_state_grad(dy, h, U):
        back_dh = np.zeros(dy.shape[1:])
        for t in order(len(dy)):
            dh = entering(back_dh, dy[t])
            da = dh * slope(h, t)
            back_dh = back(da, U)
        return give(dh, da, back_dh)

    return first_state_grad


def _last_dy_only(dy, h, U):
    dh = np.asarray(dy[-1])
    for t in reversed(range(len(dy))):
        dh = (dh * (1 - h[t] ** 2)) @ U
    return dh


def _dy_after_slope(dy, h, U):
    dh = np.zeros(dy.shape[1:])
    for t in reversed(range(len(dy))):
        dh = dy[t] + (dh * (1 - h[t] ** 2)) @ U
    return dh


def _slope_only_on_handed(dy, h, U):
    dh = np.zeros(dy.shape[1:])
    for t in reversed(range(len(dy))):
        dh = (dy[t] + dh * (1 - h[t] ** 2)) @ U
    return dh


def _slope_behind_U(dy, h, U):
    dh = np.zeros(dy.shape[1:])
    for t in reversed(range(len(dy))):
        dh = ((dh + dy[t]) @ U) * (1 - h[t] ** 2)
    return dh


def _heaped(dy, h, U):
    dh = np.zeros(dy.shape[1:])
    for t in reversed(range(len(dy))):
        dh = dh + ((dh + dy[t]) * (1 - h[t] ** 2)) @ U
    return dh


def _last_dy_twice(dy, h, U):
    dh = np.asarray(dy[-1])
    for t in reversed(range(len(dy))):
        dh = ((dh + dy[t]) * (1 - h[t] ** 2)) @ U
    return dh


def _all_steps(dy, h, U):
    dh, seen = np.zeros(dy.shape[1:]), []
    for t in reversed(range(len(dy))):
        dh = ((dh + dy[t]) * (1 - h[t] ** 2)) @ U
        seen.append(dh)
    return np.stack(seen[::-1])


def _stops_early(dy, h, U):
    dh = np.zeros(dy.shape[1:])
    for t in range(len(dy) - 1, 0, -1):
        dh = ((dh + dy[t]) * (1 - h[t] ** 2)) @ U
    return dh


FIRST_STATE = Function(
    id="bptt/first-state",
    kind="function",
    reference=first_state_grad,
    cases=[
        (*_draw((1, 2, 2)), np.tanh(_draw((1, 2, 2))[0]).round(2), *_draw((2, 2))),
        (*_draw((3, 1, 2)), np.tanh(_draw((3, 1, 2))[0]).round(2), *_draw((2, 2))),
        (*_draw((4, 3, 2)), np.tanh(_draw((4, 3, 2))[0]).round(2), *_draw((2, 2))),
    ],
    hints=[
        "Walk from the last step to the first. What do you carry from one to the next?",
        "At each step: add dy_t to what came from the right, multiply by the slope, "
        "then by U.",
        "da = (dh + dy[t]) * (1 - h[t] ** 2), then dh = da @ U; return the last dh.",
    ],
    mistakes=[
        (
            _first_state(give=lambda dh, da, back: dh),
            "This is dh_1, the gradient of the first state after a step. One more "
            "slope and one more U lead to h_0.",
        ),
        (
            _first_state(give=lambda dh, da, back: da),
            "This is da_1. One more product with U leads to h_0.",
        ),
        (
            _last_dy_only,
            "Only the last output counts in yours. Every step adds its own dy_t.",
        ),
        (
            _first_state(entering=lambda dh, dy: dy),
            "What comes from the right is lost: dh_t is dy_t plus what step t + 1 "
            "hands back.",
        ),
        (
            _first_state(back=lambda da, U: da @ U.T),
            "Your U is transposed. Forward it is h @ U.T, so backward it is da @ U.",
        ),
        (
            _first_state(slope=lambda h, t: 1),
            "The slopes of tanh are missing: da_t = dh_t * (1 - h_t^2).",
        ),
        (
            _first_state(slope=lambda h, t: 1 - h[t]),
            "The slope of tanh is 1 - h^2; the square is missing.",
        ),
        (
            _first_state(slope=lambda h, t: 1 - np.tanh(h[t]) ** 2),
            "h is already behind the tanh. The slope is 1 - h^2, without another tanh.",
        ),
        (
            _first_state(order=range),
            "You walk forward in time. The last step comes first.",
        ),
        (
            _first_state(slope=lambda h, t: 1 - h[t - 1] ** 2),
            "The slope of step t belongs to h_t, its own result, not to the state "
            "before.",
        ),
        (
            _dy_after_slope,
            "You add dy_t behind the slope of its own step. dy_t and what comes from "
            "the right both arrive at h_t, in front of the slope.",
        ),
        (
            _slope_behind_U,
            "You multiply by U first and by the slope after it. Backward, the tanh of "
            "step t comes first, then its U.",
        ),
        (
            _heaped,
            "dh is handed on in full at each step. Replace the old dh, do not add.",
        ),
        (
            _last_dy_twice,
            "dy of the last step comes in twice. Start from zeros.",
        ),
        (
            _first_state(slope=lambda h, t: h[t] * (1 - h[t])),
            "h (1 - h) is the slope of the sigmoid. That of tanh is 1 - h^2.",
        ),
        (
            lambda dy, h, U: ((dy * (1 - h**2)) @ U).sum(axis=0),
            "Each dy_t goes one step back in yours. It has t steps to go to h_0.",
        ),
        (
            _stops_early,
            "You stop at h_1. The result of step 1 still has to go through step 1.",
        ),
        (
            _all_steps,
            "You return what every step hands back. Only the last one, of step 1, "
            "belongs to h_0.",
        ),
        (
            _slope_only_on_handed,
            "Only what comes from the right gets the slope in yours. dy_t arrives at "
            "h_t too, so add first, then multiply.",
        ),
    ],
    notice="This is what a decoder hands to its encoder, and what teaches a network "
    "that starts from a trained state. It is run_backward's second result.",
)


# ---- bptt/leaky-cell: a derivation -----------------------------------------------


def leaky_backward(dh, x, h_prev, W, U, leak):
    """Return the gradients of the state before and of U."""
    dh, h_prev, U = np.asarray(dh), np.asarray(h_prev), np.asarray(U)
    c = np.tanh(np.asarray(x) @ np.asarray(W).T + h_prev @ U.T)
    da = (1 - leak) * dh * (1 - c**2)
    return leak * dh + da @ U, da.T @ h_prev


def _leaky_loss(dh, x, h_prev, W, U, leak):
    return dh * (leak * h_prev + (1 - leak) * np.tanh(x @ W.T + h_prev @ U.T))


def _leaky(
    scale=lambda leak: 1 - leak,
    slope=lambda c, h: 1 - c**2,
    direct=lambda dh, leak: leak * dh,
    back=lambda da, U: da @ U,
    weights=lambda da, h_prev, h: da.T @ h_prev,
):
    def leaky_backward(dh, x, h_prev, W, U, leak):
        c = np.tanh(x @ W.T + h_prev @ U.T)
        h = leak * h_prev + (1 - leak) * c
        da = scale(leak) * dh * slope(c, h)
        return direct(dh, leak) + back(da, U), weights(da, h_prev, h)

    return leaky_backward


def _dU_from_x(dh, x, h_prev, W, U, leak):
    dh_prev, _ = leaky_backward(dh, x, h_prev, W, U, leak)
    da = (1 - leak) * dh * (1 - np.tanh(x @ W.T + h_prev @ U.T) ** 2)
    return dh_prev, da.T @ x


def _leaky_weights(row):
    def leaky_backward_(dh, x, h_prev, W, U, leak):
        da = (1 - leak) * dh * (1 - np.tanh(x @ W.T + h_prev @ U.T) ** 2)
        return leak * dh + da @ U, row(da, dh, leak).T @ h_prev

    return leaky_backward_


def _state_for_gradient(dh, x, h_prev, W, U, leak):
    dh_prev, dU = leaky_backward(dh, x, h_prev, W, U, leak)
    return dh_prev - leak * dh + leak * h_prev, dU


LEAKY_CELL = Function(
    id="bptt/leaky-cell",
    kind="derivation",
    reference=leaky_backward,
    cases=[
        (*_draw((1, 2), (1, 3), (1, 2), (2, 3), (2, 2)), 0.75),
        (*_draw((3, 2), (3, 2), (3, 2), (2, 2), (2, 2)), 0.2),
    ],
    returns=("dh_prev", "dU"),
    gradient_of=_leaky_loss,
    wrt="h_prev",
    hints=[
        "Along which paths does h_{t-1} act on h_t? There are two.",
        "da = (1 - leak) * dh * (1 - c^2), where c is the tanh, not the new state.",
        "dh_prev = leak * dh + da @ U, and dU = da.T @ h_prev as in an Elman cell.",
    ],
    mistakes=[
        (
            _leaky(direct=lambda dh, leak: 0),
            "One path is missing in dh_prev: h_t also contains leak times h_{t-1}, "
            "without any tanh.",
        ),
        (
            _leaky(direct=lambda dh, leak: 0, scale=lambda leak: 1),
            "This is the Elman cell of the chapter. The leak changes it twice: a new "
            "path to h_{t-1}, and a factor in front of the tanh.",
        ),
        (
            _dU_from_x,
            "Your dU has the input in it: da.T @ x is dW. U multiplies the state "
            "before the step.",
        ),
        (
            _leaky(direct=lambda dh, leak: dh),
            "The direct path has a factor too: h_t contains leak times h_{t-1}.",
        ),
        (
            _leaky(
                direct=lambda dh, leak: (1 - leak) * dh,
                scale=lambda leak: leak,
            ),
            "leak and 1 - leak are swapped: leak belongs to the old state.",
        ),
        (
            _leaky(scale=lambda leak: 1),
            "The tanh enters h_t with the factor 1 - leak. So does its gradient.",
        ),
        (
            _leaky(slope=lambda c, h: 1 - h**2),
            "You took the slope at the new state. It belongs to the tanh alone: with "
            "c = tanh(a) it is 1 - c^2.",
        ),
        (
            _leaky(slope=lambda c, h: 1),
            "The slope of the tanh is missing in da.",
        ),
        (
            _leaky(back=lambda da, U: da @ U.T),
            "Your U is transposed. Forward it is h @ U.T, so backward it is da @ U.",
        ),
        (
            _leaky(weights=lambda da, h_prev, h: h_prev.T @ da),
            "Your dU is transposed: row j belongs to unit j of da.",
        ),
        (
            _leaky(weights=lambda da, h_prev, h: da.T @ h),
            "U multiplies the state before the step, so dU is da.T @ h_prev.",
        ),
        (
            lambda *given: leaky_backward(*given)[::-1],
            "The right two, in the wrong order: first dh_prev.",
        ),
        (
            _leaky_weights(lambda da, dh, leak: dh),
            "dh_prev is right. dU needs da, which is behind the tanh, not dh.",
        ),
        (
            _leaky_weights(lambda da, dh, leak: da / (1 - leak)),
            "dh_prev is right. In dU the factor 1 - leak is missing.",
        ),
        (
            _state_for_gradient,
            "leak * h_prev is a state. What goes back is leak times the gradient dh.",
        ),
        (
            _leaky(slope=lambda c, h: 1 - np.tanh(c) ** 2),
            "c is behind the tanh already. Its slope is 1 - c^2.",
        ),
        (
            _leaky(weights=lambda da, h_prev, h: da.T @ h_prev / len(da)),
            "You took the mean over the batch in dU. The 1/N is in dh already: sum.",
        ),
    ],
    notice="With leak near 1 the direct path hands nearly the whole gradient back, "
    "untouched by U and by slopes. Gated cells make this factor learn.",
)


# ---- bptt/padded-loss: a function ------------------------------------------------


def padded_loss(y, target, lengths):
    """Return the mean squared error over the steps that exist, and its gradient."""
    y, target, lengths = np.asarray(y), np.asarray(target), np.asarray(lengths)
    there = np.arange(len(y))[:, None] < lengths
    off = np.where(there, y - target, 0)
    return (off**2).sum() / there.sum(), 2 * off / there.sum()


def _padded(
    mask=lambda t, lengths: t < lengths,
    count=lambda there: there.sum(),
    finish=lambda J, dy, there, y, target: (J, dy),
):
    def padded_loss(y, target, lengths):
        there = mask(np.arange(len(y))[:, None], np.asarray(lengths))
        off = np.where(there, y - target, 0)
        n = count(there)
        return finish((off**2).sum() / n, 2 * off / n, there, y, target)

    return padded_loss


def _mean_of_means(y, target, lengths):
    there = np.arange(len(y))[:, None] < np.asarray(lengths)
    off = np.where(there, y - target, 0)
    weight = 1 / there.sum(axis=0) / y.shape[1]
    return (off**2 * weight).sum(), 2 * off * weight


def _sum_of_means(y, target, lengths):
    J, dy = _mean_of_means(y, target, lengths)
    return J * y.shape[1], dy * y.shape[1]


def _rows_only(J, dy, there, y, target):
    return J, dy[there]


def _cut_to_shortest(y, target, lengths):
    shortest = np.full(len(lengths), np.min(lengths))
    return padded_loss(y, target, shortest)


PADDED_LOSS = Function(
    id="bptt/padded-loss",
    kind="function",
    reference=padded_loss,
    cases=[
        (*_draw((3, 2), (3, 2)), np.array([3, 1])),
        (*_draw((4, 3), (4, 3)), np.array([2, 4, 1])),
    ],
    returns=("J", "dy"),
    hints=[
        "Which places of the rectangle exist? Make an array of True and False first.",
        "there = np.arange(T)[:, None] < lengths. Both the sum and the number of terms "
        "come from there.",
        "J = (off ** 2).sum() / there.sum() with off = 0 in the padding; dy is "
        "2 * off / there.sum().",
    ],
    mistakes=[
        (
            _padded(count=lambda there: there.size),
            "You leave out the padding but divide by T N, padding included. Divide by "
            "the number of steps that exist.",
        ),
        (
            lambda y, target, lengths: (
                ((y - target) ** 2).mean(),
                2 * (y - target) / y.size,
            ),
            "This is the mean over the whole rectangle. The padding is not data: leave "
            "it out of the sum and of the count.",
        ),
        (
            _mean_of_means,
            "This is a mean of means: first over each sequence, then over the batch. "
            "Here every step counts alike, so long sequences count more.",
        ),
        (
            _sum_of_means,
            "You add the means of the sequences. It is one mean: all errors in one "
            "sum, divided by the number of all steps that exist.",
        ),
        (
            _padded(finish=_rows_only),
            "J is right. dy has the shape of y, with zeros where nothing exists; you "
            "return the entries that exist, in one row.",
        ),
        (
            _padded(
                finish=lambda J, dy, there, y, target: (J, dy * there.sum() / y.size)
            ),
            "J is right. Its gradient is divided by T N, padding included.",
        ),
        (
            _padded(count=lambda there: 1),
            "This is the sum. Divide by the number of steps that exist.",
        ),
        (
            _padded(count=lambda there: there.shape[1]),
            "You divided by the number of sequences. The loss is a mean over steps.",
        ),
        (
            _padded(mask=lambda t, lengths: t <= lengths),
            "One step too many: t counts from 0 in code, so the last real step of a "
            "sequence of length 3 is t = 2.",
        ),
        (
            _padded(mask=lambda t, lengths: t < lengths - 1),
            "One step too few: a sequence of length 3 has the steps 0, 1 and 2.",
        ),
        (
            _padded(
                finish=lambda J, dy, there, y, target: (
                    J,
                    2 * (y - target) / there.sum(),
                )
            ),
            "J is right. Its gradient is not 0 in the padding, though J does not "
            "depend on what stands there.",
        ),
        (
            _cut_to_shortest,
            "You cut all sequences to the shortest. The steps behind it count, too.",
        ),
        (
            _padded(finish=lambda J, dy, there, y, target: (np.sqrt(J), dy)),
            "dy is right. J is the mean of squares, without a root.",
        ),
        (
            _padded(finish=lambda J, dy, there, y, target: (J, dy / 2)),
            "J is right. The derivative of a square has a factor 2.",
        ),
        (
            _padded(finish=lambda J, dy, there, y, target: (J, dy * there.sum())),
            "J is right. It is a mean, so its gradient has the division too.",
        ),
        (
            _padded(finish=lambda J, dy, there, y, target: (J, -dy)),
            "J is right. The sign of the gradient: it grows with y - target.",
        ),
    ],
    notice="Put anything into the padding, and neither result moves. That is a test "
    "worth writing for every loss that takes lengths.",
)


# ---- bptt/debug: a debugging lab -------------------------------------------------


def _lab(
    before=lambda h, t: h[t],
    slope=lambda h, t: 1 - h[t + 1] ** 2,
    entering=lambda dh, dy: dh + dy,
    back=lambda da, U: U.T @ da,
    steps=lambda T: range(T - 1, -1, -1),
    outer=np.outer,
    keep=1,
):
    """Make the lab's function, right or wrong in one line."""

    def recurrent_gradient(x, dy, W, U, b):
        (T, H), U = np.shape(dy), np.asarray(U)
        h = np.zeros((T + 1, H))
        for t in range(T):
            h[t + 1] = np.tanh(np.asarray(W) @ x[t] + U @ h[t] + b)
        dU, dh = np.zeros((H, H)), np.zeros(H)
        for t in steps(T):
            dh = entering(dh, np.asarray(dy[t]))
            da = dh * slope(h, t)
            dU = keep * dU + outer(da, before(h, t))
            dh = back(da, U)
        return dU

    return recurrent_gradient


recurrent_gradient = _lab()

DEBUG = Function(
    id="bptt/debug",
    kind="debug",
    reference=recurrent_gradient,
    start=_lab(before=lambda h, t: h[t - 1]),
    cases=[
        _draw((3, 2), (3, 2), (2, 2), (2, 2), (2,)),
        _draw((5, 1), (5, 3), (3, 1), (3, 3), (3,)),
    ],
    hints=[
        "Write down which state stands in h[0], h[1] and h[T].",
        "h[0] is the start, and h[t + 1] the result of step t. Which entry is the "
        "state before step t? And which entry is h[-1], in Python?",
        "dU += np.outer(da, h[t]).",
    ],
    mistakes=[
        (
            _lab(before=lambda h, t: h[t + 1]),
            "Now da meets the result of its own step. U multiplied the state before "
            "it; where does that stand?",
        ),
        (
            _lab(before=lambda h, t: h[t - 1], slope=lambda h, t: 1 - h[t] ** 2),
            "You changed the slope, and that line was right: h[t + 1] is the result of "
            "step t. Put it back; look at the product.",
        ),
        (
            _lab(slope=lambda h, t: 1 - h[t] ** 2),
            "The product is right now. But the slope was right before: h[t + 1] is the "
            "result of step t.",
        ),
        (
            _lab(
                before=lambda h, t: h[t - 1],
                steps=lambda T: range(T - 1, 0, -1),
            ),
            "Without h[-1] in the first step, yes; but the other steps still meet the "
            "state one too early.",
        ),
        (
            _lab(keep=0),
            "The state is right now, but = keeps the last term alone. The terms of all "
            "steps add up: +=.",
        ),
        (
            _lab(entering=lambda dh, dy: dy),
            "The product is right now. But what step t + 1 hands back got lost: it was "
            "dh + dy[t].",
        ),
        (
            _lab(outer=lambda a, b: np.outer(b, a)),
            "The state is right now, and dU is transposed: row j belongs to da[j].",
        ),
        (
            _lab(back=lambda da, U: U @ da),
            "The product is right now. But U.T @ da was right before: forward it is "
            "U @ h.",
        ),
    ],
    notice="The formula has h_{t-1}, the code h[t]: the list begins one earlier. And "
    "h[-1] raises no error; it fetched the last state for the first step.",
)


EXERCISES = [
    BY_HAND,
    BEST_WINDOW,
    OVERLAP,
    FIRST_STATE,
    LEAKY_CELL,
    PADDED_LOSS,
    DEBUG,
]
