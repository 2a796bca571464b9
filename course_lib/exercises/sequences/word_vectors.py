"""Exercises of the chapter word-vectors, in book order."""

import numpy as np

from ..engine import Choice, Function, Value

_rng = np.random.default_rng(35)


def _draw(*shape: int) -> np.ndarray:
    """Draw an array with two decimals, so that feedback is short to read."""
    return np.round(_rng.standard_normal(shape), 2)


def _sigmoid(s):
    return 1 / (1 + np.exp(-np.asarray(s, dtype=float)))


# ---- word-vectors/score: a number ------------------------------------------------

SCORE = Value(
    id="word-vectors/score",
    kind="number",
    reference=float(np.log(2.5)),
    tolerance=5e-3,
    hints=[
        "First the PMI: how much more often do they meet than chance would have it?",
        "p(w, c) = 0.01, p(w) p(c) = 0.002: five times as often. And the shift?",
        "log 5 - log 2",
    ],
    mistakes=[
        (float(np.log(5)), "That is the PMI. Skip-gram aims at PMI - log k."),
        (float(np.log(10)), "You added log k. The noise makes the score smaller."),
        (2.5, "The logarithm is missing: e to the score is 2.5."),
        (float(np.log2(2.5)), "Natural logarithms: the sigmoid is made with e."),
        (
            float(np.log(5)) - 2,
            "The shift is log k, not k itself.",
        ),
        (
            float(np.log(10 / (50 * 40)) - np.log(2)),
            "You used counts. Divide each by the 1,000 pairs first.",
        ),
        (5.0, "That is p(w, c) / (p(w) p(c)). Take the logarithm, and the shift."),
    ],
    notice="With k = 5 the same pair would get the score 0: noise is as likely.",
)


# ---- word-vectors/pairs: a function ----------------------------------------------


def window_pairs(sentence, m):
    """Return the pairs of a window."""
    return _pairs()(sentence, m)


def _pairs(left=0, right=0, keep=False, wrap=False, swap=False, one_side=False):
    def window_pairs(sentence, m):
        found, n = [], len(sentence)
        for i in range(n):
            low = i if one_side else i - m + left
            for j in range(low, i + m + 1 + right):
                inside = wrap or 0 <= j < n
                if inside and (keep or j != i):
                    pair = [sentence[i], sentence[j % n]]
                    found.append(pair[::-1] if swap else pair)
        return found

    return window_pairs


PAIRS = Function(
    id="word-vectors/pairs",
    kind="function",
    reference=window_pairs,
    cases=[([4, 7, 5, 9], 1), ([8, 2, 6, 2, 5, 1], 2), ([3, 1], 5)],
    hints=[
        "Two loops: one over centers, one over the places around each.",
        "Places from i - m to i + m, without i itself, and inside the sentence.",
        "for j in range(max(i - m, 0), min(i + m + 1, len(sentence))): if j != i: ...",
    ],
    mistakes=[
        (_pairs(keep=True), "A word is no context of itself: leave j = i out."),
        (
            _pairs(right=-1),
            "One place is missing at the right: range stops early.",
        ),
        (_pairs(left=1), "One place is missing at the left: begin at i - m."),
        (
            _pairs(wrap=True),
            "Your window runs around the end of the sentence.",
        ),
        (_pairs(swap=True), "Center and context are exchanged."),
        (
            _pairs(one_side=True),
            "You look to the right only; the window has two sides.",
        ),
    ],
    notice="At the edges of a sentence a word has fewer contexts than in its middle.",
)


# ---- word-vectors/table: a function ----------------------------------------------


def table_grad(x, dy, K):
    """Return the gradient of an embedding."""
    return np.eye(K)[np.asarray(x)].T @ np.asarray(dy)


def _last_wins(x, dy, K):
    dE = np.zeros((K, np.shape(dy)[1]))
    dE[x] += dy
    return dE


def _mean(x, dy, K):
    return table_grad(x, dy, K) / np.maximum(np.bincount(x, minlength=K), 1)[:, None]


