"""Exercises of the chapter image-captioning, in book order."""

import numpy as np

from ..engine import Choice, Function, Value

_rng = np.random.default_rng(41)


def _draw(*shapes: tuple[int, ...]) -> tuple[np.ndarray, ...]:
    """Draw arrays with one decimal, so that feedback is short to read."""
    return tuple(np.round(_rng.standard_normal(shape), 1) for shape in shapes)


# ---- image-captioning/memory: a function -----------------------------------------


def to_memory(f):
    """Return the places of a feature map as a memory."""
    f = np.asarray(f)
    N, M = f.shape[:2]
    return f.transpose(2, 3, 0, 1).reshape(-1, N, M)


MEMORY = Function(
    id="image-captioning/memory",
    kind="function",
    reference=to_memory,
    cases=[
        (np.arange(4.0).reshape(1, 1, 2, 2),),
        (np.arange(12.0).reshape(1, 2, 3, 2),),
        (*_draw((2, 3, 2, 4)),),
    ],
    hints=[
        "Which axes become s? In which order do they have to stand for s = i W' + j?",
        "Bring the axes into the order i, j, n, k. Then the first two become one.",
        "f.transpose(2, 3, 0, 1).reshape(-1, N, M)",
    ],
    mistakes=[
        (
            lambda f: f.reshape(-1, f.shape[0], f.shape[1]),
            "reshape alone moves no axis: the channels of a place are torn apart. "
            "Transpose first.",
        ),
        (
            lambda f: f.transpose(3, 2, 0, 1).reshape(-1, f.shape[0], f.shape[1]),
            "Your places go column by column. s = i W' + j goes row by row.",
        ),
        (
            lambda f: f.reshape(*f.shape[:2], -1).transpose(0, 2, 1),
            "The batch stands first in yours. A memory is (S, N, M), places first.",
        ),
        (
            lambda f: f.reshape(*f.shape[:2], -1).transpose(2, 1, 0),
            "Batch and channels are swapped: a memory is (S, N, M).",
        ),
        (
            lambda f: f.mean(axis=(2, 3)),
            "That is the summary. The memory keeps every place.",
        ),
    ],
    notice="No number is computed. A feature map is a memory, read in another order.",
)

# ---- image-captioning/floor: a number --------------------------------------------

FLOOR = Value(
    id="image-captioning/floor",
    kind="number",
    reference=float(np.log(48)),
    tolerance=5e-3,
    hints=[
        "What probability does it give to each of the true captions?",
        "1/48 to each. The loss is minus the logarithm of that, and natural.",
        "np.log(48)",
    ],
    mistakes=[
        (0.0, "It knows what is there. It cannot know which wording comes: 1 of 48."),
        (np.log2(48), "Those are bits. The loss is in nats, with the natural log."),
        (1 / 48, "That is the probability. The loss is minus its logarithm."),
        (-np.log(48), "A loss is minus the logarithm, so it is not negative."),
        (np.log(24), "Either thing may come first: 48 wordings, not 24."),
        (
            np.log(5),
            "Five captions were drawn for an image of training. A new one can be any "
            "of the 48.",
        ),
        (np.log10(48), "That is the logarithm to base 10. The loss uses the natural."),
        (48.0, "That is the number of captions. The loss is its logarithm."),
        (np.log(48) / 11, "That is the share of one token. The whole is asked for."),
    ],
    notice="A loss of zero is no sign of quality here: it would mean that the five "
    "captions had been learned by heart.",
)

# ---- image-captioning/relation: a function ---------------------------------------


def holds(relation, one, two):
    """Return whether the first thing stands so to the second."""
    dx, dy = one[0] - two[0], one[1] - two[1]
    if abs(dx) > abs(dy):
        return relation == ("left of" if dx < 0 else "right of")
    return relation == ("above" if dy < 0 else "below")


