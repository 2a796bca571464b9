"""Spans of IOB tags and F1, by hand and as conlleval counts."""

import pytest
from hypothesis import given, strategies as st

from course_lib.spans import span_f1, spans

TAGS = st.lists(st.sampled_from(["O", "B-x", "I-x", "B-y", "I-y"]), max_size=8)


@pytest.mark.parametrize(
    ("tags", "found"),
    [
        ("O O", []),
        ("B-x I-x O", [("x", 0, 2)]),
        ("B-x B-x", [("x", 0, 1), ("x", 1, 2)]),
        ("B-x I-y", [("x", 0, 1), ("y", 1, 2)]),  # an I- of another label begins
        ("O I-x I-x", [("x", 1, 3)]),  # and so does one after O
        ("I-x B-x", [("x", 0, 1), ("x", 1, 2)]),
        ("B-a.b_c I-a.b_c", [("a.b_c", 0, 2)]),
        ("", []),
    ],
)
def test_known(tags, found):
    assert spans(tags.split()) == set(found)


@pytest.mark.parametrize("tag", ["X-city", "B", "B-", "city", "b-city", ""])
def test_other_tags_are_refused(tag):
    with pytest.raises(ValueError, match="spans expected"):
        spans(["O", tag])


@given(TAGS)
def test_spans_cover_what_is_not_outside_once(tags):
    covered = sorted(n for _, a, b in spans(tags) for n in range(a, b))
    assert covered == [n for n, tag in enumerate(tags) if tag != "O"]
    assert all(tags[n][2:] == label for label, a, b in spans(tags) for n in range(a, b))


def test_f1():
    true = [["B-x", "I-x", "O"], ["B-y", "O", "B-x"]]
    found = [["B-x", "O", "O"], ["B-y", "O", "B-x"]]
    score = span_f1(found, true)
    assert score == pytest.approx((2 / 3, 2 / 3, 2 / 3))
    assert span_f1(true, true) == (1, 1, 1)
    assert span_f1([["O"] * 3] * 2, true) == (0, 0, 0)
    assert span_f1([["O"]], [["O"]]) == (0, 0, 0)


def test_lengths_must_agree():
    for found in ([["O"]], [["O"], ["O", "O"]]):
        with pytest.raises(ValueError, match="span_f1 expected"):
            span_f1(found, [["O"], ["O"]])
