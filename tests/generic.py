"""What must hold for every row of the table; a test, and a judge of seeded bugs."""

import numpy as np
import torch

from course_lib import pytorch, scratch
from course_lib.cases import Case
from course_lib.history import as_tuple

CLOSE = {"rtol": 1e-9, "atol": 1e-12}


def arrays(module) -> dict[str, np.ndarray]:
    return {name: tensor.numpy() for name, tensor in module.state_dict().items()}


def gradient(p: torch.nn.Parameter) -> np.ndarray:
    """Return the gradient so far; zero, as ours, if the parameter was not used."""
    return np.zeros(p.shape) if p.grad is None else p.grad.numpy()


def assert_same(ours: dict, theirs: dict) -> None:
    assert list(ours) == list(theirs)
    for name, array in ours.items():
        np.testing.assert_allclose(array, theirs[name], err_msg=name, **CLOSE)


def assert_nothing_saved(model) -> None:
    left = [type(m).__name__ for _, m in model.modules() if m.__dict__.get("_stack")]
    assert not left, f"a save without its saved in {left}"


def gradients_match_differences(case: Case, dl=scratch) -> None:
    """Every input and parameter gradient against central differences.

    Of an array with more than 100 entries, as images have, 100 are drawn.
    """
    if not case.smooth:
        return
    model = case.make(dl)
    inputs = case.inputs(np.random.default_rng(1))
    rng = np.random.default_rng(2)
    report = dl.gradient_check(model, *inputs, rng=rng, entries=100)
    assert report.worst < 1e-7, f"\n{report}"
    expected = {f"d{name}" for name, _ in model.named_parameters()}
    if all(x.dtype.kind in "iu" for x in inputs):  # tokens: they have no gradient
        assert expected == report.errors.keys()
    else:  # the parameters and at least one input
        assert expected < report.errors.keys()


def halves_agree(case: Case, dl=scratch) -> None:
    """First weights, outputs, gradients and state, after two rounds that add up."""
    ours = case.make(dl)
    theirs = case.make(pytorch)
    for name, array in arrays(theirs).items():  # one seed: the same bits
        np.testing.assert_array_equal(ours.state_dict()[name], array, err_msg=name)

    rng = np.random.default_rng(1)
    for _ in range(2):
        xs = case.inputs(rng)
        ts = [torch.from_numpy(x.copy()) for x in xs]
        for tensor in (tensor for tensor in ts if tensor.is_floating_point()):
            tensor.requires_grad_()
        y, t = ours(*xs), theirs(*ts)
        np.testing.assert_allclose(y, t.detach().numpy(), **CLOSE)
        dy = rng.standard_normal(np.shape(y))
        dxs = as_tuple(ours.backward(dy))
        t.backward(torch.tensor(dy))
        floats = [tensor for tensor in ts if tensor.is_floating_point()]
        for dx, tensor in zip(dxs, floats, strict=False):  # the first ones, as promised
            np.testing.assert_allclose(dx, tensor.grad.numpy(), **CLOSE)

    assert_same(
        {name: p.grad for name, p in ours.named_parameters()},
        {name: gradient(p) for name, p in theirs.named_parameters()},
    )
    assert_same(ours.state_dict(), arrays(theirs))
    assert_nothing_saved(ours)


def calls_are_undone_in_reverse_order(case: Case, dl=scratch) -> None:
    """Run a layer twice before its backward, as a cell in time: nothing mixes up."""
    model = case.make(dl)
    rng = np.random.default_rng(1)
    first, second = case.inputs(rng), case.inputs(rng)
    dy = rng.standard_normal(np.shape(model(*first)))
    alone = as_tuple(model.backward(dy))
    alone += tuple(p.grad.copy() for p in model.parameters())
    model(*first)
    model(*second)
    model.backward(dy)
    for p in model.parameters():
        p.grad[...] = 0
    again = as_tuple(model.backward(dy)) + tuple(p.grad for p in model.parameters())
    for array, expected in zip(again, alone, strict=True):
        np.testing.assert_array_equal(array, expected)


