"""The experiments on published data, at a small size and without the data."""

from itertools import chain

import numpy as np
import pytest
import torch

from course_lib.experiments import chorales, mnist, results, shakespeare

rng = np.random.default_rng


@pytest.fixture
def digits(monkeypatch):
    """Have 100 drawn images in place of MNIST."""
    drawn = rng(0).random((100, 28, 28)), rng(1).integers(0, 10, 100)
    monkeypatch.setattr(mnist, "load_mnist", lambda: drawn)
    for name, size in {"TRAIN": 64, "VALID": 16, "EPOCHS": 2}.items():
        monkeypatch.setattr(mnist, name, size)
    return drawn


@pytest.mark.parametrize("network", mnist.NETWORKS)
def test_both_halves_agree_on_mnist(digits, network):
    ours, theirs = (mnist.run(network, half, seed=3) for half in mnist.HALVES)
    assert np.allclose(ours["train_loss"], theirs["train_loss"], atol=1e-9)
    assert {**ours, "train_loss": 0} == {**theirs, "train_loss": 0}


@pytest.mark.parametrize("network", mnist.NETWORKS)
def test_both_halves_agreed_when_they_were_measured(network):
    ours, theirs = (
        results("mnist", network=network, half=half) for half in mnist.HALVES
    )
    for a, b in zip(ours, theirs, strict=True):
        assert np.allclose(a["train_loss"], b["train_loss"], atol=1e-6)
        assert (a["seed"], a["error"]) == (b["seed"], b["error"])


def test_images_as_in_1998(digits):
    x, _ = mnist.images()
    assert x.shape == (100, 1, 32, 32)
    assert (x[:, :, :2] == -0.1).all()
    assert np.allclose(x[:, 0, 2:-2, 2:-2], 1.275 * digits[0] - 0.1)
    train, valid, test = mnist.parts(rng(0))
    assert [len(part[0]) for part in (train, valid, test)] == [64, 16, 20]
    rows = np.concatenate([part[0] for part in (train, valid, test)])
    assert len(np.unique(rows.reshape(100, -1), axis=0)) == 100


def test_a_chorale_is_said_one_step_after_it_is_read():
    pieces = [rng(n).integers(0, 2, (length, 88)) for n, length in enumerate((3, 5))]
    x, (t, lengths) = chorales.padded(pieces)
    assert x.shape == t.shape == (5, 2, 88)
    assert lengths.tolist() == [3, 5]
    assert (x[0] == 0).all()
    for n, piece in enumerate(pieces):
        assert (t[: len(piece), n] == piece).all()
        assert (x[1 : len(piece), n] == piece[:-1]).all()
    assert (t[3:, 0] == 0).all()


def test_loss_of_a_chorale_by_hand():
    """Two pieces of unequal length: all steps count alike, the padding not at all."""
    pieces = [rng(n).integers(0, 2, (length, 88)) for n, length in enumerate((3, 5))]
    logits = torch.linspace(-1, 1, 88, dtype=torch.float64)

    class Same(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.logits = torch.nn.Parameter(logits)

        def forward(self, x):
            return self.logits.expand(x.shape)

    p = 1 / (1 + np.exp(-logits.numpy()))
    rows = np.concatenate(pieces)
    by_hand = -np.log(np.where(rows == 1, p, 1 - p)).sum(axis=1).mean()
    loss = chorales.dl.SequenceLoss(chorales.KeyLoss())
    assert np.isclose(chorales.nll(Same(), loss, pieces), by_hand)


def test_an_epoch_has_every_chorale_once():
    batches = chorales.epoch(list(range(21)), rng(0))
    assert [len(batch) for batch in batches] == [7, 7, 7]
    assert sorted(chain(*batches)) == list(range(21))


def test_the_networks_of_the_chorales_learn(monkeypatch):
    piece = np.tile(np.eye(88)[[10, 20, 30]], (5, 1))
    parts = {name: [piece] * 16 for name in ("train", "valid", "test")}
    monkeypatch.setattr(chorales, "load_jsb", lambda: parts)
    monkeypatch.setattr(chorales, "EPOCHS", 15)
    for cell in chorales.UNITS:
        found = chorales.run(cell, rate=0.03, seed=0)
        assert found["test"] == found["train"] < 20 < 88 * np.log(2)


def test_a_long_text_is_read_at_once_as_letter_by_letter():
    net = shakespeare.Network(9, 0.0, 0)
    before, text = rng(0).integers(4, 9, 5), rng(1).integers(4, 9, 20)
    at_once = shakespeare.read(net, list(text), list(before))
    one_by_one = shakespeare.text_scores(net, list(text), before=list(before))
    assert at_once.shape == (20,)
    assert np.allclose(at_once, one_by_one, atol=1e-5)


def test_shakespeare_in_small(monkeypatch):
    text = "To be, or not to be: that is the question.\n" * 60
    monkeypatch.setattr(shakespeare, "load_shakespeare", lambda: text)
    for name, value in {"EPOCHS": 2, "STREAMS": 4, "BEFORE": 50}.items():
        monkeypatch.setattr(shakespeare, name, value)
    letters, *parts = shakespeare.numbered()
    assert list(chain(*parts)) == letters.encode(text)
    assert [round(len(part) / len(text), 2) for part in parts] == [0.85, 0.05, 0.1]
    counting = shakespeare.run("Kneser-Ney", order=5)
    assert counting["bits"] < 0.3
    network = shakespeare.run("LSTM", seed=0)
    assert network["valid"][1] < network["valid"][0] < np.log2(len(letters))
    assert len(network["sample"]) == 300
