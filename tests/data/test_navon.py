"""Large letters made of small ones: both are there, and neither tells the other."""

import importlib

import numpy as np
import pytest

from course_lib.data import navon

drawn = importlib.import_module("course_lib.data.navon")


def rng(seed: int = 0) -> np.random.Generator:
    return np.random.default_rng(seed)


def test_what_is_drawn():
    x, large, small = navon(200, rng=rng())
    assert x.shape == (200, 1, drawn.SIDE, drawn.SIDE)
    for letters in (large, small):
        assert letters.shape == (200,)
        assert set(letters) == set(range(len(drawn.LETTERS)))
    again = navon(200, rng=rng())
    for one, other in zip((x, large, small), again, strict=True):
        np.testing.assert_array_equal(one, other)
    assert (navon(200, rng=rng(1))[0] != x).any()


def test_glyphs_are_five_different_letters():
    glyphs = [drawn.glyph(letter) for letter in drawn.LETTERS]
    assert {g.shape for g in glyphs} == {(5, 5)}
    for k, one in enumerate(glyphs):
        for other in glyphs[:k]:
            assert np.abs(one - other).sum() >= 2


def test_the_pixels_spell_both_letters():
    """Without noise: a small letter stands in each cell that the large one fills."""
    x, large, small = navon(60, noise=0, rng=rng())
    for picture, whole, part in zip(x[:, 0], large, small, strict=True):
        rows, columns = np.nonzero(picture)
        top, left = rows.min(), columns.min()
        cells = [
            [picture[r : r + 5, c : c + 5] for c in range(left, left + 25, drawn.CELL)]
            for r in range(top, top + 25, drawn.CELL)
        ]
        filled = np.array([[cell.any() for cell in row] for row in cells], float)
        np.testing.assert_array_equal(filled, drawn.glyph(drawn.LETTERS[whole]))
        for row in cells:
            for cell in row:
                if cell.any():
                    letter = drawn.glyph(drawn.LETTERS[part])
                    np.testing.assert_array_equal(cell, letter)


def test_places_vary_within_the_picture():
    x, _, _ = navon(300, noise=0, rng=rng())
    tops = {int(np.nonzero(picture)[0].min()) for picture in x[:, 0]}
    lefts = {int(np.nonzero(picture)[1].min()) for picture in x[:, 0]}
    assert tops == lefts == set(range(4))


def test_the_two_labelings_are_independent():
    _, large, small = navon(5000, rng=rng())
    table = np.zeros((5, 5))
    np.add.at(table, (large, small), 1)
    np.testing.assert_allclose(table / 5000, 1 / 25, atol=0.012)


def test_noise_has_the_stated_size():
    noisy, quiet = (navon(100, noise=s, rng=rng())[0] for s in (0.5, 0.0))
    clean = np.abs(noisy - quiet)[quiet == 0]
    assert np.sqrt((clean**2).mean()) == pytest.approx(0.5, rel=0.02)
    assert set(np.unique(quiet)) == {0.0, 1.0}


def test_bad_requests():
    with pytest.raises(ValueError, match="n to be at least 1"):
        navon(0, rng=rng())
    with pytest.raises(TypeError, match="default_rng"):
        navon(10, rng=3)
