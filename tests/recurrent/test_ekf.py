"""The extended Kalman filter: both halves, a textbook's formulas, least squares."""

import numpy as np
import pytest
import torch

from course_lib import pytorch, scratch
from course_lib.scratch.recurrent.ekf import blocks

HALVES = pytest.mark.parametrize("dl", [scratch, pytorch])
GROUPS = pytest.mark.parametrize("groups", [None, "global", "parameter", "node"])
SHAPES = [(3, 2), (3, 3), (3,), (3,), (2, 3), (2,)]  # an RNNCell and its readout


def weights(dl, shapes, seed=0, dtype=np.float64):
    rng = np.random.default_rng(seed)
    arrays = [rng.standard_normal(s).astype(dtype) for s in shapes]
    if dl is scratch:
        return [scratch.Parameter(a) for a in arrays]
    return [torch.nn.Parameter(torch.tensor(a)) for a in arrays]


def flat(params):
    arrays = [getattr(p, "data", p) for p in params]
    return np.concatenate([np.asarray(a).ravel() for a in arrays])


def given(dl, *arrays):
    return arrays if dl is scratch else [torch.tensor(a) for a in arrays]


def stream(steps, K, p, seed=1):
    rng = np.random.default_rng(seed)
    return rng.standard_normal((steps, K, p)), rng.standard_normal((steps, K))


def textbook(w, index, data, lr, start, noise):
    """Puskorius and Feldkamp as printed: inverses, and K H^T P for P."""
    P = [start * np.eye(len(i)) for i in index]
    for H, e in zip(*data, strict=True):
        H = [H[:, i].T for i in index]  # (b, K)
        total = sum(h.T @ p @ h for h, p in zip(H, P, strict=True))
        A = np.linalg.inv(np.eye(len(e)) / lr + total)
        for n, i in enumerate(index):
            K = P[n] @ H[n] @ A
            w[i] += K @ e
            P[n] = P[n] - K @ H[n].T @ P[n] + noise * np.eye(len(i))
    return w, P


@HALVES
@GROUPS
@pytest.mark.parametrize("K", [1, 2])
def test_it_is_the_textbook(dl, groups, K):
    params = weights(dl, SHAPES)
    p = len(flat(params))
    ekf = dl.EKF(params, lr=0.3, start=20.0, noise=1e-3, groups=groups)
    index = [row for i in blocks(SHAPES, groups) for row in i]
    assert sorted(np.concatenate(index)) == list(range(p))
    data = stream(30, K, p)
    w, P = textbook(flat(params).copy(), index, data, 0.3, 20.0, 1e-3)
    for H, e in zip(*data, strict=True):
        ekf.step(*given(dl, H, e))
    np.testing.assert_allclose(flat(params), w, rtol=1e-9, atol=1e-10)
    ours = [np.asarray(block) for array in ekf.P for block in array]
    for one, two in zip(ours, P, strict=True):
        np.testing.assert_allclose(one, two, rtol=1e-8, atol=1e-9)
        np.testing.assert_array_equal(one, one.T)


@HALVES
def test_a_linear_model_is_ridge_regression_and_least_squares(dl):
    rng = np.random.default_rng(0)
    x = rng.standard_normal((50, 4))
    t = x @ rng.standard_normal(4) + 0.1 * rng.standard_normal(50)
    (w,) = weights(dl, [(1, 4)])
    first = flat([w]).copy()
    ekf = dl.EKF([w], lr=2.0, start=5.0)
    for row, target in zip(x, t, strict=True):
        error = np.array([target - row @ flat([w])])
        ekf.step(*given(dl, row[None], error))
    P = np.linalg.inv(2.0 * x.T @ x + np.eye(4) / 5)
    ridge = P @ (2.0 * x.T @ t + first / 5)
    np.testing.assert_allclose(flat([w]), ridge, rtol=1e-10)
    np.testing.assert_allclose(np.asarray(ekf.P[0][0]), P, rtol=1e-9, atol=1e-13)


