"""How many analogies come out right, by size, corpus, window and method.

Chapter: word-vectors. In NumPy, by hand.
"""

import numpy as np

from .. import scratch as dl
from ..data.worlds import analogy_questions, features, world_sentences
from ..vocabulary import Vocabulary
from ..word_vectors import (
    accuracy,
    analogies,
    context_pairs,
    cooccurrences,
    nearest,
    noise_distribution,
    pair_sampler,
    ppmi,
    svd_vectors,
    train_skip_gram,
)

STEPS, BATCH, NEGATIVES, RATE = 2000, 512, 5, 0.01
RARE = "queen niece filly cairo spanish ate painting colder geese knives".split()
USUAL = {"sentences": 4000, "window": 4, "size": 48, "times": 0}
SETTINGS = [
    {**USUAL, key: value, "seed": seed}
    for key, values in {
        "size": (4, 8, 12, 16, 24, 32, 48, 96),
        "sentences": (500, 1000, 2000, 8000),
        "window": (1, 2, 3, 8),
        "times": (1, 2, 4, 8, 16, 32),
    }.items()
    for value in values
    for seed in range(3)
]


def prepare(sentences: int, window: int, times: int, rng: np.random.Generator):
    """Return the vocabulary, the pairs of a corpus, and the questions as numbers.

    Args: times, how often each word of RARE occurs; with 0, as often as the others.
    """
    rare = RARE if times else ()
    corpus = world_sentences(sentences, rng=rng, rare=rare, times=max(times, 1))
    words = Vocabulary([*corpus, list(features())])  # also those that never came
    pairs = context_pairs([words.encode(s) for s in corpus], window)
    questions = {
        name: np.array([words.encode(q) for q in asked])
        for name, asked in analogy_questions().items()
    }
    return words, pairs, questions


def learned(pairs, vocabulary_size: int, size: int, rng: np.random.Generator):
    """Train skip-gram on the pairs; return the network and the losses."""
    model = dl.SkipGram(vocabulary_size, size, rng=rng).astype(np.float32)
    noise = noise_distribution(np.bincount(pairs[1], minlength=vocabulary_size))
    sample = pair_sampler(pairs, noise, batch_size=BATCH, negatives=NEGATIVES, rng=rng)
    adam = dl.Adam(model.parameters(), lr=RATE)
    return model, train_skip_gram(model, adam, sample, steps=STEPS)


def run(
    sentences: int, window: int, size: int, times: int, seed: int
) -> dict[str, object]:
    """Return accuracies: of skip-gram, all and by relation; of counts; of baselines.

    "rows" are whole rows of PPMI, "counts" their SVD of the same size. "allowed" lets
    a, b and c be answers, and "said c" is how often c was. "only c" answers with the
    nearest word to c, without a and b; "wrong pair" takes a and b from another
    question. "rare" is about questions whose answer is in RARE.
    """
    rng = np.random.default_rng(seed)
    words, pairs, questions = prepare(sentences, window, times, rng)
    model, losses = learned(pairs, len(words), size, rng)
    vectors = model.center.weight.data
    associations = ppmi(cooccurrences(pairs, len(words)))
    counts = svd_vectors(associations, size)
    asked = np.concatenate(list(questions.values()))
    wrong = asked.copy()
    wrong[:, :2] = asked[rng.permutation(len(asked)), :2]
    c, d = asked[:, 2:].T
    alone = np.array([nearest(vectors, word, 1)[0][0] for word in c])
    rare = asked[np.isin(d, words.encode(RARE))]
    shares = {
        "skip-gram": accuracy(vectors, asked),
        "counts": accuracy(counts, asked),
        "rows": accuracy(associations, asked),
        "one-hot": accuracy(np.eye(len(words)), asked),
        "allowed": accuracy(vectors, asked, exclude=False),
        "said c": (analogies(vectors, asked, exclude=False) == c).mean(),
        "only c": (alone == d).mean(),
        "wrong pair": accuracy(vectors, wrong),
        "rare": accuracy(vectors, rare),
        "rare counts": accuracy(counts, rare),
        **{name: accuracy(vectors, asked) for name, asked in questions.items()},
    }
    return {
        "loss": round(float(np.mean(losses[-50:])), 4),
        **{name: round(float(share), 4) for name, share in shares.items()},
    }
