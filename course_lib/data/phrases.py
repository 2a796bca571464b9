"""Pieces of a sentence in English and in French, put together by rule.

Chapter: machine-translation. Nothing is drawn here; translations.py does that. Each
French word carries the English words that it comes from, the main one first.
"""

from typing import NamedTuple

from .french import BEFORE_VOWELS, DETERMINERS, ELIDED, Noun, Verb, elides

BE = ("am", "is", "are", "are", "are")
GOING = ("vais", "va", "allons", "allez", "vont")
CONTRACTED = {("à", "le"): "au", ("à", "les"): "aux"} | {
    ("de", "le"): "du",
    ("de", "les"): "des",
}


class Word(str):
    """An English word; of two equal ones in a sentence each is itself."""


class Phrase(NamedTuple):
    """English words, and French ones as (word, English words it comes from)."""

    english: list[Word]
    french: list[tuple[str, tuple[Word, ...]]]

    def __add__(self, other):
        return Phrase(self.english + other.english, self.french + other.french)


class Subject(NamedTuple):
    phrase: Phrase
    person: int  # the place of its verb form: je, il, nous, vous, ils
    noun: Noun | None = None


def both(english: str, french: str) -> Phrase:
    """Return one word for one word."""
    word = Word(english)
    return Phrase([word], [(french, (word,))])


def elide(words: list[str]) -> list[str]:
    """Drop vowels: le homme becomes l' homme; le hibou stays."""
    behind = [*words[1:], "."]
    return [
        ELIDED[w] if w in ELIDED and elides(b) else w
        for w, b in zip(words, behind, strict=True)
    ]


def contracted(preposition: str, french: list[tuple], source: tuple) -> list[tuple]:
    """Put à or de in front of a noun phrase: au garçon, but à l'homme."""
    (first, its_source), (following, _) = french[:2]
    source = source or its_source
    if first == "les" or (first == "le" and not elides(following)):
        one = CONTRACTED.get((preposition, first))
        if one:
            return [(one, (*source, *its_source)), *french[1:]]
    return [(preposition, source), *french]


def noun_phrase(noun: Noun, plural: bool, said: str, before=(), after=()) -> Phrase:
    """Put determiner, adjectives and noun in the order of each language.

    Args: said, "the", "a" ("some" in the plural), "any" (behind a negation), "-" for
    none, "this", "my", ...; before and after, adjectives by their place in French.
    """
    name = Word(noun.english[plural])
    told = {a: Word(a.english) for a in (*before, *after)}
    core = [(noun.french[plural], (name,))]
    front = [(a.form(noun.feminine, plural, core[0][0]), (told[a],)) for a in before]
    core = front + core + [(a.form(noun.feminine, plural), (told[a],)) for a in after]
    english = [*told.values(), name]
    article = Word(english_determiner(said, noun, plural, english[0]))
    if said != "-":
        english = [article, *english]
    source = (article if said != "-" else name,)
    forms = determiner(said, noun, plural, core[0][0], bool(front))
    return Phrase(english, [*((form, source) for form in forms), *core])


def english_determiner(said: str, noun: Noun, plural: bool, following: str) -> str:
    if said == "this":
        return "these" if plural else said
    if said not in ("a", "any"):
        return said
    if plural or noun.mass:
        return "some" if said == "a" else said
    return "an" if following[0] in "aeiou" else "a"


def determiner(
    said: str, noun: Noun, plural: bool, following: str, adjective: bool
) -> tuple[str, ...]:
    """Return the French determiner; le, la, de lose their vowels later."""
    if said == "any" or (said == "a" and plural and adjective):
        return ("de",)  # pas de pommes, de petites pommes
    if said == "a" and noun.mass:
        part = not noun.feminine and not elides(following)
        return ("du",) if part else ("de", "la" if noun.feminine else "le")
    form = DETERMINERS["the" if said == "-" else said][2 if plural else noun.feminine]
    return (BEFORE_VOWELS.get(form, form) if elides(following) else form,)


def owned(thing: Phrase, owner: Phrase) -> Phrase:
    """Return "the boy 's dog", le chien du garçon."""
    of = Word("'s")
    return Phrase(
        [*owner.english, of, *thing.english],
        [*thing.french, *contracted("de", owner.french, (of,))],
    )


def clause(
    subject: Subject,
    verb: Verb,
    clitic: list[tuple],
    rest: Phrase,
    *,
    future: bool = False,
    negative: bool = False,
    question: bool = False,
) -> Phrase:
    """Join subject, verb and rest; a clitic stands in front of its French verb."""
    p, base = subject.person, Word(verb.english[0])
    be = verb.pattern == "adjective"
    help_ = ("does" if p == 1 else "do") if negative or question else ""
    aux = [Word(w) for w in (BE[p] if be or future else help_,) if w]
    main = [base] if aux or p != 1 else [Word(verb.english[1])]
    if future:
        main = [Word("going"), Word("to"), base]
    elif be:
        main = []
    no = [Word("not")] if negative else []
    said = subject.phrase
    first = aux + said.english if question else said.english + aux + no
    asked = [(w, tuple(aux)) for w in ("est-ce", "que") if question]
    finite = (GOING if future else verb.french)[p]
    source = (main[0], *aux, main[1]) if future else (*main, *aux)
    infinitive = [(verb.french[5], (base,))] if future else []
    ne, pas = ([(w, tuple(no))] if negative else [] for w in ("ne", "pas"))
    inner = [(finite, source), *pas]
    verbs = [*inner, *clitic, *infinitive] if future else [*clitic, *inner]
    return Phrase(
        first + main + rest.english, asked + said.french + ne + verbs + rest.french
    )
