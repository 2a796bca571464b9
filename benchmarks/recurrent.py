"""Forward and backward of the recurrent layers, in float32."""

from collections.abc import Callable

import numpy as np
import torch
from timing import compare

from course_lib import pytorch, scratch

T, N, D, H = 100, 32, 64, 128


def sequence(ours, theirs, T: int = T, first: bool = False) -> dict[str, float]:
    """Both layers read (T, N, D) and get the gradient of their outputs."""
    rng = np.random.default_rng(0)
    ours.astype(np.float32)
    ours.input_grad = not first
    x = rng.standard_normal((T, N, D)).astype(np.float32)
    dy = rng.standard_normal(ours(x).shape).astype(np.float32)
    ours.backward(dy)
    t, dt = torch.tensor(x, requires_grad=not first), torch.tensor(dy)

    def our_turn():
        ours.zero_grad()
        ours(x)
        ours.backward(dy)

    def their_turn():
        theirs.zero_grad()
        y = theirs(t)
        (y[0] if isinstance(y, tuple) else y).backward(dt)

    return compare(our_turn, their_turn)


def rnn(T: int = T, **options) -> Callable[[], dict[str, float]]:
    def run() -> dict[str, float]:
        rng = np.random.default_rng(0)
        ours = scratch.RNN(D, H, rng=rng, **options)
        return sequence(ours, torch.nn.RNN(D, H, **options), T)

    return run


def custom_cell(make: Callable) -> Callable[[], dict[str, float]]:
    """Time PyTorch's RNN kernel (as the other) against a cell of our PyTorch half."""

    def run() -> dict[str, float]:
        return sequence(
            scratch.Recurrent(make(scratch)),
            pytorch.Recurrent(make(pytorch)).float(),
        )

    return run


WORK = {  # name: (what to run, the ratio it must reach, the ratio we aim for)
    "rnn": (rnn(), 0.7, 0.45),
    "rnn-t-400": (rnn(T=400), 0.7, 0.45),
    "rnn-2-layers": (rnn(num_layers=2), 0.7, 0.5),
    "rnn-bidirectional": (rnn(bidirectional=True), 0.7, 0.5),
    "jordan-vs-our-torch": (
        custom_cell(lambda dl: dl.JordanCell(D, H, 16, rng=np.random.default_rng(0))),
        1.0,
        0.5,
    ),
}
