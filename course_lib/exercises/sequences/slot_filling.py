"""Exercises of the chapter slot-filling, in book order."""

import numpy as np

from ..engine import Choice, Function, Value

_rng = np.random.default_rng(42)


def _draw(*shapes: tuple[int, ...]) -> tuple[np.ndarray, ...]:
    """Draw arrays with one decimal, so that feedback is short to read."""
    return tuple(np.round(_rng.standard_normal(shape), 1) for shape in shapes)


# ---- slot-filling/who: a prediction ----------------------------------------------

WHO = Choice(
    id="slot-filling/who",
    kind="prediction",
    reference="d",
    options={
        "a": "an Elman network, read from left to right",
        "b": "a window of 2",
        "c": "a Jordan network",
        "d": "an Elman network, read from right to left",
    },
    hints=[
        "Which word decides? Has the tagger seen it when it says the slot of Taipei?",
        "The word is going, at the end. Read from the right, it comes first.",
        "A memory from the right has seen everything behind Taipei.",
    ],
    mistakes=[
        ("a", "Read from the left, Taipei is the first word: nothing came before."),
        ("b", "Two words to the right is morning. The word that decides is further."),
        ("c", "It remembers classes it gave before, and there are none yet."),
    ],
    notice="Both directions together need not know where the word stands.",
)

# ---- slot-filling/spans: a function ----------------------------------------------


def spans(tags):
    """Return first word and one behind the last, for each span of IOB tags."""
    return _spans()(tags)


def _spans(end=lambda n: n, last=True, split=True):
    def spans(tags):
        found, start = [], None
        for n, tag in enumerate([*tags, "O"] if last else tags):
            goes_on = tag.startswith("I-") or (not split and tag.startswith("B-"))
            if start is not None and not goes_on:
                found.append((start, end(n)))
                start = None
            if tag.startswith("B-") and start is None:
                start = n
        return np.array(found)

    return spans


def _words(tags):
    return np.array([(n, n + 1) for n, tag in enumerate(tags) if tag != "O"])


def _overwritten(tags):
    found, start = [], None
    for n, tag in enumerate([*tags, "O"]):
        if tag == "O" and start is not None:
            found.append((start, n))
            start = None
        if tag.startswith("B-"):
            start = n
    return np.array(found)


def _begins(tags):
    return np.array([(n, n + 1) for n, tag in enumerate(tags) if tag.startswith("B-")])


SPANS = Function(
    id="slot-filling/spans",
    kind="function",
    reference=spans,
    cases=[
        (["O", "B-city", "I-city", "O"],),
        (["B-city", "O", "B-city", "B-city", "I-city"],),
        (["B-date", "I-date", "I-date", "O", "B-city", "B-date", "O"],),
    ],
    hints=[
        "When does a span end? Think of the end of the sentence as well.",
        "At O, at B-, and at the end. Append an O, and the last case is the first.",
        "Remember start at B-; when the tag is not I-, append (start, n).",
    ],
    mistakes=[
        (
            _spans(last=False),
            "A span that reaches to the end of the sentence is lost.",
        ),
        (
            _spans(split=False),
            "Two spans side by side become one: a B- ends the span before it.",
        ),
        (
            _spans(end=lambda n: n - 1),
            "The second number is one behind the last word, as in a slice.",
        ),
        (_words, "Each word became a span of its own. I- goes on with a span."),
        (
            _overwritten,
            "A B- also ends the span before it; yours is lost.",
        ),
        (_begins, "All your spans have one word. I- makes them longer."),
    ],
    notice="With their labels in a set, counting right spans is an intersection.",
)

# ---- slot-filling/f1: a number ---------------------------------------------------

F1 = Value(
    id="slot-filling/f1",
    kind="number",
    reference=2 * 30 / (40 + 50),
    tolerance=1e-3,
    hints=[
        "What share of the found ones is right? What share of the true ones was found?",
        "P = 30 / 40 and R = 30 / 50.",
        "2 * P * R / (P + R)",
    ],
    mistakes=[
        (0.75, "That is the precision, 30 of 40."),
        (0.6, "That is the recall, 30 of 50."),
        (0.675, "That is the plain mean of P and R. F1 is 2 P R / (P + R)."),
        (0.45, "That is P times R. Then times 2, over P + R."),
        (30 / 60, "That is right ones over all that were found or true."),
        (0.75 * 0.6 / (0.75 + 0.6), "The factor 2 is missing."),
        (200 / 3, "Give a share between 0 and 1, not percent."),
        ((0.75 * 0.6) ** 0.5, "That is the geometric mean of P and R."),
    ],
    notice="It is 2 * 30 / (40 + 50): right ones over the mean of found and true.",
)

