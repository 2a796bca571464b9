"""Exercises whose answer is a function."""

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from .base import Exercise
from .outcome import Outcome, Unusable, as_array, refuse
from .run import changed, copied, is_blank, run
from .text import argument, count


@dataclass(kw_only=True)
class Function(Exercise):
    """A function, compared with the reference on every case.

    Args: ``cases`` one tuple of arguments each; ``returns`` the names of the results,
    where there are several; ``gradient_of`` for a derivation: a function of the same
    arguments whose sum is the loss, and ``wrt`` the argument (by default the first)
    whose central differences of that loss are the expected (first) result.
    """

    cases: list[tuple]
    returns: tuple[str, ...] | None = None
    gradient_of: Callable | None = None
    wrt: str | None = None

    kinds: ClassVar = ("function", "derivation", "debug")

    def names(self) -> list[str]:
        return list(inspect.signature(self.reference).parameters)

    def call(self) -> str:
        return f"{self.reference.__name__}({', '.join(self.names())})"

    def missing(self, answer: Any) -> str:
        if answer is None or answer is Ellipsis or is_blank(answer):
            name = getattr(answer, "__name__", self.reference.__name__)
            return f"Put your code in place of ... in `{name}` and run the cell again."
        return ""

    def misfit(self, answer: Any) -> str:
        pass_on = f"Pass the function itself: `check(..., {self.reference.__name__})`."
        if isinstance(answer, type):
            return f"This is a class, and the exercise asks for a function. {pass_on}"
        if not callable(answer):
            kind = type(answer).__name__
            return (
                f"check received a value of type {kind}, perhaps the result of "
                f"calling your function. {pass_on}"
            )
        try:
            signature = inspect.signature(answer)
        except (TypeError, ValueError):  # some built-in functions have none
            return ""
        try:
            for case in self.cases:
                signature.bind(*case)
        except TypeError:
            return (
                f"The exercise calls your function as `{self.call()}`, with "
                f"{count(len(self.cases[0]), 'argument')}; yours takes "
                f"`{signature}`."
            )
        return ""

    def observe(self, answer: Any, end: float) -> list[Outcome]:
        seen: list[Outcome] = []
        for k in range(len(self.cases)):
            stopped = bool(seen) and seen[-1].over
            seen.append(seen[-1] if stopped else self._one(answer, k, end))
        return seen

    def _one(self, answer: Callable, case: int, end: float) -> Outcome:
        arguments = copied(self.cases[case])

        def work() -> dict[str, np.ndarray]:
            return self._unpack(answer(*arguments), answer, case)

        outcome = run(work, end)
        outcome.changed = changed(self.cases[case], arguments, self.names())
        return outcome

    def _unpack(self, value: Any, answer: Any, case: int) -> dict[str, np.ndarray]:
        if self.returns is None:
            self._refuse_tuple(value, answer, case)
            return {"": as_array(value)}
        several = f"{len(self.returns)} results: {', '.join(self.returns)}"
        refuse(value, "your function returned")
        vector = isinstance(value, np.ndarray) and value.ndim == 1
        if not isinstance(value, tuple | list) and not vector:
            raise Unusable(f"your function returned one result; return {several}.")
        if len(value) != len(self.returns):
            came = count(len(value), "result")
            raise Unusable(f"your function returned {came}; return {several}.")
        return {
            name: as_array(item, f"as {name}, your function returned")
            for name, item in zip(self.returns, value, strict=True)
        }

    def _refuse_tuple(self, value: Any, answer: Any, case: int) -> None:
        """Tell ``return y, cache`` from an array written as a tuple of rows."""
        if answer is self.reference or not isinstance(value, tuple):
            return
        want = self.outcomes()[case].arrays[""]
        if any(isinstance(v, np.ndarray) for v in value) and (
            not want.ndim or len(value) != len(want)
        ):
            raise Unusable(
                f"your function returned a tuple of {count(len(value), 'result')}, "
                "where one array is expected. Is there a comma too many in the return?"
            )

    def given(self, case: int) -> list[tuple[str, str]]:
        pairs = zip(self.names(), self.cases[case], strict=False)
        lines = [f"{name} = {argument(value)}" for name, value in pairs]
        return [("given", "\n".join(lines))] if lines else []

    def compared(self) -> str:
        return count(len(self.cases), "case")

    def lengths(self) -> list[int]:
        first = [case[0] if case else 0 for case in self.cases]
        return [len(a) if np.ndim(a) else 0 for a in first]

    def witness(self, case: int, name: str, index: tuple[int, ...]) -> float | None:
        first = self.returns[0] if self.returns else ""
        if self.gradient_of is None or name != first:
            return None
        return self.central_difference(case, index)

    def central_difference(self, case: int, index: tuple, step: float = 1e-5) -> float:
        """Return the slope of the loss along one element of the argument ``wrt``."""
        names, losses = self.names(), []
        which = names.index(self.wrt or names[0])
        for sign in (1, -1):
            arguments = list(copied(self.cases[case]))
            arguments[which] = np.array(arguments[which], dtype=float)
            arguments[which][index] += sign * step
            losses.append(float(np.sum(self.gradient_of(*arguments))))
        return (losses[0] - losses[1]) / (2 * step)
