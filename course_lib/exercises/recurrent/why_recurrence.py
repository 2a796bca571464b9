"""Exercises of the chapter why-recurrence, in book order."""

import numpy as np

from ..engine import Choice, Function, Value

_rng = np.random.default_rng(21)


def _draw(*shapes: tuple[int, ...]) -> tuple[np.ndarray, ...]:
    """Draw arrays with two decimals, so that feedback is short to read."""
    return tuple(np.round(_rng.standard_normal(shape), 2) for shape in shapes)


# ---- why-recurrence/by-hand: three numbers ---------------------------------------

BY_HAND = Value(
    id="why-recurrence/by-hand",
    kind="number",
    reference=np.array([2.0, 8.0, 20.0]),
    tolerance=1e-3,
    hints=[
        "Make two rows, h and y, with a column for each step. Begin with h_0 = 0.",
        "Both hidden neurons hold the same number, and each reads both of them: the "
        "input's two numbers plus twice the old h.",
        "h_1 = 0 + 1 + 0 + 0 = 1 and h_2 = 2 + 0 + 1 + 1 = 4. The output is 2 h.",
    ],
    mistakes=[
        (
            np.array([1.0, 4.0, 10.0]),
            "These are the hidden numbers. An output adds both of them.",
        ),
        (
            np.array([2.0, 4.0, 4.0]),
            "There is no memory in this: each step adds what both hidden neurons held "
            "one step before.",
        ),
        (
            np.array([2.0, 6.0, 10.0]),
            "Each hidden neuron reads both memories, its own and the other one's. You "
            "added the old number once.",
        ),
        (
            np.array([2.0, 12.0, 52.0]),
            "You stored the outputs. This network stores what the hidden neurons held.",
        ),
        (
            np.array([4.0, 12.0, 26.0]),
            "That is the sequence read from its end. The first input is (0, 1).",
        ),
        (
            np.array([4.0, 12.0, 32.0]),
            "These are the outputs of the chapter's sequence, (1, 1), (1, 1), (2, 2).",
        ),
    ],
    notice="The last two inputs have the sums 2 and 2, and yet the outputs differ by "
    "12: the memory had doubled what came before.",
)


# ---- why-recurrence/step: a function ---------------------------------------------


def step(x, h, W, U, b, V, c):
    """Return the new state and the output of one step."""
    x, h, W, U, V = (np.asarray(a) for a in (x, h, W, U, V))
    h = np.tanh(x @ W.T + h @ U.T + b)
    return h, h @ V.T + c


def _tanh_output(x, h, W, U, b, V, c):
    h = np.tanh(x @ W.T + h @ U.T + b)
    return h, np.tanh(h @ V.T + c)


def _old_state_out(x, h, W, U, b, V, c):
    return np.tanh(x @ W.T + h @ U.T + b), h @ V.T + c


def _no_tanh(x, h, W, U, b, V, c):
    h = x @ W.T + h @ U.T + b
    return h, h @ V.T + c


def _bent_apart(x, h, W, U, b, V, c):
    h = np.tanh(x @ W.T + b) + np.tanh(h @ U.T)
    return h, h @ V.T + c


def _memory_outside(x, h, W, U, b, V, c):
    h = np.tanh(x @ W.T + b) + h @ U.T
    return h, h @ V.T + c


def _U_not_transposed(x, h, W, U, b, V, c):
    h = np.tanh(x @ W.T + h @ U + b)
    return h, h @ V.T + c


def _no_memory(x, h, W, U, b, V, c):
    h = np.tanh(x @ W.T + b)
    return h, h @ V.T + c


def _no_b(x, h, W, U, b, V, c):
    h = np.tanh(x @ W.T + h @ U.T)
    return h, h @ V.T + c


def _no_c(x, h, W, U, b, V, c):
    h = np.tanh(x @ W.T + h @ U.T + b)
    return h, h @ V.T


