"""Recorded digits (FSDD) to letters: speakers never heard, and new takes of known ones.

Chapter: speech-recognition. In PyTorch; the recognizer of spoken_letters. The data must
be in COURSE_DATA.
"""

import numpy as np
import torch

from .. import pytorch
from ..data.fsdd import load_fsdd
from ..metrics import error_rate, exact
from ..recognizer import batch, build, transcribe

DATA = ("fsdd.tar.gz",)
HIDDEN, BATCH, UPDATES = 48, 32, 500
SPEAKERS = ("george", "jackson", "lucas", "nicolas", "theo", "yweweler")
SETTINGS = [{"held_out": who, "seed": 0} for who in SPEAKERS]
SETTINGS += [{"held_out": "takes", "seed": seed} for seed in range(3)]


def run(held_out: str, seed: int) -> dict:
    """Train without a speaker, or without takes 0 to 4 of all; return the error rates.

    "letters" is the character error rate, "words" the share of digits not read exactly.
    """
    torch.set_num_threads(1)
    rng = np.random.default_rng(seed)
    training, test = [], []
    for r in load_fsdd():
        if len(r.sound) < 512:  # two frames: too short to be a word
            continue
        out = r.take < 5 if held_out == "takes" else r.speaker == held_out
        (test if out else training).append((r.sound, r.word))
    model = build(pytorch, HIDDEN, rng).float()
    loss = pytorch.CTCLoss()
    for lr, steps in ((0.01, UPDATES - UPDATES // 4), (0.002, UPDATES // 4)):
        pytorch.fit_sampled(
            model,
            loss,
            pytorch.Adam(model.parameters(), lr=lr),
            lambda: batch([training[k] for k in rng.integers(0, len(training), BATCH)]),
            steps=steps,
            max_norm=5.0,
        )
    said = transcribe(model, test)
    right = [word for _, word in test]
    return {
        "letters": round(error_rate(said, right), 4),
        "words": round(1 - exact(said, right), 4),
        "recordings": len(test),
    }
