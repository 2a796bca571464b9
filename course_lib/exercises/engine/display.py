"""Feedback as plain text and as HTML, and showing the one that fits."""

import sys
import textwrap
from dataclasses import dataclass, field
from html import escape

SIGNS = {"passed": "✓", "wrong": "✗", "blank": "○", "hint": "→", "progress": "·"}
EDGES = {  # Okabe and Ito's palette; sign and words say the same without the color
    "passed": "#009E73",
    "wrong": "#D55E00",
    "blank": "#999999",
    "hint": "#0072B2",
    "progress": "#0072B2",
}
COLUMNS = 76


@dataclass
class Feedback:
    """What ``check`` has to say: a title, sentences, a table, sentences, a hint."""

    verdict: str
    title: str
    name: str = ""
    aside: str = ""
    before: list[str] = field(default_factory=list)
    rows: list[tuple[str, str]] = field(default_factory=list)
    after: list[str] = field(default_factory=list)
    hint: str | None = None

    def table(self) -> str:
        """Lay out the rows, labels left, so that lines of arrays stay aligned."""
        width = max((len(label) for label, _ in self.rows), default=0) + 2
        return "\n".join(
            f"{label if k == 0 else '':{width}}{text}"
            for label, value in self.rows
            for k, text in enumerate(value.splitlines() or [""])
        )

    def text(self) -> str:
        head = f"{SIGNS[self.verdict]} {self.title}"
        head += (self.name and f": {self.name}") + (self.aside and f" ({self.aside})")
        lines = [head]
        lines += [wrapped(s) for s in self.before]
        lines += [textwrap.indent(self.table(), "  ")] if self.rows else []
        lines += [wrapped(s) for s in self.after]
        if self.hint:
            lines.append(wrapped(f"Hint: {self.hint}"))
        return "\n".join(lines)

    def html(self) -> str:
        style = (
            f"border-left: 4px solid {EDGES[self.verdict]}; padding: 0.2em 0.9em; "
            "margin: 0.4em 0"
        )
        head = f"<strong>{SIGNS[self.verdict]} {escape(self.title)}</strong>"
        head += self.name and f" <code>{escape(self.name)}</code>"
        head += self.aside and f" ({escape(self.aside)})"
        parts = [_p(head), *(_p(_marked(s)) for s in self.before)]
        if self.rows:
            parts.append(_pre(self.table()))
        parts += [_p(_marked(s)) for s in self.after]
        if self.hint:
            parts.append(_p(f"<strong>Hint:</strong> {_marked(self.hint)}"))
        kind = f"course-check course-check--{self.verdict}"
        body = "\n".join(parts)
        return f'<div class="{kind}" role="status" style="{style}">\n{body}\n</div>'


def wrapped(sentence: str) -> str:
    """Indent and wrap a sentence; its line breaks stay."""
    return "\n".join(
        textwrap.fill(
            part,
            COLUMNS,
            initial_indent="  ",
            subsequent_indent="  ",
            break_long_words=False,
            break_on_hyphens=False,
        )
        for part in sentence.splitlines()
    )


def _p(html: str) -> str:
    return f'<p style="margin: 0.3em 0">{html}</p>'


def _pre(text: str) -> str:
    """Arrays, aligned; wide ones scroll, also for those who use the keyboard."""
    plain = "background: none; border: 0; padding: 0; margin: 0.4em 0; color: inherit"
    return f'<pre tabindex="0" style="{plain}; overflow-x: auto">{escape(text)}</pre>'


def _marked(sentence: str) -> str:
    """Escape a sentence, and set what stands between backticks as code."""
    pieces = escape(sentence).replace("\n", "<br>").split("`")
    if len(pieces) % 2 == 0:
        return "`".join(pieces)
    return "".join(
        f"<code>{piece}</code>" if k % 2 else piece for k, piece in enumerate(pieces)
    )


class Shown:
    """Something already shown to the reader; as a last line it shows no second time."""

    def __init__(self, feedback: Feedback):
        self.text, self.html = feedback.text(), feedback.html()

    def __str__(self) -> str:
        return self.text

    def _ipython_display_(self) -> None:
        """Do nothing: it has been displayed."""


class Result(Shown):
    """The verdict on an answer.

    ``passed`` is True, False, or None while not attempted; ``hint`` is the advice
    given, or None; ``text`` is all that was shown, as plain text.
    """

    def __init__(self, id: str, passed: bool | None, feedback: Feedback):
        super().__init__(feedback)
        self.id, self.passed, self.hint = id, passed, feedback.hint

    def __repr__(self) -> str:
        verdict = {True: "passed", False: "not right yet", None: "not attempted"}
        return f"<{self.id}: {verdict[self.passed]}>"


def show(shown: Shown) -> None:
    """Display in a notebook, print anywhere else."""
    ipython = sys.modules.get("IPython")
    if ipython is not None and ipython.get_ipython() is not None:
        from IPython.display import display

        display({"text/plain": shown.text, "text/html": shown.html}, raw=True)
    else:
        print(shown.text)
