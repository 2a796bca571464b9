"""The bugs that test_seeded_bugs.py plants, one file a part."""

from . import convolutional, feedforward, optimization, recurrent

BUGS = [*feedforward.BUGS, *optimization.BUGS, *convolutional.BUGS, *recurrent.BUGS]
