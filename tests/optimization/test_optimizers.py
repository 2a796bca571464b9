"""Optimizers, schedules, clipping, penalties, searches: both halves and torch.optim."""

import numpy as np
import pytest
import torch
from generic import OPTIMIZERS, SLOPES, clipping_agrees, optimizer_agrees

from course_lib import initialization, pytorch, scratch
from course_lib.data import two_moons

CLOSE = {"rtol": 1e-10, "atol": 1e-12}


@pytest.mark.parametrize("problem", SLOPES, ids=lambda f: f.__name__)
@pytest.mark.parametrize(("name", "options"), OPTIMIZERS, ids=str)
def test_fifty_steps_equal_torch(name, options, problem):
    optimizer_agrees(name, options, problem)


@pytest.mark.parametrize("problem", SLOPES, ids=lambda f: f.__name__)
def test_the_slopes_by_hand_are_right(problem):
    p = torch.tensor([0.4, -0.3, 0.5], dtype=torch.float64, requires_grad=True)
    problem(p).backward()
    np.testing.assert_allclose(SLOPES[problem](p.detach().numpy()), p.grad.numpy())


def trained(dl, **options):
    """Train a small network with everything in it for a few epochs."""
    rng = np.random.default_rng(0)
    data, valid = two_moons(64, rng=rng), two_moons(64, rng=rng)
    model = dl.Sequential(
        dl.Linear(2, 8, bias=False, init=initialization.he_normal, rng=rng),
        dl.BatchNorm1d(8),
        dl.ReLU(),
        dl.Dropout(0.2, rng=rng),
        dl.Linear(8, 2, rng=rng),
    )
    optimizer = dl.Adam(model.parameters(), lr=0.01)
    made = {
        name: value(dl, model, optimizer) if callable(value) else value
        for name, value in options.items()
    }
    history = dl.fit(
        model,
        dl.CrossEntropyLoss(),
        optimizer,
        data,
        epochs=6,
        batch_size=16,
        rng=rng,
        valid=valid,
        **made,
    )
    state = {k: np.asarray(v) for k, v in model.state_dict().items()}
    return history, state


RUNS = {
    "plain": {},
    "l1": {"penalty": lambda dl, m, o: dl.L1Penalty(0.01)},
    "l2": {"penalty": lambda dl, m, o: dl.L2Penalty(0.01)},
    "decay": {"scheduler": lambda dl, m, o: dl.ExponentialLR(o, gamma=0.7)},
    "grad-norm": {
        "before_step": lambda dl, m, o: lambda: dl.clip_grad_norm_(m.parameters(), 0.1)
    },
    "grad-value": {
        "before_step": lambda dl, m, o: (
            lambda: dl.clip_grad_value_(m.parameters(), 0.01)
        )
    },
    "weights": {
        "after_step": lambda dl, m, o: lambda: dl.clip_weights_(m, 1.5),
    },
    "early": {"early_stopping": lambda dl, m, o: dl.EarlyStopping(2)},
}


@pytest.mark.parametrize("run", RUNS)
def test_whole_trainings_agree(run):
    (one, ours), (two, theirs) = (trained(dl, **RUNS[run]) for dl in (scratch, pytorch))
    np.testing.assert_allclose(one.train_loss, two.train_loss, rtol=1e-9)
    np.testing.assert_allclose(one.valid_loss, two.valid_loss, rtol=1e-9)
    for name, array in ours.items():
        np.testing.assert_allclose(array, theirs[name], rtol=1e-8, atol=1e-10)
    plain, _ = trained(scratch)
    if run not in {"plain", "early"}:
        assert one.train_loss != plain.train_loss, "the option had no effect"


@pytest.mark.parametrize("dl", [scratch, pytorch])
def test_penalties_leave_biases_and_batch_norm_alone(dl):
    model = dl.Sequential(dl.Linear(3, 2, rng=np.random.default_rng(0)))
    w = np.asarray(model.state_dict()["0.weight"])
    with torch.no_grad():
        two, one = dl.L2Penalty(2.0)(model), dl.L1Penalty(2.0)(model)
    assert float(two) == pytest.approx(2 * (w**2).sum())
    assert float(one) == pytest.approx(2 * np.abs(w).sum())


@pytest.mark.parametrize("kind", ["L1Penalty", "L2Penalty"])
def test_penalty_gradients_by_central_differences(kind):
    from course_lib.scratch import central_difference

    model = scratch.Linear(3, 2, rng=np.random.default_rng(0))
    penalty = getattr(scratch, kind)(0.3)
    penalty(model)
    penalty.backward()
    numeric = central_difference(lambda: penalty(model), model.weight.data)
    np.testing.assert_allclose(model.weight.grad, numeric, rtol=1e-6, atol=1e-9)
    assert not model.bias.grad.any()


@pytest.mark.parametrize("norm", [0.5, 100.0])
def test_clipping_agrees_with_torch(norm):
    clipping_agrees(norm)


def test_clipping_by_norm_keeps_the_direction_and_by_value_does_not():
    p = scratch.Parameter(np.zeros(2))
    p.grad += [3.0, 4.0]
    assert scratch.clip_grad_norm_([p], 1.0) == pytest.approx(5)
    np.testing.assert_allclose(p.grad, [0.6, 0.8], rtol=1e-6)
    assert scratch.clip_grad_norm_([p], 2.0) == pytest.approx(1, rel=1e-6)
    np.testing.assert_allclose(p.grad, [0.6, 0.8], rtol=1e-6)
    scratch.clip_grad_value_([p], 0.7)
    np.testing.assert_allclose(p.grad, [0.6, 0.7], rtol=1e-6)


