"""Exercises of the chapter machine-translation, in book order."""

from collections import Counter

import numpy as np

from ..engine import Choice, Function, Value

_rng = np.random.default_rng(39)


def _draw(*shapes: tuple[int, ...]) -> tuple[np.ndarray, ...]:
    """Draw arrays with two decimals, so that feedback is short to read."""
    return tuple(np.round(_rng.standard_normal(shape), 2) for shape in shapes)


# ---- machine-translation/by-hand: a number ---------------------------------------

_BP = np.exp(1 - 7 / 6)

BY_HAND = Value(
    id="machine-translation/by-hand",
    kind="number",
    reference=100 * _BP * np.sqrt(5 / 6 * 2 / 5),
    tolerance=0.02,
    hints=[
        "Three parts: the words, the pairs, and the length. Begin with the words.",
        "noir is there twice and counts once: 5 of 6. Of the pairs, 2 of 5.",
        "100 * exp(1 - 7/6) * sqrt(5/6 * 2/5)",
    ],
    mistakes=[
        (
            100 * _BP * np.sqrt(2 / 5),
            "You counted noir twice. The reference has it once: 5 of 6.",
        ),
        (
            100 * np.sqrt(5 / 6 * 2 / 5),
            "The brevity penalty is missing: six words against seven.",
        ),
        (
            100 * _BP * (5 / 6 + 2 / 5) / 2,
            "That is the arithmetic mean. BLEU takes the root of the product.",
        ),
        (
            100 * _BP * 5 / 6 * 2 / 5,
            "The root is missing: two precisions, square root.",
        ),
        (
            100 * np.exp(1 - 6 / 7) * np.sqrt(5 / 6 * 2 / 5),
            "r and c are exchanged in the penalty: the reference stands above.",
        ),
        (
            100 * 6 / 7 * np.sqrt(5 / 6 * 2 / 5),
            "The penalty is exp(1 - r/c), not c/r.",
        ),
        (
            _BP * np.sqrt(5 / 6 * 2 / 5),
            "Right, as a share. Here 100 is the best score.",
        ),
        (
            100 * _BP * np.sqrt(5 / 6 * 2 / 6),
            "Six words have five pairs, not six.",
        ),
    ],
    notice="The two words that are missing, ne and pas, turn the meaning round.",
)


# ---- machine-translation/clipped: a function -------------------------------------


def clipped_precision(candidate, reference, n):
    """Return the share of the candidate's n-grams that the reference has too."""

    def count(words):
        return Counter(tuple(words[k : k + n]) for k in range(len(words) - n + 1))

    ours, theirs = count(list(candidate)), count(list(reference))
    return sum((ours & theirs).values()) / sum(ours.values())


def _precision(
    shared=lambda a, b: sum((a & b).values()),
    below=lambda a, b: sum(a.values()),
    runs=lambda words, n: range(len(words) - n + 1),
    width=lambda n: n,
):
    def clipped_precision(candidate, reference, n):
        w = width(n)
        a, b = (
            Counter(tuple(s[k : k + w]) for k in runs(s, w))
            for s in (list(candidate), list(reference))
        )
        return shared(a, b) / below(a, b)

    return clipped_precision


CLIPPED = Function(
    id="machine-translation/clipped",
    kind="function",
    reference=clipped_precision,
    cases=[
        ("the the the the".split(), "the cat is on the mat".split(), 1),
        ("le chat noir dort".split(), "le chat noir ne dort pas".split(), 2),
        ("a b a b a c c".split(), "b a b a c a".split(), 2),
        ("il a vu le petit chat".split(), "il a vu le chat".split(), 3),
    ],
    hints=[
        "Count the n-grams of both sentences; a Counter does it.",
        "For each n-gram of the candidate, the smaller of the two counts.",
        "sum((ours & theirs).values()) / sum(ours.values()); & is the smaller count",
    ],
    mistakes=[
        (
            _precision(shared=lambda a, b: sum(v for g, v in a.items() if g in b)),
            "Nothing is clipped: a repeated n-gram counts as often as you say it.",
        ),
        (
            _precision(shared=lambda a, b: len(a & b), below=lambda a, b: len(a)),
            "You count different n-grams. One that both have twice counts twice.",
        ),
        (
            _precision(below=lambda a, b: sum(b.values())),
            "You divide by the n-grams of the reference. That is recall.",
        ),
        (
            _precision(width=lambda n: 1),
            "Single words, whatever n is. Take runs of n words.",
        ),
        (
            _precision(runs=lambda words, n: range(len(words) - n)),
            "The last n-gram is missing: there are len - n + 1.",
        ),
        (
            _precision(below=lambda a, b: len(a)),
            "Below stands the number of all n-grams, repeated ones included.",
        ),
    ],
    notice="With several references, each n-gram may take its largest count.",
)


# ---- machine-translation/damage: a prediction ------------------------------------

