"""Drawn and bundled data: shapes, ranges, known facts, and the same draw twice."""

import numpy as np
import pytest

from course_lib.data import load_digits, noisy_sine, two_moons, two_spirals


def test_digits_are_the_published_set():
    x, t = load_digits()
    assert x.shape == (1797, 64)
    assert x.dtype == np.float64
    assert (x.min(), x.max()) == (0, 1)
    counts = [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]  # UCI's test part
    assert np.bincount(t).tolist() == counts


@pytest.mark.parametrize("draw", [two_moons, two_spirals, noisy_sine])
def test_one_seed_gives_one_draw(draw):
    one, two = (draw(50, rng=np.random.default_rng(4)) for _ in range(2))
    other = draw(50, rng=np.random.default_rng(5))
    for a, b in zip(one, two, strict=True):
        np.testing.assert_array_equal(a, b)
    assert (one[0] != other[0]).any()


@pytest.mark.parametrize("draw", [two_moons, two_spirals])
def test_two_classes_in_turn(draw):
    x, t = draw(51, rng=np.random.default_rng(0))
    assert x.shape == (51, 2)
    assert t.tolist() == [k % 2 for k in range(51)]


def test_moons_without_noise_lie_on_two_half_circles():
    x, t = two_moons(400, noise=0, rng=np.random.default_rng(0))
    centers = np.array([[0, 0], [1, 0.5]])
    np.testing.assert_allclose(np.linalg.norm(x - centers[t], axis=1), 1)
    assert (x[t == 0, 1] >= 0).all()
    assert (x[t == 1, 1] <= 0.5).all()


def test_spirals_without_noise_are_each_others_mirror():
    x, t = two_spirals(4000, noise=0, rng=np.random.default_rng(0))
    radius = np.linalg.norm(x, axis=1)
    angle = np.arctan2(x[:, 1], x[:, 0]) - 2 * np.pi * 1.5 * radius - np.pi * t
    np.testing.assert_allclose(np.cos(angle), 1)
    assert radius.max() <= 1


def test_sine_noise_has_the_stated_size():
    x, t = noisy_sine(20_000, noise=0.3, rng=np.random.default_rng(0))
    assert x.shape == t.shape == (20_000, 1)
    assert (t - np.sin(x)).std() == pytest.approx(0.3, rel=0.03)
