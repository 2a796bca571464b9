"""What a row of the table says, and what its rows share."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np


@dataclass(frozen=True)
class Case:
    """How to build one thing from either half, and what to feed it.

    ``build(dl, rng)`` gets a half as ``dl``; ``inputs(rng)`` draws its arguments,
    those without a gradient (targets) last; ``reference()`` makes the torch.nn
    original with the same state names; ``bad`` lists inputs that must be refused;
    ``smooth`` is False if inputs sit on kinks (ties), where differences mean nothing.
    """

    name: str
    build: Callable[[Any, np.random.Generator], Any]
    inputs: Callable[[np.random.Generator], tuple[np.ndarray, ...]]
    reference: Callable[[], Any] | None = None
    bad: tuple[tuple[np.ndarray, ...], ...] = ()
    training: bool = True
    smooth: bool = True

    def make(self, dl: Any, seed: int = 0) -> Any:
        """Build it with a seed, in training or evaluation mode."""
        return self.build(dl, np.random.default_rng(seed)).train(self.training)


class Repeating(np.random.Generator):
    """A generator that draws the same numbers in every call, to test dropout with."""

    def __init__(self, seed: int):
        super().__init__(np.random.PCG64(seed))
        self.seed = seed

    def random(self, *args, **options):
        return np.random.default_rng(self.seed).random(*args, **options)


def normal(*shape: int) -> Callable:
    """Draw one input of that shape."""
    return lambda rng: (rng.standard_normal(shape),)


def torch_nn():
    """Import torch.nn when a reference is built, not before."""
    import torch

    return torch.nn
