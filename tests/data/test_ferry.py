"""The ferry book: plain text, three parts in time, nothing copied within it."""

import re

from course_lib.data import ferry, load_ferry

ENTRY = re.compile(r"^([A-Z][a-z]+) (\d+)\. ", re.MULTILINE)


def test_the_parts_are_the_book():
    parts = load_ferry()
    assert "".join(parts) == ferry.ferry_text()
    assert len("".join(parts)) > 60_000
    assert parts.train.startswith("January 1. ")
    assert parts.valid.startswith("November 1. ")
    assert parts.test.startswith("December 1. ")
    assert min(map(len, parts)) > 5_000


def test_plain_text_without_accidents():
    text = ferry.ferry_text()
    assert text.isascii()
    assert not re.search(r"\t|\r|  | \n|\n\n\n", text)
    assert text.count('"') % 2 == 0


def test_the_days_follow_one_another():
    months = list(dict.fromkeys(m for m, _ in ENTRY.findall(ferry.ferry_text())))
    assert len(months) == 12
    for month in months:
        days = [int(d) for m, d in ENTRY.findall(ferry.ferry_text()) if m == month]
        assert days == sorted(days)
        assert max(days) <= 31


def test_no_sentence_is_there_twice():
    """Formulas of a log come back (the weather), long sentences do not."""
    sentences = re.split(r"(?<=[.?])\s", ferry.ferry_text())
    long = [s for s in sentences if len(s) > 45]
    assert len(long) > 500
    assert len(set(long)) == len(long)
