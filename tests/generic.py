"""What must hold for every row of the table; a test, and a judge of seeded bugs."""

import numpy as np
import torch

from course_lib import pytorch, scratch
from course_lib.cases import Case

CLOSE = {"rtol": 1e-9, "atol": 1e-12}


def arrays(module) -> dict[str, np.ndarray]:
    return {name: tensor.numpy() for name, tensor in module.state_dict().items()}


def assert_same(ours: dict, theirs: dict) -> None:
    assert list(ours) == list(theirs)
    for name, array in ours.items():
        np.testing.assert_allclose(array, theirs[name], err_msg=name, **CLOSE)


def assert_nothing_saved(model) -> None:
    left = [type(m).__name__ for _, m in model.modules() if m.__dict__.get("_stack")]
    assert not left, f"a save without its saved in {left}"


def gradients_match_differences(case: Case, dl=scratch) -> None:
    """Every input and parameter gradient against central differences."""
    model = case.build(dl, np.random.default_rng(0))
    inputs = case.inputs(np.random.default_rng(1))
    report = dl.gradient_check(model, *inputs, rng=np.random.default_rng(2))
    assert report.worst < 1e-7, f"\n{report}"
    expected = {f"d{name}" for name, _ in model.named_parameters()}
    assert expected < report.errors.keys()  # the parameters and at least one input


def halves_agree(case: Case, dl=scratch) -> None:
    """First weights, outputs, gradients and state, after two rounds that add up."""
    ours = case.build(dl, np.random.default_rng(0))
    theirs = case.build(pytorch, np.random.default_rng(0))
    for name, array in arrays(theirs).items():  # one seed: the same bits
        np.testing.assert_array_equal(ours.state_dict()[name], array, err_msg=name)

    rng = np.random.default_rng(1)
    for _ in range(2):
        xs = case.inputs(rng)
        ts = [torch.from_numpy(x.copy()) for x in xs]
        ts[0].requires_grad_()
        y, t = ours(*xs), theirs(*ts)
        np.testing.assert_allclose(y, t.detach().numpy(), **CLOSE)
        dy = rng.standard_normal(np.shape(y))
        dx = ours.backward(dy)
        t.backward(torch.tensor(dy))
        np.testing.assert_allclose(dx, ts[0].grad.numpy(), **CLOSE)

    assert_same(
        {name: p.grad for name, p in ours.named_parameters()},
        {name: p.grad.numpy() for name, p in theirs.named_parameters()},
    )
    assert_same(ours.state_dict(), arrays(theirs))
    assert_nothing_saved(ours)


def calls_are_undone_in_reverse_order(case: Case, dl=scratch) -> None:
    """Run a layer twice before its backward, as a cell in time: nothing mixes up."""
    model = case.build(dl, np.random.default_rng(0))
    rng = np.random.default_rng(1)
    first, second = case.inputs(rng), case.inputs(rng)
    dy = rng.standard_normal(np.shape(model(*first)))
    alone = [model.backward(dy), *(p.grad.copy() for p in model.parameters())]
    model(*first)
    model(*second)
    model.backward(dy)
    for p in model.parameters():
        p.grad[...] = 0
    again = [model.backward(dy), *(p.grad for p in model.parameters())]
    for array, expected in zip(again, alone, strict=True):
        np.testing.assert_array_equal(array, expected)


def evaluation_saves_nothing(case: Case, dl=scratch) -> None:
    model = case.build(dl, np.random.default_rng(0))
    with dl.no_grad():
        model(*case.inputs(np.random.default_rng(1)))
    assert_nothing_saved(model)


CHECKS = (
    gradients_match_differences,
    halves_agree,
    calls_are_undone_in_reverse_order,
    evaluation_saves_nothing,
)
