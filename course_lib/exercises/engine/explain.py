"""Put a verdict into words: what came in, what was expected, what came out, and why."""

import numpy as np

from .diagnose import diagnose
from .display import Feedback, Result
from .outcome import Outcome, differs
from .text import number, pair, place, rows


class Explained:
    """The half of an exercise that talks; ``Exercise`` is the half that judges."""

    def given(self, case: int) -> list[tuple[str, str]]:
        """Return the rows that show what came in."""
        return []

    def compared(self) -> str:
        """Say what agreed, for a right answer."""
        return ""

    def lengths(self) -> list[int] | None:
        """Return the number of rows of each case, to tell a sum from a mean."""
        return None

    def witness(self, case: int, name: str, index: tuple[int, ...]) -> float | None:
        """Return what central differences give there, for a derivation."""
        return None

    def _right(self, solution: bool) -> Result:
        aside = [self.compared(), "the course's solution" if solution else ""]
        feedback = Feedback(
            "passed", "Right", self.id, "; ".join(a for a in aside if a), [self.notice]
        )
        return Result(self.id, True, feedback)

    def _blank(self, todo: str) -> Result:
        more = f'`hint("{self.id}")` helps you to start.'
        title = "Not attempted yet"
        feedback = Feedback("blank", title, self.id, before=[f"{todo} {more}"])
        return Result(self.id, None, feedback)

    def _wrong(self, before=(), rows=(), after=(), hint=None, aside="") -> Result:
        after = list(after)
        if not hint:
            after.append(f'`hint("{self.id}")` gives a hint.')
        feedback = Feedback(
            "wrong",
            "Not right yet",
            self.id,
            aside,
            before=list(before),
            rows=list(rows),
            after=after,
            hint=hint,
        )
        return Result(self.id, False, feedback)

    def _explained(
        self, case: int, want: Outcome, got: Outcome, seen: list[Outcome]
    ) -> Result:
        """Explain the first case that fails: shape first, then values."""
        aside = f"case {case + 1} of {len(seen)}" if len(seen) > 1 else ""
        before, table, after, hint = [], self.given(case), [], self.known_hint(seen)
        name = self._first_wrong(want, got)
        if name is not None:
            more, sentences, found = self._difference(name, want, got, case, seen)
            table, after = table + more, sentences
            hint = hint or found
        elif got.problem:
            before.append(got.problem)
        if got.changed:
            before.append(self._changed(got.changed))
        if got.printed.strip():
            after.append(_printed(got.printed))
        return self._wrong(before, table, after, hint or None, aside)

    def _first_wrong(self, want: Outcome, got: Outcome) -> str | None:
        both = [k for k in want.arrays if k in got.arrays]
        pairs = {k: (want.arrays[k], got.arrays[k]) for k in both}
        for name, (a, b) in pairs.items():
            if a.shape != b.shape:
                return name
        for name, (a, b) in pairs.items():
            if differs(a, b, self.rtol).any():
                return name
        return None

    def _difference(self, name, want, got, case, seen):
        """Return the rows, sentences and diagnosis for one array that is wrong."""
        a, b = want.arrays[name], got.arrays[name]
        after, shapes = [], a.shape != b.shape
        table = [("wrong", name)] if name else []
        table += [("expected", _told(a, shapes)), ("yours", _told(b, shapes))]
        if not shapes and a.ndim:
            after = [self._where(a, b, case, name)]
        pairs = [
            (w.arrays[name], s.arrays[name])
            for w, s in zip(self.outcomes(), seen, strict=True)
            if name in s.arrays
        ]
        whole = len(pairs) == len(seen)
        return table, after, diagnose(pairs, self.lengths()) if whole else ""

    def _where(self, a: np.ndarray, b: np.ndarray, case: int, name: str) -> str:
        wrong = differs(a, b, self.rtol)
        index = tuple(np.argwhere(wrong)[0])
        one, other = pair(a[index], b[index])
        share = f"{int(wrong.sum())} of {wrong.size}" if not wrong.all() else "All"
        said = f"{share} numbers differ, first at index {place(index)}: "
        said += f"expected {one}, yours {other}."
        witness = self.witness(case, name, index)
        if witness is not None:
            said += f" Central differences of the loss give {number(witness)} there."
        return said

    def _changed(self, names: tuple[str, ...]) -> str:
        what = " and ".join(f"`{n}`" for n in names)
        return (
            f"Your code changed its input {what} in place; the caller still needs it. "
            f"Work on a copy, or build a new array."
        )


def _told(array: np.ndarray, shape: bool) -> str:
    text = rows(array)
    if not shape or "shape" in text:
        return text
    return f"{text}  shape {array.shape}" if array.ndim else f"{text}  a single number"


def _printed(text: str) -> str:
    text = " ".join(text.split())
    return f"Your code printed: {text[:150]}{' …' if len(text) > 150 else ''}"
