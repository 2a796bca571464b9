"""Every reference says who, what, where and when, and leads to the work."""

import re
from collections import Counter
from pathlib import Path

import pytest
from pybtex.database import parse_file

ROOT = Path(__file__).resolve().parents[2]
ENTRIES = parse_file(str(ROOT / "book" / "references.bib")).entries
WHERE = ("journal", "booktitle", "publisher", "institution", "howpublished", "school")
LINKS = ("doi", "url", "isbn")
every_entry = pytest.mark.parametrize("key", ENTRIES)


def words(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", text.lower())


@every_entry
def test_an_entry_is_complete(key):
    entry = ENTRIES[key]
    assert entry.persons.get("author") or entry.persons.get("editor")
    assert entry.fields["title"]
    assert re.fullmatch(r"\d{4}[a-z]?", entry.fields["year"])
    arxiv = "arXiv" in entry.fields.get("note", "") or "arxiv" in entry.fields.get(
        "url", ""
    )
    assert arxiv or any(entry.fields.get(name) for name in (*WHERE, "url"))


@every_entry
def test_an_entry_leads_to_the_work(key):
    fields = ENTRIES[key].fields
    linked = any(fields.get(name) for name in LINKS)
    note = fields.get("note", "")
    assert linked or "arXiv:" in note or note == "Printed only"
    assert not fields.get("doi", "").startswith("http")
    assert fields.get("url", "https://").startswith("http")


def test_no_work_is_there_twice():
    titles = Counter(words(entry.fields["title"]) for entry in ENTRIES.values())
    assert [title for title, n in titles.items() if n > 1] == []


@every_entry
def test_an_entry_is_cited(key):
    assert key in CITED


def cited() -> set[str]:
    """Return all keys in roles of the kind cite: on any page."""
    found = set()
    for path in (ROOT / "book").rglob("*"):
        if path.suffix in {".md", ".ipynb"}:
            text = path.read_text(encoding="utf-8")
            for keys in re.findall(r"\{cite:\w+\}`([^`]+)`", text):
                found |= {key.strip() for key in keys.split(",")}
    return found


CITED = cited()