def _holds(down=1, swap=False, dominant=True):
    def holds(relation, one, two):
        if swap:
            one, two = two, one
        dx, dy = one[0] - two[0], down * (one[1] - two[1])
        sideways = abs(dx) > abs(dy)
        return bool(
            {
                "left of": dx < 0 and (sideways or not dominant),
                "right of": dx > 0 and (sideways or not dominant),
                "above": dy < 0 and not (sideways and dominant),
                "below": dy > 0 and not (sideways and dominant),
            }[relation]
        )

    return holds


RELATION = Function(
    id="image-captioning/relation",
    kind="function",
    reference=holds,
    cases=[
        ("left of", (5.0, 8.0), (20.0, 10.0)),
        ("above", (5.0, 8.0), (20.0, 10.0)),
        ("above", (9.0, 6.0), (7.0, 22.0)),
        ("right of", (9.0, 6.0), (7.0, 22.0)),
        ("below", (9.0, 6.0), (7.0, 22.0)),
        ("right of", (5.0, 8.0), (20.0, 10.0)),
        ("below", (20.0, 24.0), (17.0, 9.0)),
        ("left of", (17.0, 9.0), (20.0, 24.0)),
    ],
    hints=[
        "In which direction does y grow in a picture? And which difference is larger?",
        "If |dx| > |dy| only left and right can hold, else only above and below.",
        "Above means one[1] < two[1]: rows are counted from the top.",
    ],
    mistakes=[
        (
            _holds(down=-1),
            "Above and below are exchanged: y grows downwards in a picture.",
        ),
        (
            _holds(swap=True),
            "You ask where the second thing stands, seen from the first.",
        ),
        (
            _holds(dominant=False),
            "A little to the left is not left of: the larger difference decides.",
        ),
        (
            lambda relation, one, two: abs(one[0] - two[0]) > abs(one[1] - two[1]),
            "That says whether they stand side by side, not which one is where.",
        ),
    ],
    notice="Truth is a convention too: somebody decided that the larger difference "
    "counts. People do not always agree.",
)

# ---- image-captioning/backward: a derivation -------------------------------------


def map_backward(dmemory, dsummary, height, width):
    """Return the gradient of the feature map."""
    dmemory, dsummary = np.asarray(dmemory), np.asarray(dsummary)
    S, N, M = dmemory.shape
    df = dmemory + dsummary / S
    return df.reshape(height, width, N, M).transpose(2, 3, 0, 1)


def _backward(share=lambda dm, dz: dm + dz / len(dm), by_row=True):
    def map_backward(dmemory, dsummary, height, width):
        df = np.broadcast_to(share(dmemory, dsummary), dmemory.shape)
        N, M = dsummary.shape
        if by_row:
            return df.reshape(height, width, N, M).transpose(2, 3, 0, 1)
        return df.reshape(width, height, N, M).transpose(2, 3, 1, 0)

    return map_backward


BACKWARD = Function(
    id="image-captioning/backward",
    kind="derivation",
    reference=map_backward,
    cases=[
        (np.array([0.0, 1, 0, 0]).reshape(4, 1, 1), np.array([[8.0]]), 2, 2),
        (*_draw((6, 2, 2), (2, 2)), 3, 2),
        (*_draw((8, 1, 3), (1, 3)), 2, 4),
    ],
    hints=[
        "How often was each place used on the way forward?",
        "Twice: as a memory, with the factor 1, and in the mean, with 1/S.",
        "(dmemory + dsummary / S).reshape(H, W, N, M).transpose(2, 3, 0, 1)",
    ],
    mistakes=[
        (
            _backward(lambda dm, dz: dm + dz),
            "The mean has the factor 1/S, and so has its gradient.",
        ),
        (
            _backward(lambda dm, dz: dm),
            "The way through the summary is missing.",
        ),
        (
            _backward(lambda dm, dz: dz / len(dm)),
            "The way through the memory is missing.",
        ),
        (
            _backward(lambda dm, dz: (dm + dz) / len(dm)),
            "Only the mean has the factor 1/S. The memory was copied.",
        ),
        (
            _backward(by_row=False),
            "Your places go column by column. s = i W' + j goes row by row.",
        ),
        (
            _backward(lambda dm, dz: dm + dz * len(dm)),
            "You multiplied by S. The mean divides by it, and so does its gradient.",
        ),
    ],
    notice="Through the mean all places are blamed alike; through the memory each gets "
    "its own share.",
)

