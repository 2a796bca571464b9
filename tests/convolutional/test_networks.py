"""What the table does not reach: counts, names, heads, containers and their limits."""

import math

import numpy as np
import pytest
import torch

from course_lib import data, initialization, pytorch, scratch

HALVES = pytest.mark.parametrize("dl", [scratch, pytorch])
ZEROS = {"init": initialization.zeros}  # quick to build


def rng(seed: int = 0):
    return np.random.default_rng(seed)


@HALVES
@pytest.mark.parametrize(
    ("make", "shape", "parameters", "multiply_adds"),
    [
        (lambda dl: dl.LeNet5(rng=rng()), (1, 32, 32), 61_706, 416_520),
        (lambda dl: dl.LeNet5(image_size=28, rng=rng()), (1, 28, 28), 44_426, 281_640),
        (
            lambda dl: dl.GoogLeNet(aux_heads=True, rng=rng()),
            (3, 224, 224),
            13_004_888,
            1_498_376_192,
        ),
        (
            lambda dl: dl.GoogLeNet(large_kernel=5, rng=rng()),
            (3, 224, 224),
            7_005_832,
            1_582_671_872,
        ),
        (
            lambda dl: dl.ResNet(dl.BasicBlock, (3, 4, 6, 3), **ZEROS, rng=rng()),
            (3, 224, 224),
            21_797_672,
            3_663_761_408,
        ),
        (  # a CIFAR ResNet-20; the paper's shortcuts had no weights: 269,722
            lambda dl: dl.ResNet(
                dl.BasicBlock, (3, 3, 3), (16, 32, 64), 3, 10,
                small_images=True, **ZEROS, rng=rng(),
            ),
            (3, 32, 32),
            269_722 + 16 * 32 + 2 * 32 + 32 * 64 + 2 * 64,
            40_551_040 + 16 * 16 * 16 * 32 + 8 * 8 * 32 * 64,
        ),
    ],
    ids=["lenet", "lenet-28", "googlenet-aux", "googlenet-5x5", "resnet-34", "cifar"],
)  # fmt: skip
def test_published_counts(dl, make, shape, parameters, multiply_adds):
    model = make(dl)
    assert dl.count_parameters(model) == parameters
    assert dl.count_multiply_adds(model, shape) == multiply_adds
    table = dl.summary(model, shape, depth=None)
    assert sum(row.multiply_adds for row in table.rows) == multiply_adds
    total = repr(table).splitlines()[-1].split()
    assert total == ["total", f"{parameters:,}", f"{multiply_adds:,}"]


@pytest.mark.parametrize("layers", [11, 19])
def test_more_plans_of_vgg_have_their_published_size(layers):
    """Without building them: a convolution has 9 n m + m parameters."""
    plan = [n for stage in scratch.VGG.PLANS[layers] for n in stage]
    size = sum(9 * n * m + m for n, m in zip([3, *plan], plan, strict=False))
    size += 25088 * 4096 + 4096 + 4096 * 4096 + 4096 + 4096 * 1000 + 1000
    assert size == {11: 132_863_336, 19: 143_667_240}[layers]
    assert len(plan) + 3 == layers


@HALVES
@pytest.mark.parametrize(
    ("make", "shape"),
    [
        (lambda dl: dl.LeNet5(image_size=28, rng=rng()), (1, 28, 28)),
        (lambda dl: dl.ResNet(dl.Bottleneck, (1, 1), (2, 3), rng=rng()), (3, 37, 30)),
        (lambda dl: dl.Inception(3, 1, 2, 3, 1, 2, 2, rng=rng()), (3, 9, 8)),
        (lambda dl: dl.MaxPool2d(3, 2, ceil_mode=True), (3, 9, 8)),
        (lambda dl: dl.MLP([5, 4, 3], rng=rng()), (5,)),
    ],
)
def test_trace_gives_the_shapes_of_a_real_run_and_leaves_no_trace(dl, make, shape):
    model = make(dl)
    before = [(m, m.training, set(vars(m))) for m in modules(dl, model)]
    traced = dl.summary(model, shape).total.output_shape
    for module, training, names in before:
        assert module.training == training
        assert set(vars(module)) - {"training"} == names - {"training"}
    x = np.zeros((2, *shape)) if dl is scratch else torch.zeros(2, *shape).double()
    assert tuple(model(x).shape[1:]) == traced
    with pytest.raises(ValueError, match="expected"):
        dl.count_multiply_adds(model, (7, *shape[1:], 3))
    assert {m.training for m in modules(dl, model)} == {True}


