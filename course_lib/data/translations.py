"""English sentences and their French translations, written by a small grammar.

Chapter: machine-translation. The grammar knows gender, number and person, where an
adjective and a pronoun stand, negation, questions, contraction (du, au) and elision
(l', d', qu'). Every English sentence has one translation: "you" is vous.
"""

from typing import NamedTuple

import numpy as np

from ..initialization import check_rng, check_size
from .french import Noun, Verb, adjectives, nouns, verbs
from .phrases import (
    Phrase,
    Subject,
    Word,
    both,
    clause,
    contracted,
    elide,
    noun_phrase,
    owned,
)

HIDDEN = 9  # one combination in so many is held out
NOTHING = Phrase([], [])
SUBJECTS = {"I": ("je", 0), "he": ("il", 1), "she": ("elle", 1)} | {
    "we": ("nous", 2),
    "you": ("vous", 3),
}
OBJECTS = {  # direct, dative, and the subjects that they exclude
    "me": ("me", "me", ("I", "we")),
    "him": ("le", "lui", ()),
    "her": ("la", "lui", ()),
    "us": ("nous", "nous", ("I", "we")),
    "you": ("vous", "vous", ("you",)),
    "them": ("les", "leur", ()),
}
OWNERS = ("my", "our", "your", "his", "her")
WITHOUT_OWNER = ("boy", "girl", "man", "woman", "actress")  # "ma femme" is a wife
ODD = {("old", "boy"), ("old", "girl"), ("old", "child")}  # "vieux garçon": a bachelor
ODD |= {("white", "garden")}
OFTEN = {"direct": 1.0, "both": 1.5, "dative": 1.5, "à": 1.5, "de": 1.5, "adjective": 4}
PLACES = [n for n in nouns if n.kind == "place"]
PEOPLE = [n for n in nouns if n.kind == "person"]
_number = {n.english[0]: k for k, n in enumerate(nouns)}
_number |= {a.english: k for k, a in enumerate(adjectives)}
_number |= {v.english[0]: k for k, v in enumerate(verbs)}


class Pair(NamedTuple):
    """A sentence in both languages, and what belongs together.

    links has, for each French word, the places of the English words that it comes from,
    the main one first. combinations are its pairs (adjective, noun) and (verb, object).
    """

    english: list[str]
    french: list[str]
    links: list[tuple[int, ...]]
    combinations: frozenset


def hidden(combination: tuple[str, str]) -> bool:
    """Return whether a combination is held out; the two words decide."""
    first, second = combination
    return (4 * _number[first] + _number[second]) % HIDDEN == 0


def translations(
    n: int, *, held_out: bool = False, clauses: int = 1, rng: np.random.Generator
) -> list[Pair]:
    """Draw n different sentences with their translations.

    Args: held_out, False for sentences without any hidden combination of an adjective
    with a noun or of a verb with its object, True for sentences with at least one: each
    word is known, but not these two together. clauses, how many sentences are joined
    by "and".
    Raises: ValueError or TypeError for bad sizes.
    """
    check_size(n, "translations", "n")
    check_size(clauses, "translations", "clauses")
    check_rng(rng, "translations")
    found: dict[tuple, Pair] = {}
    while len(found) < n:
        pair = Grammar(rng).pair(clauses)
        if any(map(hidden, pair.combinations)) == held_out:
            found.setdefault(tuple(pair.english), pair)
    return list(found.values())


def spelled(words: list[str]) -> str:
    """Write words as a text: l'homme, the boy's dog."""
    return " ".join(words).replace("' ", "'").replace(" 's", "'s")