@pytest.mark.parametrize("dl", [scratch, pytorch])
def test_weights_are_clipped_matrix_by_matrix(dl):
    model = dl.MLP([3, 4, 2], rng=np.random.default_rng(0))
    before = {k: np.array(v.tolist()) for k, v in model.state_dict().items()}
    norms = {k: np.linalg.norm(v) for k, v in before.items()}
    limit = (norms["0.weight"] + norms["2.weight"]) / 2
    dl.clip_weights_(model, limit)
    for name, array in model.state_dict().items():
        after, norm = np.array(array.tolist()), norms[name]
        scale = limit / norm if name.endswith("weight") and norm > limit else 1
        np.testing.assert_allclose(after, scale * before[name], rtol=1e-12)


@pytest.mark.parametrize("dl", [scratch, pytorch])
def test_line_search_takes_the_first_rate_that_helps(dl):
    start = np.array([1.0, 1.0])
    p = dl.Parameter(start if dl is scratch else torch.from_numpy(start.copy()))
    if dl is scratch:
        p.grad += [2.0, 20.0]
    else:
        p.grad = torch.tensor([2.0, 20.0], dtype=torch.float64)

    def value():
        return float((p.data**2 * (np.array([1, 10]) if dl is scratch
                                   else torch.tensor([1, 10]))).sum())  # fmt: skip

    assert dl.line_search([p], value) == 2**-4  # 1, 1/2, 1/4, 1/8 overshoot
    np.testing.assert_allclose(p.data.tolist(), [1 - 2 / 16, 1 - 20 / 16])
    before = p.data.tolist()
    p.grad[0], p.grad[1] = -2 * p.data[0], -20 * p.data[1]  # uphill: nothing helps
    assert dl.line_search([p], value) == 0
    assert p.data.tolist() == before


@pytest.mark.parametrize("dl", [scratch, pytorch])
def test_early_stopping_puts_the_best_weights_back(dl):
    model = dl.Linear(1, 1, rng=np.random.default_rng(0))
    stopper, states = dl.EarlyStopping(patience=2), []
    with torch.no_grad():
        for k, loss in enumerate([3.0, 1.0, 2.0, 1.5]):
            model.weight.data[...] = k
            states.append(stopper.update(loss, model))
    assert states == [False, False, False, True]
    assert (stopper.best_epoch, stopper.best_loss) == (2, 1.0)
    stopper.restore(model)
    assert model.weight.data.item() == 1


@pytest.mark.parametrize("dl", [scratch, pytorch])
@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda dl, m: dl.L2Penalty(-1), "L2Penalty expected strength >= 0"),
        (lambda dl, m: dl.L1Penalty(-1), "L1Penalty expected strength >= 0"),
        (lambda dl, m: dl.clip_weights_(m, 0), "clip_weights_ expected max_norm > 0"),
        (lambda dl, m: dl.EarlyStopping(0), "patience to be at least 1"),
        (lambda dl, m: dl.Dropout(1.0, rng=np.random.default_rng(0)), "below 1, got 1"),
        (
            lambda dl, m: dl.line_search(m.parameters(), lambda: 0.0, shrink=1),
            "line_search expected",
        ),
        (
            lambda dl, m: dl.fit(
                m,
                dl.MSELoss(),
                dl.SGD(m.parameters(), lr=0.1),
                (np.zeros((2, 1)), np.zeros((2, 1))),
                epochs=1,
                batch_size=1,
                rng=np.random.default_rng(0),
                early_stopping=dl.EarlyStopping(1),
            ),
            "expected valid=",
        ),
    ],
)
def test_bad_settings(dl, make, words):
    with pytest.raises(ValueError, match=words):
        make(dl, dl.Linear(1, 1, rng=np.random.default_rng(0)))


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda p: scratch.SGD(p, lr=0.1, momentum=-1), "momentum >= 0"),
        (lambda p: scratch.SGD(p, lr=0.1, nesterov=True), "momentum with nesterov"),
        (lambda p: scratch.SGD(p, lr=0.1, weight_decay=-1), "weight_decay >= 0"),
        (lambda p: scratch.Adagrad(p, eps=-1), "eps >= 0"),
        (lambda p: scratch.RMSprop(p, alpha=1), "alpha from 0 to below 1"),
        (lambda p: scratch.Adadelta(p, rho=-0.1), "rho from 0 to below 1"),
        (lambda p: scratch.Adam(p, betas=(0.9, 1)), "betas two numbers"),
        (lambda p: scratch.AdamW(p, lr=-1), "AdamW expected learning rate"),
        (lambda p: scratch.clip_grad_norm_(p, 0), "max_norm > 0"),
        (lambda p: scratch.clip_grad_value_(p, -1), "clip_value > 0"),
        (
            lambda p: scratch.ExponentialLR(scratch.SGD(p, lr=1), gamma=0),
            "gamma > 0",
        ),
    ],
)
def test_bad_options(make, words):
    with pytest.raises(ValueError, match=words):
        make([scratch.Parameter(np.zeros(2))])
