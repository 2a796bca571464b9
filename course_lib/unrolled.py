"""Drawings of recurrent networks, folded and unrolled in time."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise, product

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch
from matplotlib.path import Path

from .flowchart import TINTS, frame
from .plot import BLUE, GREEN, GREY, ORANGE, PURPLE, YELLOW

ROW, GAP, SIDE = 0.95, 0.62, 0.27  # inches: between rows, columns, h and h' sideways
SHIFT = 0.5  # between the folded network and the others, besides a column
SHADES = {"x": BLUE, "h": GREEN, "b": GREEN, "y": ORANGE}
NAMES = {"x": "x", "h": "h", "b": "h'", "y": "y"}
INK = "#444444"

Node = tuple[str, int, int]  # kind, step (0: folded), layer


def draw(
    steps: int = 4,
    *,
    inputs: Iterable[int] | None = None,
    outputs: Iterable[int] | None = None,
    feedback: str | None = "hidden",
    layers: int = 1,
    bidirectional: bool = False,
    folded: bool = False,
    labels: Mapping[str, str | Sequence[str]] | None = None,
    gradients: bool = False,
    cuts: Iterable[int] = (),
    path: Sequence[str | tuple] = (),
    fontsize: float | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Draw a recurrent network; time runs to the right, from inputs below to outputs.

    Args: steps, how many columns, 0 with ``folded`` for that picture alone; inputs and
    outputs, the steps (from 1) that have one, None for all; feedback, "hidden" (Elman),
    "output" (Jordan), "both" or None; folded, draw the network with its loop to the
    left; labels, texts for the keys x, h, b (the backward h), y, one for each step,
    and W, U, V, one text each for the weights ("" for none); gradients, dashed arrows
    back along every connection, but not along time after the steps in ``cuts``; path,
    nodes to walk along a thick line, in this order, as "x1", "h3", "b2" (in several
    layers a tuple: ("h", 3, 2) is step 3 of layer 2); fontsize in points,
    else 12, or what suits a figure of its own.
    Raises: ValueError for another feedback, or a path along no connection.
    """
    if feedback not in ("hidden", "output", "both", None):
        raise ValueError(
            "draw expected feedback to be 'hidden', 'output', 'both' or None, "
            f"got {feedback!r}"
        )
    net = _Net(layers, bidirectional, feedback, dict(labels or {}))
    shown = {"x": _steps(inputs, steps), "y": _steps(outputs, steps)}
    if folded:
        net.column(0, 0.0, shown={"x": {0}, "y": {0}})
    for t in range(1, steps + 1):
        net.column(t, t * net.pitch + SHIFT * folded, shown)
    links = net.links(steps)
    walk = [_node(name) for name in path]
    for pair in pairwise(walk):
        if pair not in links and pair[::-1] not in links:
            raise ValueError(f"draw found no connection from {pair[0]} to {pair[1]}")
    left, right, bottom, top = net.limits(folded)
    if ax is None:
        span = max(5.4, right - left)
        scale = 7.0 / span
        _, ax = plt.subplots(figsize=(7.0, (top - bottom) * scale))
        left, right = (left + right - span) / 2, (left + right + span) / 2
        net.fontsize = 13 * scale
    net.fontsize = fontsize or net.fontsize
    frame(ax, right, top)
    ax.set(xlim=(left, right), ylim=(bottom, top))
    net.boxes(ax, set(walk))
    cuts = set(cuts)
    net.arrows(ax, links, walk, gradients, cuts)
    if folded:
        net.loops(ax)
        if steps:
            ax.text(
                SHIFT / 2 + 0.67 * net.pitch + 0.16,
                ROW,
                "=",
                ha="center",
                va="center",
                fontsize=net.fontsize + 6,
            )
    for t in cuts:
        x = (t + 0.5) * net.pitch + SHIFT * folded
        ax.plot([x, x], [bottom + 0.05, top - 0.05], color=GREY, ls=":", lw=1.5)
    return ax


def _steps(chosen: Iterable[int] | None, steps: int) -> set[int]:
    return set(range(1, steps + 1)) if chosen is None else set(chosen)


def _node(name: str | tuple) -> Node:
    """Translate "h3", ("h", 3) and ("h", 3, 2)."""
    if isinstance(name, str):
        return name[0], int(name[1:]), 1
    return (*name, 1)[:3]