def modules(dl, model):
    return [m for _, m in (model.modules() if dl is scratch else model.named_modules())]


def test_depth_of_a_summary():
    net = scratch.ResNet(scratch.BasicBlock, (1,), (2,), small_images=True, rng=rng())
    blocks = scratch.summary(net, (3, 8, 8))
    kinds = [row.kind for row in blocks.rows]
    assert kinds[3:] == ["BasicBlock", "GlobalAvgPool", "Linear"]
    assert blocks.rows[3].multiply_adds == 2 * 64 * 2 * 2 * 9
    leaves = scratch.summary(net, (3, 8, 8), depth=None)
    assert len(leaves.rows) == 11
    assert "4.0.main" not in repr(blocks)
    assert "3.0.main.3  Conv2d" in repr(leaves)


@HALVES
def test_receptive_fields(dl):
    """A stride widens what comes behind it; where branches meet, the largest counts."""
    plan = dl.VGG([(2,) * 3], 1, 3, image_size=8, hidden=4, rng=rng())
    assert [f.size for f in dl.receptive_field(plan, (1, 8, 8))] == [3, 5, 7, 8]
    net = dl.Sequential(
        dl.Conv2d(1, 2, 3, stride=2, rng=rng()),
        dl.Inception(2, 1, 1, 1, 1, 1, 1, large_kernel=5, rng=rng()),
        dl.Residual(dl.Conv2d(4, 4, 3, padding=1, rng=rng())),
        dl.GlobalAvgPool(),
        dl.Linear(4, 2, rng=rng()),
    )
    fields = dl.receptive_field(net, (1, 15, 15))
    assert [f.size for f in fields] == [3, 3, 3, 7, 3, 11, 7, 7, 15]
    assert [f.stride for f in fields] == [2] * 9
    assert "15 × 15" in repr(fields)


def test_receptive_field_is_what_the_gradient_reaches():
    net = scratch.ResNet(
        scratch.PlainBlock, (1, 1), (2, 3), 1, 2, small_images=True, rng=rng()
    ).eval()
    body = scratch.Sequential(*net.layers[:-2])
    x = rng().standard_normal((1, 1, 40, 40))
    y = body(x)
    dy = np.zeros_like(y)
    dy[0, :, 10, 10] = rng().standard_normal(y.shape[1])
    reached = np.nonzero(np.abs(body.backward(dy)[0, 0]).sum(axis=0))[0]
    size = scratch.receptive_field(body, (1, 40, 40))[-1].size
    assert size == 3 + 4 + 2 + 4 == 13
    assert np.ptp(reached) + 1 <= size


@HALVES
@pytest.mark.parametrize(
    ("make", "error", "words"),
    [
        (lambda dl: dl.LeNet5(image_size=8, rng=rng()), ValueError, "LeNet5 .* larger"),
        (lambda dl: dl.LeNet5(image_size=8.5, rng=rng()), TypeError, "whole number"),
        (lambda dl: dl.AlexNet(image_size=62, rng=rng()), ValueError, "got image_s"),
        (lambda dl: dl.VGG16(image_size=31, rng=rng()), ValueError, "VGG16 expected"),
        (lambda dl: dl.ResNet50(variant="x", rng=rng()), ValueError, "'epelbaum'"),
        (lambda dl: dl.BasicBlock(3, 0, rng=rng()), ValueError, "out_channels"),
        (lambda dl: dl.GoogLeNet(rng=7), TypeError, "rng"),
    ],
)
def test_bad_constructors(dl, make, error, words):
    with pytest.raises(error, match=words):
        make(dl)


@HALVES
def test_containers_refuse_to_broadcast(dl):
    x = np.zeros((2, 3, 4, 4))
    x = x if dl is scratch else torch.from_numpy(x)
    one = dl.Conv2d(3, 1, 1, rng=rng())  # NumPy would add 1 map to 3
    with pytest.raises(ValueError, match=r"one shape, got \(2, 1, 4, 4\) and \(2, 3"):
        dl.Residual(one)(x)
    with pytest.raises(ValueError, match="images of one size, got"):
        dl.Parallel(one, dl.MaxPool2d(2))(x)


