"""Functions of two variables to walk on, with their gradients by hand.

Chapters: gradient-descent, momentum, adaptive-methods, optimizer-race.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from . import scratch


@dataclass(frozen=True)
class Landscape:
    """A function f of points (..., 2), its gradient, and where to look.

    ``start`` (2,), ``minima`` (k, 2), ``box`` (x0, x1, y0, y1) for pictures.
    """

    name: str
    f: Callable[[np.ndarray], np.ndarray]
    gradient: Callable[[np.ndarray], np.ndarray]
    start: np.ndarray
    minima: np.ndarray
    box: tuple[float, float, float, float]


def _landscape(name, f, slopes, start, minima, box) -> Landscape:
    """Make a landscape of functions that take x and y apart."""

    def value(points):
        x, y = np.moveaxis(np.asarray(points, dtype=float), -1, 0)
        return f(x, y)

    def gradient(points):
        x, y = np.moveaxis(np.asarray(points, dtype=float), -1, 0)
        return np.stack(np.broadcast_arrays(*slopes(x, y)), axis=-1)

    minima = np.array(minima, dtype=float).reshape(-1, 2)
    return Landscape(name, value, gradient, np.array(start, dtype=float), minima, box)


def quadratic(condition: float = 10.0, angle: float = 0.0) -> Landscape:
    """Half of u^2 + condition * v^2, with u and v turned by ``angle`` radians.

    The eigenvalues of its Hessian are 1 and ``condition``.
    """
    if not condition > 0:
        raise ValueError(f"quadratic expected condition > 0, got {condition}")
    c, s = np.cos(angle), np.sin(angle)

    def f(x, y):
        return ((c * x + s * y) ** 2 + condition * (c * y - s * x) ** 2) / 2

    def slopes(x, y):
        u, v = c * x + s * y, condition * (c * y - s * x)
        return c * u - s * v, s * u + c * v

    start = (-2.0 * c - s, -2.0 * s + c)
    return _landscape("quadratic", f, slopes, start, (0, 0), (-2.6, 2.6, -1.9, 1.9))


def rosenbrock() -> Landscape:
    """(1 - x)^2 + 100 (y - x^2)^2: a bent, nearly flat valley (Rosenbrock, 1960)."""

    def f(x, y):
        return (1 - x) ** 2 + 100 * (y - x**2) ** 2

    def slopes(x, y):
        return -2 * (1 - x) - 400 * x * (y - x**2), 200 * (y - x**2)

    return _landscape("Rosenbrock", f, slopes, (-1.5, 1.5), (1, 1), (-2, 2, -1, 3))


def beale() -> Landscape:
    """Sum of three squared terms, steep walls around a flat plain (Beale, 1958)."""

    def terms(x, y):
        return [(1.5, y - 1, 1), (2.25, y**2 - 1, 2 * y), (2.625, y**3 - 1, 3 * y**2)]

    def f(x, y):
        return sum((a + x * b) ** 2 for a, b, _ in terms(x, y))

    def slopes(x, y):
        dx = sum(2 * (a + x * b) * b for a, b, _ in terms(x, y))
        return dx, sum(2 * (a + x * b) * x * db for a, b, db in terms(x, y))

    return _landscape("Beale", f, slopes, (1.0, 1.5), (3, 0.5), (-1, 4.5, -1, 2))


def himmelblau() -> Landscape:
    """(x^2 + y - 11)^2 + (x + y^2 - 7)^2: four minima, all of value 0."""

    def f(x, y):
        return (x**2 + y - 11) ** 2 + (x + y**2 - 7) ** 2

    def slopes(x, y):
        u, v = x**2 + y - 11, x + y**2 - 7
        return 4 * x * u + 2 * v, 2 * u + 4 * y * v

    minima = [
        (3, 2),
        (-2.8051180869527, 3.1313125182506),
        (-3.7793102533777, -3.2831859912862),
        (3.5844283403305, -1.8481265269644),
    ]
    return _landscape("Himmelblau", f, slopes, (-0.2, -4), minima, (-5, 5, -5, 5))


def saddle() -> Landscape:
    """x^2/2 + y^4/4 - y^2/2: flat at 0, minima at y = 1 and y = -1.

    The start lies exactly on the ridge, where the slope leads into the saddle.
    """

    def f(x, y):
        return x**2 / 2 + y**4 / 4 - y**2 / 2

    def slopes(x, y):
        return x, y**3 - y

    minima = [(0, 1), (0, -1)]
    return _landscape("saddle", f, slopes, (-1.8, 0), minima, (-2.2, 1.2, -1.6, 1.6))


def narrow_wells(depth: float = 0.3, waves: float = 6.0) -> Landscape:
    """Dig many shallow wells into a wide bowl; the deepest is in the middle.

    f = (x^2 + y^2)/2 + depth (2 - cos(waves x) - cos(waves y)).
    """

    def f(x, y):
        wells = 2 - np.cos(waves * x) - np.cos(waves * y)
        return (x**2 + y**2) / 2 + depth * wells

    def slopes(x, y):
        scale = depth * waves
        return x + scale * np.sin(waves * x), y + scale * np.sin(waves * y)

    box = (-3.2, 3.2, -2.4, 2.4)
    return _landscape("narrow wells", f, slopes, (-2.6, 1.8), (0, 0), box)


def path(
    optimizer: type, landscape: Landscape, steps: int, start=None, **options
) -> np.ndarray:
    """Walk ``steps`` steps with an optimizer of the NumPy half.

    Shapes: the result is (steps + 1, 2), the start included. A walk that leaves all
    bounds goes on as infinite or NaN.
    """
    point = scratch.Parameter(
        landscape.start if start is None else np.array(start, float)
    )
    walker = optimizer([point], **options)
    points = [point.data.copy()]
    with np.errstate(all="ignore"):
        for _ in range(steps):
            point.grad[...] = landscape.gradient(point.data)
            walker.step()
            points.append(point.data.copy())
    return np.array(points)
