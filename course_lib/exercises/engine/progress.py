"""The table of what is solved, by chapter."""

import textwrap
from html import escape

from .base import Exercise
from .display import Feedback, Shown, wrapped
from .memory import location, solved

LEFT = 'style="text-align: left"'


class Progress(Shown):
    """The table by chapter: ``text`` and ``html``; ``solved`` and ``total`` counts."""

    def __init__(self, exercises: list[Exercise]):
        done, message = solved()
        self.chapters: dict[str, list[Exercise]] = {}
        for exercise in exercises:
            self.chapters.setdefault(exercise.chapter, []).append(exercise)
        self.done, self.total = done, len(exercises)
        self.solved = sum(e.id in done for e in exercises)
        title = f"{self.solved} of {self.total} exercises solved"
        self.feedback = Feedback("progress", title, before=[message] if message else [])
        self.feedback.after = self._footer(exercises)
        self.text, self.html = self._text(), self._html()

    def __repr__(self) -> str:
        return f"<progress: {self.solved} of {self.total}>"

    def _footer(self, exercises: list[Exercise]) -> list[str]:
        following = next((e.id for e in exercises if e.id not in self.done), None)
        said = [f"Next: `{following}`" if following else "All are solved."]
        path = location()
        return [*said, f"Stored in {path}; delete it to start anew."] if path else said

    def _line(self, chapter: str) -> tuple[int, int, list[str]]:
        members = self.chapters[chapter]
        still = [e.id.split("/", 1)[1] for e in members if e.id not in self.done]
        return len(members) - len(still), len(members), still

    def _text(self) -> str:
        width = max(map(len, self.chapters), default=0)
        lines = [Feedback("progress", self.feedback.title).text()]
        lines += map(wrapped, self.feedback.before)
        for chapter in self.chapters:
            n, total, still = self._line(chapter)
            lines.append(f"  {chapter:{width}}  {bar(n, total)}  {n} of {total}")
            if still:
                said = f"open: {', '.join(still)}"
                indent = " " * (width + 4)
                lines.append(
                    textwrap.fill(
                        said,
                        76,
                        initial_indent=indent,
                        subsequent_indent=indent,
                        break_on_hyphens=False,
                    )
                )
        return "\n".join([*lines, *map(wrapped, self.feedback.after)])

    def _html(self) -> str:
        cells = []
        for chapter in self.chapters:
            n, total, still = self._line(chapter)
            drawn = f'<span aria-hidden="true">{bar(n, total)}</span> {n} of {total}'
            cells.append(
                f'<tr><th scope="row" {LEFT}>{escape(chapter)}</th>'
                f"<td {LEFT}>{drawn}</td>"
                f"<td {LEFT}>{escape(', '.join(still)) or 'none'}</td></tr>"
            )
        head = "".join(
            f'<th scope="col" {LEFT}>{name}</th>'
            for name in ("Chapter", "Solved", "Still open")
        )
        body = "".join(cells)
        table = f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
        lines = self.feedback.html().split("\n")  # <div>, title, what comes before
        lines.insert(2 + len(self.feedback.before), table)
        return "\n".join(lines)


def bar(n: int, total: int, width: int = 10) -> str:
    """Draw n of total; full only when all are solved, empty only when none is."""
    filled = n * width // total if total else 0
    filled = max(filled, 1) if n else 0
    return "█" * filled + "░" * (width - filled)
