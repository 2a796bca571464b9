"""A small world of sentences in which it is known what every word has in common.

Written for this course. A sentence is about one word; the other words in it depend
on the word's features, one on its gender, one on its tense, and on nothing else.
"""

from collections.abc import Sequence
from itertools import chain, permutations

import numpy as np

from ..initialization import check_rng, check_size

PRONOUNS = {"m": ("he", "his", "himself"), "f": ("she", "her", "herself")}
AGES = {
    "old": (("tired", "wise", "gray"), ("rested", "grumbled", "remembered")),
    "young": (("tiny", "wild", "shy"), ("grew", "giggled", "played")),
}
KINDS = {  # words of old and young, male and female; places and things
    "royal": ("king queen prince princess", "palace throne", "crown scepter"),
    "common": ("man woman boy girl", "market street", "hat coat"),
    "family": ("father mother son daughter", "kitchen garden", "apron ladder"),
    "kin": ("uncle aunt nephew niece", "farmhouse wedding", "gift telegram"),
    "stage": ("actor actress", "theater opera", "mask script"),
    "inn": ("waiter waitress", "tavern cellar", "tray menu"),
    "horse": ("stallion mare colt filly", "stable meadow", "saddle halter"),
}
LANDS = [  # country, capital, language; a river, a dish, an export
    "france paris french seine baguettes perfume",
    "spain madrid spanish ebro paella oranges",
    "italy rome italian tiber pasta marble",
    "japan tokyo japanese sumida sushi cameras",
    "china beijing chinese yangtze dumplings silk",
    "egypt cairo arabic nile falafel cotton",
    "russia moscow russian volga borscht furs",
    "germany berlin german spree sausages engines",
]
VERBS = [  # three forms; three things that it is done to
    "sing sang singing songs hymns ballads",
    "eat ate eating bread soup nuts",
    "drink drank drinking juice lemonade cocoa",
    "write wrote writing letters poems novels",
    "drive drove driving trucks buses tractors",
    "paint painted painting walls doors fences",
    "throw threw throwing stones balls darts",
    "wear wore wearing boots gloves scarves",
    "buy bought buying tickets stamps candles",
    "sweep swept sweeping floors stairs chimneys",
]
SCALES = [  # two poles with their comparatives and causes; three things that can be it
    "hot hotter oven fire cold colder ice frost tea bath pan",
    "big bigger dynamite yeast small smaller shrinkage pruning hole cake hedge",
    "fast faster downhill gasoline slow slower uphill rust train sled cart",
    "long longer stretching sewing short shorter scissors moths rope sleeve curtain",
    "heavy heavier lead gravel light lighter feathers helium bag barrel balloon",
]
NOUNS = [  # one, many; three things that they have
    "cat cats whiskers claws purr",
    "dog dogs bone kennel leash",
    "mouse mice cheese burrow squeak",
    "bird birds nest beak perch",
    "goose geese pond plumage gosling",
    "tree trees roots leaves trunk",
    "book books pages shelf cover",
    "knife knives blade drawer handle",
    "boat boats sails harbor anchor",
    "lamp lamps bulb cord shade",
]

PERSON = (
    "the {age} {word} lost {his} {thing}",
    "{he} is the {word} of the {place}",
    "near the {place} the {word} {did}",
    "the {word} washed {himself} and {did}",
    "a {word} with {his} {thing} {did}",
)
LAND = {
    "country": (
        "the army of {word} crossed the {river}",
        "the president of {word} likes {dish}",
        "{word} exports {product} across its border",
    ),
    "capital": (
        "the mayor of {word} swam in the {river}",
        "trams in {word} smell of {dish}",
        "downtown {word} shops sell {product}",
    ),
    "language": (
        "a song in {word} about the {river}",
        "the {word} noun for {dish}",
        "they speak {word} and praise {product}",
    ),
}
VERB = {
    "base": ("they will {word} {things} soon", "we must {word} the {things}"),
    "past": ("yesterday they {word} {things}", "last week we {word} the {things}"),
    "ing": ("they are {word} {things} now", "we keep {word} the {things}"),
}
ADJECTIVE = {
    "base": ("a very {word} {thing}", "with {cause} any {thing} is {word}"),
    "more": ("a much {word} {thing}", "{cause} made the {thing} {word}"),
}
NOUN = {
    "one": ("a {word} lost its {thing}", "look at this {word} and its {thing}"),
    "many": (
        "some {word} lost their {thing}",
        "look at these {word} and their {thing}",
    ),
}