TABLE = Function(
    id="word-vectors/table",
    kind="function",
    reference=table_grad,
    cases=[
        (np.array([2, 0]), _draw(2, 2), 3),
        (np.array([1, 3, 1, 1]), _draw(4, 2), 4),
        (np.array([0, 2, 2, 0, 4]), _draw(5, 3), 6),
    ],
    hints=[
        "Which rows of dy belong to word 1? What does its row of the table get?",
        "A loop over n, dE[x[n]] += dy[n], is right. So is a matrix product.",
        "np.eye(K)[x].T @ dy",
    ],
    mistakes=[
        (
            _last_wins,
            "dE[x] += dy keeps only the last of several equal words. Sum them.",
        ),
        (_mean, "You took the mean over the places of a word. It is their sum."),
        (
            lambda x, dy, K: table_grad(x, dy, K) / len(x),
            "You divided by N. The loss has done that: dy is already its gradient.",
        ),
        (
            lambda x, dy, K: dy,
            "That is dy, one row a place. The table has one row a word.",
        ),
        (
            lambda x, dy, K: table_grad(x, dy, K).T,
            "Transposed: the table is (K, D), one row a word.",
        ),
        (
            lambda x, dy, K: np.eye(K)[x] @ np.eye(K)[x].T @ dy,
            "One row a place: the product with onehot(x) must be transposed, (K, N).",
        ),
    ],
    notice="The words that were not in the batch have rows of zeros.",
)


# ---- word-vectors/center: a derivation -------------------------------------------


def center_grad(v, U):
    """Return the gradient of the loss with respect to the center."""
    t = np.zeros(len(U))
    t[0] = 1
    return (_sigmoid(np.asarray(U) @ np.asarray(v)) - t) @ np.asarray(U)


def _loss(v, U):
    s = np.asarray(U) @ np.asarray(v)
    return np.logaddexp(0, -s[0]) + np.logaddexp(0, s[1:]).sum()


def _center(ds):
    def center_grad(v, U):
        s = U @ v
        t = np.zeros(len(U))
        t[0] = 1
        return ds(s, t) @ U

    return center_grad


CENTER = Function(
    id="word-vectors/center",
    kind="derivation",
    reference=center_grad,
    gradient_of=_loss,
    cases=[
        (_draw(2), _draw(2, 2)),
        (_draw(3), _draw(4, 3)),
        (_draw(4), _draw(6, 4)),
    ],
    hints=[
        "First the scores s = U v, then ds, then dv.",
        "ds is sigma(s) minus the target: 1 for row 0, 0 for the others.",
        "(sigmoid(U @ v) - t) @ U with t = [1, 0, 0, ...]",
    ],
    mistakes=[
        (
            _center(lambda s, t: _sigmoid(s)),
            "The target of the true context is missing: sigma(s_0) - 1.",
        ),
        (
            _center(lambda s, t: t - _sigmoid(s)),
            "The sign: prediction minus target. This is the step, not the gradient.",
        ),
        (
            _center(lambda s, t: (_sigmoid(s) - t) * t),
            "The noise has a gradient too: it pushes the center away.",
        ),
        (
            _center(lambda s, t: (_sigmoid(s) - t) * (1 - t)),
            "The true context is missing: row 0 has sigma(s_0) - 1.",
        ),
        (
            _center(lambda s, t: (_sigmoid(s) - t) * _sigmoid(s) * (1 - _sigmoid(s))),
            "One slope of the sigmoid too many: the logarithm has canceled it.",
        ),
        (
            _center(lambda s, t: (_sigmoid(s) - t) / len(s)),
            "You took a mean over the 1 + k words. The loss sums over them.",
        ),
        (
            _center(lambda s, t: _sigmoid(s) - 1),
            "You treat the noise as true: its target is 0.",
        ),
    ],
    notice="The context is pulled by 1 - sigma(s_0): once it is sure, it stops.",
)


# ---- word-vectors/corner: a function ---------------------------------------------


def fourth(vectors, a, b, c):
    """Return the fourth word of an analogy."""
    return _fourth()(vectors, a, b, c)


def _fourth(
    target=lambda u, a, b, c: u[b] - u[a] + u[c],
    scaled=True,
    banned=lambda a, b, c: [a, b, c],
    cosine=True,
):
    def fourth(vectors, a, b, c):
        vectors = np.asarray(vectors, dtype=float)
        unit = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
        u = unit if scaled else vectors
        scores = (unit if cosine else vectors) @ target(u, a, b, c)
        scores[banned(a, b, c)] = -np.inf
        return scores.argmax()

    return fourth


# chosen so that every mistake below differs from the reference and from the others
_WORDS = [
    [
        [-0.3, 1.4, 0.2],
        [-1.1, 0.7, 2.7],
        [1.9, -1.4, -2.5],
        [-0.8, 0.1, -3.1],
        [-0.7, -3.7, -2.2],
        [-1.6, -0.9, 1.2],
        [2.2, -0.3, 2.9],
    ],
    [
        [0.4, -2.0, -0.4],
        [-0.1, 0.3, 0.1],
        [0.9, -1.7, -0.3],
        [1.9, 3.6, -3.1],
        [1.4, 1.3, 0.7],
        [0.7, -0.8, 3.9],
    ],
    [
        [1.2, -0.7, 2.5],
        [0.1, -0.1, 0.8],
        [-0.7, -2.8, 0.5],
        [-0.1, 2.8, -2.4],
        [0.5, 0.6, -0.5],
        [0.4, -1.8, 5.2],
        [-1.8, -1.1, -2.7],
    ],
]


