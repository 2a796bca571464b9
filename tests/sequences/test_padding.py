"""Padding changes nothing: a sentence alone gives what it gives in a batch."""

import numpy as np
import pytest
import torch

from course_lib import pytorch, scratch
from course_lib.cases.sequences import INPUTS, LENGTHS, SOURCE
from course_lib.decoding import beam_search

HALVES = [(scratch, np.asarray), (pytorch, torch.as_tensor)]


def translator(dl, kind, **options):
    rng = np.random.default_rng(3)
    encoder = dl.Encoder(7, 3, 4, **options, rng=rng)
    M = encoder.memory_size
    look = {
        "none": lambda: None,
        "dot": lambda: dl.DotProductAttention(),
        "additive": lambda: dl.AdditiveAttention(4, M, 5, rng=rng),
    }[kind]()
    return dl.Seq2Seq(encoder, dl.Decoder(7, 3, 4, M, attention=look, rng=rng))


@pytest.mark.parametrize(("dl", "array"), HALVES)
@pytest.mark.parametrize(
    ("kind", "options"),
    [
        ("none", {}),
        ("none", {"reverse": True}),
        ("dot", {}),
        ("additive", {"bidirectional": True}),
        ("additive", {"reverse": True}),
    ],
)
def test_alone_as_in_a_batch(dl, array, kind, options):
    model = translator(dl, kind, **options)
    together = model(array(SOURCE), array(INPUTS), array(LENGTHS))
    for n, length in enumerate(LENGTHS):
        source = array(SOURCE[:length, n : n + 1])
        alone = model(source, array(INPUTS[:, n : n + 1]))
        np.testing.assert_allclose(
            alone[:, 0].tolist(), together[:, n].tolist(), rtol=1e-12
        )
        noise = SOURCE.copy()
        noise[length:, n] = 6  # whatever stands behind the end
        again = model(array(noise), array(INPUTS), array(LENGTHS))
        np.testing.assert_array_equal(again[:, n].tolist(), together[:, n].tolist())


@pytest.mark.parametrize(("dl", "array"), HALVES)
@pytest.mark.parametrize("kind", ["dot", "additive"])
def test_weights_are_zero_over_padding_and_add_up_to_one(dl, array, kind):
    model = translator(dl, kind)
    model(array(SOURCE), array(INPUTS), array(LENGTHS))
    w = np.asarray(model.decoder.attention.weights)
    assert w.shape == (3, 3, 4)
    np.testing.assert_allclose(w.sum(axis=2), 1)
    for n, length in enumerate(LENGTHS):
        assert (w[:, n, length:] == 0).all()
        assert (w[:, n, :length] > 0).all()


def test_torchs_own_attention_agrees():
    rng = np.random.default_rng(0)
    q, m = rng.standard_normal((5, 3, 4)), rng.standard_normal((6, 3, 4))
    lengths = np.array([6, 2, 4])
    ours = scratch.DotProductAttention()(q, m, lengths)
    there = torch.arange(6) < torch.tensor(lengths)[:, None]
    theirs = torch.nn.functional.scaled_dot_product_attention(
        torch.tensor(q).transpose(0, 1),
        torch.tensor(m).transpose(0, 1),
        torch.tensor(m).transpose(0, 1),
        attn_mask=there[:, None],
    ).transpose(0, 1)
    np.testing.assert_allclose(ours, theirs.numpy(), rtol=1e-12)


@pytest.mark.parametrize(("dl", "array"), HALVES)
@pytest.mark.parametrize("kind", ["none", "additive"])
def test_step_by_step_as_at_once(dl, array, kind):
    """``next`` with the right tokens gives what ``forward`` gives with all of them."""
    model = translator(dl, kind)
    logits = np.array(model(array(SOURCE), array(INPUTS), array(LENGTHS)).tolist())
    log_p = logits - np.log(np.exp(logits).sum(axis=2, keepdims=True))
    with dl.no_grad():
        state = model.begin(array(SOURCE), array(LENGTHS))
        for t in range(len(INPUTS)):
            step, state = model.next(INPUTS[t], state)
            np.testing.assert_allclose(step.tolist(), log_p[t], rtol=1e-9)


@pytest.mark.parametrize(("dl", "array"), HALVES)
def test_lengths_may_be_a_list(dl, array):
    model = translator(dl, "additive", bidirectional=True)
    source, inputs = array(SOURCE), array(INPUTS)
    as_list = model(source, inputs, LENGTHS.tolist())
    as_array = model(source, inputs, array(LENGTHS))
    np.testing.assert_array_equal(as_list.tolist(), as_array.tolist())
    written = [
        beam_search(model, source, lengths, width=2, max_length=4)
        for lengths in (LENGTHS.tolist(), array(LENGTHS))
    ]
    assert written[0] == written[1]
