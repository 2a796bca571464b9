"""Convolution, pooling and batch normalization: beside torch, loops and bad calls."""

import numpy as np
import pytest
import torch
from hypothesis import assume, given, settings, strategies as st

from course_lib import loops, pytorch, scratch

RNG = np.random.default_rng(0)
CLOSE = {"rtol": 1e-9, "atol": 1e-11}
FEW = settings(deadline=None, max_examples=60, derandomize=True)
SIZES = st.tuples(st.integers(1, 3), st.integers(1, 3), *2 * [st.integers(1, 8)])
SEEDS = st.integers(0, 2**32 - 1)
NN = torch.nn


def beside_torch(ours, theirs, x, exact=False):
    """Compare outputs and gradients with torch.nn's."""
    t = torch.tensor(x, requires_grad=True)
    y, expected = ours(x), theirs(t)
    np.testing.assert_allclose(y, expected.detach().numpy(), **CLOSE)
    dy = np.random.default_rng(1).standard_normal(y.shape)
    dx = ours.backward(dy)
    expected.backward(torch.tensor(dy))
    if exact:
        np.testing.assert_array_equal(dx, t.grad.numpy())
    np.testing.assert_allclose(dx, t.grad.numpy(), **CLOSE)
    for p, q in zip(ours.parameters(), theirs.parameters(), strict=True):
        np.testing.assert_allclose(p.grad, q.grad.numpy(), **CLOSE)


@FEW
@given(
    shape=SIZES,
    filters=st.integers(1, 4),
    k=st.integers(1, 5),
    stride=st.integers(1, 4),
    padding=st.integers(0, 3),
    bias=st.booleans(),
    seed=SEEDS,
)
def test_conv_equals_torch(shape, filters, k, stride, padding, bias, seed):
    assume(min(shape[2:]) + 2 * padding >= k)
    rng = np.random.default_rng(seed)
    sizes = shape[1], filters, k, stride, padding
    ours = scratch.Conv2d(*sizes, bias=bias, rng=rng)
    theirs = NN.Conv2d(*sizes, bias=bias).double()
    theirs.load_state_dict({n: torch.tensor(a) for n, a in ours.state_dict().items()})
    beside_torch(ours, theirs, rng.standard_normal(shape))


