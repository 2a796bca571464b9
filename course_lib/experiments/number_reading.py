"""Numbers in words to numbers in digits: forced accuracy against numbers written alone.

Chapter: encoder-decoder. In PyTorch; without attention, states of 16, 32 or 64 numbers.
"""

import numpy as np
import torch

from .. import pytorch as dl
from ..data.numbers import spoken_numbers
from ..decoding import as_array, beam_search, evaluating
from ..metrics import exact
from ..pytorch.training import tensors
from ..translators import Translator, build

UPDATES, BATCH, TESTED = 2000, 64, 500
SETTINGS = [
    {"way": way, "size": size, "seed": seed}
    for way in ("forward", "reversed")
    for size in (16, 32, 64)
    for seed in range(3)
]


def train(model, translator: Translator, updates: int, rng, *, dl=dl) -> list[float]:
    """Train on fresh numbers, the last quarter at a lower rate; return the losses."""
    loss = dl.SequenceLoss(dl.CrossEntropyLoss())
    sample = translator.sampler(lambda: spoken_numbers(BATCH, rng=rng))
    losses = []
    for lr, steps in ((0.01, updates - updates // 4), (0.002, updates // 4)):
        adam = dl.Adam(model.parameters(), lr=lr)
        losses += dl.fit_sampled(model, loss, adam, sample, steps=steps, max_norm=1.0)
    return losses


def forced(model, translator: Translator, pairs) -> float:
    """Return the share of right digits (and ends) when the right past is given."""
    inputs, (targets, ends) = translator.batch(pairs)
    if isinstance(model, torch.nn.Module):
        inputs = tensors(model, *inputs)
    with evaluating(model):
        said = as_array(model(*inputs)).argmax(axis=2)
    there = np.arange(len(targets))[:, None] < ends
    return float((said == targets)[there].mean())


def run(way: str, size: int, seed: int) -> dict:
    """Train; return forced accuracy, and exact numbers, greedy and with a beam."""
    torch.set_num_threads(1)
    rng = np.random.default_rng(seed)
    translator = Translator(spoken_numbers(2000, rng=rng))
    sizes = len(translator.source), len(translator.target)
    model = build(dl, way, *sizes, size, rng).float()
    train(model, translator, UPDATES, rng)
    test = spoken_numbers(TESTED, rng=rng)
    right = [t for _, t in test]
    x, lengths = translator.sources(test)
    beams = beam_search(model, x, lengths, width=5, max_length=9)
    return {
        "forced": round(forced(model, translator, test), 4),
        "exact": exact(translator.write(model, test, max_length=9), right),
        "beam": exact([translator.target.decode(b) for b in beams], right),
        "weights": dl.count_parameters(model),
    }
