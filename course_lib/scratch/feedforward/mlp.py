"""Multilayer perceptron, from scratch.

Chapter: backpropagation. Twin: course_lib/pytorch/feedforward/mlp.py.
"""

from collections.abc import Callable, Sequence
from itertools import pairwise

import numpy as np

from ... import initialization
from ..module import Module, Sequential
from .activations import ReLU
from .linear import Linear


class MLP(Sequential):
    """Linear layers with an activation between each two (Rumelhart et al., 1986).

        h^(l) = g(h^(l-1) W^(l)T + b^(l)),  the last layer without g

    Shapes: x (N, sizes[0]) -> y (N, sizes[-1]).
    Args: sizes, features from input to output; activation, a class such as Tanh;
    init, how the first weights are drawn.
    Raises: ValueError for fewer than two sizes.
    """

    def __init__(
        self,
        sizes: Sequence[int],
        activation: Callable[[], Module] = ReLU,
        init: initialization.Scheme = initialization.uniform,
        *,
        rng: np.random.Generator,
    ):
        if len(sizes) < 2:
            raise ValueError(
                "MLP expected at least an input and an output size, "
                f"got {list(sizes)}; for example MLP([64, 32, 10], rng=rng)"
            )
        layers: list[Module] = []
        for n_in, n_out in pairwise(sizes):
            layers += [Linear(n_in, n_out, init=init, rng=rng), activation()]
        super().__init__(*layers[:-1])
