"""How many updates does a batch of each size need, with its own best learning rate?

Chapter: beyond-one-machine. In NumPy, on handwritten digits.
"""

import numpy as np

from .. import scratch as dl
from ..data import load_digits
from ..parallel import gradient, new_model, put_gradient

GOAL, MOST, EVERY = 0.1, 3000, 5  # a training loss; updates; how often it is measured
BATCHES = (4, 8, 16, 32, 64, 128, 256, 512, 1024)
RATES = (0.025, 0.05, 0.1, 0.2, 0.4, 0.8, 1.6)
SETTINGS = [
    {"batch": batch, "rate": rate, "seed": seed}
    for batch in BATCHES
    for rate in RATES
    for seed in range(3)
]


def run(batch: int, rate: float, seed: int) -> dict:
    """Train by plain SGD; return the updates until the loss of all digits is small.

    "updates" is None if it is not reached.
    """
    x, t = load_digits()
    rng = np.random.default_rng(seed)
    model, loss = new_model(seed), dl.CrossEntropyLoss()
    sgd = dl.SGD(model.parameters(), lr=rate)
    for update in range(1, MOST + 1):
        rows = rng.choice(len(x), batch, replace=False)
        put_gradient(model, gradient(model, loss, x[rows], t[rows]))
        sgd.step()
        if update % EVERY == 0 and dl.evaluate(model, loss, (x, t)).loss < GOAL:
            return {"updates": update}
    return {"updates": None}
