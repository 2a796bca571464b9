"""Every notebook as it is stored: run by the script, readable, nothing hidden."""

import json
import re
from itertools import pairwise
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOKS = sorted((ROOT / "book").rglob("*.ipynb"))
CHAPTERS = [p for p in NOTEBOOKS if p.parent.name not in {"book", "appendix"}]
LIBRARY = sorted((ROOT / "course_lib").rglob("*.py"))
TAGS = {
    "colab-install",
    "demo",
    "exercise",
    "hide-cell",
    "hide-input",
    "live",
    "nbval-ignore-output",
    "raises-exception",
    "remove-cell",
    "solution",
}

every_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
every_chapter = pytest.mark.parametrize("path", CHAPTERS, ids=lambda p: p.stem)


def cells(path: Path, kind: str | None = None) -> list[dict]:
    found = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return [c for c in found if kind in (None, c["cell_type"])]


def source(cell: dict) -> str:
    return "".join(cell["source"])


def tags(cell: dict) -> set[str]:
    return set(cell["metadata"].get("tags", []))


def prose(path: Path) -> str:
    return "\n\n".join(source(c) for c in cells(path, "markdown"))


def texts(cell: dict) -> str:
    """All stored text of a cell's outputs."""
    parts = []
    for output in cell["outputs"]:
        parts += output.get("text", [])
        for kind, data in output.get("data", {}).items():
            if not kind.startswith("image/"):
                parts += data
    return "".join(parts)


@every_notebook
def test_written_by_the_script(path):
    code = cells(path, "code")
    assert [c["id"] for c in cells(path)] == [
        f"{path.stem}-{k:03d}" for k in range(len(cells(path)))
    ]
    assert [c["execution_count"] for c in code] == list(range(1, len(code) + 1))
    assert not any("execution" in c["metadata"] for c in code), "stored times"
    assert set(json.loads(path.read_text(encoding="utf-8"))["metadata"]) == {
        "kernelspec",
        "language_info",
    }
    assert "colab-install" in tags(cells(path)[1])


@every_notebook
def test_outputs_are_clean(path):
    for cell in cells(path, "code"):
        kinds = [o["output_type"] for o in cell["outputs"]]
        if "raises-exception" not in tags(cell):
            assert "error" not in kinds, source(cell)
        for output in cell["outputs"]:
            assert output.get("name") != "stderr", f"stderr in\n{source(cell)}"
        text = texts(cell)
        assert not re.search(r"0x[0-9a-f]{6,}", text), f"an address in\n{text}"
        assert not re.search(r"/(home|tmp|root|Users|work)/", text), (
            f"a path in\n{text}"
        )
        assert "Warning" not in text, f"a warning in\n{source(cell)}"
    assert path.stat().st_size < 1_500_000


@every_notebook
def test_nearly_everything_is_compared(path):
    """What nbval must not compare asserts its claim instead."""
    code = cells(path, "code")
    ignored = [c for c in code if "nbval-ignore-output" in tags(c)]
    assert len(ignored) <= 0.15 * len(code)
    for cell in ignored:
        assert "assert " in source(cell), f"no claim asserted in\n{source(cell)}"
    used = set().union(*map(tags, code))
    assert used <= TAGS, f"unknown tags {used - TAGS}"
    assert not any("NBVAL_" in source(c) for c in code)


@every_notebook
def test_every_figure_says_what_it_shows(path):
    for cell in cells(path, "code"):
        data = [o.get("data", {}) for o in cell["outputs"]]
        if any("image/png" in d for d in data):
            alt = cell["metadata"].get("mystnb", {}).get("image", {}).get("alt", "")
            assert len(alt) > 30, f"alt text of the figure of\n{source(cell)}"


@every_notebook
def test_every_column_of_a_table_has_a_name(path):
    """In words: a header of formulas alone is read as empty."""
    rows = prose(path).splitlines()
    for row, below in pairwise(rows):
        if re.fullmatch(r"\|[-:| ]*-[-:| ]*\|", below):
            for name in re.split(r"(?<!\\)\|", row.strip()[1:-1]):
                assert re.sub(r"\$[^$]*\$", "", name).strip(), row


