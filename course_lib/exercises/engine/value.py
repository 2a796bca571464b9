"""Exercises whose answer is a number, an array, or one of several options."""

from dataclasses import dataclass, field
from typing import Any, ClassVar

import numpy as np

from .base import Exercise
from .diagnose import diagnose
from .outcome import Outcome, Unusable, as_array, differs
from .run import run
from .text import number, place


@dataclass(kw_only=True)
class Value(Exercise):
    """A number or array worked out by hand.

    The feedback does not give the expected number away. ``tolerance`` is absolute.
    """

    tolerance: float = 1e-6

    kinds: ClassVar = ("number",)

    def missing(self, answer: Any) -> str:
        if answer is None or answer is Ellipsis or _is_text(answer, ""):
            what = "numbers" if np.size(self.reference) > 1 else "number"
            return f"Put your {what} in place of None and run the cell again."
        return ""

    def observe(self, answer: Any, end: float) -> list[Outcome]:
        want = np.asarray(self.reference)

        def work() -> dict[str, np.ndarray]:
            got = as_array(answer, "the answer is")
            if got.dtype.kind == "U" and want.dtype.kind != "U":
                raise Unusable("the answer is a text. Leave out the quotation marks.")
            if got.size == want.size == 1:
                got = got.reshape(want.shape)
            return {"": self._snapped(got)}

        return [run(work, end)]

    def _snapped(self, got: np.ndarray) -> np.ndarray:
        """Put what lies within the tolerance of a right or known number onto it."""
        for known in [self.reference, *(wrong for wrong, _ in self.mistakes)]:
            known = np.asarray(known)
            if known.dtype.kind == "U" or known.shape != got.shape:
                continue
            exact = known.astype(float)
            if (np.abs(got.astype(float) - exact) <= self.tolerance * (1 + 1e-9)).all():
                return exact
        return got

    def _difference(self, name, want, got, case, seen):
        a, b = want.arrays[name], got.arrays[name]
        if a.shape != b.shape:
            expected = f"shape {a.shape}" if a.ndim else "one number"
            came = f"shape {b.shape}" if b.ndim else "one number"
            return [("expected", expected), ("yours", came)], [], ""
        if not a.ndim:
            return [("yours", number(b[()]))], [], diagnose([(a, b)])
        off = differs(a, b)
        index = tuple(np.argwhere(off)[0])
        said = (
            f"{int((~off).sum())} of {a.size} numbers are right; the first that is not "
            f"is yours at index {place(index)}: {number(b[index])}."
        )
        return [], [said], diagnose([(a, b)])


@dataclass(kw_only=True)
class Choice(Exercise):
    """A prediction: one of several options, named by a letter."""

    options: dict[str, str] = field(default_factory=dict)

    kinds: ClassVar = ("prediction",)

    def letters(self) -> str:
        return ", ".join(f'"{letter}"' for letter in self.options)

    def missing(self, answer: Any) -> str:
        if answer is None or answer is Ellipsis or _is_text(answer, ""):
            return f"Put one of {self.letters()} in place of None; commit, then look."
        return ""

    def misfit(self, answer: Any) -> str:
        if not any(_is_text(answer, letter) for letter in self.options):
            return f"Answer with one letter in quotation marks: {self.letters()}."
        return ""

    def observe(self, answer: Any, end: float) -> list[Outcome]:
        letter = next((k for k in self.options if _is_text(answer, k)), "")
        return [Outcome(arrays={"": np.array(letter)})]

    def _difference(self, name, want, got, case, seen):
        letter = str(got.arrays[name])
        return [], [f"You chose {letter}: {self.options[letter]}"], ""


def _is_text(answer: Any, text: str) -> bool:
    return isinstance(answer, str) and answer.strip().lower() == text.lower()
