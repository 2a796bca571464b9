"""An exercise: how an answer becomes a verdict, whatever its kind."""

from dataclasses import dataclass, field
from typing import Any, ClassVar

from .display import Result
from .explain import Explained
from .outcome import Outcome, same
from .run import deadline, raised


@dataclass(kw_only=True)
class Exercise(Explained):
    """What all kinds share.

    Args: ``id`` "chapter/name"; ``reference`` the right answer; ``hints`` from vague
    to explicit; ``mistakes`` pairs of a wrong answer and the hint that names it;
    ``notice`` one sentence shown when solved; ``start`` the broken code of a debugging
    lab; ``rtol`` a tolerance other than 1e-6 (1e-4 for float32), relative to the
    largest expected number.
    """

    id: str
    reference: Any
    hints: list[str]
    mistakes: list[tuple[Any, str]]
    notice: str
    kind: str = ""
    start: Any = None
    rtol: float | None = None
    part: str = field(default="", init=False)
    chapter: str = field(default="", init=False)
    _known: dict = field(default_factory=dict, init=False, repr=False)

    kinds: ClassVar[tuple[str, ...]] = ()

    def __post_init__(self):
        self.kind = self.kind or self.kinds[0]
        if self.kind not in self.kinds:
            raise ValueError(
                f"{self.id}: kind {self.kind!r}; a {type(self).__name__} is one of "
                f"{', '.join(self.kinds)}"
            )

    # What each kind defines.

    def observe(self, answer: Any, end: float) -> list[Outcome]:
        """Return what the answer does, one Outcome a case."""
        raise NotImplementedError

    def missing(self, answer: Any) -> str:
        """Say what to do if the answer is still blank, else return ""."""
        raise NotImplementedError

    def misfit(self, answer: Any) -> str:
        """Say why the answer is no answer of this kind, else return ""."""
        return ""

    # What they share.

    def verdict(self, answer: Any, solution: bool = False) -> Result:
        """Check an answer; never raise, whatever it is or does."""
        try:
            return self._verdict(answer, solution)
        except BaseException as error:
            if isinstance(error, KeyboardInterrupt):
                raise
            return self._wrong([f"This answer cannot be checked. {raised(error)}"])

    def _verdict(self, answer: Any, solution: bool) -> Result:
        if todo := self.missing(answer):
            return self._blank(todo)
        if why := self.misfit(answer):
            return self._wrong([why])
        seen = self.observe(answer, deadline())
        if any(o.unfinished for o in seen):
            return self._blank("There is still a None or a ... in what came back.")
        if self.start is not None and self._alike(seen, self.outcomes("start")):
            return self._blank(
                "The code still behaves as it was given. Find the line that is wrong, "
                "change it, and run the cell again."
            )
        for case, (want, got) in enumerate(zip(self.outcomes(), seen, strict=True)):
            if not same(want, got, self.rtol):
                return self._explained(case, want, got, seen)
        return self._right(solution)

    def outcomes(self, which: Any = "reference") -> list[Outcome]:
        """Return what the reference, the start or mistake number ``which`` does."""
        if which not in self._known:
            named = isinstance(which, str)
            answer = getattr(self, which) if named else self.mistakes[which][0]
            seen = self.observe(answer, deadline())
            if which == "reference" and any(o.sort for o in seen):
                raise RuntimeError(f"the course's own answer to {self.id} fails")
            self._known[which] = seen
        return self._known[which]

    def _alike(self, one: list[Outcome], other: list[Outcome]) -> bool:
        pairs = zip(one, other, strict=True)
        return all(same(a, b, self.rtol) for a, b in pairs)

    def known_hint(self, seen: list[Outcome]) -> str | None:
        """Return the hint of the mistake that does the same in every case."""
        if any(o.over for o in seen):
            return None
        for k, (_, hint) in enumerate(self.mistakes):
            if self._alike(self.outcomes(k), seen):
                return hint
        return None