@every_notebook
def test_code_fits_the_page(path):
    for cell in cells(path, "code"):
        for line in source(cell).splitlines():
            assert len(line) <= 75, f"{len(line)} columns: {line}"


@every_notebook
def test_draws_are_explicit(path):
    for cell in cells(path, "code"):
        for word in (
            "np.random.seed",
            "manual_seed",
            "np.random.rand",
            "import random",
        ):
            assert word not in source(cell), f"{word} in\n{source(cell)}"


@every_chapter
def test_a_chapter_has_its_parts(path):
    text = prose(path)
    label = rf"\(sec-{path.stem}\)=\n# \S"
    assert re.match(label, source(cells(path)[0])), "label and title come first"
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    for part in ("What goes wrong", "What the sources say", "Summary", "Exercises"):
        assert any(part in h for h in headings), f"no section {part!r} in {headings}"
    assert any("Further reading" in h for h in headings)
    assert re.search(r"about \d+ (seconds|s)\b", text), (
        "the opening states the run time"
    )
    assert "{cite" in text
    assert re.search(r"\barticles? [A-E]\b", text), "which article does it follow?"


@every_chapter
def test_a_chapter_is_of_a_size_to_read(path):
    text = re.sub(r"```.*?```|\$\$.*?\$\$.*?\n", "", prose(path), flags=re.DOTALL)
    lines = [
        line
        for c in cells(path, "code")
        if not tags(c) & {"exercise", "solution", "colab-install", "hide-input"}
        for line in source(c).splitlines()
        if line.strip() and not line.strip().startswith("#")
    ]
    assert 1200 <= len(text.split()) <= 4500, f"{len(text.split())} words"
    assert 60 <= len(lines) <= 330, f"{len(lines)} lines of code"


def test_equation_labels_are_defined_once_and_those_in_the_code_exist():
    defined = []
    for path in NOTEBOOKS + sorted((ROOT / "book").rglob("*.md")):
        text = prose(path) if path.suffix == ".ipynb" else path.read_text("utf-8")
        defined += re.findall(r"\$\$ ?\((eq-[a-z0-9-]+)\)", text)
        defined += re.findall(r"```\{math\}\s*\n:label: (eq-[a-z0-9-]+)", text)
    twice = {label for label in defined if defined.count(label) > 1}
    assert not twice
    for path in LIBRARY:
        for label in re.findall(r"\beq-[a-z0-9-]+", path.read_text(encoding="utf-8")):
            assert label in defined, f"{path.name} cites {label}: no chapter defines it"


def test_the_library_cites_its_equations():
    """Every layer names the equation that its lines implement."""
    for name in ("linear", "activations", "losses"):
        text = (ROOT / f"course_lib/scratch/feedforward/{name}.py").read_text("utf-8")
        assert text.count("# eq-") >= 3, name


def test_the_table_of_contents_lists_every_page_once():
    toc = (ROOT / "_toc.yml").read_text(encoding="utf-8")
    listed = re.findall(r"(?:root|file): (\S+)", toc)
    pages = {
        str(p.relative_to(ROOT).with_suffix(""))
        for p in (ROOT / "book").rglob("*")
        if p.suffix in {".ipynb", ".md"} and ".ipynb_checkpoints" not in p.parts
    }
    assert sorted(listed) == sorted(pages)


def test_nothing_names_this_machine():
    for path in ROOT.rglob("*"):
        parts = path.relative_to(ROOT).parts
        if parts[0].startswith((".", "_build", "drafts")) or not path.is_file():
            continue
        if path.suffix in {".py", ".md", ".yml", ".toml", ".cfg", ".ipynb", ".css"}:
            text = path.read_text(encoding="utf-8")
            assert str(ROOT) not in text, path
