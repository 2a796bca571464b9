"""The English-French grammar: right by hand, and consistent over thousands."""

from collections import defaultdict
from functools import cache

import numpy as np
import pytest

from course_lib.data import translations
from course_lib.data.french import ENGLISH, adjectives, elides, nouns, verbs
from course_lib.data.phrases import (
    Phrase,
    Subject,
    both,
    clause,
    contracted,
    elide,
    noun_phrase,
    owned,
)
from course_lib.data.translations import hidden, spelled

NOUN = {n.english[0]: n for n in nouns}
ADJECTIVE = {a.english: a for a in adjectives}
VERB = {v.english[0]: v for v in verbs}


@cache
def corpus(held_out: bool = False, n: int = 1500):
    return translations(n, held_out=held_out, rng=np.random.default_rng(5))


def said(noun, plural, determiner, before=(), after=()):
    front, back = ([ADJECTIVE[a] for a in group] for group in (before, after))
    phrase = noun_phrase(NOUN[noun], plural, determiner, front, back)
    english = " ".join(phrase.english)
    return english, spelled(elide([w for w, _ in phrase.french]))


@pytest.mark.parametrize(
    ("given", "english", "french"),
    [
        (("boy", False, "the"), "the boy", "le garçon"),
        (("man", False, "the"), "the man", "l'homme"),
        (("owl", False, "the"), "the owl", "le hibou"),
        (("horse", True, "a"), "some horses", "des chevaux"),
        (("apple", True, "a", ["small"]), "some small apples", "de petites pommes"),
        (("apple", False, "any"), "an apple", "de pomme"),
        (("water", False, "any"), "any water", "d'eau"),
        (("water", False, "a"), "some water", "de l'eau"),
        (("bread", False, "a"), "some bread", "du pain"),
        (("soup", False, "a", ["good"]), "some good soup", "de la bonne soupe"),
        (("soup", False, "-"), "soup", "la soupe"),
        (("man", False, "this", ["old"]), "this old man", "ce vieil homme"),
        (("man", False, "this"), "this man", "cet homme"),
        (("school", False, "her"), "her school", "son école"),
        (("school", False, "my", ["old"]), "my old school", "ma vieille école"),
        (("owl", False, "a", ["beautiful"]), "a beautiful owl", "un beau hibou"),
        (
            ("house", False, "a", ["small"], ["white"]),
            "a small white house",
            "une petite maison blanche",
        ),
        (("hotel", False, "a", ["new"]), "a new hotel", "un nouvel hôtel"),
    ],
)
def test_noun_phrases(given, english, french):
    assert said(*given) == (english, french)


def sentence(who, verb, clitic, rest, **options):
    subject = Subject(both(*who[:2]), who[2])
    phrase = clause(subject, VERB[verb], clitic, rest, **options)
    return " ".join(phrase.english), spelled(elide([w for w, _ in phrase.french]))


def test_clauses():
    me, she = ("I", "je", 0), ("she", "elle", 1)
    him = both("him", "le")
    him = him.french, Phrase(him.english, [])
    apple = noun_phrase(NOUN["apple"], False, "the")
    assert sentence(me, "love", *him) == ("I love him", "je l'aime")
    assert sentence(me, "love", [], apple) == ("I love the apple", "j'aime la pomme")
    assert sentence(she, "see", *him, negative=True) == (
        "she does not see him",
        "elle ne le voit pas",
    )
    assert sentence(she, "see", *him, future=True, negative=True) == (
        "she is not going to see him",
        "elle ne va pas le voir",
    )
    assert sentence(she, "eat", [], apple, question=True) == (
        "does she eat the apple",
        "est-ce qu'elle mange la pomme",
    )
    assert sentence(she, "eat", [], apple, question=True, future=True) == (
        "is she going to eat the apple",
        "est-ce qu'elle va manger la pomme",
    )
    old = Phrase(both("old", "vieille").english, both("old", "vieille").french)
    assert sentence(she, "be", [], old, negative=True) == (
        "she is not old",
        "elle n'est pas vieille",
    )


def test_contraction():
    for noun, plural, french in (
        ("boy", False, "au garçon"),
        ("man", False, "à l'homme"),
        ("owl", False, "au hibou"),
        ("girl", False, "à la fille"),
        ("girl", True, "aux filles"),
    ):
        phrase = noun_phrase(NOUN[noun], plural, "the")
        words = contracted("à", phrase.french, ())
        assert spelled(elide([w for w, _ in words])) == french
    thing = noun_phrase(NOUN["dog"], False, "the")
    phrase = owned(
        Phrase(thing.english[1:], thing.french), noun_phrase(NOUN["boy"], False, "the")
    )
    assert " ".join(phrase.english) == "the boy 's dog"
    assert [w for w, _ in phrase.french] == "le chien du garçon".split()


def test_one_translation_each():
    found = defaultdict(set)
    for pair in corpus() + corpus(held_out=True):
        found[tuple(pair.english)].add(tuple(pair.french))
    assert len(found) == 3000
    assert all(len(french) == 1 for french in found.values())


def test_links_lead_to_english_words():
    for pair in corpus():
        assert len(pair.links) == len(pair.french)
        for word, places in zip(pair.french, pair.links, strict=True):
            assert places
            assert all(0 <= k < len(pair.english) for k in places)
            if word == "pas":
                assert pair.english[places[0]] == "not"
            if word in ENGLISH and word not in ("va", "vont", "vais"):
                main = pair.english[places[0]]
                assert (
                    main[0] == ENGLISH[word][0] or main in "is am are has carry wears"
                )


def test_no_vowel_is_left_that_must_go():
    for pair in corpus() + corpus(held_out=True):
        for word, following in zip(pair.french, pair.french[1:], strict=False):
            if (
                word
                in "le la de ne je me que ma sa ce cette beau vieux nouveau".split()
            ):
                late = word in ("beau", "vieux", "nouveau", "cette")
                assert late or not elides(following), pair.french
            if word.endswith("'"):
                assert elides(following), pair.french
        text = f" {' '.join(pair.french)} "
        for wrong in (" à le ", " à les ", " de le ", " de les ", " pas des "):
            assert wrong not in text
        assert text.count(" pas ") == text.count(" ne ") + text.count(" n' ")


def test_held_out_combinations_of_known_words():
    seen = set().union(*(p.combinations for p in corpus()))
    assert not any(map(hidden, seen))
    assert all(any(map(hidden, p.combinations)) for p in corpus(held_out=True))
    for language in ("english", "french"):
        known = {w for p in corpus(n=5000) for w in getattr(p, language)}
        assert known >= {w for p in corpus(held_out=True) for w in getattr(p, language)}


def test_clauses_are_joined():
    (pair,) = translations(1, clauses=3, rng=np.random.default_rng(0))
    assert pair.english.count("and") >= 2
    assert pair.french.count("et") >= 2


def test_one_seed_gives_one_draw():
    again = translations(1500, rng=np.random.default_rng(5))
    assert again == corpus()


def test_bad_requests():
    rng = np.random.default_rng(0)
    for bad in ({"n": 0}, {"n": 1, "clauses": 0}):
        with pytest.raises(ValueError, match="at least 1"):
            translations(**bad, rng=rng)
    with pytest.raises(TypeError, match="Generator"):
        translations(1, rng=0)
