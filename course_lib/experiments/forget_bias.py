"""First bias of the forget gate, on two tasks that need a long memory.

Chapter: lstm. The order of two symbols, 40 steps in all (Hochreiter and Schmidhuber,
1997, experiment 6a), and the sum of two marked numbers (their experiment 4).
"""

import numpy as np

from .. import scratch as dl
from ..data import adding_problem, temporal_order

T, H, BATCH = 40, 16, 32
NETS = {
    "Elman": lambda D, rng: dl.RNN(D, H, rng=rng),
    "LSTM, drawn": lambda D, rng: dl.LSTM(D, H, rng=rng),
    "LSTM, 1": lambda D, rng: dl.LSTM(D, H, forget_bias=1, rng=rng),
    "LSTM, 3": lambda D, rng: dl.LSTM(D, H, forget_bias=3, rng=rng),
    "LSTM, 5": lambda D, rng: dl.LSTM(D, H, forget_bias=5, rng=rng),
    "GRU": lambda D, rng: dl.GRU(D, H, rng=rng),
}
TASKS = {"order": (temporal_order, 8, 4), "adding": (adding_problem, 2, 1)}
SETTINGS = [
    {"task": task, "net": net, "seed": seed}
    for task in TASKS
    for net in NETS
    for seed in range(5)
]


def run(task: str, net: str, seed: int, steps: int = 800) -> dict:
    """Train; return the mean loss of updates 351 to 400, and of the last 50."""
    draw, D, K = TASKS[task]
    rng = np.random.default_rng(seed)
    model = dl.Sequential(NETS[net](D, rng), dl.Last(), dl.Linear(H, K, rng=rng))
    loss = dl.CrossEntropyLoss() if task == "order" else dl.MSELoss()
    adam = dl.Adam(model.parameters(), lr=0.01)
    losses = dl.fit_sampled(
        model,
        loss,
        adam,
        lambda: draw(BATCH, T, rng=rng),
        steps=steps,
        max_norm=1.0,
    )
    return {
        "after_400": round(float(np.mean(losses[350:400])), 5),
        "after_800": round(float(np.mean(losses[-50:])), 5),
    }
