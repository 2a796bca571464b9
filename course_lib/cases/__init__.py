"""THE TABLE: one row per layer and network; every generic test runs over it.

So do the checks of the exercises and the gradient ledger. To add a layer, add a row to
the file of its part.
"""

from . import convolutional, feedforward, memory, recurrent, sequences
from .row import Case as Case, Repeating as Repeating

PARTS = (feedforward, convolutional, recurrent, memory, sequences)
CASES = [row for part in PARTS for row in part.CASES]


def case(name: str) -> Case:
    """Return the row of that name; KeyError lists the names if there is none."""
    rows = {row.name: row for row in CASES}
    if name not in rows:
        raise KeyError(f"no case {name!r}; there are {', '.join(rows)}")
    return rows[name]
