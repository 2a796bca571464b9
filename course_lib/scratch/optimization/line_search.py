"""A step as long as it helps, from scratch.

Chapter: gradient-descent. Twin: course_lib/pytorch/optimization/line_search.py.
"""

from collections.abc import Callable, Iterable

from ..module import Parameter


def check_search(lr: float, shrink: float, c: float) -> None:
    """Complain about settings with which the search would not end."""
    if not (lr > 0 and 0 < shrink < 1 and 0 <= c < 1):
        raise ValueError(
            "line_search expected lr > 0, shrink between 0 and 1 and c from 0 to "
            f"below 1, got lr={lr}, shrink={shrink}, c={c}"
        )


def line_search(
    params: Iterable[Parameter],
    closure: Callable[[], float],
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
    start, before = closure(), [p.data.copy() for p in params]
    square = sum(float((p.grad**2).sum()) for p in params)
    for _ in range(50):
        for p, old in zip(params, before, strict=True):
            p.data[...] = old - lr * p.grad
        if closure() <= start - c * lr * square:  # eq-armijo
            return lr
        lr *= shrink
    for p, old in zip(params, before, strict=True):
        p.data[...] = old
    return 0.0
