"""Small drawn data sets in two dimensions, to look at."""

import numpy as np

from ..initialization import check_rng, check_size


def two_moons(
    n: int, *, noise: float = 0.1, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Draw two interleaved half circles.

    Shapes: x (n, 2), t (n,) classes 0 and 1, in turn.
    Args: noise, standard deviation of the Gaussian added to each coordinate.
    """
    t = _classes(n, "two_moons", rng)
    angle = rng.uniform(0, np.pi, n)
    upper = np.stack([np.cos(angle), np.sin(angle)], axis=1)
    lower = np.stack([1 - np.cos(angle), 0.5 - np.sin(angle)], axis=1)
    x = np.where(t[:, None] == 0, upper, lower)
    return x + noise * rng.standard_normal((n, 2)), t


def two_spirals(
    n: int, *, noise: float = 0.02, turns: float = 1.5, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Draw two spirals wound into each other (after Lang and Witbrock, 1988).

    Shapes: x (n, 2) within about [-1, 1], t (n,) classes 0 and 1, in turn.
    Args: noise, standard deviation per coordinate; turns of each arm.
    """
    t = _classes(n, "two_spirals", rng)
    radius = np.sqrt(rng.uniform(0.02, 1, n))  # equal density along the arm
    angle = 2 * np.pi * turns * radius + np.pi * t
    x = radius[:, None] * np.stack([np.cos(angle), np.sin(angle)], axis=1)
    return x + noise * rng.standard_normal((n, 2)), t


def noisy_sine(
    n: int, *, noise: float = 0.1, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Draw points of one sine wave with Gaussian noise, for regression.

    Shapes: x (n, 1) in [-pi, pi], t (n, 1).
    """
    check_size(n, "noisy_sine", "n")
    check_rng(rng, "noisy_sine")
    x = rng.uniform(-np.pi, np.pi, (n, 1))
    return x, np.sin(x) + noise * rng.standard_normal((n, 1))


def _classes(n: int, who: str, rng: np.random.Generator) -> np.ndarray:
    check_size(n, who, "n")
    check_rng(rng, who)
    return np.arange(n) % 2