STEP = Function(
    id="why-recurrence/step",
    kind="function",
    reference=step,
    cases=[
        _draw((2, 3), (2, 4), (4, 3), (4, 4), (4,), (2, 4), (2,)),
        _draw((1, 1), (1, 2), (2, 1), (2, 2), (2,), (3, 2), (3,)),
    ],
    returns=("h", "y"),
    hints=[
        "Two lines. The first makes the new state, the second reads it.",
        "A sample is a row, and W is (H, D): x @ W.T is (N, H). So is h @ U.T.",
        "h = np.tanh(x @ W.T + h @ U.T + b), then y = h @ V.T + c.",
    ],
    mistakes=[
        (
            _tanh_output,
            "The state is right. The output is linear: no tanh on it.",
        ),
        (
            _old_state_out,
            "The new state is right, but the output reads the state before the step.",
        ),
        (
            _no_tanh,
            "The tanh is missing: the sum of both parts and the bias goes through it.",
        ),
        (
            _bent_apart,
            "One tanh of the sum, not a sum of two: input and memory are added first.",
        ),
        (
            _memory_outside,
            "The memory's share belongs inside the tanh, beside the input's.",
        ),
        (
            _U_not_transposed,
            "U is (H, H), so its orientation raises no error. Row j of U belongs to "
            "neuron j: h @ U.T.",
        ),
        (
            _no_memory,
            "The state before the step is not used: h @ U.T is missing.",
        ),
        (
            _no_b,
            "The bias b of the state is missing.",
        ),
        (
            _no_c,
            "The state is right. The bias c of the output is missing.",
        ),
        (
            lambda *a: step(*a)[::-1],
            "The two are swapped: the state first, then the output.",
        ),
    ],
    notice="That is the whole network. Everything else about recurrent networks is a "
    "question of when to call this, and how to send gradients back through it.",
)


# ---- why-recurrence/order: a prediction ------------------------------------------

ORDER = Choice(
    id="why-recurrence/order",
    kind="prediction",
    reference="d",
    options={
        "a": "an MLP with 1,000 hidden neurons on the sum of the three vectors",
        "b": "a convolution with a kernel of 1, global max pooling, and an MLP",
        "c": "the network of ones, with three inputs",
        "d": "a linear recurrent network with random weights",
    },
    hints=[
        "For each network, write down what arrives before anything is computed from "
        "it. Is that the same for both sentences?",
        "In c, what does a neuron with three weights of 1 make of a one-hot vector?",
        "Without tanh, the last state is W x_3 + U W x_2 + U U W x_1.",
    ],
    mistakes=[
        (
            "a",
            "The sum of the vectors is (1, 1, 1) for both sentences. What is lost in "
            "the sum no network can find again, with any number of neurons.",
        ),
        (
            "b",
            "A kernel of 1 sees one word at a time, and the maximum does not ask "
            "where. Both sentences give the same maxima.",
        ),
        (
            "c",
            "It has a memory, but with weights of 1 every one-hot vector has the same "
            "sum, 1. It cannot tell the words apart, so not their order either.",
        ),
    ],
    notice="Order needs no tanh: U multiplies an older word once more than a newer "
    "one. But the weights have to tell the words apart.",
)


# ---- why-recurrence/window: a number ---------------------------------------------

WINDOW = Value(
    id="why-recurrence/window",
    kind="number",
    reference=0.7,
    tolerance=1e-6,
    hints=[
        "For which distances does the window contain the word? What happens for the "
        "others?",
        "The last word itself is one of the 9, so the window reaches 8 back.",
        "8 of 20 are seen, and of the other 12 a guess gets half.",
    ],
    mistakes=[
        (
            0.725,
            "You counted 9 distances. The last word takes one place in the window, so "
            "it reaches 8 words back.",
        ),
        (
            0.4,
            "That is the share of sentences where it can see the word. For the others "
            "it can still guess, and be right in half of them.",
        ),
        (
            0.45,
            "Two things: the window reaches only 8 words back, and where it sees "
            "nothing, a guess is right in half of the sentences.",
        ),
        (
            0.6,
            "That is the share of sentences where the word is out of sight.",
        ),
        (
            0.3,
            "That is the share it gets wrong.",
        ),
        (
            0.5,
            "That would be guessing everywhere. For near words the window sees it.",
        ),
    ],
    notice="Each further word in the window adds 1/40. The recurrent network has no "
    "such knob; what it has instead is a memory that must be learned.",
)


# ---- why-recurrence/delay: weights set by hand -----------------------------------


def delay_weights(D):
    """Return W, U, V of a linear network that repeats its last input but one."""
    one, nothing = np.eye(D), np.zeros((D, D))
    W = np.vstack([one, nothing])
    U = np.block([[nothing, nothing], [one, nothing]])
    return W, U, np.hstack([nothing, one])


def _delay(change):
    def delay_weights_(D):
        return change(*delay_weights(D), np.eye(D), np.zeros((D, D)))

    return delay_weights_


def _to_both(W, U, V, one, nothing):
    return np.vstack([one, one]), U, V


def _kept(W, U, V, one, nothing):
    return W, np.block([[nothing, nothing], [one, one]]), V