# ---- image-captioning/bleu: a prediction -----------------------------------------

BLEU = Choice(
    id="image-captioning/bleu",
    kind="prediction",
    reference="c",
    options={
        "a": "all of it",
        "b": "about half",
        "c": "about a tenth",
        "d": "nothing",
    },
    hints=[
        "How many of the ten words of a caption change?",
        "One, so one word in ten and up to four of its runs of four no longer match. "
        "And some of the five references may have the other order of things.",
        "Look at the table of the section: both numbers are there.",
    ],
    mistakes=[
        ("a", "All captions are false, but nine of ten of their words are right."),
        (
            "b",
            "So one would think: one wrong word breaks four runs of four words. But "
            "references that name the things in the other order have that word.",
        ),
        ("d", "The references differ in wording, but one wrong word does count."),
    ],
    notice="A metric that counts words cannot see which word carries the truth.",
)

# ---- image-captioning/debug: a debugging lab -------------------------------------

_TABLES = [
    np.log(
        np.array(
            [
                [0.2, 0.2, 0.2, 0.2, 0.2],
                [0.1, 0.1, 0.1, 0.6, 0.1],
                [0.2, 0.2, 0.2, 0.2, 0.2],
                [0.1, 0.1, 0.2, 0.1, 0.5],
                [0.1, 0.1, 0.6, 0.1, 0.1],
            ]
        )
    ),
    np.log(
        np.array(
            [
                [0.2, 0.2, 0.2, 0.2, 0.2],
                [0.1, 0.1, 0.1, 0.1, 0.6],
                [0.2, 0.2, 0.2, 0.2, 0.2],
                [0.1, 0.1, 0.1, 0.1, 0.6],
                [0.1, 0.1, 0.1, 0.6, 0.1],
            ]
        )
    ),
]


def say(table, longest):
    """Return the likeliest words, without start and end."""
    word, said = 1, []
    for _ in range(longest):
        word = int(np.argmax(table[word]))
        if word == 2:
            break
        said.append(word)
    return np.array(said)


def _say(follow=True, keep_end=False, stop=True, best=np.argmax, keep_start=False):
    def say(table, longest):
        word, said = 1, [1] if keep_start else []
        for _ in range(longest):
            new = int(best(table[word]))
            if follow:
                word = new
            if new == 2 and stop:
                if keep_end:
                    said.append(new)
                break
            said.append(new)
        return np.array(said)

    return say


DEBUG = Function(
    id="image-captioning/debug",
    kind="debug",
    reference=say,
    start=_say(follow=False),
    cases=[(_TABLES[0], 6), (_TABLES[1], 5)],
    hints=[
        "Call it with the first table. What does it say, again and again?",
        "What does the decoder read at the second step: START, or what it has said?",
        "word = int(np.argmax(table[word]))",
    ],
    mistakes=[
        (
            _say(keep_end=True),
            "It follows its own words now. The end is not a word of the caption.",
        ),
        (
            _say(stop=False),
            "It follows its own words now, and no longer stops at the end.",
        ),
        (
            _say(best=np.argmin),
            "That takes the least likely word. Log-probabilities are negative, and "
            "the largest is the best.",
        ),
        (
            _say(keep_start=True),
            "START is what it reads first, not what it says.",
        ),
    ],
    notice="Nothing fails when a decoder reads the wrong word. It stammers.",
)

EXERCISES = [MEMORY, FLOOR, RELATION, BACKWARD, BLEU, DEBUG]
