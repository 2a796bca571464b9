"""Forward and backward of the networks that remember, in float32."""

from collections.abc import Callable

import numpy as np
import torch
from recurrent import D, H, sequence
from timing import compare

from course_lib import scratch


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


WORK = {  # name: (what to run, the ratio it must reach, the ratio we aim for)
    "gru": (gated("GRU"), 0.9, 0.65),
    "lstm": (gated("LSTM"), 2.2, 1.3),
    "lstm-bidirectional": (gated("LSTM", bidirectional=True), 2.2, 1.3),
    "clockwork-512-vs-elman": (clockwork(512), 0.3, 0.15),
    "clockwork-1024-vs-elman": (clockwork(1024), 0.3, 0.1),
}
