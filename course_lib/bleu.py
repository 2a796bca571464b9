"""BLEU: how many runs of words a translation shares with those of people.

Chapter: machine-translation. Sentences are lists of words; no library is needed.
"""

import math
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from .initialization import check_size

Sentence = Sequence[str]


class Bleu(NamedTuple):
    """A score from 0 to 100, and what it is made of."""

    score: float
    precisions: tuple[float, ...]  # of 1, 2, ... words
    brevity_penalty: float
    length: int  # of all candidates
    reference_length: int


def ngrams(sentence: Sentence, n: int) -> Counter:
    """Count the runs of n words of a sentence."""
    return Counter(tuple(sentence[k : k + n]) for k in range(len(sentence) - n + 1))


def clipped(
    candidate: Sentence, references: Sequence[Sentence], n: int
) -> tuple[int, int]:
    """Return m, how many n-grams a candidate shares, and how many it has.

        m = sum_g min(count of g in the candidate, largest count of g in a reference)
                                                                    (eq-bleu-clipped)

    So a word that is repeated counts as often as one reference repeats it.
    """
    counts, most = ngrams(candidate, n), Counter()
    for reference in references:
        most |= ngrams(reference, n)  # the larger count of each
    return sum((counts & most).values()), sum(counts.values())  # eq-bleu-clipped


def closest(length: int, references: Sequence[Sentence]) -> int:
    """Return the length of the reference that is nearest, ties the shorter."""
    return min(map(len, references), key=lambda r: (abs(r - length), r))


def bleu(
    candidates: Sequence[Sentence],
    references: Sequence[Sequence[Sentence]],
    *,
    order: int = 4,
) -> Bleu:
    """Score translations of a whole corpus (Papineni et al., 2002).

        p_n  = sum of the m of all sentences / sum of their n-grams
                                                                  (eq-bleu-precision)
        BP   = min(1, exp(1 - r / c)), c words in all candidates, r in their nearest
               references                                           (eq-bleu-brevity)
        BLEU = 100 BP (p_1 p_2 ... p_order)^(1/order)                      (eq-bleu)

    One n without any match makes it 0; nothing is smoothed.

    Args: references, for each candidate a list of one or more sentences.
    Raises: ValueError if there are not as many of both, or a sentence has no reference;
    TypeError if a sentence is not a list of words.
    """
    check_size(order, "bleu", "order")
    check_corpus(candidates, references)
    matches, totals = [0] * order, [0] * order
    c = r = 0
    for candidate, refs in zip(candidates, references, strict=True):
        c, r = c + len(candidate), r + closest(len(candidate), refs)
        for n in range(order):
            m, total = clipped(candidate, refs, n + 1)
            matches[n], totals[n] = matches[n] + m, totals[n] + total
    p = [m / max(total, 1) for m, total in zip(matches, totals, strict=True)]
    BP = min(1.0, math.exp(1 - r / c)) if c else 0.0  # eq-bleu-brevity
    score = 100 * BP * math.prod(p) ** (1 / order)  # eq-bleu
    return Bleu(score, tuple(p), BP, c, r)


def check_corpus(candidates: Sequence, references: Sequence) -> None:
    """Complain unless each candidate is a list of words with a list of references."""
    if len(candidates) != len(references) or not len(candidates):
        raise ValueError(
            "bleu expected as many lists of references as candidates, at least one, "
            f"got {len(references)} and {len(candidates)}"
        )
    for k, (candidate, refs) in enumerate(zip(candidates, references, strict=True)):
        if isinstance(refs, str) or not len(refs):
            raise ValueError(
                f"bleu expected a list of one or more references of sentence {k}, "
                f"got {refs!r}"
            )
        for sentence in (candidate, *refs):
            if isinstance(sentence, str):
                raise TypeError(
                    "bleu expected each sentence as a list of words, got "
                    f"{sentence!r} in sentence {k}; a single reference is [words]"
                )
