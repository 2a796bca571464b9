"""Hypothesis draws shapes and values; what must always hold, holds."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings, strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from course_lib import initialization, scratch
from course_lib.data import batches, one_hot, split
from course_lib.scratch.feedforward.activations import sigmoid, softmax
from course_lib.scratch.feedforward.losses import log_softmax

settings.register_profile("course", deadline=None, max_examples=60, derandomize=True)
settings.load_profile("course")

FINITE = st.floats(-1e6, 1e6, allow_subnormal=False)
ROWS = arrays(
    np.float64, array_shapes(min_dims=2, max_dims=2, max_side=6), elements=FINITE
)
ANY = arrays(np.float64, array_shapes(max_dims=4, max_side=4), elements=FINITE)
ACTIVATIONS = ["Sigmoid", "Tanh", "ReLU", "LeakyReLU", "ELU", "Softmax"]


@given(x=ANY)
@pytest.mark.parametrize("name", ACTIVATIONS)
def test_activations_equal_torch_everywhere(name, x):
    ours = getattr(scratch, name)()
    options = {"dim": -1} if name == "Softmax" else {}
    t = torch.from_numpy(x.copy()).requires_grad_()
    expected = getattr(torch.nn, name)(**options)(t)
    expected.sum().backward()
    with np.errstate(all="raise", under="ignore"):  # no overflow, however large
        y = ours(x)
        dx = ours.backward(np.ones_like(y))
    np.testing.assert_allclose(y, expected.detach().numpy(), rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(dx, t.grad.numpy(), rtol=1e-9, atol=1e-12)


@given(x=ROWS)
def test_softmax_is_a_distribution_and_ignores_a_shift(x):
    p = softmax(x)
    assert (p >= 0).all()
    np.testing.assert_allclose(p.sum(axis=1), 1, rtol=1e-12)
    np.testing.assert_allclose(softmax(x + 7), p, atol=1e-6)
    np.testing.assert_allclose(np.exp(log_softmax(x)), p, rtol=1e-9, atol=1e-12)


@given(x=ANY)
def test_sigmoid_is_symmetric(x):
    np.testing.assert_allclose(sigmoid(-x), 1 - sigmoid(x), rtol=0, atol=1e-12)


@given(x=ROWS, data=st.data())
def test_cross_entropy_equals_torch_and_its_gradient_sums_to_zero(x, data):
    classes = st.integers(0, x.shape[1] - 1)
    t = data.draw(arrays(np.int64, len(x), elements=classes))
    loss = scratch.CrossEntropyLoss()
    J = loss(x, t)
    expected = torch.nn.functional.cross_entropy(
        torch.from_numpy(x), torch.from_numpy(t)
    )
    np.testing.assert_allclose(J, expected.item(), rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(loss.backward().sum(axis=1), 0, atol=1e-12)


@given(
    leading=array_shapes(max_dims=3, max_side=4),
    n_in=st.integers(1, 6),
    n_out=st.integers(1, 6),
    seed=st.integers(0, 2**32 - 1),
)
def test_linear_of_any_leading_shape_is_linear_row_by_row(leading, n_in, n_out, seed):
    rng = np.random.default_rng(seed)
    layer = scratch.Linear(n_in, n_out, rng=rng)
    x = rng.standard_normal((*leading, n_in))
    y = layer(x)
    assert y.shape == (*leading, n_out)
    rows = np.stack([layer(row) for row in x.reshape(-1, n_in)])
    np.testing.assert_allclose(y.reshape(-1, n_out), rows, rtol=1e-12, atol=1e-12)


@given(
    sizes=st.lists(st.integers(1, 5), min_size=2, max_size=4),
    n=st.integers(1, 4),
    seed=st.integers(0, 2**32 - 1),
)
def test_gradients_of_any_smooth_network(sizes, n, seed):
    rng = np.random.default_rng(seed)
    model = scratch.MLP(sizes, activation=scratch.Tanh, rng=rng)
    x = rng.standard_normal((n, sizes[0]))
    assert scratch.gradient_check(model, x, rng=rng).worst < 1e-6


@given(n=st.integers(1, 50), size=st.integers(1, 60), seed=st.integers(0, 99))
def test_batches_hold_every_sample_once(n, size, seed):
    x = np.arange(n)
    pieces = list(batches(x, 10 * x, size, rng=np.random.default_rng(seed)))
    assert all((10 * a == b).all() for a, b in pieces)
    assert all(len(a) == size for a, _ in pieces[:-1])
    assert sorted(np.concatenate([a for a, _ in pieces])) == list(range(n))


@given(n=st.integers(2, 60), fraction=st.floats(0.1, 0.9), seed=st.integers(0, 99))
def test_split_loses_nothing(n, fraction, seed):
    if not 0 < round(fraction * n) < n:
        return
    x = np.arange(n)
    (a, ta), (b, tb) = split(
        x, -x, test_fraction=fraction, rng=np.random.default_rng(seed)
    )
    assert len(b) == round(fraction * n)
    assert sorted([*a, *b]) == list(range(n))
    assert (ta == -a).all()
    assert (tb == -b).all()


@given(t=arrays(np.int64, array_shapes(max_dims=2), elements=st.integers(0, 4)))
def test_one_hot_rows_name_their_class(t):
    rows = one_hot(t, 5)
    assert rows.shape == (*t.shape, 5)
    assert (rows.argmax(axis=-1) == t).all()
    assert (rows.sum(axis=-1) == 1).all()


@given(fan_in=st.integers(1, 500), seed=st.integers(0, 99))
def test_first_weights_stay_within_their_bound(fan_in, seed):
    w = initialization.uniform(np.random.default_rng(seed), (4, fan_in))
    assert (np.abs(w) <= fan_in**-0.5).all()
