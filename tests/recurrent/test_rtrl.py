"""Real-time recurrent learning: both halves, and backpropagation through time."""

import numpy as np
import pytest
import torch

from course_lib import pytorch, scratch

HALVES = pytest.mark.parametrize("dl", [scratch, pytorch])
D, H, K, T = 3, 4, 2, 9
CELLS = {
    "tanh": lambda dl, rng: dl.RNNCell(D, H, rng=rng),
    "relu": lambda dl, rng: dl.RNNCell(D, H, nonlinearity="relu", rng=rng),
    "jordan": lambda dl, rng: dl.JordanCell(D, 5, H, memory="softmax", rng=rng),
    "feedback": lambda dl, rng: dl.FeedbackCell(
        dl.RNNCell(D + H, 3, rng=rng), dl.Linear(3, H, rng=rng), memory="tanh"
    ),
    "in-feedback": lambda dl, rng: dl.FeedbackCell(
        CELLS["feedback"](dl, rng).cell, dl.Linear(3, H, rng=rng)
    ),
}
EACH_CELL = pytest.mark.parametrize("cell", CELLS)
READOUTS = pytest.mark.parametrize("with_readout", [False, True])


def network(dl, cell, with_readout, seed=0):
    rng = np.random.default_rng(seed)
    cell = CELLS[cell](dl, rng)
    readout = None
    if with_readout:
        readout = dl.Sequential(dl.Linear(H, 5, rng=rng), dl.Tanh())
        readout = dl.Sequential(*readout, dl.Linear(5, K, rng=rng))
    return cell, readout


def stream(with_readout, seed=1):
    rng = np.random.default_rng(seed)
    size = K if with_readout else H
    return rng.standard_normal((T, D)), rng.standard_normal((T, size))


def given(dl, array):
    return array if dl is scratch else torch.tensor(array)


def gradients(params):
    return [np.array(p.grad.tolist()) for p in params]


def through_time(dl, cell, readout, x, dy):
    """Return y, and the gradients of sum(dy * y), by backpropagation through time."""
    layers = [dl.Recurrent(cell)] + ([readout] if readout is not None else [])
    model, x, dy = dl.Deep(*layers), given(dl, x[:, None]), given(dl, dy[:, None])
    y = model(x)
    model.backward(dy) if dl is scratch else (y * dy).sum().backward()
    found = gradients(model.parameters())
    model.zero_grad()
    return np.array(y.tolist())[:, 0], found


@HALVES
@EACH_CELL
@READOUTS
def test_it_is_backpropagation_through_time(dl, cell, with_readout):
    cell, readout = network(dl, cell, with_readout)
    x, dy = stream(with_readout)
    y, expected = through_time(dl, cell, readout, x, dy)
    rtrl = dl.RTRL(cell, readout)
    for _ in range(2):  # reset brings back the start; gradients add up
        rtrl.reset()
        for t in range(T):
            out = rtrl.step(given(dl, x[t]))
            np.testing.assert_allclose(out, y[t], rtol=0, atol=1e-12)
            rtrl.accumulate(given(dl, dy[t]))
    for two, one in zip(gradients(rtrl.parameters()), expected, strict=True):
        np.testing.assert_allclose(two, 2 * one, rtol=0, atol=1e-11)


@EACH_CELL
@READOUTS
def test_the_halves_agree(cell, with_readout):
    x, _ = stream(with_readout)
    one, two = (dl.RTRL(*network(dl, cell, with_readout)) for dl in (scratch, pytorch))
    for t in range(T):
        np.testing.assert_allclose(
            one.step(x[t]), two.step(torch.tensor(x[t])), rtol=0, atol=1e-12
        )
        np.testing.assert_allclose(one.P, two.P, rtol=0, atol=1e-12)
        np.testing.assert_allclose(one.jacobian, two.jacobian, rtol=0, atol=1e-12)


@EACH_CELL
@READOUTS
def test_the_jacobian_is_what_differences_say(cell, with_readout):
    rtrl = scratch.RTRL(*network(scratch, cell, with_readout))
    x, _ = stream(with_readout)

    def last(x):
        rtrl.reset()
        return [rtrl.step(step) for step in x][-1]

    last(x)
    jacobian = rtrl.jacobian
    place = 0
    for p in rtrl.parameters():
        for k in range(len(jacobian)):
            numeric = scratch.central_difference(lambda k=k: last(x[:])[k], p.data)
            part = jacobian[k, place : place + p.data.size].reshape(p.data.shape)
            np.testing.assert_allclose(part, numeric, rtol=0, atol=1e-8)
        place += p.data.size
    assert place == jacobian.shape[1]