class Grammar:
    """Draws a sentence; ``combinations`` grows as it goes along."""

    def __init__(self, rng: np.random.Generator):
        self.rng, self.combinations = rng, set()
        self.predicate = None

    def chance(self, p: float) -> bool:
        return self.rng.random() < p

    def one(self, things):
        """Return one of the things; a dict has their weights."""
        if isinstance(things, dict):
            up_to = np.cumsum(list(things.values()))
            draw = self.rng.random() * up_to[-1]
            return list(things)[np.searchsorted(up_to, draw, side="right")]
        return things[self.rng.integers(len(things))]

    def pair(self, clauses: int = 1) -> Pair:
        """Write a sentence and number its words."""
        whole = self.sentence(may_ask=clauses == 1)
        for _ in range(clauses - 1):
            whole = whole + both("and", "et") + self.sentence(may_ask=False)
        place = {id(w): k for k, w in enumerate(whole.english)}
        links = [tuple(place[id(w)] for w in source) for _, source in whole.french]
        return Pair(
            [str(w) for w in whole.english],
            elide([w for w, _ in whole.french]),
            links,
            frozenset(self.combinations),
        )

    def sentence(self, may_ask: bool) -> Phrase:
        if self.chance(0.16):
            return self.twice()
        verb = self.one({v: OFTEN[v.pattern] for v in verbs})
        subject = self.subject(verb)
        question = self.chance(0.12) and may_ask
        negative = not question and self.chance(0.25)
        clitic, rest = self.complement(verb, subject, negative)
        if (
            verb.pattern == "direct"
            and "place" not in verb.objects
            and self.chance(0.2)
        ):
            rest = rest + self.prepositional(Word("in"), "dans", PLACES)
        return clause(
            subject,
            verb,
            clitic,
            rest,
            future=self.chance(0.2),
            negative=negative,
            question=question,
        ) + (both("?", "?") if question else NOTHING)

    def twice(self) -> Phrase:
        """Write "I take the key and I lose it": le or la, as the key is."""
        noun = self.one([n for n in nouns if n.kind in "food thing clothes text"])
        able = [v for v in verbs if v.pattern == "direct" and noun.kind in v.objects]
        first, second = (able[k] for k in self.rng.permutation(len(able))[:2])
        self.combinations |= {(v.english[0], noun.english[0]) for v in (first, second)}
        subject, plural = self.subject(first, again=True), self.chance(0.3)
        said = {"the": 3, "my": 1} | ({} if first.english[0] == "love" else {"a": 3})
        thing = self.noun(noun, plural, said)
        pronoun = both(*(("them", "les") if plural else ("it", "le")))
        if noun.feminine and not plural:
            pronoun = both("it", "la")
        negative = self.chance(0.25)
        return (
            clause(subject, first, [], particle(first) + thing)
            + both(*(("but", "mais") if negative else ("and", "et")))
            + clause(
                self.same(subject),
                second,
                pronoun.french,
                particle(second) + Phrase(pronoun.english, []),
                future=self.chance(0.2),
                negative=negative,
            )
        )

    def same(self, subject: Subject) -> Subject:
        """Return the same subject again, as a pronoun."""
        if subject.noun is None:
            return speaker(str(subject.phrase.english[0]))
        return speaker("she" if subject.noun.feminine else "he")

    def subject(self, verb: Verb, again: bool = False) -> Subject:
        """Draw who does it; with again, someone who can be he or she."""
        kinds = ("person", "animal") if verb.by == "any" and not again else ("person",)
        pronouns = list(SUBJECTS)
        if verb.pattern == "adjective":
            self.predicate = self.one([a for a in adjectives if a.english != "new"])
            kinds, pronouns = self.predicate.kinds, ["he", "she"]
        if self.chance(0.4) and "person" in kinds:
            return speaker(self.one(pronouns))
        able = [n for n in nouns if n.kind in kinds and not self.odd(n)]
        if again:
            able = [n for n in able if n.english[0] not in ("child", "doctor")]
        noun = self.one(able)
        plural = not again and not noun.mass and self.chance(0.3)
        if self.predicate:
            self.combinations.add((self.predicate.english, noun.english[0]))
        said = {"the": 5, "this": 1, "a": 1, "my": 2, "'s": 1}
        phrase = self.noun(noun, plural, {"the": 1} if noun.mass else said)
        return Subject(phrase, 4 if plural else 1, noun)

    def odd(self, noun: Noun) -> bool:
        return bool(self.predicate) and (self.predicate.english, noun.english[0]) in ODD

    def complement(self, verb: Verb, subject: Subject, negative: bool) -> tuple:
        """Return what stands before the French verb, and all that follows it."""
        behind = particle(verb)
        if verb.pattern == "adjective":
            noun, said = subject.noun, Word(self.predicate.english)
            she = subject.phrase.english[-1] == "she" if noun is None else noun.feminine
            form = self.predicate.form(she, subject.person == 4)
            return [], Phrase([said], [(form, (said,))])
        if verb.pattern in ("à", "de"):
            return [], self.prepositional(behind.english[0], verb.pattern, PLACES)
        direct = verb.pattern == "direct"
        if self.chance(0.35) and (not direct or "person" in verb.objects):
            able = [w for w, (*_, no) in OBJECTS.items() if self.says(subject, no)]
            said = Word(self.one(able))
            clitic = [(OBJECTS[said][not direct], (said,))]
            rest = behind + Phrase([said], [])
            if verb.pattern == "both":
                rest = rest + self.thing(verb, subject, negative)
            return clitic, rest
        if direct:
            return [], behind + self.thing(verb, subject, negative)
        people = [n for n in PEOPLE if n is not subject.noun]
        if verb.pattern == "both":
            thing = self.thing(verb, subject, negative)
            return [], thing + self.prepositional(Word("to"), "à", people)
        return [], self.prepositional((behind.english or [None])[0], "à", people)

    def says(self, subject: Subject, excluded: tuple) -> bool:
        return subject.noun is not None or subject.phrase.english[0] not in excluded

    def thing(self, verb: Verb, subject: Subject, negative: bool) -> Phrase:
        """Draw the object of a verb, with a determiner that the verb allows."""
        able = [n for n in nouns if n.kind in verb.objects and n is not subject.noun]
        noun = self.one(able)
        self.combinations.add((verb.english[0], noun.english[0]))
        plural, some = not noun.mass and self.chance(0.35), "any" if negative else "a"
        weights = {"the": 4, some: 3, "this": 1, "my": 2, "'s": 1}
        if noun.mass:
            weights = {"the": 2, some: 3}
        if verb.english[0] == "love":  # he loves soup: il aime la soupe
            del weights[some]
            weights |= {"-": 2} if plural or noun.mass else {}
        return self.noun(noun, plural, weights)

    def prepositional(self, said: Word | None, form: str, able: list) -> Phrase:
        """Draw "to the church", à l'église, or "to the garden", au jardin."""
        noun = self.one(able)
        plural = noun.kind == "person" and self.chance(0.3)
        said_before = {"the": 6, "this": 1, "my": 2} | ({} if plural else {"a": 1})
        phrase = self.noun(noun, plural, said_before)
        source = () if said is None else (said,)
        return Phrase(
            [*source, *phrase.english], contracted(form, phrase.french, source)
        )

    def noun(self, noun: Noun, plural: bool, weights: dict) -> Phrase:
        """Return a noun with a determiner and up to two adjectives, or an owner."""
        said = self.one(weights)
        if said == "my":
            said = self.one(OWNERS) if noun.english[0] not in WITHOUT_OWNER else "the"
        before, after = self.adjectives(noun)
        for a in before + after:
            self.combinations.add((a.english, noun.english[0]))
        if said != "'s" or noun.kind == "person":
            said = "the" if said == "'s" else said
            return noun_phrase(noun, plural, said, before, after)
        thing = noun_phrase(noun, plural, "the", before, after)
        article, *others = thing.english
        french = [
            (w, tuple(others[-1] if s is article else s for s in source))
            for w, source in thing.french
        ]
        return owned(
            Phrase(others, french), noun_phrase(self.one(PEOPLE), False, "the")
        )

    def adjectives(self, noun: Noun) -> tuple[list, list]:
        """Draw none, one, or one before and one after the French noun."""
        able = [
            a
            for a in adjectives
            if noun.kind in a.kinds and (a.english, noun.english[0]) not in ODD
        ]
        if self.predicate:
            able = [a for a in able if a.kinds != self.predicate.kinds]
        sides = ([a for a in able if a.before], [a for a in able if not a.before])
        draw = self.rng.random()
        return tuple(
            [self.one(side)] if side and wanted else []
            for side, wanted in zip(
                sides, (draw < 0.2, 0.13 < draw < 0.35), strict=True
            )
        )


def speaker(said: str) -> Subject:
    """Return a pronoun as a subject."""
    form, person = SUBJECTS[said]
    return Subject(both(said, form), person)


def particle(verb: Verb) -> Phrase:
    """Return the "for" of "look for", an English word without a French one."""
    return Phrase([Word(w) for w in verb.english[2:] if w != "-"], [])
