"""The training loop: both halves, step by step and over whole runs."""

import numpy as np
import pytest
import torch

from course_lib import pytorch, scratch
from course_lib.data import load_digits, noisy_sine, split, two_moons, two_spirals

CLOSE = {"rtol": 1e-10, "atol": 1e-12}


def train(dl, data, loss="CrossEntropyLoss", sizes=(2, 8, 2), lr=0.5, **options):
    rng = np.random.default_rng(0)
    model = dl.MLP(list(sizes), activation=dl.Tanh, rng=rng)
    optimizer = dl.SGD(model.parameters(), lr=lr)
    options = {"epochs": 5, "batch_size": 16, "rng": rng} | options
    return model, dl.fit(model, getattr(dl, loss)(), optimizer, data, **options)


def test_sgd_equals_torch_over_fifty_steps():
    data = two_moons(100, rng=np.random.default_rng(3))
    ours, _ = train(scratch, data, epochs=10, batch_size=20)
    theirs, _ = train(pytorch, data, epochs=10, batch_size=20)
    for name, array in ours.state_dict().items():
        np.testing.assert_allclose(array, theirs.state_dict()[name].numpy(), **CLOSE)


@pytest.mark.parametrize("loss", ["CrossEntropyLoss", "MSELoss"])
def test_histories_agree(loss):
    rng = np.random.default_rng(1)
    if loss == "MSELoss":
        data, valid, sizes = noisy_sine(90, rng=rng), noisy_sine(30, rng=rng), (1, 8, 1)
    else:
        data, valid, sizes = two_moons(90, rng=rng), two_moons(30, rng=rng), (2, 8, 2)
    (_, one), (_, two) = (
        train(dl, data, loss, sizes, 0.1, valid=valid) for dl in (scratch, pytorch)
    )
    np.testing.assert_allclose(one.train_loss, two.train_loss, **CLOSE)
    np.testing.assert_allclose(one.valid_loss, two.valid_loss, **CLOSE)
    assert one.valid_accuracy == pytest.approx(two.valid_accuracy, nan_ok=True) or (
        loss == "MSELoss" and one.valid_accuracy == two.valid_accuracy == [None] * 5
    )
    assert one.train_loss[-1] < one.train_loss[0]


@pytest.mark.parametrize("dl", [scratch, pytorch])
def test_the_same_run_twice_gives_the_same_bits(dl):
    data = two_spirals(60, rng=np.random.default_rng(2))
    (a, one), (b, two) = train(dl, data), train(dl, data)
    assert one == two
    for p, q in zip(a.parameters(), b.parameters(), strict=True):
        assert p.data.tolist() == q.data.tolist()


@pytest.mark.parametrize("dl", [scratch, pytorch])
def test_evaluate_reports_and_leaves_no_trace(dl):
    x, t = two_moons(40, rng=np.random.default_rng(0))
    model = dl.MLP([2, 4, 2], rng=np.random.default_rng(0))
    model.train()
    result = dl.evaluate(model, dl.CrossEntropyLoss(), (x, t))
    assert model.training
    assert 0 <= result.accuracy <= 1
    assert result.loss > 0
    regression = dl.MLP([2, 1], rng=np.random.default_rng(0))
    target = np.zeros((40, 1))
    assert dl.evaluate(regression, dl.MSELoss(), (x, target)).accuracy is None
    if dl is scratch:
        model.zero_grad()  # warnings are errors: nothing may be left


def test_the_loss_of_an_epoch_weighs_every_sample_alike():
    x, t = two_moons(10, rng=np.random.default_rng(0))  # batches of 8 and 2
    model, history = train(scratch, (x, t), lr=0, epochs=1, batch_size=8)
    whole = scratch.evaluate(model, scratch.CrossEntropyLoss(), (x, t)).loss
    assert history.train_loss == pytest.approx([whole])


def test_tensors_and_single_precision_train_too():
    x, t = two_moons(40, rng=np.random.default_rng(0))
    rng = np.random.default_rng(0)
    model = pytorch.MLP([2, 4, 2], rng=rng).float()
    optimizer = pytorch.SGD(model.parameters(), lr=0.1)
    data = torch.from_numpy(x), torch.from_numpy(t)
    history = pytorch.fit(
        model,
        pytorch.CrossEntropyLoss(),
        optimizer,
        data,
        epochs=2,
        batch_size=8,
        rng=rng,
        valid=data,
    )
    assert next(model.parameters()).dtype == torch.float32
    assert len(history.valid_accuracy) == 2


def test_both_halves_read_digits_at_97_percent_from_the_same_first_weights():
    """Mean over five seeds on a held-out quarter; the chapter shows the same."""
    x, t = load_digits()
    accuracies = []
    for seed in range(5):
        histories = []
        for dl in (scratch, pytorch):
            rng = np.random.default_rng(seed)
            training, held_out = split(x, t, rng=rng)
            model = dl.MLP([64, 64, 10], rng=rng)
            optimizer = dl.SGD(model.parameters(), lr=0.5)
            histories.append(
                dl.fit(
                    model,
                    dl.CrossEntropyLoss(),
                    optimizer,
                    training,
                    epochs=30,
                    batch_size=32,
                    rng=rng,
                    valid=held_out,
                )
            )
        one, two = histories
        np.testing.assert_allclose(one.train_loss, two.train_loss, rtol=1e-8)
        np.testing.assert_allclose(one.valid_loss, two.valid_loss, rtol=1e-8)
        assert one.valid_accuracy == two.valid_accuracy
        accuracies.append(one.valid_accuracy[-1])
    assert np.mean(accuracies) >= 0.97, accuracies


def test_a_save_without_its_saved_is_noticed_after_training():
    class Greedy(scratch.ReLU):
        def forward(self, x):
            self.save(x)
            return super().forward(x)

        def backward(self, dy):
            dx = super().backward(dy)
            return dx

    rng = np.random.default_rng(0)
    model = scratch.Sequential(scratch.Linear(2, 2, rng=rng), Greedy())
    data = two_moons(8, rng=rng)
    with pytest.raises(RuntimeError, match="every save needs its saved"):
        scratch.fit(
            model,
            scratch.CrossEntropyLoss(),
            scratch.SGD(model.parameters(), lr=0.1),
            data,
            epochs=1,
            batch_size=8,
            rng=rng,
        )
