"""The bugs that test_seeded_bugs.py plants, one file a part."""

from . import convolutional, feedforward, memory, optimization, recurrent, sequences

PARTS = (feedforward, optimization, convolutional, recurrent, memory, sequences)
BUGS = [bug for part in PARTS for bug in part.BUGS]
