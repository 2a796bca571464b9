"""Who expects the next word best: a network, a counting model, or the grammar itself?

Chapter: language-model. Sentences of course_lib.data.grammar, whose true probabilities
are known; by hand, in NumPy, which is fast enough.
"""

import numpy as np

from .. import scratch as dl
from ..data import grammar
from ..ngrams import AddK, Counts, KneserNey, Uniform, tuned
from ..perplexity import perplexity, scores
from ..vocabulary import Vocabulary, shifted

TEST, STEPS, EVERY, BATCH, RATE = 1000, 1500, 50, 32, 0.01
EMBEDDING, HIDDEN = 32, 64
ORDERS = (1, 2, 3, 4, 5)
DISCOUNTS = (0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 0.98)
KS = (0.01, 0.1, 1.0)
GAPS = {  # what stands between subject and verb: attractors, in a relative clause
    "none": (0, False),
    "one": (1, False),
    "two": (2, False),
    "three": (3, False),
    "relative": (1, True),
    "relative with two": (2, True),
}
SIZES = (50, 150, 500, 1500, 5000)
SETTINGS = [{"sentences": n, "seed": s} for n in SIZES for s in range(5)]


def vocabulary() -> Vocabulary:
    """Return numbers for all words, also for those that a small sample lacks."""
    return Vocabulary([grammar.vocabulary()])


def data(sentences: int, seed: int) -> tuple[list, list, list]:
    """Draw sentences to train with, to choose by (a fifth as many), and to judge by."""
    rng, words = np.random.default_rng(seed), vocabulary()
    sizes = (sentences, sentences // 5, TEST)
    return tuple(
        [words.encode(s) for s in grammar.sentences(n, rng=rng)] for n in sizes
    )


def counted(train: list, valid: list, size: int) -> dict[str, object]:
    """Return the three counting models, the last two with the best settings."""
    counts = Counts(train, size, max(ORDERS) - 1)

    def score(model) -> float:
        return -perplexity(scores(model, valid))

    add_k = [AddK(counts, n, k) for n in ORDERS for k in KS]
    kneser_ney = [KneserNey(counts, n, d) for n in ORDERS for d in DISCOUNTS]
    return {
        "uniform": Uniform(counts),
        "add_k": tuned(add_k, score)[0],
        "kneser_ney": tuned(kneser_ney, score)[0],
    }


def network(size: int, seed: int) -> dl.LanguageModel:
    rng = np.random.default_rng([seed, 1])
    return dl.LanguageModel(size, EMBEDDING, HIDDEN, rng=rng).astype(np.float32)


def learn(net, train: list, valid: list, seed: int, steps: int = STEPS) -> tuple:
    """Train a network, and leave it as it was best on the validation sentences.

    Returns the validation perplexity after each EVERY steps, and the weights that it
    had at the end.
    """
    rng = np.random.default_rng([seed, 2])
    loss = dl.SequenceLoss(dl.CrossEntropyLoss())
    adam = dl.Adam(net.parameters(), lr=RATE)
    curve, best = [], None

    def sample():
        drawn = rng.integers(len(train), size=BATCH)
        inputs, targets, lengths = shifted([train[k] for k in drawn])
        return (inputs, lengths), (targets, lengths)

    for done in range(0, steps, EVERY):
        adam.lr = RATE * (1 - done / steps)
        dl.fit_sampled(net, loss, adam, sample, steps=EVERY, max_norm=1.0)
        curve.append(perplexity(scores(net, valid)))
        if curve[-1] == min(curve):
            best = weights(net)
    end = weights(net)
    net.load_state_dict(best)
    return curve, end


def weights(net) -> dict[str, np.ndarray]:
    return {name: array.copy() for name, array in net.state_dict().items()}


def sums(model, sentences: list) -> np.ndarray:
    """Return log p of each sentence."""
    return np.array([s.sum() for s in scores(model, sentences)])


def wrong_order(test: list, swap: bool, rng) -> list:
    """Return the sentences scrambled, or with two neighbors exchanged."""
    if not swap:
        return [grammar.scramble(s, rng=rng) for s in test]
    mixed = []
    for sentence in test:
        k = rng.integers(len(sentence) - 1)
        mixed.append([*sentence[:k], *sentence[k : k + 2][::-1], *sentence[k + 2 :]])
    return mixed


def preferred(model, test: list, rng) -> dict[str, float]:
    """Return how often the right sentence gets the higher score, in three contests."""
    right = sums(model, test)
    return {
        "scrambled": float((right > sums(model, wrong_order(test, False, rng))).mean()),
        "swapped": float((right > sums(model, wrong_order(test, True, rng))).mean()),
    }


def agrees(model, gap: str, n: int = 500) -> float:
    """Return how often the right form of the verb is the more probable one."""
    attractors, relative = GAPS[gap]
    rng, words = np.random.default_rng(7), vocabulary()
    items = grammar.agreement(n, attractors, relative=relative, rng=rng)
    right, wrong = (
        scores(model, [words.encode([*item[0], item[form]]) for item in items])
        for form in (1, 2)
    )
    return float(np.mean([r[-2] > w[-2] for r, w in zip(right, wrong, strict=True)]))


def run(sentences: int, seed: int) -> dict:
    """Train all models on some sentences; judge them on 1,000 others."""
    words = vocabulary()
    train, valid, test = data(sentences, seed)
    models = counted(train, valid, len(words))
    net = network(len(words), seed)
    curve, last = learn(net, train, valid, seed)
    end = network(len(words), seed)
    end.load_state_dict(last)
    models["lstm"] = net
    truth = [grammar.log_probabilities(words.decode(s)) for s in test]
    numbers = {
        "truth": round(perplexity(truth), 4),
        "order": models["kneser_ney"].order,
        "discount": models["kneser_ney"].discount,
        "best_step": EVERY * (1 + int(np.argmin(curve))),
        "valid": [round(p, 3) for p in curve],
        "end": round(perplexity(scores(end, test)), 4),
    }
    for name, model in models.items():
        numbers[name] = round(perplexity(scores(model, test)), 4)
        if name in ("kneser_ney", "lstm"):
            numbers |= {
                f"{name} {what}": round(share, 4)
                for what, share in preferred(
                    model, test, np.random.default_rng([seed, 3])
                ).items()
            }
            numbers[f"{name} agrees"] = {g: round(agrees(model, g), 4) for g in GAPS}
    return numbers
