"""Landscapes: gradients, minima; the player: safe, deterministic text."""

import numpy as np
import pytest
import torch

from course_lib import landscapes, plot, scratch
from course_lib.player import landscape_player

ALL = {
    "quadratic": landscapes.quadratic(),
    "turned": landscapes.quadratic(50.0, angle=0.7),
    "rosenbrock": landscapes.rosenbrock(),
    "beale": landscapes.beale(),
    "himmelblau": landscapes.himmelblau(),
    "saddle": landscapes.saddle(),
    "wells": landscapes.narrow_wells(),
}
every = pytest.mark.parametrize("landscape", ALL.values(), ids=ALL)


@every
def test_gradients_match_differences(landscape):
    rng = np.random.default_rng(0)
    x0, x1, y0, y1 = landscape.box
    points = rng.uniform((x0, y0), (x1, y1), (20, 2))
    step = 1e-6
    numeric = np.stack(
        [
            (landscape.f(points + e) - landscape.f(points - e)) / (2 * step)
            for e in step * np.eye(2)
        ],
        axis=-1,
    )
    gradient = landscape.gradient(points)
    scale = np.abs(gradient).max()
    np.testing.assert_allclose(gradient / scale, numeric / scale, atol=1e-8)
    one = landscape.gradient(points[3])
    np.testing.assert_array_equal(one, gradient[3])


@every
def test_minima_are_minima(landscape):
    rng = np.random.default_rng(1)
    for minimum in landscape.minima:
        np.testing.assert_allclose(landscape.gradient(minimum), 0, atol=1e-8)
        around = minimum + 0.01 * rng.standard_normal((50, 2))
        assert (landscape.f(around) >= landscape.f(minimum) - 1e-12).all()
    x0, x1, y0, y1 = landscape.box
    for x, y in [landscape.start, *landscape.minima]:
        assert x0 <= x <= x1
        assert y0 <= y <= y1


def test_the_quadratic_has_the_stated_curvatures():
    land = landscapes.quadratic(50.0, angle=0.7)
    hessian = np.stack([land.gradient(e) for e in np.eye(2)])
    np.testing.assert_allclose(np.linalg.eigvalsh(hessian), [1, 50])
    with pytest.raises(ValueError, match="condition > 0"):
        landscapes.quadratic(0)


def test_a_path_is_the_walk_of_torch():
    land = landscapes.rosenbrock()
    ours = landscapes.path(scratch.Adam, land, 30, lr=0.1)
    assert ours.shape == (31, 2)
    p = torch.tensor(land.start, requires_grad=True)
    optimizer = torch.optim.Adam([p], lr=0.1)
    for _ in range(30):
        optimizer.zero_grad()
        ((1 - p[0]) ** 2 + 100 * (p[1] - p[0] ** 2) ** 2).backward()
        optimizer.step()
    np.testing.assert_allclose(ours[-1], p.detach().numpy(), rtol=1e-9)
    assert (landscapes.rosenbrock().start == land.start).all()


def page(**changes):
    land = landscapes.quadratic()
    walks = {
        "plain": landscapes.path(scratch.SGD, land, 20, lr=0.1),
        "<b> wild": landscapes.path(scratch.SGD, land, 40, lr=0.3),
    }
    options = {"alt": 'two "walks" & a valley', "name": "two-walks"} | changes
    return landscape_player(land, options.pop("walks", walks), **options)


def test_the_player_is_the_same_text_twice_and_asks_for_nothing_outside():
    text = page()._repr_html_()
    assert text == page()._repr_html_()
    assert "http" not in text
    assert 'aria-label="two &quot;walks&quot; &amp; a valley"' in text
    assert "&lt;b&gt; wild" in text
    assert "<b>" not in text
    assert 'max="20"' in text, "the wild walk is cut where it leaves the picture"
    assert "nan" not in text
    assert repr(page()).startswith("<player: two")


@pytest.mark.parametrize(
    ("changes", "words"),
    [({"name": "Two walks"}, "a name like"), ({"walks": {}}, "1 to 7 paths, got 0")],
)
def test_bad_players(changes, words):
    with pytest.raises(ValueError, match=words):
        page(**changes)


def test_paths_are_drawn():
    import matplotlib.pyplot as plt

    land = landscapes.saddle()
    ax = plot.paths(land, {"walk": landscapes.path(scratch.SGD, land, 5, lr=0.1)})
    assert ax.get_title() == "saddle"
    plt.close("all")
