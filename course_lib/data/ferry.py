"""The ferry book: a text of 71,000 letters for models that write.

The log of an invented ferry on an invented river, one year in 250 short entries. It was
written for this course and is dedicated to the public domain (CC0 1.0).
"""

from importlib.resources import files
from typing import NamedTuple


class Ferry(NamedTuple):
    """Three parts of the year, one after the other."""

    train: str
    valid: str
    test: str


def load_ferry() -> Ferry:
    """Return January to October, November, and December.

    The parts follow one another in time, as they would if somebody had trained a model
    in the fall; a split at random would put neighboring sentences into both.
    """
    text = ferry_text()
    november, december = text.index("November 1."), text.index("December 1.")
    return Ferry(text[:november], text[november:december], text[december:])


def ferry_text() -> str:
    """Return the whole book: a line with date, wind and water, then a paragraph."""
    path = files("course_lib.data") / "texts" / "ferry.txt"
    return path.read_text(encoding="ascii")
