"""Dates as people write them to dates in numbers, letter by letter.

Chapter: attention. In PyTorch; four encoder-decoders with states of 64 numbers. Of
those that look back, also: what happens to a digit if the letter with its largest
weight is replaced, or another one?
"""

import numpy as np
import torch

from .. import pytorch
from ..data.dates import dates
from ..decoding import as_array, evaluating
from ..metrics import exact
from ..pytorch.training import tensors
from ..translators import WAYS, Translator, build

UPDATES, BATCH, TESTED, LONGEST = 800, 64, 300, 12
DIGITS = (0, 1, 2, 3, 5, 6, 8, 9)  # places in 1987-05-03; the others are dashes
SETTINGS = [{"way": way, "seed": seed} for way in WAYS for seed in range(3)]


def train(model, translator: Translator, updates: int, rng, *, dl=pytorch) -> list:
    """Train on fresh dates, the last quarter at a lower rate; return the losses."""
    loss = dl.SequenceLoss(dl.CrossEntropyLoss())
    sample = translator.sampler(lambda: dates(BATCH, rng=rng))
    losses = []
    for lr, steps in ((0.005, updates - updates // 4), (0.001, updates // 4)):
        adam = dl.Adam(model.parameters(), lr=lr)
        losses += dl.fit_sampled(model, loss, adam, sample, steps=steps, max_norm=1.0)
    return losses


def look(model, translator: Translator, pairs) -> tuple[np.ndarray, np.ndarray]:
    """Return what it says (T, N) given the right past, and its weights (T, N, S)."""
    arrays, _ = translator.batch(pairs)
    if isinstance(model, torch.nn.Module):
        arrays = tensors(model, *arrays)
    with evaluating(model):
        said = as_array(model(*arrays)).argmax(axis=2)
    return said, as_array(model.decoder.attention.weights)


def replaced(model, translator: Translator, pairs, rng) -> dict:
    """Return how often a digit changes with the most looked-at letter, or another.

    One digit of each date is drawn; a letter is replaced by another letter or digit.
    """
    said, weights = look(model, translator, pairs)
    t = rng.choice(DIGITS, len(pairs))
    shares = {}
    for which in ("largest", "other"):
        changed = []
        for n, (source, target) in enumerate(pairs):
            best = int(weights[t[n], n].argmax())
            others = [s for s in range(len(source)) if s != best]
            place = best if which == "largest" else int(rng.choice(others))
            old = source[place]
            kin = "0123456789" if old.isdigit() else "abcdefghijklmnopqrstuvwxyz"
            new = str(rng.choice([c for c in kin if c != old]))
            changed.append(([*source[:place], new, *source[place + 1 :]], target))
        after, _ = look(model, translator, changed)
        columns = np.arange(len(pairs))
        shares[which] = float((after[t, columns] != said[t, columns]).mean())
    return shares


def run(way: str, seed: int) -> dict:
    """Train; return the share of dates read exactly, and shares of changed digits."""
    torch.set_num_threads(1)
    rng = np.random.default_rng(seed)
    translator = Translator(dates(2000, rng=rng))
    sizes = len(translator.source), len(translator.target)
    model = build(pytorch, way, *sizes, 64, rng).float()
    losses = train(model, translator, UPDATES, rng)
    test = dates(TESTED, rng=rng)
    said = translator.write(model, test, max_length=LONGEST)
    numbers = {
        "loss": round(float(np.mean(losses[-50:])), 4),
        "exact": exact(said, [t for _, t in test]),
        "weights": pytorch.count_parameters(model),
        "largest": None,
        "other": None,
    }
    if model.decoder.attention is not None:
        numbers |= replaced(model, translator, test, rng)
    return numbers
