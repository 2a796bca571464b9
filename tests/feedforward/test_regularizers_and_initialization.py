"""First weights, dropout and batch normalization: what theory says of them."""

import numpy as np
import pytest
import torch

from course_lib import initialization as init, pytorch, scratch

SCHEMES = {
    "uniform": (init.uniform, lambda m, n: 1 / (3 * m)),
    "normal": (init.normal(0.3), lambda m, n: 0.09),
    "epelbaum": (init.epelbaum, lambda m, n: 6 / (m + n)),
    "glorot_normal": (init.glorot_normal, lambda m, n: 2 / (m + n)),
    "glorot_uniform": (init.glorot_uniform, lambda m, n: 2 / (m + n)),
    "he_normal": (init.he_normal, lambda m, n: 2 / m),
    "he_uniform": (init.he_uniform, lambda m, n: 2 / m),
    "orthogonal": (init.orthogonal(2.0), lambda m, n: 4 / max(m, n)),
}


@pytest.mark.parametrize("name", SCHEMES)
@pytest.mark.parametrize("shape", [(200, 300), (300, 200), (40, 20, 5, 3)])
def test_schemes_have_the_stated_variance(name, shape):
    scheme, variance = SCHEMES[name]
    w = scheme(np.random.default_rng(0), shape)
    fan_in, fan_out = init.fans(shape)
    if name == "orthogonal":
        fan_out = shape[0]
    assert w.shape == shape
    assert w.mean() == pytest.approx(0, abs=5 * w.std() / w.size**0.5)
    assert w.var() == pytest.approx(variance(fan_in, fan_out), rel=0.05)


@pytest.mark.parametrize(
    ("name", "reference"),
    [
        ("uniform", lambda w: torch.nn.init.kaiming_uniform_(w, a=5**0.5)),
        ("glorot_uniform", torch.nn.init.xavier_uniform_),
        ("glorot_normal", torch.nn.init.xavier_normal_),
        (
            "he_uniform",
            lambda w: torch.nn.init.kaiming_uniform_(w, nonlinearity="relu"),
        ),
        ("he_normal", lambda w: torch.nn.init.kaiming_normal_(w, nonlinearity="relu")),
    ],
)
def test_schemes_spread_as_torch_does(name, reference):
    ours = getattr(init, name)(np.random.default_rng(0), (300, 200))
    theirs = reference(torch.empty(300, 200)).numpy()
    assert ours.std() == pytest.approx(theirs.std(), rel=0.02)
    assert np.abs(ours).max() == pytest.approx(np.abs(theirs).max(), rel=0.25)


@pytest.mark.parametrize("shape", [(5, 3), (3, 5), (4, 4)])
def test_orthogonal_matrices_are(shape):
    w = init.orthogonal(2.0)(np.random.default_rng(0), shape)
    product = w.T @ w if shape[0] >= shape[1] else w @ w.T
    np.testing.assert_allclose(product, 4 * np.eye(min(shape)), atol=1e-12)


@pytest.mark.parametrize("dl", [scratch, pytorch])
def test_biases_start_at_zero_with_any_scheme_but_the_default(dl):
    rng = np.random.default_rng(0)
    assert not np.asarray(dl.Linear(3, 2, init=init.zeros, rng=rng).bias.data).any()
    assert np.asarray(dl.Linear(3, 2, rng=rng).bias.data).all()


@pytest.mark.parametrize("dl", [scratch, pytorch])
@pytest.mark.parametrize(
    ("scheme", "error", "words"),
    [
        ("he", TypeError, "scheme such as"),
        (init.normal, ValueError, "are called first"),
        (lambda rng, shape: np.zeros(3), ValueError, "expected init to draw"),
    ],
)
def test_bad_schemes(dl, scheme, error, words):
    if scheme is init.normal:
        scheme = lambda rng, shape: np.zeros(())  # noqa: E731
    with pytest.raises(error, match=words):
        dl.Linear(3, 2, init=scheme, rng=np.random.default_rng(0))


@pytest.mark.parametrize("dl", [scratch, pytorch])
def test_dropout_keeps_the_mean_and_drops_the_stated_share(dl):
    layer = dl.Dropout(0.3, rng=np.random.default_rng(0))
    x = np.ones((1000, 100)) if dl is scratch else torch.ones(1000, 100).double()
    y = np.asarray(layer(x))
    assert (y == 0).mean() == pytest.approx(0.3, abs=0.01)
    assert y.mean() == pytest.approx(1, abs=0.01)
    assert set(np.unique(y.round(6))) == {0, round(1 / 0.7, 6)}
    assert (np.asarray(layer(x)) != y).any(), "a new mask in every call"
    layer.eval()
    assert layer(x) is x


def test_masks_are_the_same_in_both_halves():
    x = np.random.default_rng(1).standard_normal((6, 5))
    one = scratch.Dropout(0.5, rng=np.random.default_rng(0))
    two = pytorch.Dropout(0.5, rng=np.random.default_rng(0))
    for _ in range(3):
        np.testing.assert_array_equal(one(x), two(torch.from_numpy(x)).numpy())


def test_batch_norm_follows_torch_through_training_and_evaluation():
    rng = np.random.default_rng(0)
    ours, theirs = scratch.BatchNorm1d(4), torch.nn.BatchNorm1d(4).double()
    for _ in range(5):
        x = 3 * rng.standard_normal((8, 4)) + 1
        expected = theirs(torch.from_numpy(x)).detach().numpy()
        np.testing.assert_allclose(ours(x), expected, rtol=1e-12, atol=1e-12)
    for name, tensor in theirs.state_dict().items():
        np.testing.assert_allclose(ours.state_dict()[name], tensor.numpy(), rtol=1e-12)
    ours.eval(), theirs.eval()
    x = rng.standard_normal((1, 4))  # one sample will do now
    expected = theirs(torch.from_numpy(x)).detach().numpy()
    np.testing.assert_allclose(ours(x), expected, rtol=1e-12)


def test_two_parameters_undo_the_normalization():
    x = 3 * np.random.default_rng(0).standard_normal((50, 2)) + 7
    layer = scratch.BatchNorm1d(2, eps=0.0)
    layer.weight.data[...], layer.bias.data[...] = x.std(axis=0), x.mean(axis=0)
    np.testing.assert_allclose(layer(x), x, rtol=1e-12)


def test_evaluation_during_training_goes_back_through_the_mode_of_its_forward():
    rng = np.random.default_rng(0)
    layer, x = scratch.BatchNorm1d(3), rng.standard_normal((5, 3))
    layer(x)
    layer.eval()  # between forward and backward
    dx = layer.backward(np.ones((5, 3)))
    np.testing.assert_allclose(dx, 0, atol=1e-12)  # a constant shift changes nothing
