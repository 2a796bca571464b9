"""Exercises whose answer is a layer: a class that takes its namesake's place.

It is built and run as the row of the table says, forward and backward, twice.
"""

import inspect
from collections.abc import Iterator
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any, ClassVar

import numpy as np

from ... import scratch
from ...cases import case as row
from .base import Exercise
from .outcome import Outcome
from .run import deadline, is_blank, run
from .text import argument, count
from .trial import ADDED, LEFT, NESTED, Trial


@dataclass(kw_only=True)
class Layer(Exercise):
    """A class, compared with ``reference`` in the row ``case`` of the table."""

    case: str

    kinds: ClassVar = ("layer", "debug")

    def missing(self, answer: Any) -> str:
        name = self.reference.__name__
        if answer is None or answer is Ellipsis:
            return f"Write the class `{name}` and run the cell again."
        if not isinstance(answer, type):
            return ""
        for method in ("__init__", "forward", "backward"):
            if not _is_missing(answer, method):
                continue
            if method != "backward":
                return f"Put your code in place of ... in `{name}.{method}`."
            want, (seen,) = self.outcomes()[0], self.observe(answer, deadline())
            if self._first_wrong(want, seen) is None and "output" in seen.arrays:
                return "Your forward is right; `backward` is still blank."
        return ""

    def misfit(self, answer: Any) -> str:
        name = self.reference.__name__
        if not isinstance(answer, type):
            kind = "a function" if inspect.isroutine(answer) else "an object"
            return (
                f"This is {kind}, and the exercise asks for a class. Pass the class "
                f"itself, without parentheses: `check(..., {name})`."
            )
        if not issubclass(answer, scratch.Module):
            return f"Derive your class from Module: `class {name}(dl.Module):`."
        return ""

    def observe(self, answer: Any, end: float) -> list[Outcome]:
        want = None if answer is self.reference else self.outcomes()[0].arrays
        trial = Trial(self, answer, want)
        outcome = run(trial.go, end)
        outcome.arrays = trial.arrays  # what there was before a problem, too
        outcome.changed = trial.changed()
        return [outcome]

    def inputs(self) -> Iterator[tuple[np.ndarray, ...]]:
        """Yield the same arguments for everybody, new ones every round."""
        rng = np.random.default_rng(1)
        while True:
            yield tuple(np.asarray(x).copy() for x in row(self.case).inputs(rng))

    def argument_names(self) -> list[str]:
        return list(inspect.signature(self.reference.forward).parameters)[1:]

    def build(self, answer: type):
        return row(self.case).make(_Half(**{self.reference.__name__: answer}))

    def given(self, case: int) -> list[tuple[str, str]]:
        options = [
            f"{name} = {value}"
            for name, value in vars(self.build(self.reference)).items()
            if isinstance(value, int | float)
        ]
        pairs = zip(self.argument_names(), next(self.inputs()), strict=False)
        inputs = [f"{name} = {argument(x)}" for name, x in pairs]
        lines = [", ".join(options), *inputs] if options else inputs
        return [("given", "\n".join(lines))]

    def compared(self) -> str:
        names = [n for n in self.outcomes()[0].arrays if " " not in n]
        if len(names) > 6:
            names = [*names[:3], f"{len(names) - 3} more"]
        return f"{', '.join(names)}, in two calls"

    def _difference(self, name, want, got, case, seen):
        table, after, found = super()._difference(name, want, got, case, seen)
        if name == LEFT:
            found = "Every `self.save(...)` needs its `self.saved()` in backward."
            table = []
            after = [
                f"After backward, {count(int(got.arrays[name]), 'save')} remained."
            ]
        elif name.endswith(ADDED):
            found = (
                "The gradients of one call are right, those of two calls are not: add "
                "to the gradient of a parameter with `+=`; `=` forgets the first."
            )
        elif name.endswith(NESTED):
            found = (
                "Right as long as every forward is followed by its backward. A layer "
                "may also run twice before the way back begins (a cell in time does); "
                "`save` and `saved` keep a stack; an attribute keeps one value."
            )
        return table, after, found


class _Half(SimpleNamespace):
    """The NumPy half, except for what is given."""

    def __getattr__(self, name: str):
        return getattr(scratch, name)


def _is_missing(answer: type, method: str) -> bool:
    own = getattr(answer, method, None)
    inherited = method != "__init__" and own is getattr(scratch.Module, method)
    return inherited or is_blank(own)
