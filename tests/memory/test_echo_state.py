"""Echo state networks: both halves the same, with and without SciPy, known results."""

import numpy as np
import pytest
import torch

from course_lib import pytorch, reservoir, scratch

OPTIONS = {
    "spectral_radius": 0.8,
    "density": 0.1,
    "feedback_scale": 0.5,
    "bias_scale": 0.2,
    "leak": 0.6,
    "ridge": 1e-6,
}


def rng(seed: int = 0) -> np.random.Generator:
    return np.random.default_rng(seed)


def data(T: int = 80, N: int = 2):
    u = rng(1).uniform(-0.5, 0.5, (T, N, 1))
    return u, np.concatenate([np.zeros((3, N, 1)), u[:-3]])


@pytest.mark.parametrize("ridge", [1e-6, 0])
def test_both_halves_learn_the_same(ridge):
    u, y = data(400)
    options = OPTIONS | {"ridge": ridge}
    ours = scratch.EchoStateNetwork(1, 40, 1, **options, rng=rng())
    theirs = pytorch.EchoStateNetwork(1, 40, 1, **options, rng=rng())
    assert list(ours.state_dict()) == list(theirs.state_dict())
    for name, array in theirs.state_dict().items():
        np.testing.assert_array_equal(ours.state_dict()[name], array.numpy())
    a = ours.fit(u, y, washout=20, noise=1e-3, rng=rng(2))
    t = torch.from_numpy
    b = theirs.fit(t(u), t(y), washout=20, noise=1e-3, rng=rng(2))
    W_out = ours.weight_out.data
    np.testing.assert_allclose(W_out, theirs.weight_out.numpy(), rtol=1e-6, atol=1e-9)
    np.testing.assert_allclose(a[0], b[0].numpy(), rtol=1e-9)
    np.testing.assert_allclose(ours(u), theirs(t(u)).numpy(), rtol=1e-6, atol=1e-9)


def test_without_scipy_the_same_numbers(monkeypatch):
    u, y = data()
    found = []
    for there in (True, False):
        if not there:
            for module in (
                "course_lib.reservoir",
                "course_lib.scratch.memory.echo_state",
            ):
                monkeypatch.setattr(f"{module}.find_spec", lambda name: None)
        net = scratch.EchoStateNetwork(1, 40, 1, **OPTIONS, rng=rng())
        net.fit(u, y, washout=20)
        found.append(net(u))
    np.testing.assert_allclose(*found, rtol=1e-9)


def test_the_reservoir_is_as_ordered():
    net = scratch.EchoStateNetwork(2, 60, 1, **OPTIONS, rng=rng())
    W = reservoir.dense(net.columns.data, net.weight_hh.data)
    assert (np.count_nonzero(W, axis=1) == 6).all()
    assert np.abs(np.linalg.eigvals(W)).max() == pytest.approx(0.8)
    assert np.abs(net.weight_in.data).max() <= 1
    assert np.abs(net.weight_fb.data).max() <= 0.5


def test_the_spectral_radius_is_neither_the_largest_entry_nor_the_norm():
    assert reservoir.spectral_radius(np.array([[0, 2.0], [0, 0]])) == 0
    rotation = np.array([[0, -0.9], [0.9, 0]])  # eigenvalues are not real
    assert reservoir.spectral_radius(rotation) == pytest.approx(0.9)
    W = rng().standard_normal((600, 600)) * (rng(1).random((600, 600)) < 0.02)
    expected = np.abs(np.linalg.eigvals(W)).max()
    assert reservoir.spectral_radius(W) == pytest.approx(expected, rel=1e-8)


