"""The library reference leaves nothing out."""

import re
from pathlib import Path

from course_lib import scratch

ROOT = Path(__file__).resolve().parents[2]
PAGES = (ROOT / "book" / "appendix" / "api").glob("*.md")
NAMED = {
    name
    for page in PAGES
    for names in re.findall(r"^```\{api\} (.+)$", page.read_text("utf-8"), re.MULTILINE)
    for name in names.split()
}


def test_every_part_has_a_page():
    parts = {
        f.split(".")[0] if f.strip(".").count(".") else "core" for f in scratch.FILES
    }
    assert parts <= NAMED


def test_every_module_is_on_a_page():
    shared = {name.strip(".") for name in scratch.FILES if name.startswith(".")}
    library = ROOT / "course_lib"
    modules = {path.stem for path in library.glob("[a-z]*.py")} - shared
    modules |= {f"data.{path.stem}" for path in (library / "data").glob("[a-z]*.py")}
    missing = modules - NAMED
    assert not missing, f"name these in a block {{api}} of book/appendix/api: {missing}"
