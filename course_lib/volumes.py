"""What the layers of a network put out, drawn as rows of boxes, for diagrams.py."""

import math
from collections.abc import Callable
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.patches import Polygon

from . import flowchart
from .plot import BLUE, GREEN, GREY, ORANGE, PURPLE

WIDTH = 7.0  # inches, as all figures of the book
COLORS = {"input": GREY, "conv": BLUE, "pool": ORANGE, "linear": GREEN}  # or PURPLE
TALL, GAP, TEXT = 1.15, 0.24, 0.4  # inches: largest volume, arrow, two lines of text
LETTER, TURN = 0.071, 0.24  # inches: a letter of 9 points, space between two rows


@dataclass
class Item:
    """One column of the picture: equal layers in a row are one."""

    kind: str
    label: str
    shapes: list[tuple[int, ...]]

    @property
    def title(self) -> str:
        n = len(self.shapes)
        if n == 1:
            return self.label
        return f"{n} × {self.label}" if "\n" in self.label else f"{n} ×\n{self.label}"

    @property
    def text(self) -> str:
        return flowchart.say(self.shapes[-1])

    def slabs(self, largest: int) -> list[tuple[float, float, float]]:
        """Width, for the maps, height and depth, for the image, in inches."""
        squeeze = min(1, 3 / len(self.shapes))
        return [_slab(shape, largest, squeeze) for shape in self.shapes]

    def drawn(self, largest: int) -> float:
        slabs = self.slabs(largest)
        return sum(w for w, _, _ in slabs) + slabs[-1][2]

    def width(self, largest: int) -> float:
        lines = f"{self.title}\n{self.text}".split("\n")
        return max(self.drawn(largest), LETTER * max(map(len, lines)))


def draw(
    items: list[Item],
    ax: Axes | None,
    axes: Callable[[float, float], Axes],
    rows: int | None,
) -> Axes:
    """Draw the columns in as many rows as they need; without ax, on new axes."""
    sides = [item.shapes[0][-1] for item in items if len(item.shapes[0]) > 1]
    largest = max(sides, default=1)
    lines = _wrap(items, largest, rows)
    heights = [_height(line, largest) for line in lines]
    span = max(WIDTH if ax is None else 0, *(_total(line, largest) for line in lines))
    top = sum(heights) + TURN * (len(lines) - 1)
    ax = axes(span, top) if ax is None else ax
    flowchart.frame(ax, span, top)
    turn = None
    for line, height in zip(lines, heights, strict=True):
        turn = _draw_line(ax, line, largest, top, span, turn)
        top -= height + TURN
    return ax


def _slab(shape: tuple[int, ...], largest: int, squeeze: float):
    maps = math.log2(1 + shape[0])
    if len(shape) == 1:  # a vector stands upright
        return 0.1, 0.09 * maps, 0.06
    height = TALL * math.sqrt(shape[-1] / largest)
    return (0.05 + 0.026 * maps) * squeeze, height, 0.28 * height


def _total(line: list[Item], largest: int) -> float:
    return sum(item.width(largest) for item in line) + GAP * (len(line) + 1)


def _height(line: list[Item], largest: int) -> float:
    return max(h + d / 2 for i in line for _, h, d in i.slabs(largest)) + 2 * TEXT + 0.1


def _wrap(items: list[Item], largest: int, rows: int | None) -> list[list[Item]]:
    """Break a long network into lines of about equal width."""
    total = _total(items, largest)
    rows = rows or math.ceil(total / (WIDTH + 0.05))
    lines: list[list[Item]] = [[]]
    done = 0.0
    for item in items:
        width = item.width(largest) + GAP
        if lines[-1] and done + width / 2 > total * len(lines) / rows:
            lines.append([])
        lines[-1].append(item)
        done += width
    return lines


def _draw_line(ax, line, largest, top, span, turn):
    """Draw columns with arrows between them; ``turn``, where the row before ends."""
    height = _height(line, largest)
    spare = span - _total(line, largest)
    gap = GAP + min(spare / (len(line) + 1), 0.4)
    x = (span - _total(line, largest) - (gap - GAP) * (len(line) - 1)) / 2 + GAP
    middle, end = top - height / 2, None
    for item in line:
        width, drawn = item.width(largest), item.drawn(largest)
        left = x + (width - drawn) / 2
        if end is not None:
            flowchart.arrow(ax, (end + 0.05, middle), (left - 0.05, middle))
        elif turn is not None:
            _turn(ax, span, top + TURN / 2, middle, (turn, left))
        end = left + drawn
        for w, h, d in item.slabs(largest):
            _volume(ax, left, middle - d / 4, w, h, d, item.kind)
            left += w
        style = {"x": x + width / 2, "ha": "center", "fontsize": 9, "linespacing": 1.1}
        ax.text(y=top - TEXT + 0.02, s=item.title, va="bottom", **style)
        ax.text(y=top - height + TEXT, s=item.text, va="top", **style)
        x += width + gap
    return middle, end


def _turn(ax, span: float, between: float, middle: float, turn) -> None:
    """Lead from the end of one row, between the rows, to the begin of the next."""
    ((before, end), left) = turn
    xs = [end + 0.05, span - 0.06, span - 0.06, 0.06, 0.06, 0.07]
    ys = [before, before, between, between, middle, middle]
    ax.plot(xs, ys, color="#444444", lw=1.2, ls="-", solid_joinstyle="round", zorder=1)
    flowchart.arrow(ax, (0.06, middle), (left - 0.05, middle))


def _volume(ax, x, y, w: float, h: float, d: float, kind: str) -> None:
    """Draw a box in oblique view, d deep; y is the middle of its front."""
    color, low, high, right = COLORS.get(kind, PURPLE), y - h / 2, y + h / 2, x + w
    front = [(x, low), (right, low), (right, high), (x, high)]
    lid = [(x, high), (right, high), (right + d, high + d / 2), (x + d, high + d / 2)]
    side = [(right, low), (right, high), (right + d, high + d / 2)]
    side += [(right + d, low + d / 2)]
    for corners, white in ((side, 0.25), (lid, 0.7), (front, 0.5)):
        face = [c + (1 - c) * white for c in to_rgb(color)]
        ax.add_patch(Polygon(corners, fc=face, ec="white", lw=0.6, zorder=2))