def test_one_step_by_hand():
    net = scratch.EchoStateNetwork(1, 2, 1, leak=0.5, gain=0.4, density=1.0, rng=rng())
    net.weight_hh.data[...] = [[0.5, -0.25], [1.0, 0.0]]
    net.columns.data[...] = [[0, 1], [0, 1]]
    net.weight_in.data[...] = [[1.0], [-1.0]]
    net.weight_out.data[...] = [[10.0, 1.0, 2.0, 3.0]]
    x0, u = np.array([0.2, 0.4]), 0.3
    a = np.array([0.5 * 0.2 - 0.25 * 0.4 + 0.3, 0.2 - 0.3])
    x1 = 0.5 * x0 + 0.4 * np.tanh(a)
    y, (x, _) = net.run(np.array([[[u]]]), (x0[None], np.zeros((1, 1))))
    np.testing.assert_allclose(x[0], x1)
    np.testing.assert_allclose(y.item(), 10 + u + 2 * x1[0] + 3 * x1[1])


def test_the_washout_is_not_learned_from():
    u, y = data()
    spoiled = y.copy()
    spoiled[:20] += 5
    net = scratch.EchoStateNetwork(1, 30, 1, rng=rng())
    net.fit(u, y, washout=20)
    W_out = net.weight_out.data.copy()
    net.fit(u, spoiled, washout=20)  # without feedback the states are the same
    np.testing.assert_array_equal(W_out, net.weight_out.data)


def test_ridge_regression_is_that_of_its_formula():
    F, Y = rng().standard_normal((50, 4)), rng(1).standard_normal((50, 2))
    expected = Y.T @ F @ np.linalg.inv(F.T @ F + 0.3 * np.eye(4))
    np.testing.assert_allclose(reservoir.ridge_regression(F, Y, 0.3), expected)
    plain = reservoir.ridge_regression(F, Y, 0)
    np.testing.assert_allclose(plain, np.linalg.lstsq(F, Y, rcond=None)[0].T)


def test_a_free_run_continues_where_the_teacher_stopped():
    t = np.arange(1200)
    y = 0.5 * np.sin(t / 4)[:, None, None]
    nothing = np.zeros((len(t), 1, 0))
    net = scratch.EchoStateNetwork(
        0, 50, 1, feedback_scale=1.0, bias_scale=0.2, ridge=1e-10, rng=rng()
    )
    state = net.fit(nothing[:1000], y[:1000], washout=100)
    free, _ = net.run(nothing[1000:], state)
    assert np.abs(free - y[1000:]).max() < 1e-2


@pytest.mark.parametrize("dl", [scratch, pytorch])
@pytest.mark.parametrize(
    ("sizes", "options", "words"),
    [
        ((1, 0, 1), {}, "reservoir_size"),
        ((-1, 5, 1), {}, "input_size"),
        ((1, 5, 1), {"leak": 0}, "leak"),
        ((1, 5, 1), {"density": 1.5}, "density"),
        ((1, 5, 1), {"spectral_radius": -1}, "spectral_radius"),
        ((1, 5, 1), {"ridge": float("nan")}, "ridge"),
    ],
)
def test_bad_settings(dl, sizes, options, words):
    with pytest.raises(ValueError, match=words):
        dl.EchoStateNetwork(*sizes, **options, rng=rng())


def test_bad_data():
    net = scratch.EchoStateNetwork(1, 10, 1, density=0.5, rng=rng())
    u, y = data(10)
    before = net.weight_out.data.copy()
    for bad in ((u[:5], y), (u[:, 0], y), (u, y[..., 0]), (np.zeros((10, 2, 3)), y)):
        with pytest.raises(ValueError, match=r"EchoStateNetwork\.fit expected"):
            net.fit(*bad, washout=2)
    with pytest.raises(ValueError, match="washout=10"):
        net.fit(u, y, washout=10)
    with pytest.raises(ValueError, match="noise"):
        net.fit(u, y, washout=2, noise=-1)
    with pytest.raises(TypeError, match="default_rng"):
        net.fit(u, y, washout=2, noise=0.1)
    with pytest.raises(ValueError, match="expected a state"):
        net.run(u, (np.zeros((2, 10)),))
    np.testing.assert_array_equal(net.weight_out.data, before)