def _both_kept(W, U, V, one, nothing):
    return W, np.block([[one, nothing], [one, nothing]]), V


DELAY = Function(
    id="why-recurrence/delay",
    kind="function",
    reference=delay_weights,
    cases=[(1,), (2,), (3,)],
    returns=("W", "U", "V"),
    hints=[
        "Three questions. What feeds the first half? What feeds the second half? "
        "Which half does the output read?",
        "The first half is fed by x alone, so its rows in U are 0. The second half is "
        "fed by the old first half alone, so its rows in W are 0.",
        "W is np.vstack([np.eye(D), zeros]), V is np.hstack([zeros, np.eye(D)]), and U "
        "has np.eye(D) at the bottom left.",
    ],
    mistakes=[
        (
            _delay(lambda W, U, V, one, nothing: (W, U.T, V)),
            "Your U moves the second half into the first. Row j of U says what neuron "
            "j reads, so the block belongs at the bottom left.",
        ),
        (
            _delay(lambda W, U, V, one, nothing: (W, U, np.hstack([one, nothing]))),
            "The output reads the first half, which is x_t: no delay at all.",
        ),
        (
            _delay(_to_both),
            "The input reaches the second half too. That half should hold the old "
            "first half and nothing else.",
        ),
        (
            _delay(_kept),
            "The second half reads itself as well, so it adds up all older inputs.",
        ),
        (
            _delay(_both_kept),
            "The first half reads itself as well, so it adds up all inputs.",
        ),
        (
            _delay(lambda W, U, V, one, nothing: (W, np.eye(len(U)), V)),
            "With the identity each neuron keeps itself. The second half must read "
            "the first one.",
        ),
        (
            _delay(lambda W, U, V, one, nothing: (W, 0 * U, V)),
            "Your U is all 0, so nothing is remembered and the output is always 0.",
        ),
        (
            _delay(lambda W, U, V, one, nothing: (W, np.eye(len(U), k=-1), V)),
            "Each neuron reads the one above it: right for D = 1 only. Neuron D + j "
            "must read neuron j.",
        ),
        (
            _delay(lambda W, U, V, one, nothing: (W.T, U.T, V.T)),
            "All three are transposed: W is (2D, D), U (2D, 2D) and V (D, 2D).",
        ),
        (
            _delay(
                lambda W, U, V, one, nothing: (
                    np.vstack([nothing, one]),
                    U.T,
                    np.hstack([one, nothing]),
                )
            ),
            "It does delay, with the halves exchanged. The first D should hold x_t.",
        ),
    ],
    notice="With ten such blocks the state would hold the last ten inputs: a window, "
    "written as a recurrent network. A linear state of H numbers holds H at most.",
)


# ---- why-recurrence/last: a derivation -------------------------------------------


def last_grad(dy, lengths, T):
    """Return the gradient of what Last read, (T, N, H)."""
    dy, lengths = np.asarray(dy), np.asarray(lengths)
    dx = np.zeros((T, *dy.shape), dy.dtype)
    dx[lengths - 1, np.arange(len(dy))] = dy
    return dx


def _at_the_end(dy, lengths, T):
    dx = np.zeros((T, *dy.shape))
    dx[-1] = dy
    return dx


def _one_late(dy, lengths, T):
    dx = np.zeros((T, *dy.shape))
    dx[lengths, np.arange(len(dy))] = dy
    return dx


def _everywhere(dy, lengths, T):
    return np.repeat(dy[None], T, axis=0)


def _until_the_end(dy, lengths, T):
    there = np.arange(T)[:, None] < np.asarray(lengths)
    return there[:, :, None] * dy


def _mean(dy, lengths, T):
    return _until_the_end(dy, lengths, T) / np.asarray(lengths)[:, None]


def _after_it(dy, lengths, T):
    return _everywhere(dy, lengths, T) - _until_the_end(dy, lengths, T)


def _all_of_them(dy, lengths, T):
    dx = np.zeros((T, *dy.shape))
    dx[lengths - 1] = dy
    return dx


def _row_to_all(dy, lengths, T):
    dx = np.zeros((T, *dy.shape))
    for n in range(len(dy)):
        dx[lengths[n] - 1] = dy[n]
    return dx


