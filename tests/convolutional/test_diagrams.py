"""Pictures of networks: what they say, and that it fits."""

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pytest

from course_lib import diagrams, plot, pytorch, scratch

mpl.use("Agg")


@pytest.fixture(autouse=True)
def _close_figures():
    plot.use_style()
    yield
    plt.close("all")
    mpl.rcdefaults()


def rng():
    return np.random.default_rng(0)


def texts(ax) -> list[str]:
    return [text.get_text() for text in ax.texts]


def assert_fits(ax) -> None:
    """Every text lies in the figure, and none on another."""
    figure = ax.figure
    figure.canvas.draw()
    boxes = [t.get_window_extent() for t in ax.texts]
    page = figure.bbox.padded(2)
    for text, box in zip(ax.texts, boxes, strict=True):
        assert page.contains(box.x0, box.y0), text
        assert page.contains(box.x1, box.y1), text
        assert text.get_fontsize() >= 9
    for k, one in enumerate(boxes):
        for other in boxes[k + 1 :]:
            assert not one.padded(-1).overlaps(other.padded(-1))


NETWORKS = {
    "lenet": (lambda dl: dl.LeNet5(rng=rng()), (1, 32, 32)),
    "alexnet": (
        lambda dl: dl.AlexNet(channels=(64, 192, 384, 256, 256), hidden=64, rng=rng()),
        (3, 224, 224),
    ),
    "vgg": (lambda dl: dl.VGG(dl.VGG.PLANS[16], hidden=8, rng=rng()), (3, 224, 224)),
    "googlenet": (lambda dl: dl.GoogLeNet(rng=rng()), (3, 224, 224)),
    "resnet": (lambda dl: dl.ResNet50(rng=rng()), (3, 224, 224)),
    "inception": (
        lambda dl: dl.Inception(192, 64, 96, 128, 16, 32, 32, rng=rng()),
        (192, 28, 28),
    ),
    "bottleneck": (lambda dl: dl.Bottleneck(256, 64, rng=rng()), (256, 56, 56)),
    "halving": (lambda dl: dl.BasicBlock(64, 128, 2, rng=rng()), (64, 56, 56)),
    "plain": (lambda dl: dl.PlainBlock(64, 64, rng=rng()), (64, 56, 56)),
    "mlp": (lambda dl: dl.MLP([64, 32, 10], rng=rng()), (64,)),
}


@pytest.mark.parametrize("name", NETWORKS)
def test_pictures_fit_and_are_the_same_in_both_halves(name):
    make, shape = NETWORKS[name]
    ax = diagrams.architecture(make(scratch), shape)
    assert_fits(ax)
    assert ax.figure.get_size_inches()[0] == pytest.approx(7)
    assert texts(diagrams.architecture(make(pytorch), shape)) == texts(ax)


def test_equal_layers_share_a_column():
    words = texts(diagrams.architecture(NETWORKS["vgg"][0](scratch), (3, 224, 224)))
    assert words.count("3 × conv\n3×3") == 3
    assert words.count("max pool\n2×2") == 5
    assert "512 maps\n28 × 28" in words
    words = texts(diagrams.architecture(NETWORKS["resnet"][0](scratch), (3, 224, 224)))
    assert [w for w in words if "bottleneck" in w] == [
        f"{n} ×\nbottleneck" for n in (3, 4, 6, 3)
    ]
    make, shape = NETWORKS["googlenet"]
    words = texts(diagrams.architecture(make(scratch), shape))
    assert [w[0] for w in words if "inception" in w] == ["2", "5", "2"]


def test_branches_are_drawn_in_a_single_block():
    words = texts(diagrams.architecture(*made("inception")))
    assert "concatenate" in words
    assert "conv 3×3\n128 maps\nnorm, ReLU" in words
    assert words[0] == "192 maps\n28 × 28"
    assert words[-1] == "256 maps\n28 × 28"
    words = texts(diagrams.architecture(*made("bottleneck")))
    assert "identity" in words
    assert {"+", "ReLU"} < set(words)
    assert "identity" not in texts(diagrams.architecture(*made("halving")))
    block = scratch.EpelbaumBottleneck(8, 2, rng=rng())
    words = texts(diagrams.architecture(block, (8, 4, 4)))
    assert "conv 3×3\n2 maps\nReLU, norm" in words


def made(name):
    make, shape = NETWORKS[name]
    return make(scratch), shape


def test_rows_and_axes_can_be_chosen():
    model, shape = made("lenet")
    low = diagrams.architecture(model, shape).figure.get_size_inches()[1]
    ax = diagrams.architecture(model, shape, rows=2)
    assert_fits(ax)
    assert ax.figure.get_size_inches()[1] > 1.5 * low
    _, ax = plt.subplots()
    assert diagrams.architecture(model, shape, ax) is ax
    assert diagrams.architecture(*made("inception"), ax) is ax
