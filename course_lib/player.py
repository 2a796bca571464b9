"""Paths on a landscape that move: one picture, a button and a slider, no server.

The picture is SVG, written with coordinates rounded to a tenth of a pixel, so that the
same notebook stores the same text. Without scripts the whole paths are shown.
"""

import html
import re

import numpy as np

from .landscapes import Landscape
from .plot import COLORS

WIDTH = 640
DASHES = ("", "9 4", "2 4", "10 3 2 3", "5 2", "14 4", "1 3")

SCRIPT = """
(() => {
  const box = document.getElementById("player-NAME");
  const slider = box.querySelector("input"), button = box.querySelector("button");
  const said = box.querySelector("output"), bar = box.querySelector(".course-bar");
  const lines = [...box.querySelectorAll("polyline[data-path]")].map(line => ({
    line, dot: box.querySelector(`circle[data-path="${line.dataset.path}"]`),
    points: line.getAttribute("points").split(" ")}));
  const last = Number(slider.max);
  let timer = null;
  const show = k => {
    slider.value = k;
    said.textContent = `step ${k}`;
    for (const {line, dot, points} of lines) {
      const seen = points.slice(0, k + 1), [x, y] = seen[seen.length - 1].split(",");
      line.setAttribute("points", seen.join(" "));
      dot.setAttribute("cx", x);
      dot.setAttribute("cy", y);
    }
  };
  const stop = () => {
    clearInterval(timer);
    timer = null;
    button.textContent = "Play";
  };
  button.addEventListener("click", () => {
    if (timer) return stop();
    let k = Number(slider.value) >= last ? 0 : Number(slider.value);
    button.textContent = "Pause";
    timer = setInterval(() => {
      show(k);
      if (++k > last) stop();
    }, Math.max(30, Math.min(150, 6000 / last)));
  });
  slider.addEventListener("input", () => { stop(); show(Number(slider.value)); });
  bar.hidden = false;
  show(last);
})();
"""


class Player:
    """What a cell displays: HTML in a notebook, one sentence in a terminal."""

    def __init__(self, page: str, alt: str):
        self.page, self.alt = page, alt

    def _repr_html_(self) -> str:
        return self.page

    def __repr__(self) -> str:
        return f"<player: {self.alt}>"


def landscape_player(
    landscape: Landscape, paths: dict[str, np.ndarray], *, alt: str, name: str
) -> Player:
    """Show how several walks find their way down, step by step.

    Shapes: each path (steps + 1, 2), as from ``landscapes.path``; where it leaves the
    box or is not finite it ends. Args: alt, what there is to see, for readers who
    cannot; name, unique on the page, in lower-case letters and hyphens.
    """
    if not re.fullmatch(r"[a-z][a-z0-9-]*", name):
        raise ValueError(f"landscape_player expected a name like 'two-walks': {name!r}")
    if not paths or len(paths) > len(COLORS):
        raise ValueError(
            f"landscape_player expected 1 to {len(COLORS)} paths, got {len(paths)}"
        )
    x0, x1, y0, y1 = landscape.box
    height = round(WIDTH * (y1 - y0) / (x1 - x0))

    def place(points: np.ndarray) -> np.ndarray:
        x = (points[..., 0] - x0) / (x1 - x0) * WIDTH
        y = (y1 - points[..., 1]) / (y1 - y0) * height
        return np.stack([x, y], axis=-1)

    parts = [_contours(landscape, place)]
    for x, y in place(landscape.minima):
        parts.append(f'<path d="M{x - 5:.1f},{y:.1f}h10m-5,-5v10" class="minimum"/>')
    steps, legend = 1, []
    for k, (label, points) in enumerate(paths.items()):
        walk = _within(place(np.asarray(points, dtype=float)), height)
        steps = max(steps, len(walk) - 1)
        style = f'stroke="{COLORS[k]}" stroke-dasharray="{DASHES[k]}"'
        parts.append(f'<polyline data-path="{k}" points="{_points(walk)}" {style}/>')
        x, y = walk[-1]
        dot = f'cx="{x:.1f}" cy="{y:.1f}" r="6" fill="{COLORS[k]}"'
        parts.append(f'<circle data-path="{k}" {dot}/>')
        sample = f'<line x1="0" y1="6" x2="34" y2="6" {style}/>'
        legend.append(
            f'<span><svg width="34" height="12" aria-hidden="true">{sample}</svg> '
            f"{html.escape(label)}</span>"
        )
    page = f"""<div class="course-player" id="player-{name}">
<style>
.course-player svg polyline, .course-player svg line {{fill: none; stroke-width: 2.5}}
.course-player > svg {{width: 100%; height: auto; background: #fff; border-radius: 4px}}
.course-player .level {{fill: none; stroke: #9a9a9a; stroke-width: 0.8}}
.course-player .minimum {{stroke: #000; stroke-width: 2}}
.course-player circle {{stroke: #fff; stroke-width: 1.5}}
.course-legend, .course-bar {{display: flex; flex-wrap: wrap; gap: 0.3em 1.2em;
  align-items: center; margin: 0.4em 0}}
.course-bar[hidden] {{display: none}}
.course-bar input {{flex: 1 1 10em; min-width: 8em}}
.course-bar button {{min-width: 5em; padding: 0.3em 0.8em; font: inherit}}
</style>
<svg viewBox="0 0 {WIDTH} {height}" role="img" aria-label="{html.escape(alt)}">
{"".join(parts)}
</svg>
<div class="course-legend">{"".join(legend)}</div>
<div class="course-bar" hidden><button type="button">Play</button>
<input type="range" min="0" max="{steps}" value="{steps}" aria-label="Step">
<output>step {steps}</output></div>
<script>{SCRIPT.replace("NAME", name)}</script>
</div>"""
    return Player(page, alt)


def _within(walk: np.ndarray, height: float) -> np.ndarray:
    """Cut a walk where it goes far out of the picture."""
    low, high = -0.5 * WIDTH, np.array([1.5 * WIDTH, 1.5 * height])
    with np.errstate(invalid="ignore"):
        inside = ((walk >= low) & (walk <= high)).all(axis=1)
    end = len(walk) if inside.all() else max(1, int(inside.argmin()))
    return walk[:end]


def _points(walk: np.ndarray) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in walk)


def _contours(landscape: Landscape, place, levels: int = 14) -> str:
    """Draw level lines at equal steps of the logarithm of f above its least value."""
    from contourpy import contour_generator

    x0, x1, y0, y1 = landscape.box
    x, y = np.linspace(x0, x1, 121), np.linspace(y0, y1, 91)
    z = landscape.f(np.stack(np.meshgrid(x, y), axis=-1))
    least = min(z.min(), landscape.f(landscape.minima).min())
    z = np.log(z - least + 0.02 * np.median(z - least))
    lines = contour_generator(x, y, z)
    parts = []
    for level in np.linspace(z.min(), z.max(), levels + 2)[1:-1]:
        for line in lines.lines(level):
            parts.append(f'<polyline class="level" points="{_points(place(line))}"/>')
    return "".join(parts)
