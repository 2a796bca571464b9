"""Free runs of echo state networks on the Mackey-Glass series: error after 84 steps.

Chapter: echo-state-network. The network of Jaeger (2001) with 400 units, that of Jaeger
and Haas (2004) with 1,000, and what ridge and noise do to the latter.
"""

import numpy as np

from .. import scratch as dl
from ..data import mackey_glass

WASHOUT, TRAIN, LEAD, AHEAD, BLOCKS = 1000, 3000, 1000, 84, 50
SMALL = {
    "spectral_radius": 0.79,
    "density": 0.0125,
    "feedback_scale": 0.56,
    "bias_scale": 0.2,
    "leak": 0.396,
    "gain": 0.44,
}
LARGE = {
    "spectral_radius": 0.8,
    "density": 0.01,
    "feedback_scale": 1.0,
    "bias_scale": 0.2,
}
NETS = {  # units, settings, ridge, noise
    "400": (400, SMALL, 0.0, 1e-10),
    "400, noise 1e-5": (400, SMALL, 0.0, 1e-5),
    "1000": (1000, LARGE, 0.0, 1e-10),
    "1000, no noise": (1000, LARGE, 0.0, 0.0),
    "1000, ridge 1e-12": (1000, LARGE, 1e-12, 0.0),
    "1000, ridge 1e-12, noise 1e-10": (1000, LARGE, 1e-12, 1e-10),
    "1000, ridge 1e-12, noise 1e-7": (1000, LARGE, 1e-12, 1e-7),
    "1000, ridge 1e-11": (1000, LARGE, 1e-11, 0.0),
    "1000, ridge 1e-8": (1000, LARGE, 1e-8, 0.0),
}
SETTINGS = [{"net": net, "seed": seed} for net in (*NETS, "GRU") for seed in range(5)]


def series(length: int, seed: int) -> np.ndarray:
    """Return the series as Jaeger uses it, tanh(y - 1), as (length, 1, 1)."""
    y = mackey_glass(length, rng=np.random.default_rng(seed))
    return np.tanh(y - 1)[:, None, None]


def trained(net: str, seed: int) -> dl.EchoStateNetwork:
    """Draw a network and train it on 3,000 steps, 1,000 of them washout."""
    units, options, ridge, noise = NETS[net]
    rng = np.random.default_rng(seed)
    model = dl.EchoStateNetwork(0, units, 1, **options, ridge=ridge, rng=rng)
    y = series(TRAIN, seed)
    model.fit(np.zeros((TRAIN, 1, 0)), y, washout=WASHOUT, noise=noise, rng=rng)
    return model


def trained_gru(seed: int, steps: int = 5000) -> dl.Deep:
    """Train a GRU on the same 3,000 steps to predict the next value."""
    rng = np.random.default_rng(seed)
    net = dl.Deep(dl.GRU(1, 32, rng=rng), dl.Linear(32, 1, rng=rng))
    y = series(TRAIN, seed)[:, 0]
    adam = dl.Adam(net.parameters(), lr=0.005)
    scheduler = dl.ExponentialLR(adam, gamma=0.1 ** (1 / steps))

    def sample():
        first = rng.integers(0, TRAIN - 60, 32)
        windows = np.stack([y[k : k + 61] for k in first], axis=1)
        scheduler.step()
        return windows[:-1], windows[1:]

    loss = dl.SequenceLoss(dl.MSELoss())
    dl.fit_sampled(net, loss, adam, sample, steps=steps, max_norm=1.0)
    return net


def alone(net: str, seed: int, y: np.ndarray) -> np.ndarray:
    """Let a network hear y, except for its end, which it must continue."""
    heard, N = y[:-AHEAD], y.shape[1]
    if net != "GRU":
        model = trained(net, seed)
        _, state = model.states(np.zeros((len(heard), N, 0)), heard)
        return model.run(np.zeros((AHEAD, N, 0)), state)[0]
    model = trained_gru(seed)
    with dl.no_grad():
        out, state = model.run(heard)
        free = [out[-1:]]
        for _ in range(AHEAD - 1):
            out, state = model.run(free[-1], state)
            free.append(out)
    return np.concatenate(free)


def run(net: str, seed: int) -> dict:
    """Return the NRMSE 1 and 84 steps after the teacher stops, over 50 places."""
    long = series(BLOCKS * 200 + LEAD + AHEAD, seed + 1000)[:, 0]
    blocks = [long[k * 200 : k * 200 + LEAD + AHEAD] for k in range(BLOCKS)]
    y = np.stack(blocks, axis=1)
    with np.errstate(over="ignore", invalid="ignore"):
        free = alone(net, seed, y)
        mean = ((free - y[-AHEAD:]) ** 2).mean(axis=(1, 2))
        errors = np.sqrt(mean / long.var())
    return {f"nrmse{k}": float(f"{errors[k - 1]:.3g}") for k in (1, AHEAD)}
