"""Each exercise has its place in the book, and each place its exercise."""

import json
import re
from pathlib import Path

import pytest

from course_lib.exercises import CHAPTERS, catalog

BOOK = Path(__file__).resolve().parents[2] / "book"
CALL = re.compile(r'\bcheck\(\s*"([^"]+)"')
LABEL = re.compile(r"^:label: +(ex-\S+)$", re.MULTILINE)


def notebook_of(place: str) -> Path:
    part, name = place.split("/")
    folder = BOOK if part == "front" else BOOK / part
    return folder / f"{name.replace('_', '-')}.ipynb"


def cells(path: Path) -> list[dict]:
    found = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return [{**cell, "source": "".join(cell["source"])} for cell in found]


def tags(cell: dict) -> set[str]:
    return set(cell["metadata"].get("tags", []))


def checked(path: Path, tag: str) -> list[str]:
    """Return the ids checked in cells of that tag, in order."""
    tagged = [c for c in cells(path) if c["cell_type"] == "code" and tag in tags(c)]
    return [id for cell in tagged for id in CALL.findall(cell["source"])]


@pytest.mark.parametrize("place", CHAPTERS)
def test_every_exercise_has_one_starter_and_one_solution(place):
    chapter = place.split("/")[1].replace("_", "-")
    ids = [e.id for e in catalog() if e.chapter == chapter]
    path = notebook_of(place)
    starters, solutions = checked(path, "exercise"), checked(path, "solution")
    assert starters == ids, "one cell tagged exercise each, in the catalog's order"
    assert solutions == ids, "one cell tagged solution each, in the catalog's order"


@pytest.mark.parametrize("path", sorted(BOOK.rglob("*.ipynb")), ids=lambda p: p.stem)
def test_every_check_in_the_book_is_known_and_tagged(path):
    ids = {e.id for e in catalog()}
    for cell in cells(path):
        calls = CALL.findall(cell["source"]) if cell["cell_type"] == "code" else []
        if not calls:
            continue
        assert set(calls) <= ids
        assert tags(cell) & {"exercise", "solution", "demo"}, cell["source"]
        if "solution" in tags(cell):
            assert "solution=True" in cell["source"]
            assert "hide-cell" in tags(cell)
            assert cell["metadata"]["jupyter"]["source_hidden"] is True
        else:
            assert "solution=True" not in cell["source"]


@pytest.mark.parametrize("place", CHAPTERS)
def test_stored_verdicts(place):
    """Starters are blank in the book, and solutions are right."""
    for cell in cells(notebook_of(place)):
        for tag, sign in (("exercise", "○"), ("solution", "✓")):
            if cell["cell_type"] == "code" and tag in tags(cell):
                texts = [
                    "".join(output["data"]["text/plain"])
                    for output in cell["outputs"]
                    if "text/plain" in output.get("data", {})
                ]
                assert texts, f"no output stored: {cell['source']}"
                assert texts[-1].startswith(sign), cell["source"]


@pytest.mark.parametrize("place", [c for c in CHAPTERS if not c.startswith("front/")])
def test_chapter_places_enough_exercises(place):
    chapter = place.split("/")[1].replace("_", "-")
    text = [c["source"] for c in cells(notebook_of(place)) if c["cell_type"] != "code"]
    directives = [d for t in text for d in re.findall(r"\{exercise\}", t)]
    labels = [label for t in text for label in LABEL.findall(t)]
    assert len(directives) >= 5
    assert len(labels) == len(set(labels)) == len(directives)
    checked_labels = [
        f"ex-{e.id.replace('/', '-')}" for e in catalog() if e.chapter == chapter
    ]
    assert labels[: len(checked_labels)] == checked_labels, "thought questions go last"
    assert len(labels) > len(checked_labels), "no question for thought"
