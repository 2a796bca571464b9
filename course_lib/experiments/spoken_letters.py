"""Synthesized digits to letters: character error rates, clean and in noise.

Chapter: speech-recognition. In PyTorch; an LSTM in both directions with CTC, trained on
clean speech alone, or mostly on speech with noise up to 30 decibels below it.
"""

import numpy as np
import torch

from .. import pytorch
from ..data.spoken import add_noise, spoken_digits
from ..metrics import error_rate
from ..recognizer import batch, build, transcribe

HIDDEN, BATCH, UPDATES, SOUNDS, TESTED = 48, 16, 500, 600, 150
NOISE = (None, 20, 10, 5, 0)  # decibels by which the speech is louder
SETTINGS = [
    {"taught": taught, "seed": seed}
    for taught in ("clean", "noisy")
    for seed in range(3)
]


def noised(pairs, decibels, rng) -> list:
    """Return the sounds with noise, or as they are for None."""
    if decibels is None:
        return pairs
    return [(add_noise(x, decibels, rng=rng), text) for x, text in pairs]


def train(model, pairs, updates: int, taught: str, rng, *, dl=pytorch) -> list[float]:
    """Train with Adam, the last quarter at a lower rate; return the losses."""
    loss = dl.CTCLoss()

    def sample():
        some = [pairs[k] for k in rng.integers(0, len(pairs), BATCH)]
        if taught == "noisy":
            levels = [None if u < 0 else u for u in rng.uniform(-6, 30, BATCH)]
            some = [noised([p], u, rng)[0] for p, u in zip(some, levels, strict=True)]
        return batch(some)

    losses = []
    for lr, steps in ((0.01, updates - updates // 4), (0.002, updates // 4)):
        adam = dl.Adam(model.parameters(), lr=lr)
        losses += dl.fit_sampled(model, loss, adam, sample, steps=steps, max_norm=5.0)
    return losses


def run(taught: str, seed: int) -> dict:
    """Train; return the character error rate at each level of noise, in new voices."""
    torch.set_num_threads(1)
    rng = np.random.default_rng(seed)
    pairs, test = spoken_digits(SOUNDS, rng=rng), spoken_digits(TESTED, rng=rng)
    model = build(pytorch, HIDDEN, rng).float()
    train(model, pairs, UPDATES, taught, rng)
    numbers = {}
    for decibels in NOISE:
        some = noised(test, decibels, rng)
        said = transcribe(model, some)
        name = "clean" if decibels is None else f"{decibels} dB"
        numbers[name] = round(error_rate(said, [text for _, text in some]), 4)
    return numbers
