"""The bugs that test_seeded_bugs.py plants, one file a part."""

from . import feedforward, optimization

BUGS = [*feedforward.BUGS, *optimization.BUGS]