@pytest.mark.parametrize(
    "make",
    [
        lambda dl: dl.Residual(dl.Conv2d(2, 2, 3, padding=1, rng=rng())),
        lambda dl: dl.Parallel(
            dl.Conv2d(2, 1, 1, rng=rng()), dl.Conv2d(2, 1, 1, rng=rng(1))
        ),
        lambda dl: dl.BasicBlock(2, 3, 2, rng=rng()),
        lambda dl: dl.InceptionNet(
            [dl.ConvUnit(2, 2, 3, rng=rng())], dl.GlobalAvgPool()
        ),
    ],
)
def test_a_first_layer_need_not_give_the_gradient_of_its_input(make):
    grads = []
    for wanted in (True, False):
        model = make(scratch)
        model.input_grad = wanted
        assert model.input_grad == wanted
        y = model(rng().standard_normal((3, 2, 4, 4)))
        dx = model.backward(np.ones_like(y) * np.arange(y.size).reshape(y.shape))
        assert (dx is not None) == wanted
        grads.append([p.grad for p in model.parameters()])
    for one, other in zip(*grads, strict=True):
        np.testing.assert_array_equal(one, other)


def small_googlenet(dl):
    parts = [
        dl.ConvUnit(1, 4, 3, padding=1, rng=rng(0)),
        dl.Inception(4, 2, 2, 3, 2, 2, 1, rng=rng(1)),
        dl.Inception(8, 2, 2, 3, 2, 2, 1, rng=rng(2)),
    ]
    heads = [
        dl.Sequential(dl.GlobalAvgPool(), dl.Linear(n, 10, rng=rng(n))) for n in (4, 8)
    ]
    head = dl.Sequential(dl.GlobalAvgPool(), dl.Linear(8, 10, rng=rng(3)))
    return dl.InceptionNet(parts, head, heads)


def test_auxiliary_heads_answer_in_training_alone():
    net = small_googlenet(scratch)
    x = rng().standard_normal((4, 1, 6, 6))
    ys = net(x)
    assert isinstance(ys, tuple)
    assert [y.shape for y in ys] == [(4, 10)] * 3
    with pytest.raises(ValueError, match=r"expected 3 gradients, .* got 1"):
        net.backward(ys[0])
    together = net.backward(*ys)
    net(x)
    np.testing.assert_array_equal(net.backward(ys), together)
    with scratch.no_grad():
        assert net.eval()(x).shape == (4, 10)


def test_training_with_auxiliary_heads_is_the_same_in_both_halves():
    x, t = data.load_digits()[:2]
    x, t = x[:96].reshape(-1, 1, 8, 8), t[:96]
    losses = []
    for dl in (scratch, pytorch):
        net = small_googlenet(dl)
        optimizer = dl.SGD(net.parameters(), lr=0.05)
        history = dl.fit(
            net, dl.AuxiliaryLoss(), optimizer, (x, t), valid=(x, t),
            epochs=2, batch_size=32, rng=rng(),
        )  # fmt: skip
        losses.append([*history.train_loss, *history.valid_loss])
    np.testing.assert_allclose(*losses, rtol=1e-9)
    assert all(map(math.isfinite, losses[0]))


def test_order_of_the_weights_is_that_of_torchvision():
    """So its weights load: dict(zip(model.state_dict(), theirs.values()))."""
    block = scratch.Bottleneck(4, 2, 2, rng=rng())
    shapes = [p.data.shape for p in block.parameters()]
    assert shapes == [
        (2, 4, 1, 1), (2,), (2,), (2, 2, 3, 3), (2,), (2,), (8, 2, 1, 1), (8,), (8,),
        (8, 4, 1, 1), (8,), (8,),
    ]  # fmt: skip
    names = list(dict(small_googlenet(scratch).named_parameters()))
    order = sorted(names, key=lambda n: ("parts", "aux_heads", "head").index(
        n.split(".")[0]))  # fmt: skip
    assert names == order


def test_a_few_entries_of_each_gradient_of_a_large_network(monkeypatch):
    net, x = scratch.LeNet5(rng=rng()), rng().standard_normal((2, 1, 32, 32))
    report = scratch.gradient_check(net, x, rng=rng(1), entries=4)
    assert report.worst < 1e-6
    monkeypatch.setattr(scratch.Tanh, "backward", lambda tanh, dy: tanh.saved() and dy)
    assert scratch.gradient_check(net, x, rng=rng(1), entries=4).worst > 1e-2
