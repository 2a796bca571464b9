"""A small language whose every probability is known.

Verbs agree with their subjects in number and in kind (animals, people and things do
different things), however many words stand between: "the dogs near the house sleep",
"the boy that the horses follow sings". Each choice shows in the next word, so the exact
probability of a word, given those before it, is a product of choices.
"""

from functools import cache

import numpy as np

from ..initialization import check_rng, check_size

NOUNS = {
    "animal": "dog cat horse goat heron".split(),
    "person": "doctor keeper boy baker sister".split(),
    "thing": "house boat river bridge lamp".split(),
}
ALONE = {  # verbs without an object
    "animal": "sleep run drink".split(),
    "person": "sing laugh sleep".split(),
    "thing": "shine stand move".split(),
}
WITH_OBJECT = {
    "animal": "chase fear follow".split(),
    "person": "call see follow".split(),
    "thing": "hide carry guard".split(),
}
ADJECTIVES = "old small white wet quiet".split()
PREPOSITIONS = "near behind under beside above".split()
ADVERBS = "again slowly today".split()
END = "<end>"
Rules = dict[str, list[tuple[float, tuple[str, ...]]]]


def plural(noun: str) -> str:
    return noun + "s"


def third_person(verb: str) -> str:
    """Return the form after a singular subject: carry, carries."""
    return verb[:-1] + "ies" if verb.endswith("ry") else verb + "s"


def ranked(words: list[str]) -> list[tuple[float, tuple[str, ...]]]:
    """Make the first word the most frequent one: probabilities as 1, 1/2, 1/3, ..."""
    weights = 1 / np.arange(1, len(words) + 1)
    shares = (weights / weights.sum()).tolist()
    return [(p, (word,)) for p, word in zip(shares, words, strict=True)]


@cache
def rules() -> Rules:
    """Return what each symbol may become, with probabilities; other strings are words.

    Symbols are in capitals: SENTENCE, NOUN of a kind and number, MODIFIER behind a
    noun, RELATIVE behind "that", and so on.
    """
    grammar: Rules = {
        "SENTENCE": [(1.0, ("the", "ADJECTIVE", "SUBJECT"))],
        "ADJECTIVE": [(0.75, ()), *scaled(0.25, ranked(ADJECTIVES))],
        "ADVERB": [(0.7, ()), *scaled(0.3, ranked(ADVERBS))],
        "PREPOSITION": ranked(PREPOSITIONS),
        "OBJECT": [(1.0, ("the", "ADJECTIVE", "ANY"))],
        "SUBJECT": [],
        "ANY": [],
        "INNER": [],
    }
    groups = [(kind, number) for kind in NOUNS for number in ("ONE", "MANY")]
    for kind, number in groups:
        g = f"{kind.upper()}-{number}"
        noun, modifier = f"NOUN-{g}", f"MODIFIER-{g}"
        alone, verb = f"ALONE-{g}", f"VERB-{g}"
        share = 1 / len(groups)
        grammar["SUBJECT"].append((share, (noun, modifier, f"PREDICATE-{g}")))
        grammar["ANY"].append((share, (noun, modifier)))
        grammar["INNER"].append((share, (noun, modifier, verb)))
        grammar[modifier] = [
            (0.6, ()),
            (0.27, ("PREPOSITION", "OBJECT")),
            (0.13, ("that", f"RELATIVE-{g}")),
        ]
        grammar[f"RELATIVE-{g}"] = [
            (0.5, (verb, "OBJECT")),
            (0.5, ("the", "ADJECTIVE", "INNER")),
        ]
        grammar[f"PREDICATE-{g}"] = [
            (0.6, (alone, "ADVERB", END)),
            (0.4, (verb, "OBJECT", END)),
        ]
        one = number == "ONE"
        grammar[noun] = ranked([n if one else plural(n) for n in NOUNS[kind]])
        for symbol, verbs in ((alone, ALONE[kind]), (verb, WITH_OBJECT[kind])):
            grammar[symbol] = ranked([third_person(v) if one else v for v in verbs])
    return grammar


def scaled(share: float, options: list) -> list:
    return [(share * p, expansion) for p, expansion in options]


