"""Pictures of networks, drawn from the networks themselves, in either half."""

import matplotlib.pyplot as plt
from matplotlib.axes import Axes

from . import flowchart, volumes
from .counting import Node, trace
from .volumes import Item


def architecture(
    model,
    input_shape: tuple[int, ...],
    ax: Axes | None = None,
    *,
    rows: int | None = None,
    inside: bool | None = None,
) -> Axes:
    """Draw a network from the shapes that its layers give.

    Each block is what a layer puts out: its height the side of the image, its width the
    number of maps, on a scale that shrinks large ones. Equal layers in a row share a
    column. Activations, norms, dropout and Flatten belong to the layer before them.

    Args: input_shape of one sample; rows, as many as are needed if left out; inside,
    draw every branch as a flowchart, as is done for single blocks.
    """
    root = trace(model, input_shape)
    if flowchart.is_block(root) if inside is None else inside:
        return flowchart.draw(root, _new_axes if ax is None else lambda *size: ax)
    items = [Item("input", "input", [root.input_shape]), *_items(root)]
    return volumes.draw(items, ax, _new_axes, rows)


def _new_axes(width: float, height: float) -> Axes:
    fig = plt.figure(figsize=(width, height), layout="none")
    return fig.add_axes((0, 0, 1, 1))


def _items(root: Node) -> list[Item]:
    """Make columns of the layers that change the shape, equal neighbors in one."""
    items: list[Item] = []
    for node in _layers(root, at_root=True):
        kind, label = _describe(node)
        if kind is None:
            continue
        last = items[-1] if items else None
        alike = last is not None and (last.kind, last.label) == (kind, label)
        same = alike and last.shapes[-1][1:] == node.output_shape[1:]
        if same and (kind == "block" or last.shapes[-1] == node.output_shape):
            last.shapes.append(node.output_shape)
        else:
            items.append(Item(kind, label, [node.output_shape]))
    return items


def _layers(node: Node, at_root: bool = False):
    """Yield layers and blocks, looking into what is only a chain of them."""
    if not node.children or not (at_root or node.kind == "Sequential"):
        yield node
        return
    for child in node.children:
        yield from _layers(child)


def _describe(node: Node) -> tuple[str | None, str]:
    """Return the kind of a layer and its label; None if it is not drawn."""
    if node.kind == "ConvUnit":
        node = node.children[0]
    if node.kind in flowchart.NAMES:
        kind = "conv" if node.kind == "Conv2d" else "pool"
        return kind, f"{flowchart.NAMES[node.kind]}\n{flowchart.kernel(node.layer)}"
    if node.kind == "GlobalAvgPool":
        return "pool", "global\naverage"
    if node.kind == "Linear":
        return "linear", "linear"
    if node.children:
        return "block", flowchart.block_name(node)
    return None, ""
