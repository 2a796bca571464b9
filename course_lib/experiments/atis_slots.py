"""Slots of real questions of air travelers (ATIS), by taggers of several kinds.

Chapter: slot-filling. In PyTorch. The data must be in COURSE_DATA or fetched.
"""

import numpy as np
import torch

from .. import pytorch
from ..data.atis import load_atis
from ..spans import span_f1
from ..vocabulary import UNK, Vocabulary
from .travel_slots import build, numbered, said, train

DATA = ("atis.train.iob", "atis.test.iob")
BATCH, EPOCHS, SIZE = 32, 5, 100
NETWORKS = ("window 0", "window 1", "window 2", "Elman", "Jordan", "LSTM", "bi-LSTM")
SETTINGS = [
    {"network": network, "seed": seed} for network in NETWORKS for seed in range(3)
]


def run(network: str, seed: int) -> dict:
    """Train on all 4,978 sentences; return the span F1 on the 893 for testing.

    Words that occur once are hidden in half of the updates, so that <unk> is trained.
    """
    torch.set_num_threads(1)
    rng = np.random.default_rng(seed)
    training, test = load_atis("train"), load_atis("test")
    vocabulary = Vocabulary([words for words, _ in training])
    common = Vocabulary([words for words, _ in training], least=2)
    rare = np.array([token not in common for token in vocabulary.tokens])
    tags = sorted({tag for _, names in training for tag in names})
    order = sorted(range(len(training)), key=lambda n: len(training[n][0]))
    blocks = np.array_split(order, len(order) // BATCH)

    def sample():
        block = blocks[rng.integers(len(blocks))]
        x, t, lengths = numbered([training[n] for n in block], vocabulary, tags)
        return np.where(rare[x] & (rng.random(x.shape) < 0.5), UNK, x), t, lengths

    K = len(tags)
    model = build(
        pytorch, network, len(vocabulary), K, rng, size=SIZE, width=50
    ).float()
    train(model, network, sample, EPOCHS * len(blocks), lr=0.005)
    found = []
    for start in range(0, len(test), 100):
        part = [(words, tags[:1] * len(words)) for words, _ in test[start:][:100]]
        x, _, lengths = numbered(part, vocabulary, tags)
        y = said(model, x, lengths)
        for n, length in enumerate(lengths):
            found.append([tags[k] for k in y[:length, n]])
    score = span_f1(found, [names for _, names in test])
    return {
        "precision": round(score.precision, 4),
        "recall": round(score.recall, 4),
        "f1": round(score.f1, 4),
        "weights": pytorch.count_parameters(model),
    }
