"""Numbers in words, strings to copy: every number once, and bad input."""

import numpy as np
import pytest

from course_lib.data.numbers import SMALL, TENS, copies, in_words, spoken_numbers

KNOWN = {
    0: "zero",
    7: "seven",
    13: "thirteen",
    20: "twenty",
    99: "ninety nine",
    100: "one hundred",
    205: "two hundred five",
    1000: "one thousand",
    30407: "thirty thousand four hundred seven",
    110_019: "one hundred ten thousand nineteen",
    999_999: "nine hundred ninety nine thousand nine hundred ninety nine",
}


@pytest.mark.parametrize(("number", "words"), KNOWN.items())
def test_known(number, words):
    assert in_words(number) == words.split()


def value(words: list[str]) -> int:
    """Read the words again, by another route."""
    total = part = 0
    for word in words:
        if word == "thousand":
            total, part = 1000 * part, 0
        elif word == "hundred":
            part *= 100
        else:
            part += SMALL.index(word) if word in SMALL else 20 + 10 * TENS.index(word)
    return total + part


def test_words_say_the_number_and_no_two_numbers_are_alike():
    numbers = [*range(3000), *range(3000, 1_000_000, 997), 999_999]
    words = [in_words(k) for k in numbers]
    assert [value(w) for w in words] == numbers
    assert len({" ".join(w) for w in words}) == len(numbers)


@pytest.mark.parametrize("number", [-1, 1_000_000, 2.0, True])
def test_other_numbers_are_refused(number):
    with pytest.raises((ValueError, TypeError), match="in_words expected"):
        in_words(number)


def test_spoken_numbers_have_all_lengths():
    pairs = spoken_numbers(600, rng=np.random.default_rng(0))
    assert all(in_words(int("".join(d))) == w for w, d in pairs)
    counts = np.bincount([len(d) for _, d in pairs], minlength=7)
    assert (counts[1:] > 60).all()
    assert counts[0] == 0


def test_copies():
    pairs = copies(300, shortest=2, longest=5, rng=np.random.default_rng(0))
    assert all(s == t for s, t in pairs)
    assert {len(s) for s, _ in pairs} == {2, 3, 4, 5}
    assert len({c for s, _ in pairs for c in s}) == 10
    with pytest.raises(ValueError, match="shortest <= longest, got 3 and 2"):
        copies(1, shortest=3, longest=2, rng=np.random.default_rng(0))
