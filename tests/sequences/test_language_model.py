"""Counting models, scores and writing: formulas, one protocol, both halves."""

import numpy as np
import pytest
import torch

from course_lib import pytorch, scratch
from course_lib.ngrams import AddK, Counts, KneserNey, Uniform, tuned
from course_lib.perplexity import bits, perplexity, scores, text_scores
from course_lib.vocabulary import END, PAD, START, UNK, Vocabulary, shifted
from course_lib.writing import go_on, tempered, write

TEXTS = [s.split() for s in ("mrs pell came", "mrs pell laughed", "the keeper came")]
V = Vocabulary(TEXTS)
SENTENCES = [V.encode(s) for s in TEXTS]
COUNTS = Counts(SENTENCES, len(V), 3)
LETTERS = [4, 5, 4, 6, 5, 4, 5, 5, 6, 4, 5, 6, 6, 4]


def rng(seed: int = 0) -> np.random.Generator:
    return np.random.default_rng(seed)


MODELS = [
    Uniform(COUNTS),
    *(AddK(COUNTS, order, 0.5) for order in (1, 2, 3, 4)),
    *(KneserNey(COUNTS, order, 0.75) for order in (1, 2, 3, 4)),
]


@pytest.mark.parametrize("model", MODELS, ids=lambda m: type(m).__name__)
def test_probabilities_add_up_for_seen_and_unseen_contexts(model):
    pell = V["pell"]
    for context in ((), (START,), (V["mrs"], pell), (pell, pell), (UNK, UNK, UNK)):
        p = model.probabilities(context)
        assert p.sum() == pytest.approx(1)
        assert p[PAD] == p[START] == 0
        assert (p[END:] > 0).all()


def test_kneser_ney_by_hand():
    model = KneserNey(COUNTS, 2, 0.5)
    p = model.probabilities((V["keeper"],))
    assert p[V["came"]] == pytest.approx(175 / 288)
    assert p[V["pell"]] == pytest.approx(15 / 288)
    begin = model.probabilities((START,))  # mrs twice, the once, of three sentences
    free = 0.5 * 2 / 3
    lower = model.probabilities(())
    assert begin[V["mrs"]] == pytest.approx(1.5 / 3 + free * lower[V["mrs"]])


def test_add_k_by_hand():
    p = AddK(COUNTS, 2, 0.5).probabilities((V["pell"],))
    assert p[V["came"]] == pytest.approx(1.5 / (2 + 0.5 * 8))
    assert p[V["the"]] == pytest.approx(0.5 / (2 + 0.5 * 8))


def test_kinds_count_different_tokens_in_front():
    tokens, kinds = COUNTS.kinds[()]
    found = dict(zip(tokens.tolist(), kinds.tolist(), strict=True))
    assert found[V["came"]] == 2
    assert found[V["pell"]] == 1
    assert found[END] == 2
    tokens, kinds = COUNTS.kinds[(START,)]  # nothing stands in front: raw counts
    assert dict(zip(tokens.tolist(), kinds.tolist(), strict=True))[V["mrs"]] == 2


def test_a_text_has_no_start_and_no_end():
    counts = Counts([LETTERS], 7, 2, whole=False)
    for model in (Uniform(counts), KneserNey(counts, 3, 0.8), AddK(counts, 2, 0.1)):
        p = model.probabilities((4, 5))
        assert p.sum() == pytest.approx(1)
        assert (p[: END + 1] == 0).all()


def test_the_longest_context_decides():
    counts = Counts([LETTERS], 7, 2, whole=False)
    model = KneserNey(counts, 2, 0.5)
    np.testing.assert_array_equal(
        model.probabilities((4, 6, 5)), model.probabilities((5,))
    )


def test_bad_models():
    with pytest.raises(ValueError, match="contexts of 4 tokens"):
        KneserNey(COUNTS, 5, 0.5)
    for d in (0, 1, -1, float("nan")):
        with pytest.raises(ValueError, match="discount"):
            KneserNey(COUNTS, 2, d)
    for k in (0, -1, float("nan")):
        with pytest.raises(ValueError, match="k > 0"):
            AddK(COUNTS, 2, k)


def test_tuned_takes_the_best():
    models = [KneserNey(COUNTS, n, 0.5) for n in (1, 2, 3)]
    best, score = tuned(models, lambda m: -abs(m.order - 2))
    assert best is models[1]
    assert score == 0


def twins():
    ours = scratch.LanguageModel(len(V), 4, 5, rng=rng())
    theirs = pytorch.LanguageModel(len(V), 4, 5, rng=rng()).double()
    return ours, theirs


def test_scores_of_both_halves_are_those_of_one_forward():
    ours, theirs = twins()
    inputs, targets, lengths = shifted(SENTENCES)
    with scratch.no_grad():
        z = ours(inputs, lengths)
    log_p = z - np.log(np.exp(z).sum(axis=2, keepdims=True))
    for n, (a, b) in enumerate(
        zip(scores(ours, SENTENCES), scores(theirs, SENTENCES), strict=True)
    ):
        np.testing.assert_allclose(a, b)
        rows = np.arange(lengths[n])
        np.testing.assert_allclose(a, log_p[rows, n, targets[rows, n]])
    assert not [m for _, m in ours.modules() if m.__dict__.get("_stack")]
    assert ours.training
    assert theirs.training


