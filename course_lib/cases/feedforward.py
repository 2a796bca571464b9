"""The rows of the feedforward layers, losses and networks."""

import numpy as np

from .. import initialization
from .row import Case, Repeating, normal, torch_nn


def torch_mlp():
    nn = torch_nn()
    return nn.Sequential(
        nn.Linear(4, 6), nn.ReLU(), nn.Linear(6, 5), nn.ReLU(), nn.Linear(5, 3)
    )


CASES = [
    Case(
        "linear",
        lambda dl, rng: dl.Linear(4, 3, rng=rng),
        normal(5, 4),
        lambda: torch_nn().Linear(4, 3),
        bad=((np.zeros((5, 3)),), (np.zeros(()),), (np.zeros((4, 5)),)),
    ),
    Case(
        "linear-without-bias",
        lambda dl, rng: dl.Linear(4, 3, bias=False, rng=rng),
        normal(5, 4),
        lambda: torch_nn().Linear(4, 3, bias=False),
    ),
    Case(
        "linear-sequence",
        lambda dl, rng: dl.Linear(4, 3, rng=rng),
        normal(6, 2, 4),
        lambda: torch_nn().Linear(4, 3),
    ),
    Case(
        "linear-he",
        lambda dl, rng: dl.Linear(4, 3, init=initialization.he_normal, rng=rng),
        normal(5, 4),
        lambda: torch_nn().Linear(4, 3),
    ),
    Case("dropout", lambda dl, rng: dl.Dropout(0.3, rng=Repeating(7)), normal(5, 4)),
    Case(
        "dropout-eval",
        lambda dl, rng: dl.Dropout(0.3, rng=rng),
        normal(5, 4),
        lambda: torch_nn().Dropout(0.3).eval(),
        training=False,
    ),
    Case(
        "batch-norm",
        lambda dl, rng: dl.BatchNorm1d(4),
        normal(6, 4),
        lambda: torch_nn().BatchNorm1d(4),
        bad=((np.zeros((6, 3)),), (np.zeros((1, 4)),), (np.zeros((2, 4, 5)),)),
    ),
    Case(
        "batch-norm-eval",
        lambda dl, rng: dl.BatchNorm1d(4, eps=0.1, momentum=0.3),
        normal(6, 4),
        lambda: torch_nn().BatchNorm1d(4, eps=0.1, momentum=0.3).eval(),
        training=False,
    ),
    Case(
        "flatten",
        lambda dl, rng: dl.Flatten(),
        normal(2, 3, 4, 5),
        lambda: torch_nn().Flatten(),
    ),
    Case(
        "sigmoid",
        lambda dl, rng: dl.Sigmoid(),
        normal(5, 4),
        lambda: torch_nn().Sigmoid(),
    ),
    Case("tanh", lambda dl, rng: dl.Tanh(), normal(5, 4), lambda: torch_nn().Tanh()),
    Case("relu", lambda dl, rng: dl.ReLU(), normal(5, 4), lambda: torch_nn().ReLU()),
    Case(
        "leaky-relu",
        lambda dl, rng: dl.LeakyReLU(0.2),
        normal(5, 4),
        lambda: torch_nn().LeakyReLU(0.2),
    ),
    Case("elu", lambda dl, rng: dl.ELU(1.5), normal(5, 4), lambda: torch_nn().ELU(1.5)),
    Case(
        "softmax",
        lambda dl, rng: dl.Softmax(),
        normal(5, 4),
        lambda: torch_nn().Softmax(dim=-1),
    ),
    Case(
        "softmax-first-axis",
        lambda dl, rng: dl.Softmax(dim=0),
        normal(5, 4),
        lambda: torch_nn().Softmax(dim=0),
    ),
    Case(
        "mse-loss",
        lambda dl, rng: dl.MSELoss(),
        lambda rng: (rng.standard_normal((5, 3)), rng.standard_normal((5, 3))),
        lambda: torch_nn().MSELoss(),
        bad=((np.zeros((5, 1)), np.zeros(5)), (np.zeros((5, 3)), np.zeros((5, 1)))),
    ),
    Case(
        "cross-entropy-loss",
        lambda dl, rng: dl.CrossEntropyLoss(),
        lambda rng: (3 * rng.standard_normal((5, 4)), rng.integers(0, 4, 5)),
        lambda: torch_nn().CrossEntropyLoss(),
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
        normal(5, 2, 3),
        lambda: torch_nn().Sequential(
            torch_nn().Flatten(),
            torch_nn().Linear(6, 4),
            torch_nn().Tanh(),
            torch_nn().Softmax(dim=-1),
        ),
    ),
    Case(
        "mlp",
        lambda dl, rng: dl.MLP([4, 6, 5, 3], rng=rng),
        normal(7, 4),
        torch_mlp,
        bad=((np.zeros((7, 3)),),),
    ),
    Case(
        "mlp-elu",
        lambda dl, rng: dl.MLP([4, 6, 3], activation=dl.ELU, rng=rng),
        normal(7, 4),
    ),
]
