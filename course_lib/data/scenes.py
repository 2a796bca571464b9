"""Drawn scenes of two things, and captions whose truth can be computed.

Whoever captions photographs needs people to say whether a caption is right. Here the
grammar is known and the scene is known, so a function can say it.
"""

import re
from collections.abc import Sequence
from itertools import combinations, product
from typing import NamedTuple

import numpy as np

from ..initialization import check_rng, check_size

SIDE = 32
COLORS = {
    "red": (0.85, 0.10, 0.10),
    "yellow": (0.95, 0.80, 0.10),
    "green": (0.10, 0.60, 0.20),
    "blue": (0.10, 0.30, 0.85),
    "purple": (0.60, 0.20, 0.65),
    "black": (0.10, 0.10, 0.10),
}
SHAPES = ("circle", "square", "triangle", "cross")
SIZES = {"small": 3.5, "large": 6.0}  # radius in pixels
RELATIONS = {  # a direction, right and down, and two wordings
    (-1, 0): ("left of", "to the left of"),
    (1, 0): ("right of", "to the right of"),
    (0, -1): ("above", "over"),
    (0, 1): ("below", "under"),
}
WORDINGS = {words: step for step, pair in RELATIONS.items() for words in pair}
FRAMES = ("{a} {r} {b}", "{a} is {r} {b}", "there is {a} {r} {b}")

# What training never shows: four kinds of things, and every fifth couple of the others.
UNSEEN = (
    ("red", "triangle"),
    ("yellow", "circle"),
    ("green", "square"),
    ("blue", "cross"),
)
SEEN = tuple(kind for kind in product(COLORS, SHAPES) if kind not in UNSEEN)
COUPLES: dict[str, list[tuple]] = {"seen": [], "new couple": [], "new thing": []}
for (i, one), (j, two) in combinations(enumerate(SEEN), 2):
    held_out = (7 * i + 11 * j) % 5 == 0
    COUPLES["new couple" if held_out else "seen"].append((one, two))
COUPLES["new thing"] = list(product(UNSEEN, SEEN))


class Thing(NamedTuple):
    """One thing of a scene; x to the right and y down, in pixels."""

    color: str
    shape: str
    size: str
    x: float
    y: float


Scene = tuple[Thing, Thing]


def scenes(n: int, which: str = "seen", *, rng: np.random.Generator) -> list[Scene]:
    """Draw scenes of two things, side by side or one above the other.

    Args: which, "seen" for the couples of training, "new couple" for things that
    training shows, but not together, "new thing" for one of a color and a shape that
    training shows, but not together.
    Raises: ValueError for another kind.
    """
    check_size(n, "scenes", "n")
    check_rng(rng, "scenes")
    if which not in COUPLES:
        raise ValueError(f"scenes expected one of {list(COUPLES)}, got {which!r}")
    found = []
    for _ in range(n):
        couple = COUPLES[which][rng.integers(len(COUPLES[which]))]
        kinds = [couple[k] for k in rng.permutation(2)]
        gap, slip = rng.uniform(13, 17), rng.uniform(-4, 4)
        step = np.array([gap, slip] if rng.integers(2) else [slip, gap])
        low, high = 6.5 - np.minimum(step, 0), SIDE - 7.5 - np.maximum(step, 0)
        place = rng.uniform(low, high)
        sizes = [list(SIZES)[k] for k in rng.integers(0, 2, 2)]
        found.append(
            tuple(
                Thing(*kind, size, *map(float, at))
                for kind, size, at in zip(
                    kinds, sizes, (place, place + step), strict=True
                )
            )
        )
    return found


def images(scenes: Sequence[Scene], *, rng: np.random.Generator) -> np.ndarray:
    """Paint scenes on a light ground, each in a light of its own, with noise.

    Shapes: n scenes -> (n, 3, 32, 32), red, green and blue from 0 to 1.
    """
    check_rng(rng, "images")
    fine = (np.arange(3 * SIDE) - 1) / 3  # three lines a pixel: soft edges
    canvas = np.full((len(scenes), 3, SIDE, SIDE), 0.92)
    for picture, scene in zip(canvas, scenes, strict=True):
        for thing in scene:
            inside = _inside(thing, fine - thing.x, (fine - thing.y)[:, None])
            cover = inside.reshape(SIDE, 3, SIDE, 3).mean(axis=(1, 3))
            color = np.array(COLORS[thing.color])[:, None, None]
            picture += cover * (color - picture)
    canvas *= rng.uniform(0.75, 1, (len(scenes), 1, 1, 1))
    canvas += 0.04 * rng.standard_normal(canvas.shape)
    return canvas.clip(0, 1)


def _inside(thing: Thing, dx: np.ndarray, dy: np.ndarray) -> np.ndarray:
    u, v = np.abs(dx) / SIZES[thing.size], dy / SIZES[thing.size]
    if thing.shape == "circle":
        return u**2 + v**2 <= 1
    if thing.shape == "square":
        return np.maximum(u, np.abs(v)) <= 0.88
    if thing.shape == "triangle":
        return (v <= 0.8) & (u <= (v + 1) / 1.8)
    return (np.maximum(u, np.abs(v)) <= 1) & (np.minimum(u, np.abs(v)) <= 0.32)


def relation(one: Thing, two: Thing) -> tuple[int, int]:
    """Return where the first stands, seen from the second: a key of RELATIONS."""
    dx, dy = one.x - two.x, one.y - two.y
    return (int(np.sign(dx)), 0) if abs(dx) > abs(dy) else (0, int(np.sign(dy)))


def captions(scene: Scene) -> list[str]:
    """Return all captions that are true of a scene: either thing first, 48 wordings."""
    found = []
    for one, two in (scene, scene[::-1]):
        for frame, words in product(FRAMES, RELATIONS[relation(one, two)]):
            for a, b in product(_names(one), _names(two)):
                found.append(frame.format(a=a, r=words, b=b))
    return found


def _names(thing: Thing) -> tuple[str, str]:
    name = f"{thing.color} {thing.shape}"
    return f"a {name}", f"a {thing.size} {name}"


_NAME = f"a (?:({'|'.join(SIZES)}) )?({'|'.join(COLORS)}) ({'|'.join(SHAPES)})"
_CAPTION = re.compile(
    f"(there is )?{_NAME}( is)? ({'|'.join(WORDINGS)}) {_NAME}",
)


def named(caption: str) -> list[tuple[str, str]]:
    """Return color and shape of the two things that a well-worded caption names."""
    match = _CAPTION.fullmatch(caption)
    return [] if match is None else [match.group(3, 4), match.group(8, 9)]


def fault(caption: str, scene: Scene) -> str:
    """Say what is wrong with a caption; nothing ("") if it is true of the scene.

    The first of: "wording", the grammar does not make it; "thing", it names a thing
    that is not there; "twice", it names one thing twice; "size"; "relation".
    """
    match = _CAPTION.fullmatch(caption)
    if match is None or (match[1] and match[5]):
        return "wording"
    there = {(thing.color, thing.shape): thing for thing in scene}
    one, two = (there.get(name) for name in named(caption))
    if one is None or two is None:
        return "thing"
    if one is two:
        return "twice"
    if match[2] not in (None, one.size) or match[7] not in (None, two.size):
        return "size"
    return "" if WORDINGS[match[6]] == relation(one, two) else "relation"


def true(caption: str, scene: Scene) -> bool:
    """Return whether a caption is well worded, and holds of the scene."""
    return fault(caption, scene) == ""