# ---- slot-filling/windows: a function --------------------------------------------


def windows(x, k):
    """Return the window of each word."""
    return _windows()(np.asarray(x), k)


def _windows(order=1, around=False, shift=0, middle=True):
    def windows(x, k):
        T = len(x)
        places = np.arange(T)[:, None] + np.arange(-k, k + 1)[::order] + shift
        if not middle:
            places = np.delete(places, k, axis=1)
        inside = (places >= 0) & (places < T)
        rows = x[places % T]
        if not around:
            rows = rows * inside[:, :, None]
        return rows.reshape(T, -1)

    return windows


def _windows_before(x, k):
    framed = np.pad(x, ((2 * k, 0), (0, 0)))
    return np.hstack([framed[j : j + len(x)] for j in range(2 * k + 1)])


WINDOWS = Function(
    id="slot-filling/windows",
    kind="function",
    reference=windows,
    cases=[(*_draw((3, 1)), 1), (*_draw((4, 2)), 2), (*_draw((2, 3)), 0)],
    hints=[
        "Which rows does the window of the first word hold?",
        "k rows of zeros, then the first k + 1 rows. Frame x with zeros.",
        "np.hstack([framed[j : j + len(x)] for j in range(2 * k + 1)])",
    ],
    mistakes=[
        (_windows(order=-1), "The window is turned around: it begins with t - k."),
        (
            _windows(around=True),
            "Your window goes around: before the first word stands the last one.",
        ),
        (_windows(shift=1), "All windows are one word too far to the right."),
        (
            lambda x, k: np.hstack(
                [np.pad(x, k)[j : j + len(x)] for j in range(2 * k + 1)]
            ),
            "You padded the columns, too: np.pad(x, ((k, k), (0, 0))).",
        ),
        (_windows(middle=False), "The word itself is missing in its window."),
        (
            _windows_before,
            "These windows end at t. Half of each should lie after t.",
        ),
    ],
    notice="With W it is a convolution along the sentence.",
)

# ---- slot-filling/debug ----------------------------------------------------------


def accuracy(said, true, lengths):
    """Return the share of right words, without the padding."""
    said, true, lengths = map(np.asarray, (said, true, lengths))
    there = np.arange(len(said))[:, None] < lengths
    return (said == true)[there].mean()


def _accuracy(there, mean=None):
    def accuracy(said, true, lengths):
        mask = there(np.arange(len(said))[:, None], lengths, true)
        right = said == true
        return right[mask].mean() if mean is None else mean(right, mask)

    return accuracy


DEBUG = Function(
    id="slot-filling/debug",
    kind="debug",
    reference=accuracy,
    start=lambda said, true, lengths: (said == true).mean(),
    cases=[
        (
            np.array([[1, 2], [3, 0], [2, 0], [1, 0]]),
            np.array([[1, 1], [2, 0], [2, 0], [0, 0]]),
            np.array([4, 1]),
        ),
        (
            np.array([[0, 1, 0], [2, 0, 0], [1, 0, 0]]),
            np.array([[1, 1, 0], [2, 2, 0], [0, 0, 0]]),
            np.array([2, 2, 1]),
        ),
        (
            np.array([[1, 2], [0, 3], [0, 1]]),
            np.array([[2, 1], [0, 3], [0, 1]]),
            np.array([1, 3]),
        ),
    ],
    hints=[
        "How many of the words that are counted as right are words?",
        "Leave out what stands behind the lengths, in said and in true.",
        "there = np.arange(T)[:, None] < lengths, then (said == true)[there].mean()",
    ],
    mistakes=[
        (
            _accuracy(lambda t, lengths, true: t <= lengths),
            "One step of padding is still counted: t < lengths, with t from 0.",
        ),
        (
            _accuracy(lambda t, lengths, true: true > 0),
            "Words whose class is 0 are real words as well. Use the lengths.",
        ),
        (
            lambda said, true, lengths: (said == true).sum() / lengths.sum(),
            "Padding is still counted as right.",
        ),
        (
            _accuracy(
                lambda t, lengths, true: t < lengths,
                lambda right, mask: (right & mask).mean(),
            ),
            "Padding counts as wrong now. Leave it out of the mean altogether.",
        ),
        (
            _accuracy(
                lambda t, lengths, true: t < lengths,
                lambda right, mask: ((right & mask).sum(0) / mask.sum(0)).mean(),
            ),
            "That is a mean over sentences of means. Each word counts the same.",
        ),
    ],
    notice="The longer the longest sentence of a batch, the better it seemed.",
)


EXERCISES = [WHO, SPANS, F1, WINDOWS, DEBUG]