def test_what_a_user_sees_is_not_changed_by_a_step():
    """Gradients, saved values, older outputs and sensitivities stay as they were."""
    cell, readout = network(scratch, "feedback", True)
    rtrl = scratch.RTRL(cell, readout)
    x, _ = stream(True)
    model = scratch.Deep(scratch.Recurrent(cell), readout)
    model(x[:, None])  # left open on purpose, with a backward to come
    stacks = {m: list(m.__dict__.get("_stack", [])) for _, m in model.modules()}
    for p in rtrl.parameters():
        p.grad += 1.5
    grads = [p.grad for p in rtrl.parameters()]
    y, P, jacobian, state = rtrl.step(x[0]), rtrl.P, rtrl.jacobian, rtrl.state
    copies = [a.copy() for a in (y, P, jacobian, *state)]
    rtrl.step(x[1])
    for a, b in zip((y, P, jacobian, *state), copies, strict=True):
        np.testing.assert_array_equal(a, b)
    for p, grad in zip(rtrl.parameters(), grads, strict=True):
        assert p.grad is grad
        assert (grad == 1.5).all()
    assert cell.input_grad
    for m, stack in stacks.items():
        left = m.__dict__.get("_stack", [])
        assert len(left) == len(stack)
        assert all(a is b for a, b in zip(left, stack, strict=True))


@HALVES
def test_one_matrix_in_two_places_counts_once(dl):
    rng = np.random.default_rng(0)
    readout = dl.Linear(H, H, rng=rng)
    cell = dl.FeedbackCell(dl.RNNCell(D + H, H, rng=rng), readout)
    rtrl = dl.RTRL(cell, readout)
    x, dy = np.split(rng.standard_normal((T, D + H)), [D], axis=1)
    for t in range(T):
        rtrl.step(given(dl, x[t]))
        rtrl.accumulate(given(dl, dy[t]))
    found = gradients(rtrl.parameters())
    for p in rtrl.parameters():
        p.grad = np.zeros(p.data.shape) if dl is scratch else None
    _, expected = through_time(dl, cell, readout, x, dy)
    assert len(found) == len(expected) == 6
    for a, b in zip(found, expected, strict=True):
        np.testing.assert_allclose(a, b, rtol=0, atol=1e-11)


@HALVES
def test_float32_stays_float32(dl):
    cell, readout = network(dl, "jordan", True)
    for module in (cell, readout):
        module.astype(np.float32) if dl is scratch else module.float()
    rtrl = dl.RTRL(cell, readout)
    y = rtrl.step(given(dl, np.ones(D, np.float32)))
    rtrl.accumulate(y)
    for a in (y, rtrl.P, rtrl.jacobian, *(p.grad for p in rtrl.parameters())):
        assert str(a.dtype).endswith("float32")


@HALVES
def test_a_cell_without_input(dl):
    rng = np.random.default_rng(0)
    cell = dl.FeedbackCell(dl.RNNCell(1, H, rng=rng), dl.Linear(H, 1, rng=rng))
    rtrl = dl.RTRL(cell)
    for _ in range(3):
        assert rtrl.step(given(dl, np.zeros(0))).shape == (1,)


@HALVES
def test_bad_arguments(dl):
    rng = np.random.default_rng(0)
    cell = dl.RNNCell(D, H, rng=rng)
    with pytest.raises(TypeError, match="give it the cell"):
        dl.RTRL(dl.Recurrent(cell))
    for readout in (cell, np.eye(3), dl.Linear):
        with pytest.raises(TypeError, match="RTRL expected a readout"):
            dl.RTRL(cell, readout)
    with pytest.raises(ValueError, match="from the 4 outputs"):
        dl.RTRL(cell, dl.Linear(H + 1, K, rng=rng))
    rtrl = dl.RTRL(cell, dl.Linear(H, K, rng=rng))
    with pytest.raises(RuntimeError, match="needs a step"):
        rtrl.accumulate(given(dl, np.zeros(K)))
    before = rtrl.state, rtrl.P
    for shape in ((), (D + 1,), (1, D), (2, D)):
        with pytest.raises(ValueError, match="step expected one step"):
            rtrl.step(given(dl, np.zeros(shape)))
    assert rtrl.state is before[0]
    assert rtrl.P is before[1]
    rtrl.step(given(dl, np.zeros(D)))
    for shape in ((), (K + 1,), (1, K)):
        with pytest.raises(ValueError, match="expected dy of shape"):
            rtrl.accumulate(given(dl, np.zeros(shape)))


def test_no_grad_is_refused_and_changes_nothing():
    """By hand, nothing would be saved to go back to; autograd is switched on."""
    cell, readout = network(scratch, "tanh", True)
    rtrl = scratch.RTRL(cell, readout)
    grads = [p.grad for p in rtrl.parameters()]
    with scratch.no_grad(), pytest.raises(RuntimeError, match="outside no_grad"):
        rtrl.step(np.zeros(D))
    assert rtrl.jacobian is None
    assert all(p.grad is g for p, g in zip(rtrl.parameters(), grads, strict=True))
    rtrl = pytorch.RTRL(*network(pytorch, "tanh", True))
    with torch.no_grad():
        rtrl.step(torch.zeros(D, dtype=torch.float64))
    assert not rtrl.jacobian.requires_grad


@HALVES
def test_what_a_user_writes_changes_nothing_inside(dl):
    one, two = (dl.RTRL(network(dl, "tanh", False)[0]) for _ in range(2))
    x, _ = stream(False)
    y = one.step(given(dl, x[0]))
    two.step(given(dl, x[0]))
    y[...] = 9
    one.jacobian[...] = 9
    for learner in (one, two):
        learner.step(given(dl, x[1]))
    np.testing.assert_array_equal(one.P, two.P)