CORNER = Function(
    id="word-vectors/corner",
    kind="function",
    reference=fourth,
    cases=[(np.array(vectors), 0, 1, 2) for vectors in _WORDS],
    hints=[
        "Scale the rows to length 1. Which vector should the answer be near?",
        "unit @ (unit[b] - unit[a] + unit[c]), with the three words out of the race.",
        "Put -np.inf at [a, b, c], then argmax.",
    ],
    mistakes=[
        (
            _fourth(banned=lambda a, b, c: []),
            "Your answer may be a, b or c. They are not allowed.",
        ),
        (
            _fourth(banned=lambda a, b, c: [c]),
            "a and b are not allowed as answers either.",
        ),
        (
            _fourth(target=lambda u, a, b, c: u[a] - u[b] + u[c]),
            "The sign of the difference: from a to b is b - a.",
        ),
        (
            _fourth(scaled=False, cosine=False),
            "Lengths count in yours. Scale the rows to length 1 first.",
        ),
        (
            _fourth(scaled=False),
            "You scaled the candidates, but not a, b and c: their lengths differ.",
        ),
        (
            _fourth(target=lambda u, a, b, c: u[c]),
            "That is the nearest word to c. a and b do not matter in yours.",
        ),
    ],
    notice="With a = b the answer is the nearest neighbor of c: no relation at all.",
)


# ---- word-vectors/narrow: a prediction -------------------------------------------

NARROW = Choice(
    id="word-vectors/narrow",
    kind="prediction",
    reference="c",
    options={
        "a": "gender",
        "b": "capital",
        "c": "comparative",
        "d": "plural",
    },
    hints=[
        "What must a context say so that the answer can be found? How far away is it?",
        "Each needs the features that stay the same: royal or not, hot or cold.",
        "Fire made the tea hotter: how far is the fire from the heat?",
    ],
    mistakes=[
        (
            "a",
            "The queen remembered her crown: the pronoun is two words away.",
        ),
        (
            "b",
            "Trams in paris smell of baguettes: the dish is three words away.",
        ),
        (
            "d",
            "Look at these geese and their plumage: that is three words away.",
        ),
    ],
    notice="What tells hot from cold is four words away. Narrow windows confuse them.",
)


# ---- word-vectors/debug: a debugging lab -----------------------------------------


def skip_gram_loss(s):
    """Return the loss of scores, the true context first."""
    return _lab()(s)


def _lab(
    true=lambda s: np.logaddexp(0, -s),
    noise=lambda s: np.logaddexp(0, s).sum(axis=1),
):
    def skip_gram_loss(s):
        s = np.asarray(s, dtype=float)
        return (true(s[:, 0]) + noise(s[:, 1:])).mean()

    return skip_gram_loss


DEBUG = Function(
    id="word-vectors/debug",
    kind="debug",
    reference=skip_gram_loss,
    start=_lab(noise=lambda s: np.logaddexp(0, -s).sum(axis=1)),
    cases=[(_draw(1, 2),), (_draw(3, 4),), (_draw(4, 6),)],
    hints=[
        "Which answer do you want for the noise, yes or no?",
        "-log sigma(x) is logaddexp(0, -x). What is -log sigma(-x)?",
        "no = np.logaddexp(0, s[:, 1:]).sum(axis=1)",
    ],
    mistakes=[
        (
            _lab(true=lambda s: np.logaddexp(0, s)),
            "Now the true context is pushed away as well. That line was right.",
        ),
        (
            _lab(
                true=lambda s: np.logaddexp(0, s),
                noise=lambda s: np.logaddexp(0, -s).sum(axis=1),
            ),
            "Now both are the wrong way round: yes to noise, no to the text.",
        ),
        (
            _lab(noise=lambda s: np.logaddexp(0, s).mean(axis=1)),
            "The noise is summed over its k words; its mean weighs it too little.",
        ),
        (
            _lab(noise=lambda s: 0),
            "Without noise everything may be true, and all vectors may be alike.",
        ),
        (
            _lab(noise=lambda s: -np.logaddexp(0, -s).sum(axis=1)),
            "A minus sign in front makes a loss without a bottom. Change it inside.",
        ),
    ],
    notice="Without a no, the best thing to say is always yes: all vectors collapse.",
)

EXERCISES = [SCORE, PAIRS, TABLE, CENTER, CORNER, NARROW, DEBUG]
