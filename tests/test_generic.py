"""Every row of the table through every generic check."""

import numpy as np
import pytest
import torch
from generic import CHECKS, CLOSE

from course_lib import pytorch, scratch
from course_lib.cases import CASES
from course_lib.history import as_tuple

EVERY_CASE = pytest.mark.parametrize("case", CASES, ids=lambda c: c.name)


@EVERY_CASE
@pytest.mark.parametrize("check", CHECKS, ids=lambda f: f.__name__)
def test_holds(check, case):
    check(case)


@EVERY_CASE
def test_float32_stays_float32_and_inputs_stay_as_they_are(case):
    model = case.make(scratch).astype(np.float32)
    reference = case.make(scratch)
    wide = case.inputs(np.random.default_rng(1))
    narrow = single(wide)
    kept = tuple(x.copy() for x in narrow)
    y = model(*narrow)
    assert y.dtype == np.float32
    np.testing.assert_allclose(y, reference(*wide), rtol=1e-4, atol=1e-5)
    dy = np.ones(np.shape(y), np.float32)
    for dx in as_tuple(model.backward(dy)):
        assert dx is None or dx.dtype == np.float32
    for p in model.parameters():
        assert p.data.dtype == p.grad.dtype == np.float32
    for now, before in zip(narrow, kept, strict=True):
        np.testing.assert_array_equal(now, before)
    assert (dy == 1).all(), "backward changed the gradient it was given"


@EVERY_CASE
def test_float32_is_the_same_in_both_halves(case):
    ours = case.make(scratch).astype(np.float32)
    theirs = case.make(pytorch).float()
    xs = single(case.inputs(np.random.default_rng(1)))
    t = theirs(*map(torch.from_numpy, xs))
    assert t.dtype == torch.float32
    np.testing.assert_allclose(ours(*xs), t.detach().numpy(), rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize(
    "case", [c for c in CASES if c.reference], ids=lambda c: c.name
)
def test_weights_load_into_torch_nn_and_back(case):
    ours = case.make(scratch)
    theirs = case.reference().double()
    theirs.load_state_dict(
        {name: torch.tensor(array) for name, array in ours.state_dict().items()}
    )
    xs = case.inputs(np.random.default_rng(1))
    expected = theirs(*map(torch.from_numpy, xs)).detach().numpy()
    np.testing.assert_allclose(ours(*xs), expected, **CLOSE)

    other = case.make(scratch, seed=5)
    other.load_state_dict(theirs.state_dict())
    np.testing.assert_allclose(other(*xs), expected, **CLOSE)


def single(xs):
    return tuple(x.astype(np.float32) if x.dtype == np.float64 else x for x in xs)
