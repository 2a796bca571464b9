"""Forward and backward of the networks that remember, in float32."""

from collections.abc import Callable
from importlib.util import find_spec

import numpy as np
import torch
from recurrent import D, H, sequence
from timing import compare

from course_lib import scratch
from course_lib.reservoir import dense


def gated(name: str, **options) -> Callable[[], dict[str, float]]:
    """Time our LSTM or GRU against PyTorch's."""

    def run() -> dict[str, float]:
        ours = getattr(scratch, name)(D, H, **options, rng=np.random.default_rng(0))
        return sequence(ours, getattr(torch.nn, name)(D, H, **options))

    return run


def clockwork(H: int) -> Callable[[], dict[str, float]]:
    """Time eight groups against an Elman network of as many units (as the other)."""

    def run() -> dict[str, float]:
        rng = np.random.default_rng(0)
        periods = [2**k for k in range(8)]
        groups = scratch.ClockworkRNN(D, H, periods, rng=rng).astype(np.float32)
        dense = scratch.RNN(D, H, rng=rng).astype(np.float32)
        x = rng.standard_normal((100, 32, D)).astype(np.float32)
        dy = rng.standard_normal((100, 32, H)).astype(np.float32)

        def turn(net):
            net.zero_grad()
            net(x)
            net.backward(dy)

        return compare(lambda: turn(groups), lambda: turn(dense))

    return run


def echo_state(density: float) -> Callable[[], dict[str, float]]:
    """Fit 1,000 units to 5,000 steps; reservoirpy does the same (as the other)."""

    def run() -> dict[str, float]:
        from reservoirpy.nodes import Reservoir, Ridge
        from scipy.sparse import csr_array

        rng = np.random.default_rng(0)
        options = {"density": density, "leak": 0.3, "ridge": 1e-6}
        ours = scratch.EchoStateNetwork(1, 1000, 1, **options, rng=rng)
        W = csr_array(dense(ours.columns.data, ours.weight_hh.data))
        same = {"W": W, "Win": ours.weight_in.data, "lr": 0.3}
        u = rng.uniform(-0.5, 0.5, (5000, 1))
        y = np.roll(u, 5, axis=0)

        def theirs():
            (Reservoir(**same) >> Ridge(ridge=1e-6)).fit(u, y, warmup=100)

        return compare(lambda: ours.fit(u[:, None], y[:, None], washout=100), theirs)

    return run


ECHO_STATE = {  # only where `pip install reservoirpy` was run
    "esn-vs-reservoirpy": (echo_state(0.01), 1.0, 0.8),
    "esn-dense-vs-reservoirpy": (echo_state(0.1), 1.0, 0.8),
}
WORK = {  # name: (what to run, the ratio it must reach, the ratio we aim for)
    "gru": (gated("GRU"), 0.9, 0.65),
    "lstm": (gated("LSTM"), 2.2, 1.3),
    "lstm-bidirectional": (gated("LSTM", bidirectional=True), 2.2, 1.3),
    "clockwork-512-vs-elman": (clockwork(512), 0.3, 0.15),
    "clockwork-1024-vs-elman": (clockwork(1024), 0.3, 0.1),
    **(ECHO_STATE if find_spec("reservoirpy") else {}),
}
