"""First weights, drawn in NumPy for both halves: one seed, bit-identical weights.

Chapter: initialization. A scheme is called as ``scheme(rng, shape)`` with the shape of
a weight, (fan_out, fan_in), or (K, C, height, width) for a convolution.
"""

import math
from collections.abc import Callable

import numpy as np

Scheme = Callable[[np.random.Generator, tuple[int, ...]], np.ndarray]


def check_rng(rng: object, who: str) -> np.random.Generator:
    """Return ``rng`` if it is a NumPy generator; else say how to make one."""
    if isinstance(rng, np.random.Generator):
        return rng
    raise TypeError(
        f"{who} expected rng to be a numpy.random.Generator, got {rng!r}; "
        "make one with rng = np.random.default_rng(seed)"
    )


def check_size(value: object, who: str, name: str, least: int = 1) -> int:
    """Return ``value`` if it is a whole number of at least ``least``; else complain."""
    if isinstance(value, int | np.integer) and not isinstance(value, bool):
        if value >= least:
            return int(value)
        raise ValueError(f"{who} expected {name} to be at least {least}, got {value}")
    raise TypeError(f"{who} expected {name} to be a whole number, got {value!r}")


def fans(shape: tuple[int, ...]) -> tuple[int, int]:
    """Return (fan_in, fan_out): how many inputs one neuron sums, and feeds."""
    if len(shape) < 2:
        raise ValueError(f"a scheme expected the shape of a weight, got {shape}")
    field = math.prod(shape[2:])
    return shape[1] * field, shape[0] * field


def uniform(rng: np.random.Generator, shape: tuple[int, ...]) -> np.ndarray:
    """U(-k, k) with k = 1/sqrt(fan_in): torch.nn's default (eq-init-uniform)."""
    bound = 1 / math.sqrt(fans(shape)[0])
    return rng.uniform(-bound, bound, shape)


def zeros(rng: np.random.Generator, shape: tuple[int, ...]) -> np.ndarray:
    """All zero: every neuron of a layer stays a copy of its neighbors."""
    return np.zeros(shape)


def normal(std: float) -> Scheme:
    """N(0, std^2), whatever the size of the layer."""

    def scheme(rng: np.random.Generator, shape: tuple[int, ...]) -> np.ndarray:
        return std * rng.standard_normal(shape)

    return scheme


def epelbaum(rng: np.random.Generator, shape: tuple[int, ...]) -> np.ndarray:
    """sqrt(6 / (fan_in + fan_out)) N(0, 1): Epelbaum, 2017 (eq-init-epelbaum).

    Three times the variance of ``glorot_normal``.
    """
    return math.sqrt(6 / sum(fans(shape))) * rng.standard_normal(shape)


def glorot_normal(rng: np.random.Generator, shape: tuple[int, ...]) -> np.ndarray:
    """N(0, 2 / (fan_in + fan_out)): Glorot and Bengio, 2010 (eq-glorot)."""
    return math.sqrt(2 / sum(fans(shape))) * rng.standard_normal(shape)


def glorot_uniform(rng: np.random.Generator, shape: tuple[int, ...]) -> np.ndarray:
    """U(-k, k) with k = sqrt(6 / (fan_in + fan_out)): the same variance (eq-glorot)."""
    bound = math.sqrt(6 / sum(fans(shape)))
    return rng.uniform(-bound, bound, shape)


def he_normal(rng: np.random.Generator, shape: tuple[int, ...]) -> np.ndarray:
    """N(0, 2 / fan_in): He et al., 2015, for ReLU (eq-he)."""
    return math.sqrt(2 / fans(shape)[0]) * rng.standard_normal(shape)


def he_uniform(rng: np.random.Generator, shape: tuple[int, ...]) -> np.ndarray:
    """U(-k, k) with k = sqrt(6 / fan_in): the same variance (eq-he)."""
    bound = math.sqrt(6 / fans(shape)[0])
    return rng.uniform(-bound, bound, shape)


def orthogonal(gain: float = 1.0) -> Scheme:
    """``gain`` times a random orthogonal matrix: Saxe et al., 2014.

    W^T W = gain^2 I or W W^T = gain^2 I, whichever fits (eq-init-orthogonal). Every
    such matrix is equally likely.
    """

    def scheme(rng: np.random.Generator, shape: tuple[int, ...]) -> np.ndarray:
        fans(shape)
        rows, columns = shape[0], math.prod(shape[1:])
        tall = rng.standard_normal((max(rows, columns), min(rows, columns)))
        q, r = np.linalg.qr(tall)
        q = q * np.sign(np.diag(r))
        return gain * (q if rows >= columns else q.T).reshape(shape)

    return scheme


def identity(gain: float = 1.0) -> Scheme:
    """``gain`` times the identity, for recurrent weights: Le et al., 2015 (eq-irnn)."""

    def scheme(rng: np.random.Generator, shape: tuple[int, ...]) -> np.ndarray:
        fans(shape)
        return gain * np.eye(*shape)

    return scheme


def spectral(radius: float) -> Scheme:
    """N(0, 1) entries, scaled so that the largest |eigenvalue| is ``radius``.

    W <- radius W / rho(W), rho(W) = max_i |lambda_i(W)|      (eq-spectral-radius)
    """

    def scheme(rng: np.random.Generator, shape: tuple[int, ...]) -> np.ndarray:
        if len(shape) != 2 or shape[0] != shape[1]:
            raise ValueError(f"spectral expected a square matrix, got {shape}")
        W = rng.standard_normal(shape)
        return radius / np.abs(np.linalg.eigvals(W)).max() * W

    return scheme


def bias(
    init: Scheme, rng: np.random.Generator, weight_shape: tuple[int, ...]
) -> np.ndarray:
    """First biases: as torch.nn draws them if ``init`` is its default, else zero."""
    size = weight_shape[0]
    if init is not uniform:
        return np.zeros(size)
    bound = 1 / math.sqrt(fans(weight_shape)[0])
    return rng.uniform(-bound, bound, size)


def draw(
    init: Scheme, rng: np.random.Generator, shape: tuple[int, ...], who: str
) -> np.ndarray:
    """Draw a first weight after checking the generator and the scheme."""
    check_rng(rng, who)
    if not callable(init):
        raise TypeError(
            f"{who} expected init to be a scheme such as "
            f"course_lib.initialization.he_normal, got {init!r}"
        )
    weight = np.asarray(init(rng, shape), dtype=float)
    if weight.shape != shape:
        raise ValueError(
            f"{who} expected init to draw an array of shape {shape}, "
            f"got {weight.shape}; schemes with a setting are called first, as in "
            "init=initialization.normal(0.01)"
        )
    return weight
