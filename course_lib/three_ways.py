"""Three ways to exchange information, as four networks for lines of 40 numbers.

Chapter: three-layers. All have fewer than 5,000 weights.
"""

import numpy as np

NETWORKS = ("linear", "MLP", "CNN", "GRU")


def build(dl, network: str, rng: np.random.Generator):
    """Return one of NETWORKS, from either half, for x (N, 40) and ten classes.

    Raises: ValueError for another name.
    """
    if network == "linear":
        return dl.Linear(40, 10, rng=rng)
    if network == "MLP":
        return dl.MLP([40, 60, 30, 10], rng=rng)
    if network == "CNN":
        return dl.Sequential(
            as_lines(dl),
            dl.Conv1d(1, 20, 5, padding=2, rng=rng),
            dl.ReLU(),
            dl.Conv1d(20, 20, 5, padding=2, rng=rng),
            dl.ReLU(),
            dl.Conv1d(20, 20, 5, padding=2, rng=rng),
            dl.ReLU(),
            average(dl, axis=2),
            dl.Linear(20, 10, rng=rng),
        )
    if network == "GRU":
        gru = dl.GRU(1, 24, bidirectional=True, rng=rng)
        mean, readout = average(dl, axis=0), dl.Linear(48, 10, rng=rng)
        return dl.Sequential(as_steps(dl), gru, mean, readout)
    raise ValueError(f"build expected one of {NETWORKS}, got {network!r}")


def as_lines(dl):
    """Return a layer (N, L) -> (N, 1, L): one channel, as Conv1d reads it."""

    class AsLines(dl.Module):
        def forward(self, x):
            return x[:, None]

        def backward(self, dy):
            return None if dy is None else dy[:, 0]

    return AsLines()


def as_steps(dl):
    """Return a layer (N, L) -> (L, N, 1): one number a step, as a GRU reads it."""

    class AsSteps(dl.Module):
        def forward(self, x):
            return x.T[..., None]

        def backward(self, dy):
            return None if dy is None else dy[..., 0].T

    return AsSteps()


def average(dl, axis: int):
    """Return a layer that takes the mean over one axis: places, or steps."""

    class Average(dl.Module):
        def forward(self, x):
            self.shape = x.shape
            return x.mean(axis)

        def backward(self, dy):
            dy = np.expand_dims(dy / self.shape[axis], axis)
            return np.broadcast_to(dy, self.shape).copy()

    return Average()
