"""Cite by author and year in round brackets, and list references the same way."""

from dataclasses import dataclass, field

from pybtex.plugin import register_plugin as register_pybtex
from pybtex.style.formatting.plain import Style as PlainStyle
from pybtex.style.labels import BaseLabelStyle
from sphinxcontrib.bibtex.plugin import register_plugin as register_bibtex
from sphinxcontrib.bibtex.style.referencing import BracketStyle
from sphinxcontrib.bibtex.style.referencing.author_year import (
    AuthorYearReferenceStyle,
)


def round_brackets() -> BracketStyle:
    return BracketStyle(left="(", right=")")


@dataclass
class Citations(AuthorYearReferenceStyle):
    """Rumelhart et al. (1986), or (Rumelhart et al., 1986)."""

    bracket_parenthetical: BracketStyle = field(default_factory=round_brackets)
    bracket_textual: BracketStyle = field(default_factory=round_brackets)
    bracket_author: BracketStyle = field(default_factory=round_brackets)
    bracket_label: BracketStyle = field(default_factory=round_brackets)
    bracket_year: BracketStyle = field(default_factory=round_brackets)


class Labels(BaseLabelStyle):
    def format_labels(self, entries):
        for entry in entries:
            people = entry.persons.get("author") or entry.persons.get("editor") or []
            names = [" ".join(p.prelast_names + p.last_names) for p in people]
            if len(names) > 2:
                names = [f"{names[0]} et al."]
            yield f"{' and '.join(names) or entry.key}, {entry.fields.get('year', '')}"


class References(PlainStyle):
    default_label_style = Labels


def setup(app):
    register_bibtex("sphinxcontrib.bibtex.style.referencing", "course", Citations)
    register_pybtex("pybtex.style.formatting", "course", References)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
