"""Pairs, noise, associations, neighbors, analogies: small, and by hand."""

import numpy as np
import pytest
import torch

from course_lib import pytorch, scratch
from course_lib.word_vectors import (
    accuracy,
    analogies,
    context_pairs,
    cooccurrences,
    nearest,
    noise_distribution,
    pair_sampler,
    pmi,
    ppmi,
    principal_components,
    svd_vectors,
    train_skip_gram,
    unit_rows,
)


def slow_pairs(sentences, window):
    """Go through every sentence word by word."""
    return sorted(
        (s[i], s[j])
        for s in sentences
        for i in range(len(s))
        for j in range(len(s))
        if 0 < abs(i - j) <= window
    )


@pytest.mark.parametrize("window", [1, 2, 3, 9])
def test_pairs_are_those_of_the_window_and_of_one_sentence(window):
    rng = np.random.default_rng(window)
    sentences = [list(rng.integers(9, size=n)) for n in rng.integers(1, 8, size=20)]
    centers, contexts = context_pairs(sentences, window)
    pairs = list(zip(centers.tolist(), contexts.tolist(), strict=True))
    assert sorted(pairs) == slow_pairs(sentences, window)


def test_pairs_refuse_what_has_none():
    with pytest.raises(ValueError, match="window to be at least 1"):
        context_pairs([[1, 2]], 0)
    with pytest.raises(ValueError, match="at least two words"):
        context_pairs([[1], [2]], 3)


def test_counts_are_those_of_the_pairs():
    counts = cooccurrences((np.array([0, 0, 2, 0]), np.array([1, 1, 0, 2])), 3)
    np.testing.assert_array_equal(counts, [[0, 2, 1], [0, 0, 0], [1, 0, 0]])


def test_noise_by_hand():
    noise = noise_distribution(np.array([0, 16, 81]))
    np.testing.assert_allclose(noise, [0, 8 / 35, 27 / 35])
    np.testing.assert_allclose(
        noise_distribution(np.array([0, 2, 5]), 0), [0, 0.5, 0.5]
    )


def test_pmi_by_hand():
    counts = np.array([[2, 0], [1, 1]])
    expected = [[np.log(2 * 4 / (2 * 3)), -np.inf], [np.log(4 / 6), np.log(4 / 2)]]
    np.testing.assert_allclose(pmi(counts), expected)
    np.testing.assert_allclose(ppmi(counts), [[np.log(4 / 3), 0], [0, np.log(2)]])
    np.testing.assert_allclose(ppmi(counts, 1.5), [[0, 0], [0, np.log(4 / 3)]])
    empty = pmi(np.array([[0, 0], [0, 3]]))  # a word that never came
    assert empty[1, 1] == 0
    assert np.isneginf(empty[[0, 0, 1], [0, 1, 0]]).all()


def test_svd_vectors_rebuild_a_symmetric_matrix():
    rng = np.random.default_rng(0)
    x = rng.standard_normal((6, 3))
    vectors = svd_vectors(x @ x.T, 3)
    np.testing.assert_allclose(vectors @ vectors.T, x @ x.T, atol=1e-12)


def test_the_sampler_draws_pairs_and_noise():
    rng = np.random.default_rng(0)
    pairs = np.array([3, 4, 5]), np.array([13, 14, 15])
    noise = np.array([0, 0.25, 0, 0.75])
    sample = pair_sampler(pairs, noise, batch_size=1000, negatives=4, rng=rng)
    centers, contexts, negatives = sample()
    assert centers.shape == contexts.shape == (1000,)
    assert negatives.shape == (1000, 4)
    np.testing.assert_array_equal(contexts - centers, 10)
    assert set(np.unique(negatives)) == {1, 3}
    assert abs((negatives == 3).mean() - 0.75) < 0.03
    assert sample()[0].tolist() != centers.tolist()


def test_both_halves_train_alike():
    losses = []
    for dl in (scratch, pytorch):
        rng = np.random.default_rng(0)
        model = dl.SkipGram(9, 4, rng=rng)
        pairs = rng.integers(9, size=(2, 50))
        noise = np.full(9, 1 / 9)
        sample = pair_sampler(pairs, noise, batch_size=20, negatives=3, rng=rng)
        adam = dl.Adam(model.parameters(), lr=0.05)
        losses.append(train_skip_gram(model, adam, sample, steps=40))
    np.testing.assert_allclose(*losses, rtol=1e-9)
    assert losses[0][-1] < losses[0][0]
    np.testing.assert_allclose(losses[0][0], 4 * np.log(2))  # all scores are 0


def test_the_loss_is_torchs():
    """A sum of binary cross-entropies over the 1 + k scores, a mean over the batch."""
    rng = np.random.default_rng(0)
    model = scratch.SkipGram(8, 5, rng=rng)
    E = model.center.weight.data
    F = model.context.weight.data
    F += rng.standard_normal(F.shape)
    v, c, others = (
        rng.integers(8, size=6),
        rng.integers(8, size=6),
        rng.integers(8, size=(6, 3)),
    )
    scores = torch.tensor(
        [[E[a] @ F[w] for w in (b, *n)] for a, b, n in zip(v, c, others, strict=True)]
    )
    target = torch.zeros(6, 4).double()
    target[:, 0] = 1
    bce = torch.nn.BCEWithLogitsLoss(reduction="sum")
    np.testing.assert_allclose(model(v, c, others), bce(scores, target).item() / 6)


def test_a_refused_word_leaves_nothing_behind():
    model = scratch.SkipGram(5, 2, rng=np.random.default_rng(0))
    ones = np.ones(3, int)
    with pytest.raises(ValueError, match="tokens from 0 to 4"):
        model(ones, ones, np.full((3, 1), 5))
    with pytest.raises(RuntimeError, match="nothing to go back to"):
        model.center.backward(np.zeros((3, 2)))


SQUARE = np.array([[1.0, 0, 1], [1, 1, 1], [-1, 0, 1], [-1, 1, 1], [0, 0, -5]])


def test_neighbors_by_cosine():
    (first, cosine), *_ = nearest(SQUARE, 0, 2)
    assert first == 1
    assert cosine == pytest.approx(2 / np.sqrt(6))
    assert 0 not in dict(nearest(SQUARE, 0, 4))
    with np.errstate(all="raise"):  # a word that never came has a row of zeros
        assert np.isfinite(unit_rows(np.zeros((2, 3)))).all()


def test_analogies_on_a_square():
    asked = np.array([[0, 1, 2, 3], [2, 3, 0, 1], [1, 0, 3, 2]])
    np.testing.assert_array_equal(analogies(SQUARE, asked), asked[:, 3])
    assert accuracy(SQUARE, asked) == 1
    assert accuracy(SQUARE, asked[:, [0, 1, 2, 0]]) == 0
    same = np.array([[0, 0, 2, 2]])  # b - a is zero: the nearest is c itself
    assert analogies(SQUARE, same, exclude=False) == 2
    assert analogies(SQUARE, same) != 2


def test_principal_components_are_those_of_the_covariance():
    x = np.random.default_rng(0).standard_normal((30, 4)) @ np.diag([5, 3, 1, 0.1])
    coordinates, shares = principal_components(x, 3)
    values = np.linalg.eigvalsh(np.cov(x.T))[::-1]
    np.testing.assert_allclose(shares, values[:3] / values.sum())
    np.testing.assert_allclose(np.cov(coordinates.T), np.diag(values[:3]), atol=1e-9)
