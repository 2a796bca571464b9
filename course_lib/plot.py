"""One look for every figure, and the pictures that several chapters draw."""

from collections.abc import Callable, Sequence
from itertools import pairwise

import matplotlib.pyplot as plt
import numpy as np
from cycler import cycler
from matplotlib.axes import Axes
from matplotlib.colors import ListedColormap

# Okabe and Ito's colors: told apart by most eyes; with line styles, in grey print too.
BLUE, ORANGE, GREEN = "#0072b2", "#d55e00", "#009e73"
PURPLE, SKY, YELLOW, GREY = "#cc79a7", "#56b4e9", "#e69f00", "#666666"
COLORS = (BLUE, ORANGE, GREEN, PURPLE, SKY, YELLOW, GREY)
STYLES = ("-", "--", "-.", ":", (0, (5, 1, 1, 1, 1, 1)), (0, (8, 2)), (0, (1, 1)))


def use_style() -> None:
    """Set matplotlib's defaults to the style of the book."""
    plt.rcParams.update(
        {
            "figure.figsize": (7, 3.4),
            "figure.dpi": 100,
            "figure.facecolor": "white",
            "figure.constrained_layout.use": True,
            "font.size": 10,
            "axes.titlesize": 10.5,
            "axes.titleweight": "bold",
            "axes.labelsize": 10,
            "axes.spines.top": False,
            "axes.spines.right": False,
            "axes.edgecolor": "#444444",
            "axes.grid": True,
            "axes.axisbelow": True,
            "grid.color": "#e6e6e6",
            "grid.linewidth": 0.8,
            "lines.linewidth": 1.8,
            "lines.markersize": 5,
            "legend.frameon": False,
            "axes.prop_cycle": cycler(color=COLORS) + cycler(linestyle=STYLES),
            "image.cmap": "gray_r",
            "image.interpolation": "nearest",
            "svg.hashsalt": "course",
        }
    )


def images(
    x: np.ndarray,
    titles: Sequence[str] | None = None,
    *,
    columns: int = 8,
    size: float = 0.85,
    cmap: str | None = None,
    limit: float | None = None,
) -> np.ndarray:
    """Draw square images in a grid and return the array of axes.

    Shapes: x (n, side * side) or (n, height, width).
    Args: limit, draw the range -limit..limit with zero in the middle (for weights).
    """
    x = np.asarray(x)
    if x.ndim == 2:
        side = round(x.shape[1] ** 0.5)
        if side * side != x.shape[1]:
            raise ValueError(f"images expected square images, got rows of {x.shape[1]}")
        x = x.reshape(-1, side, side)
    rows = -(-len(x) // columns)
    columns = min(columns, len(x))
    height = rows * (size + (0.22 if titles is not None else 0))
    _, axes = plt.subplots(
        rows, columns, figsize=(columns * size, height), squeeze=False
    )
    options = {} if limit is None else {"vmin": -limit, "vmax": limit}
    for k, ax in enumerate(axes.flat):
        ax.axis("off")
        if k < len(x):
            ax.imshow(x[k], cmap=cmap, **options)
            if titles is not None:
                ax.set_title(titles[k], fontsize=9, fontweight="normal")
    return axes


def decision_regions(
    predict: Callable[[np.ndarray], np.ndarray],
    x: np.ndarray,
    t: np.ndarray,
    ax: Axes | None = None,
    *,
    resolution: int = 200,
) -> Axes:
    """Color the plane by the class that ``predict`` gives, and draw the samples.

    Shapes: x (n, 2), t (n,) integer classes; predict takes (m, 2) and returns
    classes (m,) or scores (m, K).
    """
    ax = ax or plt.gca()
    low, high = x.min(axis=0), x.max(axis=0)
    margin = 0.12 * (high - low)
    axis0, axis1 = np.linspace(low - margin, high + margin, resolution).T
    grid = np.stack(np.meshgrid(axis0, axis1), axis=-1)
    label = np.asarray(predict(grid.reshape(-1, 2)))
    if label.ndim == 2:
        label = label.argmax(axis=1)
    tints = ListedColormap(["#d6e8f5", "#fae0cf", "#d2f0e6", "#f5e3ee"])
    ax.pcolormesh(
        axis0, axis1, label.reshape(resolution, resolution), cmap=tints, vmin=0, vmax=3
    )
    for k, marker in zip(np.unique(t), "osD^", strict=False):
        points = x[t == k]
        ax.scatter(*points.T, s=16, marker=marker, c=COLORS[k], ec="white", lw=0.5)
    ax.set(xlabel="$x_0$", ylabel="$x_1$")
    ax.grid(False)
    return ax


def network(
    sizes: Sequence[int],
    ax: Axes | None = None,
    *,
    labels: Sequence[str] | None = None,
    most: int = 7,
) -> Axes:
    """Draw fully-connected layers as columns of neurons, long ones with an ellipsis.

    Args: sizes, neurons per layer; labels, text under each column.
    """
    ax = ax or plt.gca()
    ax.axis("off")
    places = [_column(n, most) for n in sizes]
    for k, (left, right) in enumerate(pairwise(places)):
        for y0 in left:
            for y1 in right:
                ax.plot([k, k + 1], [y0, y1], color="#b5b5b5", ls="-", lw=0.6, zorder=1)
    for k, (n, ys) in enumerate(zip(sizes, places, strict=True)):
        color = BLUE if k == 0 else ORANGE if k == len(sizes) - 1 else "white"
        ax.scatter([k] * len(ys), ys, s=170, c=color, ec="#222222", lw=1.2, zorder=2)
        if n > most:
            ax.text(k, 0, "⋮", ha="center", va="center", fontsize=16, zorder=3)
        text = labels[k] if labels is not None else str(n)
        ax.text(k, -most / 2 - 0.7, text, ha="center", va="top")
    ax.set(xlim=(-0.4, len(sizes) - 0.6), ylim=(-most / 2 - 1.9, most / 2 + 0.2))
    return ax


def _column(n: int, most: int) -> np.ndarray:
    """Heights of the neurons of a layer; a long layer leaves out its middle."""
    if n <= most:
        return np.arange(n) - (n - 1) / 2
    heights = np.arange(most) - (most - 1) / 2
    return heights[np.abs(heights) > 0.6]


def paths(landscape, walks: dict[str, np.ndarray], ax: Axes | None = None) -> Axes:
    """Draw level lines of a landscape and walks on it, each named at its end.

    Shapes: each walk (steps + 1, 2), as from ``landscapes.path``.
    """
    ax = ax or plt.gca()
    x0, x1, y0, y1 = landscape.box
    x, y = np.linspace(x0, x1, 161), np.linspace(y0, y1, 121)
    z = landscape.f(np.stack(np.meshgrid(x, y), axis=-1))
    least = min(z.min(), landscape.f(landscape.minima).min())
    height = np.log(z - least + 0.02 * np.median(z - least))
    ax.contour(x, y, height, 14, colors="#b0b0b0", linewidths=0.7, linestyles="-")
    ax.plot(*landscape.minima.T, "k+", ms=9, mew=1.8)
    for k, (name, walk) in enumerate(walks.items()):
        inside = walk[np.isfinite(walk).all(axis=1)]
        ax.plot(*inside.T, color=COLORS[k], ls=STYLES[k], lw=1.6, label=name)
        ax.plot(*inside[-1], "o", color=COLORS[k], ms=6, mec="white")
    ax.plot(*inside[0], "ko", ms=5)
    ax.set(xlim=(x0, x1), ylim=(y0, y1), title=landscape.name)
    ax.grid(False)
    return ax
