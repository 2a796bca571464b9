"""Flowcharts of blocks with branches, for diagrams.architecture."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from matplotlib.axes import Axes
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch

from .counting import Node, _whole
from .plot import BLUE, GREEN, GREY, ORANGE, PURPLE

BOX, GAP, LANE = 1.0, 0.25, 0.16  # inches: width of a box, an arrow, between lanes
ADDED = {"BatchNorm2d": "norm", "ReLU": "ReLU", "Tanh": "tanh", "Dropout": "dropout"}
NAMES = {"Conv2d": "conv", "MaxPool2d": "max pool", "AvgPool2d": "avg pool"}
TINTS = {BLUE: "#d6e8f5", ORANGE: "#fae0cf", GREEN: "#d2f0e6", GREY: "#ececec"}


@dataclass
class Part:
    """A box, a chain, or branches; sizes in inches."""

    lines: list[str] = field(default_factory=list)
    color: str = GREY
    chain: list["Part"] = field(default_factory=list)
    lanes: list["Part"] = field(default_factory=list)
    join: str = ""

    @property
    def width(self) -> float:
        if self.lanes:
            return max(lane.width for lane in self.lanes) + 2 * GAP + 0.32
        if self.chain:
            return sum(p.width for p in self.chain) + GAP * (len(self.chain) - 1)
        return min(BOX, 0.14 + 0.085 * max(map(len, self.lines))) if self.lines else 0

    @property
    def below(self) -> float:
        """How far it reaches down from the line that leads through it."""
        if self.join == "+":
            return self.lanes[-1].below  # the line leads straight through main
        if self.lanes:
            return (sum(lane.height + LANE for lane in self.lanes) - LANE) / 2
        if self.chain:
            return max(p.below for p in self.chain)
        return 0.06 + 0.0775 * max(2, len(self.lines)) if self.lines else 0.1

    @property
    def above(self) -> float:
        if self.join == "+":
            return self.lanes[-1].above + LANE + self.lanes[0].height
        if self.chain:
            return max(p.above for p in self.chain)
        return self.below

    @property
    def height(self) -> float:
        return self.above + self.below


def is_block(root: Node) -> bool:
    """Whether a network is one block, whose branches can be drawn."""
    return _count(root) == 1 or root.kind == "PlainBlock"


def _count(node: Node) -> int:
    return node.branches + sum(map(_count, node.children))


def kernel(layer) -> str:
    """Say the size of a kernel, and its stride if it is not 1."""
    k, s = _whole(layer.kernel_size), _whole(layer.stride)
    pool = not hasattr(layer, "in_channels")
    return f"{k}×{k}" + (f" / {s}" if s > 1 and not (pool and s == k) else "")


def block_name(node: Node) -> str:
    """Say the name of a class in words: BasicBlock is a basic block."""
    words = re.sub("(?<=[a-z])(?=[A-Z])", " ", node.kind).lower()
    return words.replace("epelbaum ", "Epelbaum\n")


def say(shape: tuple[int, ...]) -> str:
    """Say the shape of images in two lines, of a vector in one."""
    if len(shape) == 1:
        return f"{shape[0]:,}"
    maps = f"{shape[0]} map" + "s" * (shape[0] > 1)
    return maps + "\n" + " × ".join(map(str, shape[1:]))


def draw(root: Node, axes: Callable[[float, float], Axes]) -> Axes:
    """Draw the flowchart from left to right, from its input to its output."""
    whole = _part(root)
    span = max(7.0, whole.width + 2 * (GAP + 0.7))
    ax = axes(span, whole.height + 0.2)
    frame(ax, span, whole.height + 0.2)
    left, y = (span - whole.width) / 2, whole.below + 0.1
    right = left + whole.width
    style = {"va": "center", "fontsize": 9}
    ax.text(left - GAP, y, say(root.input_shape), ha="right", **style)
    arrow(ax, (left - GAP + 0.04, y), (left, y))
    _place(ax, whole, left, y)
    arrow(ax, (right, y), (right + GAP - 0.04, y))
    ax.text(right + GAP, y, say(root.output_shape), ha="left", **style)
    return ax


def _part(node: Node) -> Part:
    """Translate a layer with all that is in it."""
    if node.branches:
        lanes = [_part(child) for child in node.children]
        if any(c.__name__ == "Residual" for c in type(node.layer).__mro__):
            lanes = [*lanes[1:], lanes[0]] if len(lanes) > 1 else [Part(), lanes[0]]
            return Part(lanes=lanes, join="+")
        return Part(lanes=lanes, join="concat")
    if not node.children:
        return _box(node)
    chain: list[Part] = []
    for part in map(_part, node.children):
        for p in part.chain or [part]:
            plain = chain and chain[-1].lines and chain[-1].color != GREY
            if p.lines and p.color == GREY and plain:  # belongs to the box before
                words = ", ".join([*chain[-1].lines[2:], *p.lines])
                chain[-1].lines[2:] = [words]
            else:
                chain.append(p)
    return Part(chain=chain) if len(chain) > 1 else chain[0]


def _box(node: Node) -> Part:
    if node.kind in NAMES:
        color = BLUE if node.kind == "Conv2d" else ORANGE
        first = f"{NAMES[node.kind]} {kernel(node.layer)}"
        return Part([first, f"{node.output_shape[0]} maps"], color)
    if node.kind == "Linear":
        return Part(["linear", f"{node.output_shape[0]}"], GREEN)
    return Part([ADDED.get(node.kind, node.kind)])


def _place(ax: Axes, part: Part, x: float, y: float) -> None:
    """Draw a part from x on, centered at height y."""
    if part.lanes:
        _place_lanes(ax, part, x, y)
    elif part.chain:
        for k, p in enumerate(part.chain):
            _place(ax, p, x, y)
            x += p.width + GAP
            if k + 1 < len(part.chain):
                arrow(ax, (x - GAP, y), (x, y))
    elif part.lines:
        box(ax, x, y, part.width, part.height, part.color)
        style = {"ha": "center", "va": "center", "fontsize": 9, "linespacing": 1.15}
        ax.text(x + part.width / 2, y, "\n".join(part.lines), zorder=4, **style)


def _place_lanes(ax: Axes, part: Part, x: float, y: float) -> None:
    """Draw branches one above the other, from a fork to where they join."""
    joint = x + part.width - 0.16
    inner = part.width - 2 * GAP - 0.32
    line = {"color": "#444444", "lw": 1.2, "ls": "-", "zorder": 1}
    top = y + part.above
    for lane in part.lanes:
        level = top - lane.above
        top -= lane.height + LANE
        start = x + GAP + (inner - lane.width) / 2
        ax.plot([x, x], [y, level], **line)
        if lane.width:
            arrow(ax, (x, level), (start, level))
            _place(ax, lane, start, level)
            start += lane.width
        else:
            start = x
            style = {"ha": "center", "va": "bottom", "fontsize": 9}
            ax.text((x + joint) / 2, level + 0.03, "identity", **style)
        if part.join == "+" and level != y:
            ax.plot([start, joint], [level, level], **line)
            arrow(ax, (joint, level), (joint, y + 0.16))
        else:
            arrow(ax, (start, level), (joint - 0.16, level))
    style = {"ha": "center", "va": "center", "zorder": 4}
    if part.join == "+":
        ax.plot([joint], [y], "o", ms=22, mfc="white", mec=PURPLE, mew=1.8, zorder=3)
        ax.text(joint, y, "+", fontsize=13, **style)
    else:
        box(ax, joint - 0.16, y, 0.32, part.height, PURPLE)
        ax.text(joint, y, "concatenate", rotation=90, fontsize=9, **style)


def frame(ax: Axes, width: float, height: float) -> None:
    """Make one unit of the axes one inch, and hide them."""
    ax.set(xlim=(0, width), ylim=(0, height), aspect="equal")
    ax.axis("off")


def arrow(ax: Axes, start: tuple[float, float], end: tuple[float, float]) -> None:
    style = {"arrowstyle": "-|>", "mutation_scale": 9, "lw": 1.2, "color": "#444444"}
    ax.add_patch(FancyArrowPatch(start, end, shrinkA=0, shrinkB=0, zorder=1, **style))


def box(ax: Axes, x: float, y: float, w: float, h: float, color: str) -> None:
    """Draw a rounded box; y is its middle."""
    shape = "round,pad=0,rounding_size=0.08"
    fill = TINTS.get(color, "#f5e3ee")
    ax.add_patch(
        FancyBboxPatch(
            (x, y - h / 2), w, h, boxstyle=shape, fc=fill, ec=color, lw=1.3, zorder=2
        )
    )
