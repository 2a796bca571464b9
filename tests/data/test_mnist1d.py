"""MNIST-1D against the package of its author, where that is installed."""

import numpy as np
import pytest

from course_lib.data.mnist1d import LENGTH, mnist1d, templates


def rng(seed: int = 0) -> np.random.Generator:
    return np.random.default_rng(seed)


def test_what_is_drawn():
    x, t = mnist1d(1000, rng=rng())
    assert x.shape == (1000, LENGTH)
    assert x.mean() == pytest.approx(0, abs=0.03)
    assert x.std() == pytest.approx(1, abs=0.03)
    assert np.bincount(t).tolist() == [100] * 10
    again, _ = mnist1d(1000, rng=rng())
    np.testing.assert_array_equal(x, again)


def test_no_set_is_measured_by_itself():
    few, _ = mnist1d(10, rng=rng())
    assert abs(few.mean()) > 1e-6
    assert few.std() != pytest.approx(1, abs=1e-6)


def test_shuffling_only_exchanges_the_places():
    x, t = mnist1d(50, rng=rng())
    y, s = mnist1d(50, shuffled=True, rng=rng())
    np.testing.assert_array_equal(t, s)
    np.testing.assert_allclose(np.sort(x, axis=1), np.sort(y, axis=1))
    assert not np.allclose(x, y)
    z, _ = mnist1d(50, shuffled=True, rng=rng(1))
    plain, _ = mnist1d(50, rng=rng(1))
    order = [int(np.argmin(np.abs(plain[0] - v))) for v in z[0]]
    np.testing.assert_allclose(x[:, order], y)  # the same order for every draw


def test_shapes_begin_and_end_at_zero():
    shapes = templates()
    np.testing.assert_allclose(shapes[:, [0, -1]], 0, atol=1e-12)
    np.testing.assert_allclose(shapes.std(axis=1), 1 / 6)


def test_it_is_distributed_as_the_original():
    original = pytest.importorskip("mnist1d.data")
    args = original.get_dataset_args()
    args.num_samples = 5000
    theirs = original.make_dataset(args)
    np.testing.assert_allclose(templates(), theirs["templates"]["x"])
    x, t = mnist1d(4000, rng=rng())
    y, s = theirs["x"], theirs["y"]
    np.testing.assert_allclose(x.std(axis=0), y.std(axis=0), atol=0.06)
    for k in range(10):  # each class: mean and spread at every place
        a, b = x[t == k], y[s == k]
        np.testing.assert_allclose(a.mean(axis=0), b.mean(axis=0), atol=0.25)
        np.testing.assert_allclose(a.std(axis=0), b.std(axis=0), atol=0.25)
    both = [np.corrcoef(z.T) for z in (x, y)]  # what a place says about another
    np.testing.assert_allclose(*both, atol=0.12)
    steps = [np.abs(np.diff(z, axis=1)).mean() for z in (x, y)]  # roughness
    assert steps[0] == pytest.approx(steps[1], rel=0.03)


def test_bad_requests():
    with pytest.raises(ValueError, match="n to be at least 1"):
        mnist1d(0, rng=rng())
    with pytest.raises(TypeError, match="default_rng"):
        mnist1d(10, rng=3)
