"""THE TABLE: one row per layer and network; every generic test runs over it.

So do the checks of the exercises and the gradient ledger. To add a layer, add a row to
the file of its part.
"""

from . import convolutional, feedforward, memory, recurrent
from .row import Case as Case, Repeating as Repeating

CASES = [*feedforward.CASES, *convolutional.CASES, *recurrent.CASES, *memory.CASES]


def case(name: str) -> Case:
    """Return the row of that name; KeyError lists the names if there is none."""
    rows = {row.name: row for row in CASES}
    if name not in rows:
        raise KeyError(f"no case {name!r}; there are {', '.join(rows)}")
    return rows[name]
