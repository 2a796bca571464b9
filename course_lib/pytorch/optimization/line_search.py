"""A step as long as it helps, in PyTorch.

Chapter: gradient-descent. Twin: course_lib/scratch/optimization/line_search.py.
"""

from collections.abc import Callable, Iterable

import torch
from torch import Tensor
from torch.nn import Parameter

from ...scratch.optimization.line_search import check_search


@torch.no_grad()
def line_search(
    params: Iterable[Parameter],
    closure: Callable[[], float | Tensor],
    lr: float = 1.0,
    shrink: float = 0.5,
    c: float = 1e-4,
) -> float:
    """Step against the gradient, with the first lr that helps (Armijo, 1966).

        J(p - lr dp) <= J(p) - c lr ||dp||^2      (eq-armijo)

    Starting at ``lr``, the rate is multiplied by ``shrink`` until this holds; 0 is
    taken, and nothing moved, if it has not by lr * shrink^50.

    Args: params, with gradients; closure, returns the loss at the present values.
    Returns: the rate that was taken.
    """
    check_search(lr, shrink, c)
    params = list(params)
    start, before = float(closure()), [p.clone() for p in params]
    square = sum((p.grad**2).sum().item() for p in params)
    for _ in range(50):
        for p, old in zip(params, before, strict=True):
            p.copy_(old - lr * p.grad)
        if float(closure()) <= start - c * lr * square:  # eq-armijo
            return lr
        lr *= shrink
    for p, old in zip(params, before, strict=True):
        p.copy_(old)
    return 0.0