def people():
    for kind, (names, places, things) in KINDS.items():
        for k, word in enumerate(names.split()):
            has = {"age": ("old", "young")[k // 2], "gender": "mf"[k % 2]}
            lists = {"place": places.split(), "thing": things.split()}
            yield word, {"topic": "person", "group": kind, **has, **lists}


def lands():
    for line in LANDS:
        *three, river, dish, product = line.split()
        lists = {"river": [river], "dish": [dish], "product": [product]}
        for form, word in zip(LAND, three, strict=True):
            yield word, {"topic": "land", "group": three[0], "form": form, **lists}


def verbs():
    for line in VERBS:
        three, things = line.split()[:3], line.split()[3:]
        for form, word in zip(VERB, three, strict=True):
            has = {"group": three[0], "form": form, "things": things}
            yield word, {"topic": "verb", **has}


def adjectives():
    for line in SCALES:
        parts = line.split()
        for one, more, *causes in (parts[:4], parts[4:8]):
            for form, word in (("base", one), ("more", more)):
                has = {"group": parts[0], "pole": one, "form": form}
                lists = {"thing": parts[8:], "cause": causes}
                yield word, {"topic": "adjective", **has, **lists}


def nouns():
    for line in NOUNS:
        one, many, *things = line.split()
        for form, word in (("one", one), ("many", many)):
            has = {"group": one, "form": form, "thing": things}
            yield word, {"topic": "noun", **has}


def features() -> dict[str, dict]:
    """Return what every word that sentences are about is: topic, group, and features.

    A feature whose value is a list is a choice of words that may stand beside it.
    """
    return dict(chain(people(), lands(), verbs(), adjectives(), nouns()))


TEMPLATES = {"land": LAND, "verb": VERB, "adjective": ADJECTIVE, "noun": NOUN}


def world_sentences(
    n: int, *, rng: np.random.Generator, rare: Sequence[str] = (), times: int = 1
) -> list[list[str]]:
    """Draw n sentences as lists of words; every word has the same chance of one.

    Args: rare, words that are left out of the draw; each gets just so many sentences,
    ``times``, at places drawn at random, in addition to the n.
    Raises: ValueError for rare words that the world does not have.
    """
    check_rng(rng, "world_sentences")
    check_size(n, "world_sentences", "n")
    words = features()
    unknown = sorted(set(rare) - set(words))
    if unknown:
        raise ValueError(f"world_sentences has no words {unknown} to make rare")
    common = [word for word in words if word not in rare]
    subjects = [common[k] for k in rng.integers(len(common), size=n)]
    subjects += [word for word in rare for _ in range(times)]
    rng.shuffle(subjects)
    return [sentence(word, words[word], rng).split() for word in subjects]


def sentence(word: str, has: dict, rng: np.random.Generator) -> str:
    """Say something about a word: a template, and a word for each of its blanks."""

    def pick(options: Sequence[str]) -> str:
        return options[rng.integers(len(options))]

    if has["topic"] == "person":
        he, his, himself = PRONOUNS[has["gender"]]
        age, did = map(pick, AGES[has["age"]])
        blanks = {"he": he, "his": his, "himself": himself, "age": age, "did": did}
        template = pick(PERSON)
    else:
        blanks, template = {}, pick(TEMPLATES[has["topic"]][has["form"]])
    lists = {name: pick(v) for name, v in has.items() if isinstance(v, list)}
    return template.format(word=word, **blanks, **lists)


def relations() -> dict[str, list[tuple[str, str]]]:
    """Return the pairs of words that differ in one feature, by the name of it."""
    words = features()

    def pairs(topic: str, name: str, one: str, other: str, *same: str):
        def key(has: dict) -> tuple:
            return has["group"], *(has[s] for s in same)

        mine = {w: has for w, has in words.items() if has["topic"] == topic}
        return [
            (a, b)
            for a, one_has in mine.items()
            for b, other_has in mine.items()
            if one_has[name] == one and other_has[name] == other
            if key(one_has) == key(other_has)
        ]

    return {
        "gender": pairs("person", "gender", "m", "f", "age"),
        "age": pairs("person", "age", "old", "young", "gender"),
        "capital": pairs("land", "form", "country", "capital"),
        "language": pairs("land", "form", "country", "language"),
        "past": pairs("verb", "form", "base", "past"),
        "progressive": pairs("verb", "form", "base", "ing"),
        "comparative": pairs("adjective", "form", "base", "more", "pole"),
        "plural": pairs("noun", "form", "one", "many"),
    }


def analogy_questions() -> dict[str, list[tuple[str, str, str, str]]]:
    """Return all questions "a is to b as c is to d", by the relation in them."""
    return {
        name: [(*one, *other) for one, other in permutations(pairs, 2)]
        for name, pairs in relations().items()
    }


def opposites() -> list[tuple[str, str]]:
    """Return the pairs of opposite adjectives: of one scale, with other causes."""
    return [(line.split()[0], line.split()[4]) for line in SCALES]
