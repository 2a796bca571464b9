"""Training loops for sequences: windows, sampled batches, both halves the same."""

import numpy as np
import pytest

from course_lib import pytorch, scratch


def rng(seed: int = 0) -> np.random.Generator:
    return np.random.default_rng(seed)


def model_and_loss(dl):
    net = dl.Deep(dl.RNN(2, 5, rng=rng()), dl.Linear(5, 1, rng=rng(1)))
    return net, dl.SequenceLoss(dl.MSELoss())


def stream(T: int = 23):
    x = rng(2).standard_normal((T, 3, 2))
    return x, np.cumsum(x[..., :1], axis=0) / 5


def truncated(dl, **options):
    net, loss = model_and_loss(dl)
    adam = dl.Adam(net.parameters(), lr=0.01)
    losses, state = dl.fit_truncated(net, loss, adam, stream(), **options)
    return net, losses, state


@pytest.mark.parametrize("options", [{"window": 5}, {"window": 1, "max_norm": 0.1}])
def test_both_halves_train_the_same_in_windows(options):
    ours, losses, _ = truncated(scratch, **options)
    theirs, expected, _ = truncated(pytorch, **options)
    assert len(losses) == -(-23 // options["window"])
    np.testing.assert_allclose(losses, expected, rtol=1e-8)
    for name, p in theirs.state_dict().items():
        np.testing.assert_allclose(ours.state_dict()[name], p.numpy(), rtol=1e-7)


def test_one_window_is_plain_backpropagation_through_time():
    net, loss = model_and_loss(scratch)
    x, t = stream()
    J = loss(net(x), t)
    net.backward(loss.backward())
    grads = [p.grad.copy() for p in net.parameters()]
    again, loss = model_and_loss(scratch)
    sgd = scratch.SGD(again.parameters(), lr=0.0)
    losses, _ = scratch.fit_truncated(again, loss, sgd, (x, t), window=100)
    assert losses == [pytest.approx(J)]
    for p, g in zip(again.parameters(), grads, strict=True):
        np.testing.assert_allclose(p.grad, g)


def test_the_state_goes_on_and_its_gradient_does_not():
    net, loss = model_and_loss(scratch)
    still = scratch.SGD(net.parameters(), lr=0.0)
    x, t = stream(12)
    losses, state = scratch.fit_truncated(net, loss, still, (x, t), window=4)
    with scratch.no_grad():
        whole, last = net.run(x)
        parts = [((whole[k : k + 4] - t[k : k + 4]) ** 2).mean() for k in (0, 4, 8)]
    np.testing.assert_allclose(losses, parts)
    np.testing.assert_allclose(state[0][0][0], last[0][0][0])
    with scratch.no_grad():
        _, middle = net.run(x[:8])
    net.zero_grad()
    y, _ = net.run(x[8:], middle)
    loss(y, t[8:])
    net.run_backward(loss.backward())
    alone = [p.grad.copy() for p in net.parameters()]
    scratch.fit_truncated(net, loss, still, (x, t), window=4)
    for p, g in zip(net.parameters(), alone, strict=True):
        np.testing.assert_allclose(p.grad, g)


def sampled(dl):
    net, loss = model_and_loss(dl)
    draw = rng(3)

    def sample():
        x = draw.standard_normal((6, 4, 2))
        lengths = draw.integers(1, 7, 4)
        return (x, lengths), (x.sum(axis=2, keepdims=True), lengths)

    sgd = dl.SGD(net.parameters(), lr=0.05)
    return dl.fit_sampled(net, loss, sgd, sample, steps=8, max_norm=0.3)


def test_both_halves_train_the_same_on_sampled_batches():
    ours = sampled(scratch)
    np.testing.assert_allclose(ours, sampled(pytorch), rtol=1e-8)
    assert len(ours) == 8


@pytest.mark.parametrize("dl", [scratch, pytorch])
def test_bad_windows_and_steps(dl):
    net, loss = model_and_loss(dl)
    sgd = dl.SGD(net.parameters(), lr=0.1)
    x, t = stream()
    with pytest.raises(ValueError, match="window"):
        dl.fit_truncated(net, loss, sgd, (x, t), window=0)
    with pytest.raises(ValueError, match="as many targets"):
        dl.fit_truncated(net, loss, sgd, (x, t[:-1]), window=4)
    with pytest.raises(TypeError, match="pair"):
        dl.fit_truncated(net, loss, sgd, x, window=4)
    with pytest.raises(ValueError, match="steps"):
        dl.fit_sampled(net, loss, sgd, lambda: (x, t), steps=0)