def evaluation_saves_nothing(case: Case, dl=scratch) -> None:
    model = case.make(dl)
    with dl.no_grad():
        model(*case.inputs(np.random.default_rng(1)))
    assert_nothing_saved(model)


OPTIMIZERS = [  # every option is used at least once, alone or with others
    ("SGD", {"lr": 0.1}),
    ("SGD", {"lr": 0.05, "momentum": 0.9}),
    ("SGD", {"lr": 0.05, "momentum": 0.8, "nesterov": True}),
    ("SGD", {"lr": 0.1, "weight_decay": 0.1}),
    ("SGD", {"lr": 0.02, "momentum": 0.9, "weight_decay": 0.03, "nesterov": True}),
    ("Adagrad", {}),
    ("Adagrad", {"lr": 0.3, "eps": 0.1}),
    ("RMSprop", {}),
    ("RMSprop", {"lr": 0.02, "alpha": 0.8, "eps": 0.1}),
    ("Adadelta", {}),
    ("Adadelta", {"lr": 0.5, "rho": 0.7, "eps": 0.01}),
    ("Adam", {}),
    ("Adam", {"lr": 0.1, "betas": (0.7, 0.9), "eps": 0.1, "weight_decay": 0.1}),
    ("AdamW", {}),
    ("AdamW", {"lr": 0.1, "betas": (0.7, 0.9), "eps": 0.1, "weight_decay": 0.3}),
]


def quadratic(p):
    """Form a long valley, with an entry whose gradient is always zero."""
    return p[0] ** 2 + 30 * p[1] ** 2 + 0 * p[2]


def cosines(p):
    return (p.mul(3).cos() + 0.1 * p**2).sum()


def rosenbrock(p):
    return (1 - p[0]) ** 2 + 5 * (p[1] - p[0] ** 2) ** 2 + p[2] ** 4


SLOPES = {  # by hand
    quadratic: lambda p: 2 * p * np.array([1.0, 30.0, 0.0]),
    cosines: lambda p: -3 * np.sin(3 * p) + 0.2 * p,
    rosenbrock: lambda p: np.array(
        [
            -2 * (1 - p[0]) - 20 * p[0] * (p[1] - p[0] ** 2),
            10 * (p[1] - p[0] ** 2),
            4 * p[2] ** 3,
        ]
    ),
}


def optimizer_agrees(name: str, options: dict, problem, dl=scratch) -> None:
    """Fifty steps of one optimizer on one problem, beside torch.optim."""
    start = np.array([0.4, -0.3, 0.5])
    ours, theirs = dl.Parameter(start), torch.nn.Parameter(torch.from_numpy(start))
    optimizer = getattr(dl, name)([ours], **options)
    twin = getattr(torch.optim, name)([theirs], **options)
    for _ in range(50):
        optimizer.zero_grad()
        ours.grad += SLOPES[problem](ours.data)
        optimizer.step()
        twin.zero_grad()
        problem(theirs).backward()
        twin.step()
        np.testing.assert_allclose(
            ours.data, theirs.detach().numpy(), rtol=1e-10, atol=1e-12
        )


def clipping_agrees(max_norm: float, dl=scratch) -> None:
    """Clip the norm of all gradients together as torch does, direction kept."""
    rng = np.random.default_rng(0)
    ours = [dl.Parameter(np.zeros(shape)) for shape in ((3, 2), (4,), ())]
    theirs = [torch.nn.Parameter(torch.zeros(p.data.shape).double()) for p in ours]
    for p, t in zip(ours, theirs, strict=True):
        p.grad += rng.standard_normal(p.data.shape)
        t.grad = torch.tensor(p.grad)
    norm = dl.clip_grad_norm_(ours, max_norm)
    expected = torch.nn.utils.clip_grad_norm_(theirs, max_norm)
    np.testing.assert_allclose(norm, expected.item(), **CLOSE)
    for p, t in zip(ours, theirs, strict=True):
        np.testing.assert_allclose(p.grad, t.grad.numpy(), **CLOSE)


CHECKS = (
    gradients_match_differences,
    halves_agree,
    calls_are_undone_in_reverse_order,
    evaluation_saves_nothing,
)
