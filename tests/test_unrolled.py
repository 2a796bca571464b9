"""Recurrent networks are drawn as they are connected."""

from itertools import pairwise

import matplotlib
import matplotlib.pyplot as plt
import pytest
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch

from course_lib import unrolled
from course_lib.plot import PURPLE, YELLOW

matplotlib.use("Agg")


@pytest.fixture(autouse=True)
def closed():
    yield
    plt.close("all")


def count(ax, kind):
    return sum(isinstance(p, kind) for p in ax.patches)


def arrows(ax, color):
    rgba = matplotlib.colors.to_rgba(color)
    return [
        p
        for p in ax.patches
        if isinstance(p, FancyArrowPatch) and p.get_edgecolor() == rgba
    ]


@pytest.mark.parametrize(
    ("options", "boxes", "links"),
    [
        ({"steps": 4}, 12, 4 + 4 + 3),
        ({"steps": 4, "feedback": None}, 12, 4 + 4),
        ({"steps": 4, "feedback": "output"}, 12, 4 + 4 + 3),
        ({"steps": 4, "feedback": "both"}, 12, 4 + 4 + 3 + 3),
        ({"steps": 3, "inputs": [1]}, 7, 1 + 3 + 2),
        ({"steps": 3, "outputs": [3]}, 7, 3 + 1 + 2),
        ({"steps": 4, "inputs": [1, 2], "outputs": [3, 4]}, 8, 2 + 2 + 3),
        ({"steps": 1}, 3, 2),
        ({"steps": 3, "layers": 2}, 12, 3 + 3 + 3 + 2 * 2),
        ({"steps": 3, "bidirectional": True}, 12, 6 + 6 + 2 * 2),
        ({"steps": 0, "folded": True}, 3, 2 + 1),
        ({"steps": 2, "folded": True}, 9, 3 * 2 + 1 + 1),
    ],
)
def test_boxes_and_arrows(options, boxes, links):
    ax = unrolled.draw(**options)
    assert count(ax, FancyBboxPatch) == boxes
    assert count(ax, FancyArrowPatch) == links
    ax.figure.canvas.draw()  # nothing complains


def test_gradients_flow_where_a_loss_can_send_them():
    assert len(arrows(unrolled.draw(3, gradients=True), PURPLE)) == 3 + 3 + 2
    cut = unrolled.draw(4, outputs=[4], gradients=True, cuts=[2])
    assert len(arrows(cut, PURPLE)) == 1 + 1 + 2  # V, one U, and W of two steps


def test_path_and_labels():
    ax = unrolled.draw(3, path=["x1", "h1", "h2", "y2"], labels={"x": ["a", "b", "c"]})
    assert len(arrows(ax, YELLOW)) == 3
    texts = [text.get_text() for text in ax.texts]
    assert {"a", "b", "c", "$U$"} <= set(texts)
    unrolled.draw(2, layers=2, path=[("y", 2), ("h", 2, 2), ("h", 1, 2), ("h", 1, 1)])


def test_boxes_do_not_overlap():
    ax = unrolled.draw(3, labels={"x": ["unbelievably", "long", "words"]})
    boxes = [p.get_window_extent() for p in ax.patches if isinstance(p, FancyBboxPatch)]
    for a, b in pairwise(sorted(boxes, key=lambda box: (round(box.y0), box.x0))):
        assert not a.overlaps(b)


def test_bad_wishes():
    with pytest.raises(ValueError, match="feedback"):
        unrolled.draw(feedback="hiden")
    with pytest.raises(ValueError, match="no connection"):
        unrolled.draw(3, path=["x1", "h3"])
