"""Numbers in words and in digits, and strings of letters to be copied."""

import numpy as np

from ..initialization import check_rng, check_size

SMALL = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen "
    "fourteen fifteen sixteen seventeen eighteen nineteen"
).split()
TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
LARGEST = 999_999
LETTERS = "abcdefghij"

Pair = tuple[list[str], list[str]]


def in_words(number: int) -> list[str]:
    """Return a number from 0 to 999,999 as English words, without "and".

    Raises: ValueError for another number.
    """
    check_size(number, "in_words", "number", least=0)
    if number > LARGEST:
        raise ValueError(f"in_words expected at most {LARGEST}, got {number}")
    if number == 0:
        return SMALL[:1]
    thousands, rest = divmod(number, 1000)
    front = [*_hundreds(thousands), "thousand"] if thousands else []
    return front + _hundreds(rest)


def _hundreds(number: int) -> list[str]:
    words = []
    if number >= 100:
        words += [SMALL[number // 100], "hundred"]
        number %= 100
    if number >= 20:
        words.append(TENS[number // 10 - 2])
        number %= 10
    return words + ([SMALL[number]] if number else [])


def spoken_numbers(n: int, *, rng: np.random.Generator) -> list[Pair]:
    """Draw numbers; return the words and the digits of each.

    The number of digits is drawn first, 1 to 6, so that short ones are not rare. The
    digits are written from left to right, "30407" for thirty thousand four hundred
    seven: zeros are not spoken.
    """
    check_size(n, "spoken_numbers", "n")
    check_rng(rng, "spoken_numbers")
    digits = rng.integers(1, 7, n)
    numbers = rng.integers(10 ** (digits - 1), 10**digits)
    return [(in_words(int(k)), list(str(k))) for k in numbers]


def copies(
    n: int, *, shortest: int = 1, longest: int, rng: np.random.Generator
) -> list[Pair]:
    """Draw strings of ten letters, lengths from shortest to longest; to be copied.

    Raises: ValueError if shortest is above longest.
    """
    check_size(n, "copies", "n")
    check_size(shortest, "copies", "shortest")
    check_size(longest, "copies", "longest")
    check_rng(rng, "copies")
    if shortest > longest:
        raise ValueError(
            f"copies expected shortest <= longest, got {shortest} and {longest}"
        )
    lengths = rng.integers(shortest, longest + 1, n)
    strings = [[LETTERS[k] for k in rng.integers(0, 10, m)] for m in lengths]
    return [(s, s) for s in strings]
