"""Check a hand-written backward against central differences.

Chapter: backpropagation. PyTorch has its own: torch.autograd.gradcheck.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from ..initialization import check_rng
from ..show import bound
from .module import Module, no_grad


@dataclass
class GradientReport:
    """Shape and relative error of each gradient; prints as a table of bounds."""

    shapes: dict[str, tuple[int, ...]]
    errors: dict[str, float]

    @property
    def worst(self) -> float:
        return max(self.errors.values())

    def __repr__(self) -> str:
        width = max(8, *(len(name) for name in self.errors))
        head = f"{'gradient':{width}}  {'shape':12}  relative error"
        rows = [
            f"{name:{width}}  {self.shapes[name]!s:12}  {bound(error)}"
            for name, error in self.errors.items()
        ]
        return "\n".join([head, *rows])


def central_difference(
    f: Callable[[], float],
    x: np.ndarray,
    step: float = 1e-6,
    entries: np.ndarray | None = None,
) -> np.ndarray:
    """Return df/dx for every element of x (eq-central-difference).

    ``f`` takes no argument and reads ``x``; x is nudged in place and put back.
    Args: entries, numbers of the elements (x.flat), if not all are wanted; the others
    are left at 0.
    """
    grad = np.zeros_like(x)
    for n in range(x.size) if entries is None else entries:
        k = np.unravel_index(n, x.shape)
        kept = x[k]
        x[k] = kept + step
        high = f()
        x[k] = kept - step
        low = f()
        x[k] = kept
        grad[k] = (high - low) / (2 * step)
    return grad


def gradient_check(
    model: Module,
    *inputs: np.ndarray,
    rng: np.random.Generator,
    entries: int | None = None,
) -> GradientReport:
    """Compare every gradient of ``model`` with central differences.

    The loss is sum(dy * model(x)) with a drawn dy, so that no output is left out.
    The relative error of a gradient is its largest difference, divided by the
    largest entry of either version (or by 1e-3, if that is larger).

    Args: inputs as for model(...), in float64 (classes in integers); those that
    backward returns no gradient for, such as targets, are left alone. The gradients
    that the parameters held before are put back. entries, how many numbers of each
    gradient are checked, drawn anew in every call; all, if left out.
    Raises: TypeError if an input or parameter is neither float64, integer nor bool.
    """
    check_rng(rng, "gradient_check")
    inputs = tuple(np.array(x) for x in inputs)
    parameters = dict(model.named_parameters())
    for array in [*inputs, *(p.data for p in parameters.values())]:
        if array.dtype != np.float64 and array.dtype.kind not in "iub":
            raise TypeError(
                f"gradient_check expected float64, got {array.dtype}: differences "
                "need all 16 digits; use x.astype(float) and model.astype(float)"
            )
    before = {name: p.grad.copy() for name, p in parameters.items()}
    for p in parameters.values():
        p.grad[...] = 0
    y = np.asarray(model(*inputs))
    dy = rng.standard_normal(y.shape)
    dxs = model.backward(dy if y.ndim else float(dy))
    dxs = dxs if isinstance(dxs, tuple) else (dxs,)
    by_hand = {name: p.grad.copy() for name, p in parameters.items()}
    for name, p in parameters.items():
        p.grad[...] = before[name]

    def loss() -> float:
        with no_grad():
            return float((np.asarray(model(*inputs)) * dy).sum())

    names = ["dx"] if len(dxs) == 1 else [f"dx{k}" for k in range(len(dxs))]
    pairs = {
        n: (dx, x)
        for n, dx, x in zip(names, dxs, inputs, strict=False)
        if dx is not None  # tokens have no gradient
    }
    pairs |= {f"d{n}": (by_hand[n], p.data) for n, p in parameters.items()}
    errors = {}
    for n, (analytic, x) in pairs.items():
        some = entries is not None and entries < x.size
        chosen = rng.choice(x.size, entries, replace=False) if some else None
        numeric = central_difference(loss, x, entries=chosen)
        errors[n] = _error(analytic, numeric, chosen)
    return GradientReport({n: x.shape for n, (_, x) in pairs.items()}, errors)


def _error(
    analytic: np.ndarray, numeric: np.ndarray, chosen: np.ndarray | None
) -> float:
    if analytic.shape != numeric.shape:
        return float("inf")
    if chosen is not None:
        analytic, numeric = analytic.flat[chosen], numeric.flat[chosen]
    scale = max(np.abs(analytic).max(), np.abs(numeric).max(), 1e-3)
    return float(np.abs(analytic - numeric).max() / scale)