DAMAGE = Choice(
    id="machine-translation/damage",
    kind="prediction",
    reference="c",
    options={
        "a": "elle va vendre le petit chien",
        "b": "elle ne va pas céder le petit chien",
        "c": "elle ne va pas vendre le petit chat",
        "d": "elle ne va pas le vendre petit chien",
    },
    hints=[
        "How many runs of two, three and four words does each error break?",
        "A wrong word in the middle lies in four quadruples, one at the end in one.",
        "c keeps 7 of 8 words, 6 of 7 pairs, 5 of 6 triples, 4 of 5 quadruples.",
    ],
    mistakes=[
        ("a", "It is two words short, and each gap breaks the runs around it."),
        ("b", "A right synonym, but in the middle: all but one quadruple contain it."),
        ("d", "All words are there. But a moved word breaks runs in two places."),
    ],
    notice="The best score goes to the one that sells the wrong animal.",
)


# ---- machine-translation/memory-gradient: a derivation ---------------------------


def _weights(m, h):
    e = m @ h
    w = np.exp(e - e.max())
    return w / w.sum()


def memory_gradient(m, h, dc):
    """Return the gradient of dc . c with respect to the memory."""
    m, h, dc = (np.asarray(a, float) for a in (m, h, dc))
    w = _weights(m, h)
    c = w @ m
    return w[:, None] * (dc + ((m - c) @ dc)[:, None] * h)


def _loss(m, h, dc):
    m, h, dc = (np.asarray(a, float) for a in (m, h, dc))
    return (_weights(m, h) @ m) @ dc


def _gradient(rule):
    def memory_gradient(m, h, dc):
        w = _weights(m, h)
        return rule(w[:, None], m, h, dc, w @ m)

    return memory_gradient


def _column(a):
    return a[:, None]


MEMORY_GRADIENT = Function(
    id="machine-translation/memory-gradient",
    kind="derivation",
    reference=memory_gradient,
    gradient_of=_loss,
    cases=[_draw((2, 1), (1,), (1,)), _draw((3, 2), (2,), (2,)), _draw((4, 3), 3, 3)],
    hints=[
        "m_s is in c twice: as a value with the weight w_s, and in its own score.",
        "By its value w_s dc. By its score de_s h, with de_s = w_s (dc . (m_s - c)).",
        "w[:, None] * (dc + ((m - c) @ dc)[:, None] * h)",
    ],
    mistakes=[
        (
            _gradient(lambda w, m, h, dc, c: w * dc),
            "That is the way through the value. The score depends on m_s too.",
        ),
        (
            _gradient(lambda w, m, h, dc, c: w * _column((m - c) @ dc) * h),
            "That is the way through the score. The value w_s dc is missing.",
        ),
        (
            _gradient(lambda w, m, h, dc, c: w * (dc + _column(m @ dc) * h)),
            "A softmax subtracts the mean: m_s - c where you have m_s.",
        ),
        (
            _gradient(lambda w, m, h, dc, c: dc + w * _column((m - c) @ dc) * h),
            "The value has the weight w_s in c, so its gradient has it too.",
        ),
        (
            _gradient(lambda w, m, h, dc, c: w * dc + _column((m - c) @ dc) * h),
            "The derivative of a softmax has the factor w_s.",
        ),
        (
            _gradient(
                lambda w, m, h, dc, c: w * (dc + (1 - w) * _column(m @ dc) * h),
            ),
            "You took only the diagonal of the softmax. All scores change w_s.",
        ),
        (
            _gradient(lambda w, m, h, dc, c: w * (dc - _column((m - c) @ dc) * h)),
            "The sign of the second term: a larger score draws c towards m_s.",
        ),
    ],
    notice="All of it is multiplied by w_s: no look, no blame.",
)


# ---- machine-translation/order: a function ---------------------------------------


def french_order(kinds):
    """Return, for each French word of a clause, the place of its English word."""
    kinds = [str(k) for k in kinds]
    order = ["subject", "not", "pronoun", "verb", "not"]  # ne and pas come from "not"
    return np.array([kinds.index(k) for k in order if k in kinds])


def _order(*order):
    def french_order(kinds):
        kinds = [str(k) for k in kinds]
        return np.array([kinds.index(k) for k in order if k in kinds])

    return french_order


