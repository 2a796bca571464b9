"""Bad input gets an error: who, what was expected, what came; nothing changes."""

import numpy as np
import pytest
import torch

from course_lib import data, pytorch, scratch
from course_lib.cases import CASES, case
from course_lib.show import show_source

RNG = np.random.default_rng(0)
BAD = [(c, k) for c in CASES for k in range(len(c.bad))]


@pytest.mark.parametrize(("case", "k"), BAD, ids=lambda v: getattr(v, "name", str(v)))
def test_bad_shapes_are_refused(case, k):
    model = case.make(scratch)
    inputs = case.bad[k]
    with pytest.raises(ValueError, match=r"expected .*, got ") as error:
        model(*inputs)
    text = str(error.value)
    shown = any(str(x.shape) in text for x in inputs)
    assert shown or "from 0 to" in text or "from 1 to" in text
    left = [m for _, m in model.modules() if m.__dict__.get("_stack")]
    assert not [m for m in left if not isinstance(m, scratch.Sequential)]
    twin = case.make(pytorch)
    with pytest.raises((ValueError, IndexError, RuntimeError)):
        twin(*map(torch.from_numpy, inputs))


@pytest.mark.parametrize("dl", [scratch, pytorch])
@pytest.mark.parametrize(
    ("make", "error", "words"),
    [
        (lambda dl: dl.Linear(4, 3, rng=None), TypeError, "default_rng"),
        (lambda dl: dl.Linear(4, 3, rng=7), TypeError, "Linear expected rng"),
        (lambda dl: dl.Linear(0, 3, rng=RNG), ValueError, "in_features to be at least"),
        (
            lambda dl: dl.Linear(4, 2.5, rng=RNG),
            TypeError,
            "out_features to be a whole",
        ),
        (lambda dl: dl.Linear(True, 3, rng=RNG), TypeError, "in_features"),
        (lambda dl: dl.MLP([4], rng=RNG), ValueError, "input and an output size"),
        (lambda dl: dl.MLP([4, -1], rng=RNG), ValueError, "out_features"),
    ],
)
def test_bad_constructors(dl, make, error, words):
    with pytest.raises(error, match=words):
        make(dl)


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: scratch.Sequential(scratch.ReLU), TypeError, "position 0"),
        (lambda: scratch.Flatten()(np.zeros(3)), ValueError, r"x\[None\]"),
        (lambda: scratch.SGD([], lr=0.1), TypeError, r"model.parameters\(\)"),
        (lambda: scratch.SGD([np.zeros(3)], lr=0.1), TypeError, "scratch module"),
        (
            lambda: scratch.SGD(scratch.Linear(1, 1, rng=RNG).parameters(), lr=-1),
            ValueError,
            "lr >= 0",
        ),
        (
            lambda: scratch.CrossEntropyLoss()(np.zeros((2, 3)), np.array([0.0, 1.0])),
            TypeError,
            "integer classes",
        ),
        (
            lambda: scratch.CrossEntropyLoss()(np.zeros((2, 3)), np.array([0, -1])),
            ValueError,
            "from 0 to 2, got -1",
        ),
        (lambda: scratch.Module()(1), NotImplementedError, "Module has no forward"),
        (lambda: scratch.Module().backward(1), NotImplementedError, "no backward"),
        (lambda: scratch.ReLU().backward(1.0), RuntimeError, "ReLU.backward"),
        (lambda: case("lstm?"), KeyError, "there are linear"),
        (lambda: show_source(3), TypeError, "class or function"),
        (
            lambda: scratch.gradient_check(
                scratch.ReLU(), np.zeros(3, np.float32), rng=RNG
            ),
            TypeError,
            "float64",
        ),
        (lambda: data.one_hot([0, 3], 3), ValueError, "from 0 to 2, got 0 to 3"),
        (lambda: data.one_hot([0.5], 3), TypeError, "integer"),
        (lambda: data.split(np.zeros(4), np.zeros(3), rng=RNG), ValueError, "4 and 3"),
        (
            lambda: data.split(np.zeros(4), np.zeros(4), test_fraction=1, rng=RNG),
            ValueError,
            "both parts",
        ),
        (
            lambda: list(data.batches(np.zeros(4), np.zeros(3), 2, rng=RNG)),
            ValueError,
            "equal length",
        ),
        (
            lambda: list(data.batches(np.zeros(4), np.zeros(4), 0, rng=RNG)),
            ValueError,
            "batch_size to be at least 1",
        ),
        (lambda: data.two_moons(0, rng=RNG), ValueError, "n to be at least 1"),
        (lambda: data.two_spirals(9, rng=3), TypeError, "two_spirals expected rng"),
        (lambda: data.noisy_sine(1.5, rng=RNG), TypeError, "whole number"),
    ],
)
def test_bad_calls(call, error, words):
    with pytest.raises(error, match=words):
        call()


@pytest.mark.parametrize("dl", [scratch, pytorch])
@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"data": np.zeros((4, 2))}, TypeError),
        ({"data": (np.zeros((4, 2)), np.zeros((3, 1)))}, ValueError),
        ({"data": (np.zeros((0, 2)), np.zeros((0, 1)))}, ValueError),
        ({"epochs": 0}, ValueError),
        ({"batch_size": 1.5}, TypeError),
        ({"rng": 0}, TypeError),
    ],
)
def test_fit_refuses_before_it_trains(dl, change, error):
    model = dl.MLP([2, 1], rng=np.random.default_rng(0))
    before = [p.data.tolist() for p in model.parameters()]
    options = {
        "data": (np.zeros((4, 2)), np.zeros((4, 1))),
        "epochs": 1,
        "batch_size": 2,
        "rng": np.random.default_rng(0),
    } | change
    optimizer = dl.SGD(model.parameters(), lr=0.1)
    with pytest.raises(error, match=r"(fit|batches) expected"):
        dl.fit(model, dl.MSELoss(), optimizer, **options)
    assert [p.data.tolist() for p in model.parameters()] == before


def test_a_wrong_state_changes_nothing():
    model = scratch.Linear(4, 3, rng=np.random.default_rng(0))
    before = {name: array.copy() for name, array in model.state_dict().items()}
    good = {"weight": np.ones((3, 4)), "bias": np.ones(3)}
    for bad, error in [
        (good | {"bias": np.ones(2)}, ValueError),
        ({"weight": good["weight"]}, KeyError),
        (good | {"extra": np.ones(1)}, KeyError),
    ]:
        with pytest.raises(error, match=r"Linear\.load_state_dict expected"):
            model.load_state_dict(bad)
        for name, array in model.state_dict().items():
            np.testing.assert_array_equal(array, before[name])
    model.load_state_dict(good)
    assert (model.weight.data == 1).all()


def test_forward_calls_without_backward_are_dropped_with_a_warning():
    model = scratch.MLP([2, 3, 1], rng=np.random.default_rng(0))
    model(np.zeros((4, 2)))
    with pytest.warns(UserWarning, match=r"no backward .*inside no_grad\(\)"):
        model.zero_grad()
    model.zero_grad()  # and then there is nothing left to warn of
