"""What chapters use to show code, tiny numbers and pictures."""

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pytest

from course_lib import plot, scratch
from course_lib.show import bound, show_source

mpl.use("Agg")


@pytest.fixture(autouse=True)
def _close_figures():
    yield
    plt.close("all")


def test_bound_is_the_same_text_for_all_rounding_noise():
    assert {bound(x) for x in (0, 1e-17, 3e-16, 9e-13)} == {"< 1e-12"}
    assert {bound(x) for x in (2e-12, 4e-10, 9e-8)} == {"< 1e-7"}
    assert bound(0.25) == "2.5e-01"


def test_source_is_shown_as_code_without_its_docstring():
    text = show_source(scratch.Linear).data
    assert text.startswith("```python\nclass Linear(Module):\n    def __init__(")
    assert "eq-linear-dw" in text
    assert '"""' not in text
    assert '"""Fully-connected' in show_source(scratch.Linear, docstring=True).data
    assert show_source(bound).data.startswith("```python\ndef bound(")
    assert "@contextmanager\ndef no_grad" in show_source(scratch.no_grad).data


def test_images_are_squares_in_a_grid():
    axes = plot.images(np.zeros((5, 64)), titles="abcde", columns=3)
    assert axes.shape == (2, 3)
    with pytest.raises(ValueError, match="square images, got rows of 63"):
        plot.images(np.zeros((5, 63)))


@pytest.mark.parametrize("scores", [True, False])
def test_decision_regions_take_classes_or_scores(scores):
    x = np.array([[0.0, 0.0], [1.0, 1.0]])

    def predict(points):
        label = (points[:, 0] > 0.5).astype(int)
        return np.eye(2)[label] if scores else label

    ax = plot.decision_regions(predict, x, np.array([0, 1]), resolution=20)
    assert set(np.unique(ax.collections[0].get_array())) == {0, 1}


def test_a_long_layer_is_drawn_with_an_ellipsis():
    ax = plot.network([3, 64], labels=["in", "out"])
    assert [t.get_text() for t in ax.texts] == ["in", "⋮", "out"]
    assert len(ax.lines) == 3 * 6


def test_the_style_tells_lines_apart_in_grey():
    plot.use_style()
    cycle = list(plt.rcParams["axes.prop_cycle"])
    assert len({str(c["linestyle"]) for c in cycle}) == len(cycle) == len(plot.COLORS)