@FEW
@given(
    shape=SIZES,
    k=st.integers(1, 4),
    stride=st.none() | st.integers(1, 4),
    padding=st.integers(0, 2),
    ceil_mode=st.booleans(),
    levels=st.integers(1, 4),
    seed=SEEDS,
)
def test_pools_equal_torch_ties_included(
    shape, k, stride, padding, ceil_mode, levels, seed
):
    assume(min(shape[2:]) + 2 * padding >= k and padding <= k // 2)
    x = np.random.default_rng(seed).integers(-levels, levels, shape).astype(float)
    options = {"stride": stride, "padding": padding}
    beside_torch(scratch.AvgPool2d(k, **options), NN.AvgPool2d(k, **options), x)
    options["ceil_mode"] = ceil_mode
    beside_torch(scratch.MaxPool2d(k, **options), NN.MaxPool2d(k, **options), x)


@FEW
@given(shape=SIZES, seed=SEEDS)
def test_batch_norm_and_global_pool_equal_torch(shape, seed):
    assume(shape[0] * shape[2] * shape[3] > 1)
    x = 3 * np.random.default_rng(seed).standard_normal(shape) + 7
    ours, theirs = scratch.BatchNorm2d(shape[1]), NN.BatchNorm2d(shape[1]).double()
    beside_torch(ours, theirs, x)
    for name, tensor in theirs.state_dict().items():
        np.testing.assert_allclose(ours.state_dict()[name], tensor.numpy(), rtol=1e-12)
    mean = NN.Sequential(NN.AdaptiveAvgPool2d(1), NN.Flatten())
    beside_torch(scratch.GlobalAvgPool(), mean, x)


@pytest.mark.parametrize(("k", "stride"), [(2, 2), (3, 1), (3, 2), (2, 3)])
def test_the_first_of_several_maxima_gets_the_whole_gradient(k, stride):
    ours, theirs = scratch.MaxPool2d(k, stride), NN.MaxPool2d(k, stride)
    flat = np.zeros((2, 3, 7, 8))
    beside_torch(ours, theirs, flat, exact=stride >= k)
    steps = RNG.integers(0, 2, flat.shape).astype(float)
    beside_torch(ours, theirs, steps, exact=stride >= k)
    y = scratch.MaxPool2d(2)
    y(np.zeros((1, 1, 2, 2)))
    assert y.backward(np.ones((1, 1, 1, 1))).tolist() == [[[[1, 0], [0, 0]]]]


def test_pixels_that_no_window_reaches_have_no_gradient():
    layer = scratch.Conv2d(1, 1, 2, stride=3, rng=np.random.default_rng(0))
    layer(np.ones((1, 1, 6, 6)))
    dx = layer.backward(np.ones((1, 1, 2, 2)))[0, 0]
    assert (dx[2::3] == 0).all()
    assert (dx[:, 2::3] == 0).all()
    assert (dx[:2, :2] == layer.weight.data[0, 0]).all()


@pytest.mark.parametrize(("stride", "padding"), [(1, 0), (2, 1), (3, 2)])
def test_conv_equals_loops_over_positions(stride, padding):
    rng = np.random.default_rng(3)
    layer = scratch.Conv2d(2, 3, 3, stride, padding, rng=rng)
    x, W, b = rng.standard_normal((2, 2, 6, 7)), layer.weight.data, layer.bias.data
    y = layer(x)
    np.testing.assert_allclose(y, loops.convolve(x, W, b, stride, padding), **CLOSE)
    dy = rng.standard_normal(y.shape)
    got = layer.backward(dy), layer.weight.grad, layer.bias.grad
    expected = loops.convolve_backward(dy, x, W, stride, padding)
    for one, two in zip(got, expected, strict=True):
        np.testing.assert_allclose(one, two, **CLOSE)


def layers(dl):
    rng = np.random.default_rng(0)
    return [
        dl.Conv2d(3, 4, 3, 2, 1, rng=rng),
        dl.Conv2d(3, 4, 1, rng=rng),
        dl.MaxPool2d(3, 2, 1),
        dl.AvgPool2d(2),
        dl.GlobalAvgPool(),
        dl.BatchNorm2d(3),
    ]


@pytest.mark.parametrize("k", range(6))
def test_the_order_in_memory_changes_nothing(k):
    """Layers keep the batch last in memory; whoever reads sees (N, C, H, W)."""
    x = RNG.standard_normal((4, 3, 6, 5))
    last = np.ascontiguousarray(x.transpose(1, 2, 3, 0)).transpose(3, 0, 1, 2)
    results = []
    for view in (x, last):
        layer = layers(scratch)[k]
        y = layer(view)
        dx = layer.backward(np.cos(y))
        results.append([y, dx, *(p.grad for p in layer.parameters())])
    for one, two in zip(*results, strict=True):
        np.testing.assert_allclose(one, two, rtol=1e-12, atol=1e-12)


def test_a_first_layer_returns_no_gradient_of_its_input():
    layer = layers(scratch)[0]
    layer.input_grad = False
    y = layer(np.ones((1, 3, 5, 5)))
    assert layer.backward(np.ones_like(y)) is None
    assert layer.weight.grad.any()


def test_batch_norm_follows_torch_through_training_and_evaluation():
    rng = np.random.default_rng(0)
    ours, theirs = scratch.BatchNorm2d(3), NN.BatchNorm2d(3).double()
    for _ in range(4):
        beside_torch(ours, theirs, 2 * rng.standard_normal((4, 3, 3, 2)) - 5)
    ours.eval(), theirs.eval()
    beside_torch(ours, theirs, rng.standard_normal((1, 3, 1, 1)))  # one number will do
    for name, tensor in theirs.state_dict().items():
        np.testing.assert_allclose(ours.state_dict()[name], tensor.numpy(), rtol=1e-12)


@pytest.mark.parametrize("dl", [scratch, pytorch])
@pytest.mark.parametrize("shape", [(1, 3, 1, 1), (4, 2, 5, 5), (4, 3)])
def test_a_refused_batch_leaves_the_running_statistics_alone(dl, shape):
    layer = dl.BatchNorm2d(3)
    x = np.ones(shape) if dl is scratch else torch.ones(shape)
    with pytest.raises(ValueError, match=r"BatchNorm2d expected .*got"):
        layer(x)
    state = {name: np.asarray(a).tolist() for name, a in layer.state_dict().items()}
    assert state["running_mean"] == [0] * 3
    assert state["running_var"] == [1] * 3
    assert state["num_batches_tracked"] == 0


@pytest.mark.parametrize("dl", [scratch, pytorch])
@pytest.mark.parametrize(
    ("make", "error", "words"),
    [
        (lambda dl: dl.Conv2d(0, 2, 3, rng=RNG), ValueError, "in_channels to be at"),
        (lambda dl: dl.Conv2d(1, 2.0, 3, rng=RNG), TypeError, "out_channels"),
        (lambda dl: dl.Conv2d(1, 2, (3, 3), rng=RNG), TypeError, "kernel_size"),
        (lambda dl: dl.Conv2d(1, 2, 3, 0, rng=RNG), ValueError, "stride to be at"),
        (lambda dl: dl.Conv2d(1, 2, 3, 1, -1, rng=RNG), ValueError, "at least 0"),
        (lambda dl: dl.Conv2d(1, 2, 3, padding="same", rng=RNG), TypeError, "padding"),
        (lambda dl: dl.Conv2d(1, 2, 3, rng=7), TypeError, "Conv2d expected rng"),
        (lambda dl: dl.MaxPool2d(2.5), TypeError, "MaxPool2d expected kernel_size"),
        (lambda dl: dl.MaxPool2d(3, 2, 2), ValueError, "at most half of kernel_size"),
        (lambda dl: dl.AvgPool2d(2, 0), ValueError, "AvgPool2d expected stride"),
        (lambda dl: dl.AvgPool2d(1, 1, 1), ValueError, "nothing but padding"),
        (lambda dl: dl.BatchNorm2d(0), ValueError, "BatchNorm2d expected num_features"),
    ],
)
def test_bad_constructors(dl, make, error, words):
    with pytest.raises(error, match=words):
        make(dl)


@pytest.mark.parametrize("dl", [scratch, pytorch])
@pytest.mark.parametrize("k", range(6))
def test_one_image_alone_is_told_what_to_do(dl, k):
    x = RNG.standard_normal((3, 6, 5))
    layer = layers(dl)[k]
    with pytest.raises(ValueError, match=rf"{type(layer).__name__}.*\(3, 6, 5\).*x\["):
        layer(x if dl is scratch else torch.tensor(x))
