"""Clockwork, LSTM and Elman networks that write out a waveform, by heart.

Chapter: clockwork-rnn. The first task of Koutnik et al. (2014), with drawn notes in
place of their recordings: 320 points, no input, one network for each note, and no test
set, because the task is to reproduce. The error is the NMSE, the mean squared error
divided by the variance of the note: 1 is what the best constant gets.
"""

import math

import numpy as np

from .. import scratch as dl
from ..data import tones
from ..initialization import normal, orthogonal
from ..scratch.memory.clockwork import share_out

LENGTH = 320
NOTES = range(5)
PERIODS = [2**k for k in range(9)]  # 1, 2, ..., 256
SIZES = {  # hidden units with about as many parameters
    "elman": {100: 9, 250: 15, 500: 22, 1000: 31},
    "lstm": {100: 4, 250: 7, 500: 10, 1000: 15},
    "clockwork": {100: 11, 250: 19, 500: 27, 1000: 40},
    "clock alone": {100: 9, 250: 22, 500: 45, 1000: 90},
    "elman, orthogonal": {1000: 31},
    "elman with clock": {1000: 26},
    "lstm with peepholes": {1000: 15},
}


def notes() -> np.ndarray:
    """Return the five targets. Shapes: (320, 5, 1)."""
    return tones(len(NOTES), LENGTH, rng=np.random.default_rng(0))


def hands() -> np.ndarray:
    """Return nine hands of a clock, the binary digits of t, as +-1: (320, 1, 9)."""
    t = np.arange(LENGTH)[:, None, None]
    return 2.0 * (t // PERIODS % 2) - 1


def build(net: str, H: int, init, rng: np.random.Generator) -> dl.Sequential:
    """Make a network with one output. All but those with a clock read zeros."""
    options = {"init": init, "recurrent_init": init, "rng": rng}
    if net == "elman, orthogonal":
        options |= {"init": normal(0.1), "recurrent_init": orthogonal()}
    if net == "clock alone":
        layers = [dl.Linear(len(PERIODS), H, rng=rng), dl.Tanh()]
    elif net == "clockwork":
        layers = [dl.ClockworkRNN(1, H, PERIODS, **options)]
    elif net.startswith("lstm"):
        options |= {"forget_bias": 5, "peephole": "peepholes" in net}
        layers = [dl.LSTM(1, H, **options)]
    else:
        layers = [dl.RNN(9 if "clock" in net else 1, H, **options)]
    model = dl.Sequential(*layers, dl.Linear(H, 1, rng=rng))
    model.input_grad = False
    return model


def count(net: str, H: int) -> int:
    """Return how many weights matter: the two biases are one, x = 0 has no weights."""
    hidden = H * H
    if net == "clock alone":
        hidden = 0
    if net == "clockwork":
        groups = share_out(H, len(PERIODS))
        hidden = sum((own.stop - own.start) * (H - own.start) for own in groups)
    gates = 4 if net.startswith("lstm") else 1
    hands_read = 9 * H if net in ("clock alone", "elman with clock") else 0
    peepholes = 3 * H if "peepholes" in net else 0
    return gates * (hidden + H) + hands_read + peepholes + H + 1


def run(
    net: str,
    parameters: int,
    note: int,
    seed: int,
    recipe: str = "adam",
    lr: float = 0.003,
    clip: float = 1.0,
    outputs: bool = False,
) -> dict:
    """Train for 1,000 epochs; return the NMSE, and the outputs if they are wanted.

    Args: recipe, "adam" (mean squared error, Adam, the rate falls along a cosine) or
    the paper's, "sum" (half the sum of squares, momentum 0.95 after Nesterov, N(0, 0.1)
    weights), or "mean", the same with the mean; clip, 0 for never.
    """
    H, rng, epochs = SIZES[net][parameters], np.random.default_rng(seed), 1000
    model = build(net, H, None if recipe == "adam" else normal(0.1), rng)
    x = hands() if "clock" in net.split() else np.zeros((LENGTH, 1, 1))
    t, loss = notes()[:, [note]], dl.MSELoss()
    if recipe == "adam":
        optimizer = dl.Adam(model.parameters(), lr=lr)
    else:
        options = {"momentum": 0.95, "nesterov": True}
        optimizer = dl.SGD(model.parameters(), lr=lr, **options)
    with np.errstate(all="ignore"):
        for epoch in range(epochs):
            if recipe == "adam":
                optimizer.lr = lr * (1 + math.cos(math.pi * epoch / epochs)) / 2
            optimizer.zero_grad()
            if not loss(model(x), t) < 1e6:
                return {"hidden": H, "weights": count(net, H), "diverged": epoch}
            times = LENGTH / 2 if recipe == "sum" else 1
            model.backward(times * loss.backward())
            if clip:
                dl.clip_grad_norm_(model.parameters(), clip)
            optimizer.step()
    with dl.no_grad():
        y = model(x)
    nmse = float(((y - t) ** 2).mean() / t.var())
    numbers = {"hidden": H, "weights": count(net, H), "nmse": round(nmse, 6)}
    if outputs:
        numbers["y"] = y.ravel().round(3).tolist()
    return numbers


def row(net: str, note: int, seed: int, parameters: int = 1000, **more) -> dict:
    """Make one setting."""
    return {"net": net, "parameters": parameters, "note": note, "seed": seed, **more}


THREE = ("elman", "lstm", "clockwork")
MORE = (*THREE, "elman, orthogonal", "clock alone")
SETTINGS = [
    *(row(n, k, k, outputs=True) for k in (0, 2) for n in MORE),
    *(row(n, k, k) for n in MORE for k in (1, 3, 4)),
    *(row("elman with clock", k, k) for k in NOTES),
    *(row(n, k, k, p) for n in (*THREE, "clock alone") for p in (100,) for k in NOTES),
    *(row(n, 0, 0, recipe="sum", lr=3e-4, clip=0) for n in ("elman", "clockwork")),
    *(row(n, 0, 0, recipe="sum", lr=3e-4, clip=10) for n in ("elman", "clockwork")),
    *(row(n, 0, 0, recipe="mean", lr=3e-4, clip=0) for n in ("elman", "clockwork")),
    row("lstm", 0, 0, recipe="sum", lr=3e-5, clip=0),
    row("lstm", 0, 0, recipe="sum", lr=3e-5, clip=10),
    row("lstm", 0, 0, recipe="mean", lr=3e-5, clip=0),
    *(row(n, 0, 0, lr=lr) for n in MORE for lr in (1e-3, 1e-2)),
    *(row("lstm with peepholes", k, k) for k in NOTES),
    *(row(n, k, k + 5 * r) for r in (1, 2) for n in MORE for k in NOTES),
    *(
        row(n, k, k, p)
        for n in (*THREE, "clock alone")
        for p in (250, 500)
        for k in NOTES
    ),
]
