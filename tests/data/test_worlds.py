"""The small world: sentences that say only what the features allow."""

from collections import Counter

import numpy as np
import pytest

from course_lib.data.worlds import (
    AGES,
    KINDS,
    PRONOUNS,
    SCALES,
    analogy_questions,
    features,
    opposites,
    relations,
    world_sentences,
)


def draw(n=3000, seed=0, **options):
    return world_sentences(n, rng=np.random.default_rng(seed), **options)


def test_every_sentence_is_about_one_word():
    words = features()
    for sentence in draw():
        assert sum(word in words for word in sentence) == 1, sentence


def test_features_decide_what_stands_beside_a_word():
    words = features()
    genders = {p: g for g, all_of in PRONOUNS.items() for p in all_of}
    ages = {w: age for age, lists in AGES.items() for some in lists for w in some}
    for sentence in draw():
        (subject,) = (w for w in sentence if w in words)
        has = words[subject]
        for word in sentence:
            if has["topic"] == "person":
                assert genders.get(word, has["gender"]) == has["gender"]
                assert ages.get(word, has["age"]) == has["age"]
            if any(word in v for v in has.values() if isinstance(v, list)):
                break
        else:
            named = {"he", "she"} & set(sentence)
            named |= {w for w in sentence if w in genders or w in ages}
            assert named, f"nothing in {sentence} speaks of {subject}"


def test_kinds_and_scales_share_no_words():
    """Otherwise a context would depend on two features at once."""
    places = [w for _, p, t in KINDS.values() for w in f"{p} {t}".split()]
    scales = [w for line in SCALES for w in line.split()]
    everything = [*places, *scales, *features()]
    shared = {w for w, n in Counter(everything).items() if n > 1}
    assert shared <= set(features()), shared
    assert len(set(places)) == len(places)
    assert len(set(scales)) == len(scales)


def test_every_word_has_the_same_chance():
    words = features()
    counts = Counter(w for s in draw(11800) for w in s if w in words)
    assert set(counts) == set(words)
    assert len(words) == 118
    assert 60 < min(counts.values()) < 100 < max(counts.values()) < 140


def test_rare_words_come_just_so_often():
    rare = ["queen", "sang"]
    counts = Counter(w for s in draw(500, rare=rare, times=3) for w in s)
    assert counts["queen"] == counts["sang"] == 3
    assert len(draw(500, rare=rare, times=3)) == 506
    with pytest.raises(ValueError, match="no words \\['emperor'\\]"):
        draw(5, rare=["emperor"])


def test_one_seed_one_text():
    assert draw(50) == draw(50)
    assert draw(50) != draw(50, seed=1)


def test_questions_are_pairs_of_pairs():
    pairs, questions = relations(), analogy_questions()
    assert sum(map(len, questions.values())) == 694
    for name, all_of in pairs.items():
        n = len(all_of)
        assert len(questions[name]) == n * (n - 1) == len(set(questions[name]))
        assert len({a for a, _ in all_of}) == len({b for _, b in all_of}) == n
    assert ("king", "queen", "man", "woman") in questions["gender"]
    assert ("king", "prince", "mare", "filly") in questions["age"]
    assert ("france", "paris", "japan", "tokyo") in questions["capital"]
    assert ("sing", "sang", "wear", "wore") in questions["past"]
    assert ("hot", "hotter", "cold", "colder") in questions["comparative"]
    assert ("goose", "geese", "cat", "cats") in questions["plural"]


def test_pairs_differ_in_one_feature():
    words = features()
    for name, pairs in relations().items():
        for a, b in pairs:
            one, other = words[a], words[b]
            differ = {k for k in one if one[k] != other[k]}
            assert differ == {name if name in ("gender", "age") else "form"}


def test_opposites_differ_in_what_causes_them():
    words = features()
    assert ("hot", "cold") in opposites()
    for a, b in opposites():
        differ = {k for k in words[a] if words[a][k] != words[b][k]}
        assert differ == {"pole", "cause"}
