"""The glossary, and the links to it from the chapters."""

import json
import re
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
GLOSSARY = ROOT / "book/appendix/glossary.md"
ENTRY = re.compile(r"^(\S.*)\n((?:  .+\n)+)", re.MULTILINE)


def entries() -> dict[str, str]:
    """Each term and what is said of it; a term that stands twice is refused."""
    body = GLOSSARY.read_text("utf-8").split(":sorted:\n")[1]
    found = ENTRY.findall(body)
    twice = [t for t, n in Counter(t.lower() for t, _ in found).items() if n > 1]
    assert not twice
    return dict(found)


def linked(page: str) -> list[str]:
    """Return the terms that a page links to, in lower case, as often as it does."""
    path = (ROOT / page).with_suffix(".ipynb")
    if path.exists():
        cells = json.loads(path.read_text("utf-8"))["cells"]
        text = "\n".join("".join(c["source"]) for c in cells)
    else:
        text = path.with_suffix(".md").read_text("utf-8")
    roles = re.findall(r"\{term\}`([^`]+)`", text)
    names = [re.sub(r".*<(.+)>", r"\1", " ".join(r.split())) for r in roles]
    return [name.lower() for name in names]


def links_by_part() -> dict[str, Counter]:
    parts = {}
    toc = (ROOT / "_toc.yml").read_text("utf-8")
    for page in re.findall(r"(?:root|file): (\S+)", toc):
        part = page.split("/")[1]
        if part != "appendix":
            parts.setdefault(part, Counter()).update(linked(page))
    return parts


def test_there_are_entries_and_each_has_a_chinese_name():
    found = entries()
    assert len(found) >= 150
    without = [t for t, text in found.items() if not re.search("[\u4e00-\u9fff]", text)]
    assert not without


def test_every_term_is_linked_from_a_chapter():
    used = {term for terms in links_by_part().values() for term in terms}
    known = {term.lower() for term in entries()}
    assert not known - used, "link these where they are introduced, with {term}"
    assert not used - known


def test_a_part_links_a_term_once():
    """Where it is introduced, or where a later part leans on it; not everywhere."""
    for part, terms in links_by_part().items():
        again = [term for term, n in terms.items() if n > 1]
        assert not again, f"linked twice in {part}"
