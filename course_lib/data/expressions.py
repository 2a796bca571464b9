"""Logical expressions: as trees, and as the line of symbols that says the same."""

import numpy as np

from ..initialization import check_rng, check_size

SYMBOLS = ("0", "1", "and", "or", "xor")
RULES = (np.bitwise_and, np.bitwise_or, np.bitwise_xor)

Expression = int | tuple["Expression", "Expression"]


def expressions(
    n: int, operands: int, *, shape: str = "drawn", rng: np.random.Generator
) -> list[Expression]:
    """Draw expressions with so many zeros and ones, as trees of pairs.

    ``((op, left), right)`` is an operator with its two operands; the leaves are places
    in SYMBOLS. An operator is a leaf as well, so all nodes are of one kind.

    Args: shape, "drawn" (split anywhere), "balanced" (in halves) or "chain" (one
    operand and the rest, on a drawn side).
    Raises: ValueError for another shape, or no operands.
    """
    check_size(n, "expressions", "n")
    check_size(operands, "expressions", "operands")
    check_rng(rng, "expressions")
    if shape not in {"drawn", "balanced", "chain"}:
        raise ValueError(
            f'expressions expected "drawn", "balanced" or "chain", got {shape!r}'
        )
    return [_draw(operands, shape, rng) for _ in range(n)]


def _draw(operands: int, shape: str, rng) -> Expression:
    if operands == 1:
        return int(rng.integers(2))
    left = operands // 2
    if shape == "drawn":
        left = int(rng.integers(1, operands))
    if shape == "chain":
        left = (1, operands - 1)[rng.integers(2)]
    op = 2 + int(rng.integers(3))
    parts = [_draw(k, shape, rng) for k in (left, operands - left)]
    return ((op, parts[0]), parts[1])


def value(expression: Expression) -> int:
    """Return 0 or 1, what the expression comes to.

    Raises: ValueError if it is none.
    """
    if isinstance(expression, tuple) and len(expression) == 2:
        first, right = expression
        if isinstance(first, tuple) and len(first) == 2 and first[0] in (2, 3, 4):
            return int(RULES[first[0] - 2](value(first[1]), value(right)))
    elif expression in (0, 1):
        return int(expression)
    raise ValueError(f"value expected ((op, left), right), 0 or 1, got {expression!r}")


def line(expression: Expression) -> list[int]:
    """Return the symbols from left to right: the operator first, no parentheses.

    Nothing is lost: a reader who counts can find the tree.
    """
    if not isinstance(expression, tuple):
        return [expression]
    return [*line(expression[0]), *line(expression[1])]


def say(expression: Expression) -> str:
    """Write an expression as people do, such as (0 or (1 xor 1))."""
    if not isinstance(expression, tuple):
        return SYMBOLS[expression]
    (op, left), right = expression
    return f"({say(left)} {SYMBOLS[op]} {say(right)})"
