"""Edit distance against its definition and published examples; rates."""

import pytest
from hypothesis import given, strategies as st

from course_lib.metrics import edit_distance, error_rate, exact

WORDS = st.text(alphabet="abc", max_size=5)


@pytest.mark.parametrize(
    ("a", "b", "distance"),
    [
        ("kitten", "sitting", 3),
        ("intention", "execution", 5),  # with replacements at cost 1
        ("", "abc", 3),
        ("abc", "", 3),
        ("abc", "abc", 0),
        ("ab", "ba", 2),
        (["the", "cat"], ["the", "black", "cat"], 1),
    ],
)
def test_known_distances(a, b, distance):
    assert edit_distance(a, b) == distance


def slow(a, b):
    if not a or not b:
        return len(a) + len(b)
    return min(
        slow(a[1:], b) + 1, slow(a, b[1:]) + 1, slow(a[1:], b[1:]) + (a[0] != b[0])
    )


@given(WORDS, WORDS)
def test_against_the_recursion(a, b):
    assert edit_distance(a, b) == slow(a, b) == edit_distance(b, a)


@given(WORDS, WORDS, WORDS)
def test_it_is_a_distance(a, b, c):
    assert (edit_distance(a, b) == 0) == (a == b)
    assert edit_distance(a, c) <= edit_distance(a, b) + edit_distance(b, c)


def test_error_rate_counts_letters_not_sentences():
    assert error_rate(["ab", "xxxx"], ["ab", "abcdef"]) == 6 / 8
    assert error_rate(["aaaa"], ["b"]) == 4


def test_exact():
    assert exact([[1, 2], [3]], [(1, 2), (4,)]) == 0.5


@pytest.mark.parametrize("rate", [error_rate, exact])
def test_bad_pairs(rate):
    with pytest.raises(ValueError, match="as many predicted as true"):
        rate(["a"], ["a", "b"])
    with pytest.raises(ValueError, match="at least one"):
        rate([], [])


def test_error_rate_needs_something_to_get_wrong():
    with pytest.raises(ValueError, match="with items"):
        error_rate(["a"], [""])
