"""The small language: its probabilities are those of its sentences."""

from collections import Counter
from itertools import combinations

import numpy as np
import pytest

from course_lib.data import grammar


def rng(seed: int = 0) -> np.random.Generator:
    return np.random.default_rng(seed)


SENTENCES = grammar.sentences(4000, rng=rng())


def test_one_seed_gives_one_draw():
    assert grammar.sentences(20, rng=rng(3)) == grammar.sentences(20, rng=rng(3))
    assert grammar.sentences(20, rng=rng(3)) != grammar.sentences(20, rng=rng(4))


def test_probabilities_add_up():
    for options in grammar.rules().values():
        assert sum(p for p, _ in options) == pytest.approx(1)
    for sentence in SENTENCES[:50]:
        stack = ("SENTENCE",)
        for word in [*sentence, grammar.END]:
            options = grammar.following(stack)
            assert sum(p for p, _ in options.values()) == pytest.approx(1)
            stack = options[word][1]
        assert stack == ()


def test_each_choice_shows_in_the_next_word():
    """No two rules of a symbol begin with the same word, whatever follows it."""
    for symbol, options in grammar.rules().items():
        begins = [set(grammar.following((*e, "BEHIND"))) for _, e in options]
        for one, other in combinations(begins, 2):
            assert not one & other, symbol


def test_frequencies_are_the_probabilities():
    seen = Counter(" ".join(s) for s in SENTENCES)
    for text, count in seen.most_common(5):
        p = np.exp(grammar.log_probabilities(text.split()).sum())
        expected = p * len(SENTENCES)
        assert abs(count - expected) < 4 * expected**0.5
    words = {word for s in SENTENCES for word in s}
    assert words == set(grammar.vocabulary())


def test_the_mean_surprise_is_the_entropy():
    """Two halves agree, and neither is far from what 100,000 sentences gave."""
    for half in (SENTENCES[:2000], SENTENCES[2000:]):
        found = np.concatenate([grammar.log_probabilities(s) for s in half])
        assert np.exp(-found.mean()) == pytest.approx(5.95, abs=0.1)


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("the dogs near the house sleep", True),
        ("the dogs near the house sleeps", False),
        ("the dog near the houses sleeps", True),
        ("the dogs that the boy follows sleep", True),
        ("the dogs that the boy follow sleep", False),
        ("the old boats that guard the river move slowly", True),
        ("the dogs sing", False),
        ("the lamp shines the", False),
        ("the lamp", False),
        ("lamp the shines", False),
        ("", False),
        ("the cat purrs", False),
    ],
)
def test_grammatical(text, right):
    assert grammar.is_grammatical(text.split()) == right


def test_drawn_sentences_are_grammatical_and_scrambled_ones_are_not():
    assert all(map(grammar.is_grammatical, SENTENCES))
    r = rng(1)
    mixed = [grammar.scramble(s, rng=r) for s in SENTENCES[:500]]
    for sentence, other in zip(SENTENCES, mixed, strict=False):
        assert sorted(sentence) == sorted(other)
        assert sentence != other
    assert np.mean([grammar.is_grammatical(s) for s in mixed]) < 0.05
    with pytest.raises(ValueError, match="two different words"):
        grammar.scramble(["the", "the"], rng=r)


@pytest.mark.parametrize("relative", [False, True])
@pytest.mark.parametrize("attractors", [0, 1, 2, 3])
def test_agreement(attractors, relative):
    if relative and not attractors:
        with pytest.raises(ValueError, match="attractors"):
            grammar.agreement(1, 0, relative=True, rng=rng())
        return
    items = grammar.agreement(100, attractors, relative=relative, rng=rng())
    for beginning, right, wrong in items:
        assert grammar.is_grammatical([*beginning, right])
        assert not grammar.is_grammatical([*beginning, wrong])
        assert beginning.count("the") == 1 + attractors
        assert ("that" in beginning) == relative


def test_third_person():
    assert [grammar.third_person(v) for v in ("carry", "sleep")] == [
        "carries",
        "sleeps",
    ]


@pytest.mark.parametrize("n", [0, -1, 1.5])
def test_bad_sizes(n):
    with pytest.raises((ValueError, TypeError), match="expected n"):
        grammar.sentences(n, rng=rng())


def test_no_generator():
    with pytest.raises(TypeError, match="rng"):
        grammar.sentences(1, rng=3)
