"""How long ago was the last spike? Cells with peepholes and without.

Chapter: lstm. After Gers, Schraudolph and Schmidhuber (2002), who measure the time
between spikes.
"""

import numpy as np

from .. import scratch as dl

T, LONGEST, STEPS = 30, 25, 1000
SETTINGS = [
    {"peephole": peephole, "H": H, "seed": seed}
    for H in (1, 2, 4)
    for peephole in (False, True)
    for seed in range(10)
]


def sample(n: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Draw spike trains of which the last spike is at the end; target: the interval."""
    interval = rng.integers(5, LONGEST + 1, n)
    x = np.zeros((T, n, 1))
    x[-1] = 1
    x[T - 1 - interval, np.arange(n)] = 1
    return x, interval[:, None] / LONGEST


def trained(peephole: bool, H: int, seed: int) -> dl.Sequential:
    """Return a network that was trained on new trains all the time."""
    rng = np.random.default_rng(seed)
    model = dl.Sequential(
        dl.LSTM(1, H, peephole=peephole, forget_bias=3, rng=rng),
        dl.Last(),
        dl.Linear(H, 1, rng=rng),
    )
    dl.fit_sampled(
        model,
        dl.MSELoss(),
        dl.Adam(model.parameters(), lr=0.01),
        lambda: sample(32, rng),
        steps=STEPS,
        max_norm=1.0,
    )
    return model


def output_gates(cell: dl.LSTMCell, x: np.ndarray) -> np.ndarray:
    """Return the mean of each output gate between the spikes, o = h / tanh(c)."""
    state, gates = cell.start(x.shape[1]), []
    for z in cell.project(x):
        state = cell.step(z, state)
        gates.append(state[0] / np.tanh(state[1]))
    waiting = (np.cumsum(x, axis=0) > x)[..., 0]
    return np.stack(gates)[waiting].mean(axis=0)


def run(peephole: bool, H: int, seed: int) -> dict:
    """Train; return the root mean squared error on 1,000 new trains, in steps.

    And how far the most open output gate is open, while the network waits.
    """
    model = trained(peephole, H, seed)
    x, t = sample(1000, np.random.default_rng(1000))
    with dl.no_grad():
        error = np.sqrt(((model(x) - t) ** 2).mean()) * LONGEST
        gates = output_gates(model[0].layers[0].cell, x)
    return {"error": round(float(error), 4), "open": round(float(gates.max()), 3)}
