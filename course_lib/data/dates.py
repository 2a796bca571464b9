"""Dates as people write them, and as computers do: "May 3, 1987" is 1987-05-03.

A nearby task is in the exercises of several courses; this generator is our own.
"""

import datetime

import numpy as np

from ..initialization import check_rng, check_size

MONTHS = (
    "January February March April May June July August September October November "
    "December"
).split()
FIRST, LAST = datetime.date(1950, 1, 1), datetime.date(2049, 12, 31)
FORMS = (  # D 3, E 03, O 3rd, M May, S May cut to three letters, m 05, Y 1987, y 87
    "O of M Y",
    "the O of M, Y",
    "M D, Y",
    "M O Y",
    "S D Y",
    "S O, Y",
    "D M Y",
    "D S Y",
    "E.m.Y",
    "m/E/Y",
    "Y, M D",
    "D-S-y",
)


def ordinal(day: int) -> str:
    """Return 1st, 2nd, 3rd, 4th, 11th, 21st ..."""
    ending = {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")
    return f"{day}{'th' if 11 <= day <= 13 else ending}"


def in_form(date: datetime.date, form: str) -> str:
    """Write a date in one of FORMS."""
    month = MONTHS[date.month - 1]
    parts = {"D": str(date.day), "E": f"{date.day:02}", "O": ordinal(date.day)}
    parts |= {"M": month, "S": month[:3], "m": f"{date.month:02}"}
    parts |= {"Y": str(date.year), "y": f"{date.year % 100:02}"}
    if form.startswith("the "):
        return "the " + in_form(date, form[4:])
    if " of " in form:
        return " of ".join(in_form(date, part) for part in form.split(" of "))
    return "".join(parts.get(letter, letter) for letter in form)


def dates(n: int, *, rng: np.random.Generator) -> list[tuple[list[str], list[str]]]:
    """Draw days of 1950 to 2049 in drawn forms; return the letters of both writings.

    Two digits of a year stand for one year of that century alone, so no date has two
    readings: 49 is 2049, 50 is 1950. Days come before months only where a dot says so.
    """
    check_size(n, "dates", "n")
    check_rng(rng, "dates")
    days = rng.integers(FIRST.toordinal(), LAST.toordinal() + 1, n)
    forms = rng.integers(0, len(FORMS), n)
    drawn = [datetime.date.fromordinal(int(d)) for d in days]
    return [
        (list(in_form(date, FORMS[k])), list(date.isoformat()))
        for date, k in zip(drawn, forms, strict=True)
    ]