def test_counting_models_score_alike_by_both_protocols():
    for model in MODELS:
        direct, state = scores(model, SENTENCES)[0], model.begin(1)
        s = [START, *SENTENCES[0], END]
        for t, score in enumerate(direct):
            log_p, state = model.next(np.array(s[t : t + 1]), state)
            assert log_p[0, s[t + 1]] == pytest.approx(score)


def test_a_text_scores_as_its_windows_do_when_the_state_goes_on():
    ours, theirs = twins()
    before, text = LETTERS[:5], LETTERS[5:]
    whole = text_scores(ours, text, before=before)
    np.testing.assert_allclose(whole, text_scores(theirs, text, before=before))
    parts = np.concatenate(
        [
            text_scores(ours, text[:4], before=before),
            text_scores(ours, text[4:], before=LETTERS[:9]),
        ]
    )
    np.testing.assert_allclose(whole, parts)
    fresh = text_scores(ours, text[4:], before=LETTERS[8:9])
    assert np.abs(fresh - whole[4:]).max() > 1e-4
    with pytest.raises(ValueError, match="tokens to read"):
        text_scores(ours, text, before=[])


def test_perplexity_and_bits():
    found = [np.log([0.5, 0.25]), np.log([0.125])]
    assert bits(found) == pytest.approx(2)
    assert perplexity(found) == pytest.approx(4)
    assert perplexity(np.concatenate(found)) == pytest.approx(4)


def test_uniform_has_the_perplexity_of_its_choices():
    assert perplexity(scores(Uniform(COUNTS), SENTENCES)) == pytest.approx(len(V) - 2)


def test_tempered():
    log_p = np.log([[0.8, 0.2]])
    np.testing.assert_allclose(tempered(log_p, 1), [[0.8, 0.2]])
    np.testing.assert_allclose(tempered(log_p, 2), [[2 / 3, 1 / 3]])
    np.testing.assert_allclose(tempered(log_p, 0.5), [[16 / 17, 1 / 17]])
    np.testing.assert_array_equal(tempered(log_p, 0), [[1, 0]])
    for bad in (-1, float("nan")):
        with pytest.raises(ValueError, match="temperature"):
            tempered(log_p, bad)


def test_sentences_are_drawn_with_their_probabilities():
    model = KneserNey(COUNTS, 3, 0.5)
    said = write(model, 6000, max_length=20, rng=rng())
    for sentence in SENTENCES:
        p = np.exp(scores(model, [sentence])[0].sum())
        share = np.mean([s == sentence for s in said])
        possible = 0.95  # the unknown word is never drawn
        assert possible * p < share < 1.35 * p


@pytest.mark.parametrize("half", [0, 1])
def test_writing_by_both_halves(half):
    net = twins()[half]
    one = write(net, 5, max_length=6, rng=rng(1))
    assert one == write(net, 5, max_length=6, rng=rng(1))
    assert one == write(twins()[1 - half], 5, max_length=6, rng=rng(1))
    assert len(one) == 5
    for sentence in write(net, 200, temperature=5, max_length=6, rng=rng()):
        assert len(sentence) <= 6
        assert not {PAD, START, END, UNK} & set(sentence)
    same = write(net, 4, temperature=0, max_length=6, rng=rng())
    assert all(s == same[0] for s in same)


def test_going_on_reads_the_prompt():
    counts = Counts([[4, 5, 6, 7, 8] * 20], 9, 3, whole=False)
    model = KneserNey(counts, 4, 0.5)
    said = go_on(model, [5, 6], 7, temperature=0, rng=rng())
    assert said == [7, 8, 4, 5, 6, 7, 8]
    with pytest.raises(ValueError, match="prompt"):
        go_on(model, [], 3, rng=rng())


def test_a_wrong_state_is_refused_before_anything_is_saved():
    ours, _ = twins()
    x = np.array([[4, 5], [5, 4]])
    for state in (ours.begin(3), ((np.zeros((2, 5)),),), (), ours.begin(2)[0]):
        with pytest.raises(ValueError, match="expected a state"):
            ours.run(x, state)
        assert not [m for _, m in ours.modules() if m.__dict__.get("_stack")]


def test_windows_give_the_outputs_of_the_whole():
    ours, theirs = twins()
    x = rng(2).integers(4, len(V), (9, 3))
    with scratch.no_grad():
        whole = ours(x)
        first, state = ours.run(x[:4])
        second, _ = ours.run(x[4:], state)
    np.testing.assert_allclose(whole, np.concatenate([first, second]))
    y, state = theirs.run(torch.tensor(x[:4]))
    np.testing.assert_allclose(y.detach().numpy(), first)


def test_truncated_training_takes_tokens_in_both_halves():
    x = rng(2).integers(4, len(V), (20, 2))
    losses = []
    for dl, model in zip((scratch, pytorch), twins(), strict=True):
        loss = dl.SequenceLoss(dl.CrossEntropyLoss())
        adam = dl.Adam(model.parameters(), lr=0.05)
        found, _ = dl.fit_truncated(
            model, loss, adam, (x[:-1], x[1:]), window=5, max_norm=1.0
        )
        losses.append(found)
    np.testing.assert_allclose(*losses, rtol=1e-8)