def test_groups_by_neuron():
    hidden, out = blocks(SHAPES, "node")
    assert [hidden.shape, out.shape] == [(3, 2 + 3 + 2), (2, 3 + 1)]
    assert hidden[1].tolist() == [2, 3, 9, 10, 11, 16, 19]
    assert out[0].tolist() == [21, 22, 23, 27]
    # A layer as wide as the one before, and one without a bias.
    two = blocks([(3, 2), (3,), (3, 3), (3,)], "node")
    assert [i.shape for i in two] == [(3, 3), (3, 4)]
    assert [i.shape for i in blocks([(3, 2), (1, 3)], "node")] == [(3, 2), (1, 3)]
    assert [i.shape for i in blocks(SHAPES, "parameter")] == [
        (1, int(np.prod(s))) for s in SHAPES
    ]
    assert [i.shape for i in blocks(SHAPES, None)] == [(1, 29)]


@HALVES
@GROUPS
def test_float32_stays_float32(dl, groups):
    params = weights(dl, SHAPES, dtype=np.float32)
    ekf = dl.EKF(params, groups=groups)
    for H, e in zip(*stream(3, 2, 29), strict=True):
        ekf.step(*given(dl, H, e))
    assert {str(P.dtype).split(".")[-1] for P in ekf.P} == {"float32"}
    assert {str(getattr(p, "data", p).dtype).split(".")[-1] for p in params} == {
        "float32"
    }


@HALVES
def test_lr_and_noise_may_change(dl):
    (w,) = weights(dl, [(1, 1)])
    ekf = dl.EKF([w], start=1.0)
    ekf.lr, ekf.noise = 4.0, 0.25
    before = flat([w])[0]
    ekf.step(*given(dl, np.array([[2.0]]), np.array([1.0])))
    assert flat([w])[0] - before == pytest.approx(2 / (0.25 + 4))
    assert float(ekf.P[0][0, 0, 0]) == pytest.approx(1 - 4 / 4.25 + 0.25)


@HALVES
@pytest.mark.parametrize(
    "wrong",
    [
        {"lr": 0},
        {"lr": float("nan")},
        {"start": 0.0},
        {"start": float("inf")},
        {"noise": -1e-9},
        {"groups": "layer"},
    ],
    ids=str,
)
def test_bad_options(dl, wrong):
    with pytest.raises(ValueError, match=f"EKF expected.*{next(iter(wrong))}"):
        dl.EKF(weights(dl, SHAPES), **wrong)


@HALVES
def test_bad_parameters(dl):
    for wrong in ([], [np.zeros(3)]):
        with pytest.raises(TypeError, match="EKF expected the parameters"):
            dl.EKF(wrong)


@HALVES
def test_a_bad_step_changes_nothing(dl):
    params = weights(dl, SHAPES)
    ekf = dl.EKF(params)
    H, e = (a[0] for a in stream(1, 2, 29))
    ekf.step(*given(dl, H, e))
    before = flat(params).copy(), np.asarray(ekf.P[0]).copy()
    hole = H.copy()
    hole[0, 3] = np.nan
    for wrong, match in [
        ((H[0], e), "shape"),
        ((H.T, e), "shape"),
        ((H, e[:1]), "shape"),
        ((H, e[:, None]), "shape"),
        ((H[:0], e[:0]), "shape"),
        ((hole, e), "finite"),
        ((H, e * np.inf), "finite"),
    ]:
        with pytest.raises(ValueError, match=match):
            ekf.step(*given(dl, *wrong))
    ekf.noise = -1.0
    with pytest.raises(ValueError, match="noise"):
        ekf.step(*given(dl, H, e))
    ekf.noise = 0.0
    P = ekf.P[0].copy() if dl is scratch else ekf.P[0].clone()
    ekf.P[0] -= 1e6 * (np.eye(29) if dl is scratch else torch.eye(29))
    with pytest.raises(RuntimeError, match="positive definite"):
        ekf.step(*given(dl, H, e))
    ekf.P[0] = P
    np.testing.assert_array_equal(flat(params), before[0])
    np.testing.assert_array_equal(np.asarray(ekf.P[0]), before[1])


@HALVES
def test_inputs_are_left_alone(dl):
    params = weights(dl, SHAPES)
    H, e = given(dl, *(a[0] for a in stream(1, 2, 29)))
    copies = np.asarray(H).copy(), np.asarray(e).copy()
    dl.EKF(params).step(H, e)
    np.testing.assert_array_equal(np.asarray(H), copies[0])
    np.testing.assert_array_equal(np.asarray(e), copies[1])