class _Net:
    """Where each box stands, and what is connected with what."""

    def __init__(self, layers, bidirectional, feedback, labels):
        self.layers, self.labels, self.fontsize = layers, labels, 12.0
        self.kinds = "hb" if bidirectional else "h"
        self.hidden = feedback in ("hidden", "both")
        self.output = feedback in ("output", "both")
        words = [
            w for k in "xhby" for w in np.atleast_1d(labels.get(k, [])) if "$" not in w
        ]
        self.width = max([0.46, *(0.16 + 0.1 * len(w) for w in words)])
        self.pitch = self.width + GAP + (2 * SIDE if bidirectional else 0)
        self.places: dict[Node, tuple[float, float]] = {}
        self.patches: dict[Node, FancyBboxPatch] = {}

    def row(self, kind: str, layer: int) -> float:
        n = len(self.kinds)
        if kind in "xy":
            return 0 if kind == "x" else ROW * (1 + (n * self.layers))
        return ROW * (1 + n * (layer - 1) + self.kinds.index(kind))

    def column(self, t: int, x: float, shown: dict[str, set[int]]) -> None:
        for kind in "xy":
            if t in shown[kind]:
                self.places[kind, t, 1] = (x, self.row(kind, 1))
        for kind, layer in product(self.kinds, range(1, self.layers + 1)):
            side = 0 if len(self.kinds) == 1 else SIDE if kind == "b" else -SIDE
            self.places[kind, t, layer] = (x + side, self.row(kind, layer))

    def links(self, steps: int) -> dict[tuple[Node, Node], str]:
        """Return all connections that can be drawn, with the letter of the weights."""
        found: dict[tuple[Node, Node], str] = {}
        for t in range(steps + 1):
            for k in self.kinds:
                found[("x", t, 1), (k, t, 1)] = "W"
                found[(k, t, self.layers), ("y", t, 1)] = "V"
            for layer in range(1, self.layers):
                for k, m in product(self.kinds, self.kinds):
                    found[(k, t, layer), (m, t, layer + 1)] = "W"
            if t == 0 or t == steps:
                continue
            for layer in range(1, self.layers + 1):
                if self.hidden:
                    found[("h", t, layer), ("h", t + 1, layer)] = "U"
                    found[("b", t + 1, layer), ("b", t, layer)] = "U"
            if self.output:
                found[("y", t, 1), ("h", t + 1, 1)] = "U"
        return {k: w for k, w in found.items() if all(n in self.places for n in k)}

    def limits(self, folded: bool) -> tuple[float, float, float, float]:
        x, y = np.array(list(self.places.values())).T
        half = self.width / 2 + 0.12
        loop = 0.45 if folded and x.max() < 0.5 else 0.0
        return x.min() - half, x.max() + half + loop, y.min() - 0.32, y.max() + 0.32

    def boxes(self, ax: Axes, walked: set[Node]) -> None:
        for node, (x, y) in self.places.items():
            kind, t, layer = node
            color = SHADES[kind]
            patch = FancyBboxPatch(
                (x - self.width / 2, y - 0.2),
                self.width,
                0.4,
                boxstyle="round,pad=0,rounding_size=0.08",
                fc=TINTS[color],
                ec=YELLOW if node in walked else color,
                lw=3 if node in walked else 1.4,
                zorder=2,
            )
            self.patches[node] = ax.add_patch(patch)
            style = {"ha": "center", "va": "center", "fontsize": self.fontsize}
            ax.text(x, y, self.say(kind, t, layer), zorder=4, **style)

    def say(self, kind: str, t: int, layer: int) -> str:
        given = self.labels.get(kind)
        if given is not None and t:
            return given if isinstance(given, str) else given[t - 1]
        above = f"({layer})" if self.layers > 1 and kind in "hb" else ""
        if NAMES[kind] == "h'":
            above = "\\prime" + above
        up = f"^{{{above}}}" if above else ""
        return f"${NAMES[kind][0]}{up}_{{{t or 't'}}}$"

    def arrows(self, ax, links, walk, gradients, cuts) -> None:
        thick = list(pairwise(walk))
        reached = self.reached(links, cuts) if gradients else set()
        for (a, b), letter in links.items():
            lit = (a, b) in thick or (b, a) in thick
            if not lit or gradients:
                self.arrow(ax, a, b, color=INK, shift=0.08 * bool(gradients))
            if (a, b) in reached:
                style = {"color": PURPLE, "lw": 2, "ls": (0, (3, 1.2))}
                self.arrow(ax, b, a, shift=0.08, **style)
            if len(self.kinds) == 1 and a[1] == 1 and (letter, b[2]) != ("W", 2):
                self.letter(ax, a, b, letter)
        for a, b in thick:
            self.arrow(ax, a, b, color=YELLOW, lw=4, zorder=1.5, mutation_scale=16)

    def reached(self, links, cuts: set[int]) -> set[tuple[Node, Node]]:
        """Return the connections that the gradient of some output goes back along."""
        todo = [node for node in self.places if node[0] == "y" and node[1]]
        found: set[tuple[Node, Node]] = set()
        while todo:
            node = todo.pop()
            for a, b in links:
                cut = a[1] != b[1] and min(a[1], b[1]) in cuts
                if b == node and not cut and (a, b) not in found:
                    found.add((a, b))
                    todo.append(a)
        return found

    def arrow(self, ax, a: Node, b: Node, *, shift: float = 0.0, **style) -> None:
        """Draw one arrow from box to box; shift moves it to its own right side."""
        p, q = np.array(self.places[a]), np.array(self.places[b])
        if len(self.kinds) == 2 and a[1] == b[1] and {a[0], b[0]} & {"x", "y"}:
            middle, aside = (p[0], q[0]) if a[0] in "xy" else (q[0], p[0])
            p[0] = q[0] = 0.55 * middle + 0.45 * aside  # upright, past the other box
        d = (q - p) / np.hypot(*(q - p))
        aside = shift * np.array([d[1], -d[0]])
        ends = {"patchA": self.patches[a], "patchB": self.patches[b]}
        look = {"arrowstyle": "-|>", "mutation_scale": 11, "lw": 1.4, "zorder": 1}
        shrink = {"shrinkA": 1, "shrinkB": 1}
        options = {**look, **ends, **shrink, **style}
        ax.add_patch(FancyArrowPatch(p + aside, q + aside, **options))

    def letter(self, ax: Axes, a: Node, b: Node, letter: str) -> None:
        """Write the letter of the weights beside their first arrow."""
        if letter == "U" and a[0] == "y" and self.hidden:
            return  # "both": one letter is enough
        (x0, y0), (x1, y1) = self.places[a], self.places[b]
        x, y = (x0 + x1) / 2, (y0 + y1) / 2
        if letter != "U":
            at, ha, va = (x - 0.14, y), "right", "center"
        elif y0 == y1:
            at, ha, va = (x, y + 0.12), "center", "bottom"
        else:
            at, ha, va = (x + 0.06, y + 0.08), "left", "bottom"
        style = {"fontsize": self.fontsize - 1, "color": INK}
        ax.text(*at, self.labels.get(letter, f"${letter}$"), ha=ha, va=va, **style)

    def loops(self, ax: Axes) -> None:
        """Draw the connections of the folded network from one step to the next."""
        w = self.width / 2
        pairs = []
        for kind, layer in product(self.kinds, range(1, self.layers + 1)):
            if self.hidden:
                pairs.append((self.places[kind, 0, layer],) * 2)
        if self.output:
            pairs.append((self.places["y", 0, 1], self.places["h", 0, 1]))
        for k, ((x0, y0), (x1, y1)) in enumerate(pairs):
            up, down = (y0 + 0.1, y1 - 0.1) if y0 == y1 else (y0, y1 + 0.04)
            out = max(x0, x1) + w + 0.42
            points = [
                (x0 + w, up),
                (out, up + 0.12),
                (out, down - 0.12),
                (x1 + w, down),
            ]
            codes = [Path.MOVETO, *[Path.CURVE4] * 3]
            style = {"arrowstyle": "-|>", "mutation_scale": 11, "lw": 1.4}
            patch = FancyArrowPatch(path=Path(points, codes), color=INK, **style)
            ax.add_patch(patch)
            mark = (out - 0.105, (up + down) / 2)
            ax.plot(*mark, "s", color=INK, ms=6)  # one step of delay
            if len(self.kinds) == 1 and k == 0:
                text = self.labels.get("U", "$U$")
                style = {"fontsize": self.fontsize - 1, "color": INK, "va": "center"}
                ax.text(mark[0] + 0.1, mark[1], text, ha="left", **style)