LAST = Function(
    id="why-recurrence/last",
    kind="derivation",
    reference=last_grad,
    cases=[
        (*_draw((3, 2)), np.array([4, 2, 3]), 5),
        (*_draw((2, 2)), np.array([1, 3]), 5),
    ],
    hints=[
        "Which entries of x does y[n] depend on? What is the derivative there?",
        "y[n] is a copy of x[lengths[n] - 1, n]. All other entries of x get 0.",
        "Begin with np.zeros((T, N, H)) and write dy[n] to [lengths[n] - 1, n].",
    ],
    mistakes=[
        (
            _at_the_end,
            "You wrote to the last step of the batch. Each sequence has an end of its "
            "own, at lengths[n].",
        ),
        (
            _one_late,
            "One step late: lengths count from 1, steps in code from 0. The last step "
            "of a sequence of length 4 is step 3.",
        ),
        (
            _everywhere,
            "Every step got the gradient. y[n] was copied from one step alone.",
        ),
        (
            _until_the_end,
            "All steps up to the end got the gradient, as if y were their sum. y[n] "
            "was copied from one step alone.",
        ),
        (
            _mean,
            "This is the gradient of the mean over all steps of a sequence. Last takes "
            "one step.",
        ),
        (
            _after_it,
            "You filled the padding behind the end. That is where nothing goes.",
        ),
        (
            _all_of_them,
            "dx[lengths - 1] = dy writes all of dy to each of these steps. Step and "
            "sequence go together: two indices, lengths - 1 and np.arange(N).",
        ),
        (
            _row_to_all,
            "dx[lengths[n] - 1] is that step of all sequences. The second index, n, is "
            "missing.",
        ),
    ],
    notice="One row of gradient, and zeros. What the earlier steps learn from it comes "
    "through the recurrent layer, one step at a time.",
)


# ---- why-recurrence/debug: a debugging lab ---------------------------------------


def last_states(x, W, U):
    """Return the last state of every sequence, each begun at 0."""
    x, W, U = (np.asarray(a) for a in (x, W, U))
    h = np.zeros((len(x), len(U)))
    for t in range(x.shape[1]):
        h = np.tanh(x[:, t] @ W.T + h @ U.T)
    return h


def _carried(x, W, U):
    states, h = [], np.zeros(len(U))
    for sequence in x:
        for x_t in sequence:
            h = np.tanh(W @ x_t + U @ h)
        states.append(h)
    return np.array(states)


def _reset_every_step(x, W, U):
    return np.tanh(x[:, -1] @ W.T)


def _first_state(x, W, U):
    return np.tanh(x[:, 0] @ W.T)


def _reset_after_all(x, W, U):
    states = []
    for sequence in x:
        h = np.zeros(len(U))
        for x_t in sequence:
            h = np.tanh(W @ x_t + U @ h)
        h = np.zeros(len(U))
        states.append(h)
    return np.array(states)


def _one_state(x, W, U):
    return _carried(x, W, U)[-1]


def _all_states(x, W, U):
    states = []
    for sequence in x:
        h = np.zeros(len(U))
        for x_t in sequence:
            h = np.tanh(W @ x_t + U @ h)
            states.append(h)
    return np.array(states)


def _no_memory(x, W, U):
    return np.tanh(x.sum(axis=1) @ W.T)


DEBUG = Function(
    id="why-recurrence/debug",
    kind="debug",
    reference=last_states,
    start=_carried,
    cases=[
        _draw((2, 3, 2), (2, 2), (2, 2)),
        _draw((3, 2, 1), (2, 1), (2, 2)),
    ],
    hints=[
        "What is h when the second sequence begins?",
        "h = np.zeros(len(U)) runs once, before everything. How often should it run?",
        "Once for each sequence: move the line into the outer loop, before the inner.",
    ],
    mistakes=[
        (
            _reset_every_step,
            "Now the state is zero before every step, and the network has no memory. "
            "Put it to 0 once for each sequence.",
        ),
        (
            _reset_after_all,
            "You put h to 0 before it was stored. Do it before the inner loop, or "
            "after the append.",
        ),
        (
            _first_state,
            "These are the states after the first step of each sequence.",
        ),
        (
            _one_state,
            "That is one state, of the last sequence, and it still depends on the "
            "sequences before it.",
        ),
        (
            _all_states,
            "Every step is stored now. Only the last state of each sequence is asked "
            "for, so append after the inner loop.",
        ),
        (
            _no_memory,
            "The inputs are added up, and U is not used. Keep the two loops; only one "
            "line stands in the wrong place.",
        ),
    ],
    notice="The first sequence was right all the time, and a test with one sequence "
    "would have passed. States that leak from one sequence to the next raise no error.",
)


EXERCISES = [BY_HAND, STEP, ORDER, WINDOW, DELAY, LAST, DEBUG]