ORDER = Function(
    id="machine-translation/order",
    kind="function",
    reference=french_order,
    cases=[
        (["subject", "verb", "pronoun"],),
        (["subject", "does", "not", "verb"],),
        (["subject", "does", "not", "verb", "pronoun"],),
        (["subject", "verb", "for", "pronoun"],),
        (["subject", "does", "not", "verb", "to", "pronoun"],),
    ],
    hints=[
        "Write the French clause down first: elle ne le voit pas. Then the places.",
        "Subject, ne, pronoun, verb, pas. ne and pas both come from not.",
        'order = ["subject", "not", "pronoun", "verb", "not"], those that are there',
    ],
    mistakes=[
        (
            _order("subject", "not", "verb", "not", "pronoun"),
            "The pronoun stands where English has it. In French it precedes the verb.",
        ),
        (
            _order("subject", "pronoun", "not", "verb", "not"),
            "ne stands in front of the pronoun: elle ne le voit pas.",
        ),
        (
            _order("subject", "not", "pronoun", "verb"),
            "Without pas the negation is only half there. not has two French words.",
        ),
        (
            _order("subject", "not", "not", "pronoun", "verb"),
            "pas stands behind the verb: ne and pas embrace it.",
        ),
        (
            _order("subject", "does", "not", "pronoun", "verb", "not"),
            "does has no French word in such a clause.",
        ),
        (
            _order("subject", "not", "pronoun", "verb", "for", "to", "not"),
            "for and to have no word of their own here: le cherche, lui parle.",
        ),
        (
            _order("subject", "does", "not", "verb", "for", "to", "pronoun"),
            "That is the English order. Write the French clause down first.",
        ),
    ],
    notice="These places are the dark cells of the attention's picture.",
)


# ---- machine-translation/blame: a prediction -------------------------------------

BLAME = Choice(
    id="machine-translation/blame",
    kind="prediction",
    reference="b",
    options={
        "a": "a wider beam",
        "b": "other training: more or other pairs, another network",
        "c": "a larger length_power in the beam search",
        "d": "a larger max_length",
    },
    hints=[
        "Which of the two sentences does the model find likelier?",
        "The wrong one. What would a perfect search return?",
        "A perfect search returns the likeliest sentence, and that is a wrong one.",
    ],
    mistakes=[
        ("a", "A wider beam finds likelier sentences. The right one is less likely."),
        ("c", "Both have the same length, so any power of it divides both alike."),
        ("d", "The sentence was not cut off: it has as many words as the right one."),
    ],
    notice="A model error. Here a better search can only make it more certain.",
)


# ---- machine-translation/debug: a debugging lab ----------------------------------


def corpus_bleu(matches, totals, c, r):
    """Return BLEU of a corpus."""
    matches, totals = np.asarray(matches, float), np.asarray(totals, float)
    p = matches.sum(axis=0) / totals.sum(axis=0)
    penalty = min(1.0, np.exp(1 - np.sum(r) / np.sum(c)))
    return 100 * penalty * np.prod(p) ** (1 / len(p))


def _corpus(
    p=lambda m, n: m.sum(axis=0) / n.sum(axis=0),
    penalty=lambda c, r: min(1.0, np.exp(1 - np.sum(r) / np.sum(c))),
    mean=lambda p: np.prod(p) ** (1 / len(p)),
):
    def corpus_bleu(matches, totals, c, r):
        matches, totals = np.asarray(matches, float), np.asarray(totals, float)
        return 100 * penalty(c, r) * mean(p(matches, totals))

    return corpus_bleu


def _ratios(m, n):
    return (m / n).mean(axis=0)


DEBUG = Function(
    id="machine-translation/debug",
    kind="debug",
    reference=corpus_bleu,
    start=_corpus(p=_ratios),
    cases=[
        (
            np.array([[4, 3, 2, 1], [9, 7, 5, 3]]),
            np.array([[4, 3, 2, 1], [12, 11, 10, 9]]),
            np.array([4, 12]),
            np.array([6, 11]),
        ),
        (
            np.array([[5, 3, 1, 0], [8, 6, 5, 4], [3, 2, 1, 1]]),
            np.array([[6, 5, 4, 3], [8, 7, 6, 5], [4, 3, 2, 1]]),
            np.array([6, 8, 4]),
            np.array([7, 8, 5]),
        ),
    ],
    hints=[
        "Sentence 1 is short and perfect. How much does it weigh in your precision?",
        "BLEU adds up over the corpus and divides once.",
        "p = matches.sum(axis=0) / totals.sum(axis=0)",
    ],
    mistakes=[
        (
            _corpus(p=lambda m, n: m.sum(axis=1) / n.sum(axis=1)),
            "You sum over n and keep the sentences. Sum over the sentences: axis 0.",
        ),
        (
            _corpus(
                penalty=lambda c, r: np.mean(np.minimum(1, np.exp(1 - np.divide(r, c))))
            ),
            "The precisions are right now. The penalty was: it sums all lengths first.",
        ),
        (
            _corpus(mean=np.mean),
            "The precisions are right now, but the geometric mean was right before.",
        ),
        (
            _corpus(penalty=lambda c, r: 1.0),
            "The precisions are right now, but the penalty is gone.",
        ),
        (
            _corpus(p=lambda m, n: np.median(m / n, axis=0)),
            "A median of ratios weighs short sentences as long ones do. Sum first.",
        ),
    ],
    notice="The mean of ratios lets a short sentence count as much as a long one, and "
    "0 of 3 in a single sentence did no harm in the sum.",
)

EXERCISES = [
    BY_HAND,
    CLIPPED,
    ORDER,
    MEMORY_GRADIENT,
    DAMAGE,
    BLAME,
    DEBUG,
]