def vocabulary() -> list[str]:
    """Return all words of the language, in the order of the alphabet."""
    words = {
        s for options in rules().values() for _, e in options for s in e
    } - rules().keys()
    return sorted(words - {END})


@cache
def following(stack: tuple[str, ...]) -> dict[str, tuple[float, tuple[str, ...]]]:
    """Return each word that may come next: its probability, and the stack behind it.

    A stack holds what is still to be written, symbols and words, the next one first;
    a sentence begins with ("SENTENCE",). END is a word here, the last one.
    """
    first, rest = stack[0], stack[1:]
    if first not in rules():
        return {first: (1.0, rest)}
    found: dict[str, tuple[float, tuple[str, ...]]] = {}
    for p, expansion in rules()[first]:
        for word, (q, after) in following(expansion + rest).items():
            found[word] = (p * q, after)  # no word comes from two of them: see tests
    return found


def sentences(n: int, *, rng: np.random.Generator) -> list[list[str]]:
    """Draw sentences, as lists of words."""
    check_size(n, "sentences", "n")
    check_rng(rng, "sentences")
    return [_draw(rng) for _ in range(n)]


def _draw(rng) -> list[str]:
    words, stack = [], ("SENTENCE",)
    while stack:
        options = following(stack)
        p = np.array([q for q, _ in options.values()])
        word = list(options)[rng.choice(len(p), p=p / p.sum())]
        words.append(word)
        stack = options[word][1]
    return words[:-1]  # without END


def log_probabilities(sentence: list[str]) -> np.ndarray:
    """Return log p of each word and of the end, given the words before.

    -inf where the grammar forbids a word, and from there on.
    """
    scores, stack = np.full(len(sentence) + 1, -np.inf), ("SENTENCE",)
    for t, word in enumerate([*sentence, END]):
        options = following(stack) if stack else {}
        if word not in options:
            break
        p, stack = options[word]
        scores[t] = np.log(p)
    return scores


def is_grammatical(sentence: list[str]) -> bool:
    """Tell whether the language has this sentence."""
    return bool(np.isfinite(log_probabilities(sentence)).all())


def scramble(sentence: list[str], *, rng: np.random.Generator) -> list[str]:
    """Return the same words in another order, drawn.

    Raises: ValueError if there is no other order.
    """
    check_rng(rng, "scramble")
    if len(set(sentence)) < 2:
        raise ValueError(f"scramble expected two different words, got {sentence}")
    mixed = sentence
    while mixed == sentence:
        mixed = [sentence[k] for k in rng.permutation(len(sentence))]
    return mixed


def agreement(
    n: int, attractors: int, *, relative: bool = False, rng: np.random.Generator
) -> list[tuple[list[str], str, str]]:
    """Draw beginnings of sentences up to the verb, with its right and its wrong form.

    Each attractor is a noun of the other number behind the subject: "the dogs near the
    house", sleep, sleeps. With ``relative``, they stand in a relative clause with its
    own verb: "the dogs that the boy near the house follows", sleep, sleeps.
    """
    check_size(n, "agreement", "n")
    check_size(attractors, "agreement", "attractors", least=int(relative))
    check_rng(rng, "agreement")
    return [_beginning(attractors, relative, rng) for _ in range(n)]


def _beginning(attractors: int, relative: bool, rng) -> tuple[list[str], str, str]:
    kinds, one = list(NOUNS), bool(rng.integers(2))
    kind = _any(kinds, rng)

    def noun(kind: str, one: bool) -> str:
        word = _any(NOUNS[kind], rng)
        return word if one else plural(word)

    words = ["the", noun(kind, one)]
    others = [_any(kinds, rng) for _ in range(attractors)]
    for k, other in enumerate(others):
        words += ["that" if relative and not k else _any(PREPOSITIONS, rng)]
        words += ["the", noun(other, not one)]
    if relative:
        verb = _any(WITH_OBJECT[others[0]], rng)
        words.append(verb if one else third_person(verb))
    verb = _any(ALONE[kind], rng)
    forms = (third_person(verb), verb)
    return words, forms[not one], forms[one]


def _any(words, rng) -> str:
    return words[rng.integers(len(words))]
