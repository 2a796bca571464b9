"""Tables of a network: its shapes and costs, and what its neurons see."""

from collections.abc import Iterator
from dataclasses import dataclass

from .counting import Node, _whole, trace

ENDS = {"Flatten", "GlobalAvgPool", "Linear"}  # here every neuron sees all


@dataclass
class Summary:
    """Rows of a table, and their total; prints as the table."""

    rows: list[Node]
    total: Node

    def __repr__(self) -> str:
        cells = [
            (r.name, r.kind, _shape(r.output_shape), f"{r.parameters:,}",
             f"{r.multiply_adds:,}")
            for r in self.rows
        ]  # fmt: skip
        used = sum(r.parameters for r in self.rows)
        costs = f"{self.total.parameters:,}", f"{self.total.multiply_adds:,}"
        if used != self.total.parameters:  # heads that evaluation leaves out
            rest = self.total.parameters - used
            cells += [("", "(not run)", "", f"{rest:,}", "0")]
        head = ("", "layer", "output", "parameters", "multiply-adds")
        return table([head, *cells, ("", "total", "", *costs)], right=3)


def summary(model, input_shape: tuple[int, ...], depth: int | None = 1) -> Summary:
    """Return a table of layers: output shape, parameters, multiply-adds.

    Args: input_shape of one sample; depth, how far to look into layers that consist
    of others: 1 makes one row of each block, None looks down to the single layers.
    """
    root = trace(model, input_shape)
    return Summary(list(_down(root, depth)), root)


def _down(node: Node, depth: int | None) -> Iterator[Node]:
    if depth == 0 or not node.children:
        yield node
        return
    for child in node.children:
        yield from _down(child, None if depth is None else depth - 1)


@dataclass
class Field:
    """What one neuron behind a layer sees: a square of the image, and its spacing."""

    name: str
    kind: str
    size: int
    stride: int


class Fields(list):
    """Receptive fields, layer by layer; prints as a table."""

    def __repr__(self) -> str:
        head = ("", "layer", "sees", "stride")
        cells = [(f.name, f.kind, f"{f.size} × {f.size}", str(f.stride)) for f in self]
        return table([head, *cells], right=2)


def receptive_field(model, input_shape: tuple[int, ...]) -> Fields:
    """Return the receptive field behind each convolution and pooling layer.

    A kernel of k pixels that are ``stride`` apart adds (k - 1) stride to the size
    (eq-receptive-field). Where branches meet, the largest counts. Fields end where the
    image does: at Flatten, GlobalAvgPool or a linear layer.
    """
    fields = Fields()
    _see(trace(model, input_shape), 1, 1, fields)
    return fields


def _see(node: Node, size: int, stride: int, fields: Fields) -> tuple[int, int]:
    """Go through a layer; return the size and stride behind it."""
    if node.kind in ENDS:
        return 0, 0
    if not node.children and hasattr(node.layer, "kernel_size"):
        size += (_whole(node.layer.kernel_size) - 1) * stride
        stride *= _whole(node.layer.stride)
        fields.append(Field(node.name, node.kind, size, stride))
    if node.branches:
        return max(_see(child, size, stride, fields) for child in node.children)
    for child in node.children:
        size, stride = _see(child, size, stride, fields)
        if not size:
            break
    return size, stride


def table(rows: list[tuple[str, ...]], right: int) -> str:
    """Align columns; those from ``right`` on to the right."""
    widths = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
    lines = []
    for row in rows:
        cells = [
            cell.rjust(width) if k >= right else cell.ljust(width)
            for k, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        lines.append("  ".join(cells).rstrip())
    return "\n".join(lines)


def _shape(shape: tuple[int, ...]) -> str:
    return " × ".join(map(str, shape))
