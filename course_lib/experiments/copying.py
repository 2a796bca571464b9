"""Copying strings of letters: how does the share of exact copies fall with length?

Chapter: encoder-decoder, and attention. In PyTorch; four encoder-decoders with states
of 64 numbers, trained on strings of 1 to 12 letters.
"""

import numpy as np
import torch

from .. import pytorch as dl
from ..data.numbers import copies
from ..metrics import exact
from ..translators import WAYS, Translator, build

LONGEST, UPDATES, BATCH, TESTED = 12, 2500, 64, 200
LENGTHS = (2, 4, 6, 8, 10, 12, 14, 16)  # those above LONGEST were never seen
SETTINGS = [{"way": way, "seed": seed} for way in WAYS for seed in range(3)]


def train(model, translator: Translator, updates: int, rng) -> list[float]:
    """Train on fresh strings, the last quarter at a lower rate; return the losses."""
    loss = dl.SequenceLoss(dl.CrossEntropyLoss())
    sample = translator.sampler(lambda: copies(BATCH, longest=LONGEST, rng=rng))
    losses = []
    for lr, steps in ((0.005, updates - updates // 4), (0.001, updates // 4)):
        adam = dl.Adam(model.parameters(), lr=lr)
        losses += dl.fit_sampled(model, loss, adam, sample, steps=steps, max_norm=1.0)
    return losses


def run(way: str, seed: int) -> dict:
    """Train; return the share of exact copies at each length, and the weights."""
    torch.set_num_threads(1)
    rng = np.random.default_rng(seed)
    translator = Translator(copies(1000, longest=LONGEST, rng=rng))
    sizes = len(translator.source), len(translator.target)
    model = build(dl, way, *sizes, 64, rng).float()
    losses = train(model, translator, UPDATES, rng)
    numbers = {"loss": round(float(np.mean(losses[-100:])), 4)}
    numbers["weights"] = dl.count_parameters(model)
    for length in LENGTHS:
        test = copies(TESTED, shortest=length, longest=length, rng=rng)
        said = translator.write(model, test, max_length=2 * length)
        numbers[f"exact {length}"] = exact(said, [t for _, t in test])
    return numbers
