"""The functions that a cell may use, with their slopes in terms of the output.

Chapter: elman-and-jordan. Twin: course_lib/pytorch/recurrent/nonlinearity.py.
"""

from collections.abc import Callable

import numpy as np

from ..feedforward.activations import sigmoid, softmax

FUNCTIONS: dict[str, Callable] = {
    "tanh": np.tanh,
    "relu": lambda a: np.maximum(a, 0),
    "identity": lambda a: a,
}
SLOPES: dict[str, Callable] = {  # by the output y = g(a), so that a is not kept
    "tanh": lambda y: 1 - y**2,
    "relu": lambda y: (y > 0).astype(y.dtype),
    "identity": np.ones_like,
}


MEMORIES: dict[str, Callable] = {  # what a network may remember of its output
    "identity": lambda y: y,
    "tanh": np.tanh,
    "sigmoid": sigmoid,
    "softmax": softmax,
}
MEMORY_GRADS: dict[str, Callable] = {  # dy from dm, by m = f(y)
    "identity": lambda m, dm: dm,
    "tanh": lambda m, dm: dm * (1 - m**2),
    "sigmoid": lambda m, dm: dm * m * (1 - m),
    "softmax": lambda m, dm: m * (dm - (dm * m).sum(axis=-1, keepdims=True)),
}


def check_name(name: str, table: dict, who: str, argument: str) -> str:
    """Return ``name`` if the table has it; else list what there is."""
    if name not in table:
        raise ValueError(
            f"{who} expected {argument} to be one of {', '.join(table)}, got {name!r}"
        )
    return name
