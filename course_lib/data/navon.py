"""Large letters made of small ones (after Navon, 1977): one picture, two readings."""

import numpy as np

from ..initialization import check_rng, check_size

LETTERS = "CEHLT"
GLYPHS = {
    "C": "#####|#....|#....|#....|#####",
    "E": "#####|#....|###..|#....|#####",
    "H": "#...#|#...#|#####|#...#|#...#",
    "L": "#....|#....|#....|#....|#####",
    "T": "#####|..#..|..#..|..#..|..#..",
}
CELL, SIDE = 6, 32  # a small letter with its gap, and a picture, in pixels


def glyph(letter: str) -> np.ndarray:
    """Return a letter as 5 x 5 zeros and ones."""
    rows = GLYPHS[letter].split("|")
    return np.array([[c == "#" for c in row] for row in rows], float)


def navon(
    n: int, *, noise: float = 0.3, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Draw pictures; return them, their large letters and their small letters.

    Large and small letter are drawn independently from LETTERS; the whole is moved by
    up to 3 pixels and noised.

    Shapes: x (n, 1, 32, 32), large (n,), small (n,), places in LETTERS.
    """
    check_size(n, "navon", "n")
    check_rng(rng, "navon")
    large, small = rng.integers(0, len(LETTERS), (2, n))
    x = noise * rng.standard_normal((n, 1, SIDE, SIDE))
    for k in range(n):
        cell = np.pad(glyph(LETTERS[small[k]]), ((0, 1), (0, 1)))
        whole = np.kron(glyph(LETTERS[large[k]]), cell)[:-1, :-1]
        top, left = rng.integers(0, SIDE - len(whole) + 1, 2)
        x[k, 0, top : top + len(whole), left : left + len(whole)] += whole
    return x, large, small
