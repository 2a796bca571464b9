"""Sentences of travelers, each word with its slot (after an example of Li, 2020).

"Arrive in Taipei" and "leave Taipei" hold the same city; only other words tell whether
it is the destination or the departure. In most templates those words come before the
city, in some after it.
"""

import numpy as np

from ..initialization import check_rng, check_size

TAGS = ("other", "departure", "destination", "date", "time")
CITIES = (
    "Taipei Tokyo Paris London Berlin Madrid Lisbon Vienna Prague Oslo Dublin Rome "
    "Athens Cairo Nairobi Delhi Lima Bogota Boston Denver Seattle Chicago Toronto "
    "Sydney Seoul Osaka Hanoi Warsaw Geneva Zagreb"
).split()
MONTHS = (
    "January February March April May June July August September October November "
    "December"
).split()
ENDINGS = {1: "st", 2: "nd", 3: "rd", 21: "st", 22: "nd", 23: "rd"}
DAYS = tuple(f"{n}{ENDINGS.get(n, 'th')}" for n in range(1, 31))
TIMES = "morning afternoon evening night".split()

# In the templates < is a departure, > a destination; @ a date of two words, # a time.
BEFORE = """
i would like to arrive in > on @
i would like to leave < on @
please let me arrive in > by #
please let me leave < in the #
we have to be in > on @
we have to get away from < on @
is there a train to > on @
is there a train out of < on @
book me a flight from < to > on @
book me a flight to > from < on @
a ticket to > please
a ticket from < please
can i reach > before @
can i leave < before @
my brother arrives in > on @ in the #
my brother departs from < on @ in the #
from < i want to go to > in the #
to > i want to go from < in the #
what is the last bus that goes to > in the #
what is the last bus that starts in < in the #
show me how to get to > by #
show me how to get out of < by #
on @ we fly to >
on @ we fly out of <
in the # she lands in >
in the # she takes off from <
""".strip().split("\n")
AFTER = """
> is where i want to go on @
< is where i start on @
> is the city we travel to
< is the city we travel from
it is > that they want to see on @
it is < that they want to leave on @
> by # please that is where i am going
< by # please that is where i am starting
""".strip().split("\n")
PAD = "<pad>"


def travel_sentences(
    n: int, *, cue: str = "both", rng: np.random.Generator
) -> list[tuple[list[str], list[str]]]:
    """Draw sentences; return the words and the tags of each.

    Args: cue, "before" for the templates in which the words that decide a city's tag
    come before it, "after" for those in which they come after, or "both".
    Raises: ValueError for another cue.
    """
    check_size(n, "travel_sentences", "n")
    check_rng(rng, "travel_sentences")
    kinds = {"before": BEFORE, "after": AFTER, "both": BEFORE + AFTER}
    if cue not in kinds:
        raise ValueError(f"travel_sentences expected cue in {set(kinds)}, got {cue!r}")
    chosen = rng.integers(0, len(kinds[cue]), n)
    return [_fill(kinds[cue][k].split(), rng) for k in chosen]


def _fill(template: list[str], rng) -> tuple[list[str], list[str]]:
    words, tags = [], []
    cities = iter(rng.permutation(len(CITIES))[:2])  # never from a city to itself
    for word in template:
        if word in "<>":
            new, tag = [CITIES[next(cities)]], TAGS[1 + (word == ">")]
        elif word == "@":
            new, tag = [_any(MONTHS, rng), _any(DAYS, rng)], "date"
        elif word == "#":
            new, tag = [_any(TIMES, rng)], "time"
        else:
            new, tag = [word], "other"
        words += new
        tags += [tag] * len(new)
    return words, tags


def _any(words, rng) -> str:
    return words[rng.integers(len(words))]


def vocabulary() -> list[str]:
    """Return every word that can occur, in a fixed order; the first is the padding."""
    fixed = {word for line in BEFORE + AFTER for word in line.split()} - set("<>@#")
    return [PAD, *sorted({*fixed, *CITIES, *MONTHS, *DAYS, *TIMES})]


def encode(
    sentences: list[tuple[list[str], list[str]]],
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Turn sentences into numbers.

    Shapes: x (T, n) places in ``vocabulary()``, 0 behind the end; t (T, n) places in
    TAGS, -1 behind the end; lengths (n,).
    Raises: ValueError for an unknown word or tag, or words without tags.
    """
    if not sentences:
        raise ValueError("encode expected at least one sentence, got none")
    number = {word: k for k, word in enumerate(vocabulary())}
    lengths = np.array([len(words) for words, _ in sentences])
    x = np.zeros((lengths.max(), len(sentences)), int)
    t = np.full(x.shape, -1)
    for n, (words, tags) in enumerate(sentences):
        if len(words) != len(tags) or not words:
            raise ValueError(
                f"encode expected a tag for each word, got {len(words)} words and "
                f"{len(tags)} tags in sentence {n}"
            )
        for step, (word, tag) in enumerate(zip(words, tags, strict=True)):
            if word not in number or tag not in TAGS:
                raise ValueError(
                    f"encode expected words of vocabulary() and tags of {TAGS}, got "
                    f"{word!r} with {tag!r} in sentence {n}"
                )
            x[step, n], t[step, n] = number[word], TAGS.index(tag)
    return x, t, lengths
