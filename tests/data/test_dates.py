"""Dates: every form can be read back, and says one day only."""

import datetime

import numpy as np
import pytest

from course_lib.data.dates import FORMS, dates, in_form, ordinal

DAY = datetime.date(1987, 5, 3)
WRITTEN = (
    "3rd of May 1987",
    "the 3rd of May, 1987",
    "May 3, 1987",
    "May 3rd 1987",
    "May 3 1987",
    "May 3rd, 1987",
    "3 May 1987",
    "3 May 1987",
    "03.05.1987",
    "05/03/1987",
    "1987, May 3",
    "3-May-87",
)


@pytest.mark.parametrize(("form", "text"), list(zip(FORMS, WRITTEN, strict=True)))
def test_forms(form, text):
    assert in_form(DAY, form) == text


def test_short_months():
    assert in_form(datetime.date(2049, 9, 12), "S O, Y") == "Sep 12th, 2049"
    assert in_form(datetime.date(2004, 12, 31), "D-S-y") == "31-Dec-04"


@pytest.mark.parametrize(
    ("day", "text"),
    [
        (1, "1st"),
        (2, "2nd"),
        (3, "3rd"),
        (4, "4th"),
        (11, "11th"),
        (12, "12th"),
        (13, "13th"),
        (21, "21st"),
        (30, "30th"),
    ],
)
def test_ordinals(day, text):
    assert ordinal(day) == text


def test_no_writing_has_two_readings():
    seen = {}
    start = datetime.date(1950, 1, 1).toordinal()
    for day in range(start, start + 36525):
        date = datetime.date.fromordinal(day)
        for form in FORMS:
            assert seen.setdefault(in_form(date, form), date) == date


def test_drawn():
    pairs = dates(300, rng=np.random.default_rng(0))
    assert len({"".join(s) for s, _ in pairs}) > 290
    for written, iso in pairs:
        date = datetime.date.fromisoformat("".join(iso))
        assert "".join(written) in {in_form(date, form) for form in FORMS}
