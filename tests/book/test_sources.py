"""The tables of the two pages on the articles: complete, and every entry is there."""

import json
import re
from collections import Counter
from functools import cache
from pathlib import Path
from pkgutil import resolve_name

import pytest
from mdit_py_plugins.anchors.index import slugify

ROOT = Path(__file__).resolve().parents[2]
BOOK = ROOT / "book"
SOURCES = BOOK / "appendix/sources.md"
ERRATA = BOOK / "appendix/errata.md"
ITEMS = {"A": 37, "B": 28, "C": 51, "D": 17, "E": 39}
NOT_TREATED = "Not treated: "


def prose(page: Path) -> str:
    """Return the text of a page, without code."""
    text = page.read_text("utf-8")
    if page.suffix == ".ipynb":
        cells = [c for c in json.loads(text)["cells"] if c["cell_type"] == "markdown"]
        text = "\n\n".join("".join(cell["source"]) for cell in cells)
    return text


@cache
def targets() -> set[str]:
    """Return all that a page can link to: labels, exercises, and sections."""
    found = set()
    for page in [*BOOK.rglob("*.md"), *BOOK.rglob("*.ipynb")]:
        text = prose(page)
        found |= set(re.findall(r"^\((sec-\S+)\)=$", text, re.MULTILINE))
        found |= set(re.findall(r"^:label: +(ex-\S+)$", text, re.MULTILINE))
        titles = re.findall(r"^#+ +(.+)$", text, re.MULTILINE)
        found |= {f"{page.resolve()}#{slugify(title)}" for title in titles}
    return found


def links(cell: str) -> list[str]:
    """Return what a cell links to, in the form of ``targets``."""
    sections = re.findall(r"\]\(([^)#]+)#([^)]+)\)", cell)
    pages = [f"{(ERRATA.parent / page).resolve()}#{slug}" for page, slug in sections]
    return re.findall(r"\{ref\}`(?:[^`]*<)?([^`>]+)>?`", cell) + pages


def rows(text: str) -> list[list[str]]:
    """Return the cells of all lines of tables that begin with a number."""
    lines = re.findall(r"^\| +([A-Z]?\d+\b.*)\|$", text, re.MULTILINE)
    return [[cell.strip() for cell in line.split("|")] for line in lines]


def names(cell: str) -> list[tuple[str, str]]:
    """Return the names in a cell, each with the home before it, or with none."""
    return re.findall(r"(?:(\w+) )?`([^`]+)`", cell)


def is_code(home: str, name: str) -> bool:
    try:
        resolve_name(f"course_lib.{home or 'scratch'}.{name}")
    except (ImportError, AttributeError, ValueError):
        return False
    return True


def is_test(home: str, name: str) -> bool:
    return (ROOT / "tests" / home / f"{name}.py").is_file()


def faults_of_sources(text: str) -> list[str]:
    known, faults = targets(), []
    parts = re.split(r"^## Article ([A-E])$", text, flags=re.MULTILINE)
    tables = dict(zip(parts[1::2], parts[2::2], strict=True))
    for article, items in ITEMS.items():
        found = rows(tables.get(article, ""))
        numbers = [int(row[0].split(".")[0]) for row in found]
        if numbers != list(range(1, items + 1)):
            faults.append(f"{article}: items are not 1 to {items} in order")
        for item, where, code, test, exercise in found:
            wrong = [link for link in links(where) if link not in known]
            if not (links(where) or where.startswith(NOT_TREATED)):
                wrong.append("no place")
            wrong += [name for home, name in names(code) if not is_code(home, name)]
            wrong += [name for home, name in names(test) if not is_test(home, name)]
            for link in links(exercise):
                if not link.startswith("ex-") or link not in known:
                    wrong.append(link)
            faults += [f"{article} {item}: {what}" for what in wrong]
    return faults


def faults_of_errata(text: str) -> list[str]:
    known, found = targets(), rows(text)
    counts = Counter(number for number, *_ in found)
    faults = [f"{number} stands twice" for number, n in counts.items() if n > 1]
    for number, *_, evidence in found:
        if not links(evidence):
            faults.append(f"{number}: no place")
        faults += [f"{number}: {link}" for link in links(evidence) if link not in known]
    return faults


def test_every_item_of_the_articles_has_its_place():
    assert not faults_of_sources(SOURCES.read_text("utf-8"))


def test_every_claim_has_its_evidence():
    text = ERRATA.read_text("utf-8")
    assert len(rows(text)) > 100
    assert not faults_of_errata(text)


@pytest.mark.parametrize(
    ("right", "wrong", "what"),
    [
        ("| 28. Five", "28. Five", "A: items are not 1 to 37"),
        ("| 17. More", "| 16. More", "D: items are not 1 to 17"),
        ("{ref}`sec-lstm`", "{ref}`sec-ltsm`", "sec-ltsm"),
        ("lstm.ipynb#the-equations", "lstm.ipynb#the-formulas", "the-formulas"),
        ("| Not treated: a matter", "| A matter", "A 21"),
        ("`LSTMCell`", "`LTSMCell`", "LTSMCell"),
        ("| data `navon`", "| data `naval`", "naval"),
        ("| experiments `waveforms`", "| `waveforms`", "waveforms"),
        ("| memory `test_layers`", "| memory `test_gates`", "test_gates"),
        ("| `test_generic`", "| memory `test_generic`", "test_generic"),
        ("{ref}`ex-lstm-step`", "{ref}`ex-lstm-jump`", "ex-lstm-jump"),
        ("{ref}`ex-lstm-step`", "{ref}`sec-lstm`", "sec-lstm"),
    ],
)
def test_a_fault_in_the_sources_is_found(right, wrong, what):
    text = SOURCES.read_text("utf-8")
    assert right in text
    assert what in faults_of_sources(text.replace(right, wrong, 1))[0]


@pytest.mark.parametrize(
    ("right", "wrong", "what"),
    [
        ("| A2 |", "| A1 |", "A1 stands twice"),
        ("lstm.ipynb#what-arrives", "lstm.ipynb#what-leaves", "what-leaves"),
        ("Cited: {ref}`sec-word-vectors`: []", "Cited: [a book] ", "C4: no place"),
    ],
)
def test_a_fault_in_the_errata_is_found(right, wrong, what):
    text = ERRATA.read_text("utf-8")
    assert right in text
    assert what in faults_of_errata(text.replace(right, wrong, 1))[0]
