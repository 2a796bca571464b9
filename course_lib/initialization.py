"""First weights, drawn in NumPy for both halves: one seed, bit-identical weights."""

import math

import numpy as np


def check_rng(rng: object, who: str) -> np.random.Generator:
    """Return ``rng`` if it is a NumPy generator; else say how to make one."""
    if isinstance(rng, np.random.Generator):
        return rng
    raise TypeError(
        f"{who} expected rng to be a numpy.random.Generator, got {rng!r}; "
        "make one with rng = np.random.default_rng(seed)"
    )


def check_size(value: object, who: str, name: str) -> int:
    """Return ``value`` if it is a whole number of at least 1; else complain."""
    if isinstance(value, int | np.integer) and not isinstance(value, bool):
        if value >= 1:
            return int(value)
        raise ValueError(f"{who} expected {name} to be at least 1, got {value}")
    raise TypeError(f"{who} expected {name} to be a whole number, got {value!r}")


def uniform(
    rng: np.random.Generator, shape: tuple[int, ...], fan_in: int
) -> np.ndarray:
    """Draw from U(-k, k) with k = 1/sqrt(fan_in), the default of torch.nn.Linear.

    Shapes: the result has shape ``shape``, float64. ``fan_in`` is the number of
    inputs that one neuron sums.
    """
    bound = 1 / math.sqrt(fan_in)
    return rng.uniform(-bound, bound, shape)
