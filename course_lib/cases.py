"""THE TABLE: one row per layer and network; every generic test runs over it.

So do the checks of the exercises and the gradient ledger. To add a layer, add a row.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from . import initialization


@dataclass(frozen=True)
class Case:
    """How to build one thing from either half, and what to feed it.

    ``build(dl, rng)`` gets a half as ``dl``; ``inputs(rng)`` draws its arguments,
    those without a gradient (targets) last; ``reference()`` makes the torch.nn
    original with the same state names; ``bad`` lists inputs that must be refused.
    """

    name: str
    build: Callable[[Any, np.random.Generator], Any]
    inputs: Callable[[np.random.Generator], tuple[np.ndarray, ...]]
    reference: Callable[[], Any] | None = None
    bad: tuple[tuple[np.ndarray, ...], ...] = ()
    training: bool = True

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


def case(name: str) -> Case:
    """Return the row of that name; KeyError lists the names if there is none."""
    rows = {row.name: row for row in CASES}
    if name not in rows:
        raise KeyError(f"no case {name!r}; there are {', '.join(rows)}")
    return rows[name]


def _normal(*shape: int):
    return lambda rng: (rng.standard_normal(shape),)


def _nn():
    import torch

    return torch.nn


def _torch_mlp():
    nn = _nn()
    return nn.Sequential(
        nn.Linear(4, 6), nn.ReLU(), nn.Linear(6, 5), nn.ReLU(), nn.Linear(5, 3)
    )


CASES = [
    Case(
        "linear",
        lambda dl, rng: dl.Linear(4, 3, rng=rng),
        _normal(5, 4),
        lambda: _nn().Linear(4, 3),
        bad=((np.zeros((5, 3)),), (np.zeros(()),), (np.zeros((4, 5)),)),
    ),
    Case(
        "linear-without-bias",
        lambda dl, rng: dl.Linear(4, 3, bias=False, rng=rng),
        _normal(5, 4),
        lambda: _nn().Linear(4, 3, bias=False),
    ),
    Case(
        "linear-sequence",
        lambda dl, rng: dl.Linear(4, 3, rng=rng),
        _normal(6, 2, 4),
        lambda: _nn().Linear(4, 3),
    ),
    Case(
        "linear-he",
        lambda dl, rng: dl.Linear(4, 3, init=initialization.he_normal, rng=rng),
        _normal(5, 4),
        lambda: _nn().Linear(4, 3),
    ),
    Case("dropout", lambda dl, rng: dl.Dropout(0.3, rng=Repeating(7)), _normal(5, 4)),
    Case(
        "dropout-eval",
        lambda dl, rng: dl.Dropout(0.3, rng=rng),
        _normal(5, 4),
        lambda: _nn().Dropout(0.3).eval(),
        training=False,
    ),
    Case(
        "batch-norm",
        lambda dl, rng: dl.BatchNorm1d(4),
        _normal(6, 4),
        lambda: _nn().BatchNorm1d(4),
        bad=((np.zeros((6, 3)),), (np.zeros((1, 4)),), (np.zeros((2, 4, 5)),)),
    ),
    Case(
        "batch-norm-eval",
        lambda dl, rng: dl.BatchNorm1d(4, eps=0.1, momentum=0.3),
        _normal(6, 4),
        lambda: _nn().BatchNorm1d(4, eps=0.1, momentum=0.3).eval(),
        training=False,
    ),
    Case(
        "flatten",
        lambda dl, rng: dl.Flatten(),
        _normal(2, 3, 4, 5),
        lambda: _nn().Flatten(),
    ),
    Case(
        "sigmoid", lambda dl, rng: dl.Sigmoid(), _normal(5, 4), lambda: _nn().Sigmoid()
    ),
    Case("tanh", lambda dl, rng: dl.Tanh(), _normal(5, 4), lambda: _nn().Tanh()),
    Case("relu", lambda dl, rng: dl.ReLU(), _normal(5, 4), lambda: _nn().ReLU()),
    Case(
        "leaky-relu",
        lambda dl, rng: dl.LeakyReLU(0.2),
        _normal(5, 4),
        lambda: _nn().LeakyReLU(0.2),
    ),
    Case("elu", lambda dl, rng: dl.ELU(1.5), _normal(5, 4), lambda: _nn().ELU(1.5)),
    Case(
        "softmax",
        lambda dl, rng: dl.Softmax(),
        _normal(5, 4),
        lambda: _nn().Softmax(dim=-1),
    ),
    Case(
        "softmax-first-axis",
        lambda dl, rng: dl.Softmax(dim=0),
        _normal(5, 4),
        lambda: _nn().Softmax(dim=0),
    ),
    Case(
        "mse-loss",
        lambda dl, rng: dl.MSELoss(),
        lambda rng: (rng.standard_normal((5, 3)), rng.standard_normal((5, 3))),
        lambda: _nn().MSELoss(),
        bad=((np.zeros((5, 1)), np.zeros(5)), (np.zeros((5, 3)), np.zeros((5, 1)))),
    ),
    Case(
        "cross-entropy-loss",
        lambda dl, rng: dl.CrossEntropyLoss(),
        lambda rng: (3 * rng.standard_normal((5, 4)), rng.integers(0, 4, 5)),
        lambda: _nn().CrossEntropyLoss(),
        bad=(
            (np.zeros((5, 4)), np.zeros(4, dtype=np.int64)),
            (np.zeros((5, 4)), np.full(5, 4)),
        ),
    ),
    Case(
        "sequential",
        lambda dl, rng: dl.Sequential(
            dl.Flatten(), dl.Linear(6, 4, rng=rng), dl.Tanh(), dl.Softmax()
        ),
        _normal(5, 2, 3),
        lambda: _nn().Sequential(
            _nn().Flatten(), _nn().Linear(6, 4), _nn().Tanh(), _nn().Softmax(dim=-1)
        ),
    ),
    Case(
        "mlp",
        lambda dl, rng: dl.MLP([4, 6, 5, 3], rng=rng),
        _normal(7, 4),
        _torch_mlp,
        bad=((np.zeros((7, 3)),),),
    ),
    Case(
        "mlp-elu",
        lambda dl, rng: dl.MLP([4, 6, 3], activation=dl.ELU, rng=rng),
        _normal(7, 4),
    ),
]
