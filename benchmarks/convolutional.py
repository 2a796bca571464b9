"""Forward and backward of the convolutional layers, in float32."""

from collections.abc import Callable

import numpy as np
import torch
from timing import compare
from torch import nn

from course_lib import loops, pytorch, scratch

RNG = np.random.default_rng(0)


def draw(*shape: int, batch_last: bool = False) -> np.ndarray:
    """Draw numbers; in memory as they come from the layer before, if batch_last."""
    x = RNG.standard_normal(shape).astype(np.float32)
    if batch_last:
        x = np.ascontiguousarray(x.transpose(1, 2, 3, 0)).transpose(3, 0, 1, 2)
    return x


def layer(
    build: Callable[[], scratch.Module],
    twin: Callable[[], nn.Module],
    shape: tuple[int, ...],
    first: bool = False,
) -> Callable[[], dict[str, float]]:
    """Each half gets its arrays in the order that its own layers leave them in.

    The first layer of a network reads plain images, and nobody asks for their gradient.
    """

    def run() -> dict[str, float]:
        ours, theirs = build().astype(np.float32), twin()
        ours.input_grad = not first
        x = draw(*shape, batch_last=not first)
        dy = draw(*ours(x).shape, batch_last=True)
        ours.backward(dy)
        t = torch.tensor(np.ascontiguousarray(x), requires_grad=not first)
        dt = torch.tensor(np.ascontiguousarray(dy))

        def our_turn():
            ours.zero_grad()
            ours(x)
            ours.backward(dy)

        def their_turn():
            theirs.zero_grad()
            theirs(t).backward(dt)

        return compare(our_turn, their_turn)

    return run


def conv(C: int, K: int, size: int, k: int, N: int, padding: int = 0, **options):
    return layer(
        lambda: scratch.Conv2d(C, K, k, padding=padding, rng=RNG),
        lambda: nn.Conv2d(C, K, k, padding=padding),
        (N, C, size, size),
        **options,
    )


def pool(C: int, size: int, N: int, *sizes: int):
    return layer(
        lambda: scratch.MaxPool2d(*sizes),
        lambda: nn.MaxPool2d(*sizes),
        (N, C, size, size),
    )


def norm(C: int, size: int, N: int):
    return layer(
        lambda: scratch.BatchNorm2d(C), lambda: nn.BatchNorm2d(C), (N, C, size, size)
    )


def conv_by_loops() -> dict[str, float]:
    """Run the first layer of LeNet on 8 digits, beside Python loops over positions."""
    ours = scratch.Conv2d(1, 6, 5, rng=RNG).astype(np.float32)
    x, dy = draw(8, 1, 28, 28), draw(8, 6, 24, 24)
    W, b = ours.weight.data, ours.bias.data

    def our_turn():
        ours.zero_grad()
        ours(x)
        ours.backward(dy)

    def their_turn():
        loops.convolve(x, W, b)
        loops.convolve_backward(dy, x, W)

    return compare(our_turn, their_turn)


def lenet_step() -> dict[str, float]:
    """Forward, backward and SGD step of LeNet-5 on 64 images of 32 x 32 pixels."""
    x, t = draw(64, 1, 32, 32), RNG.integers(0, 10, 64)

    def turn(dl, x, t, back):
        model, loss = dl.LeNet5(rng=RNG), dl.CrossEntropyLoss()
        model = model.float() if dl is pytorch else model.astype(np.float32)
        model.input_grad = False
        optimizer = dl.SGD(model.parameters(), lr=0.01)

        def step():
            optimizer.zero_grad()
            back(model, loss, loss(model(x), t))
            optimizer.step()

        return step

    return compare(
        turn(scratch, x, t, lambda model, loss, J: model.backward(loss.backward())),
        turn(
            pytorch,
            torch.from_numpy(x),
            torch.from_numpy(t),
            lambda model, loss, J: J.backward(),
        ),
    )


WORK = {  # name: (what to run, the ratio it must reach, the ratio we aim for)
    "conv-lenet-1": (conv(1, 6, 28, 5, 64, first=True), 2.5, 1.2),
    "conv-lenet-2": (conv(6, 16, 12, 5, 64), 2.5, 1.2),
    "conv-vgg-64": (conv(64, 64, 32, 3, 16, padding=1), 2.2, 1.0),
    "conv-vgg-128": (conv(128, 128, 16, 3, 16, padding=1), 2.2, 1.0),
    "conv-by-loops": (conv_by_loops, 0.1, 0.02),
    "max-pool-2": (pool(16, 24, 64, 2), 1.0, 0.3),
    "max-pool-3-2": (pool(64, 32, 16, 3, 2), 2.0, 1.0),
    "lenet-step": (lenet_step, 1.3, 0.7),
    "batch-norm-2d": (norm(64, 32, 16), 1.0, 0.85),
}
