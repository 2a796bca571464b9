"""Cells that run in the reader's browser: what they need, and that they do."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from chromium import MISSING, find_chromium
from live_cells import PYTHON, exercise, plans
from site_checks import Visitor
from slices import offered, slices, statements

ROOT = Path(__file__).parents[2]
TOC = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))["parts"]
FILES = [c["file"] for part in TOC for c in part["chapters"] if part.get("numbered")]
NOTEBOOKS = [ROOT / f"{file}.ipynb" for file in FILES]
every_chapter = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)

needs_browser = pytest.mark.skipif(find_chromium() is None, reason=MISSING)
needs_python = pytest.mark.skipif(
    not PYTHON.is_dir(), reason="no Python for the browser: scripts/browser_python.py"
)


# What a cell needs -----------------------------------------------------------
def needs(*cells: str) -> list[str]:
    return [s.code for s in slices(list(cells))[-1]]


@pytest.mark.parametrize(
    ("cells", "needed"),
    [
        (("a = 1", "b = 2", "print(a)"), ["a = 1"]),
        (("a = 1", "a = 2", "print(a)"), ["a = 2"]),
        (("a = 1", "a = a + 1", "print(a)"), ["a = 1", "a = a + 1"]),
        (("a = []", "a.append(1)", "print(a)"), ["a = []", "a.append(1)"]),
        (("a = [0]", "a[0] = 1", "print(a)"), ["a = [0]", "a[0] = 1"]),
        (("a = 1", "a += 1", "print(a)"), ["a = 1", "a += 1"]),
        (("m = M()", "fit(m)", "m.w"), ["m = M()", "fit(m)"]),
        (("m = M()", "h = fit(m)", "m.w"), ["m = M()", "h = fit(m)"]),
        (("m = M()", "print(m)", "m.w"), ["m = M()"]),
        (("x = 1", "np.sum(x)", "x"), ["x = 1"]),
        (("x = 1", "x.mean()", "x"), ["x = 1"]),
        (("import numpy as np, os", "np.ones(2)"), ["import numpy as np"]),
        (
            ("c = 3", "def f():\n    return c", "f()"),
            ["c = 3", "def f():\n    return c"],
        ),
        (("d = {}\nfor k in 'ab':\n    d[k] = 1", "d"), None),
        (("x = 1\nfor x in 'ab':\n    print(x)", "x"), ["x = 1"]),
        (("a = 1\nassert a", "a"), ["a = 1"]),
        (("x, y = 1, 2", "def f(x):\n    y = x\n    return y", "f(3)"), None),
        (("@cache\ndef f():\n    pass", "f()"), ["@cache\ndef f():\n    pass"]),
    ],
)
def test_slices(cells, needed):
    if needed is None:  # all of the cell before
        needed = [s.code for s in statements(0, cells[-2])]
    assert needs(*cells) == needed


def test_what_draws_is_left_out():
    cells = ["import matplotlib.pyplot as plt", "fig = plt.figure()\na = 1", "fig, a"]
    assert needs(*cells) == ["a = 1"]


def test_other_exercises_are_not_offered():
    cells = ["def f(): pass", "def answer(): ...", "def g(): pass", "x"]
    assert [s.code for s in offered(cells, 3, {1})] == [
        "def f(): pass",
        "def g(): pass",
    ]


# What the chapters have --------------------------------------------------------
@every_chapter
def test_every_chapter_has_live_cells_and_exercises(path):
    found = plans(path)
    solved_here = [p["exercise"] for p in found if p["exercise"]]
    assert len(found) > len(solved_here)
    assert len(solved_here) >= 3
    assert len(set(solved_here)) == len(solved_here)


def test_the_exercise_of_a_starter_cell():
    assert exercise('def f(): ...\n\ncheck("lstm/step", f)') == "lstm/step"


@pytest.mark.slow
@every_chapter
def test_live_cells_run_with_numpy_alone(path):
    """Each by itself, with what slices.py says it needs; the output is the stored."""
    command = [sys.executable, ROOT / "scripts" / "tag_live.py", "--check", path]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300)
    if done.returncode:
        pytest.fail(done.stdout + done.stderr, pytrace=False)


# In the browser ------------------------------------------------------------------
@pytest.fixture(scope="module")
def visitor(browser, address):
    visitor = Visitor(browser, address, "phone")
    yield visitor
    visitor.close()


def cells_of(visitor):
    return visitor.page.locator("div.cell.tag_live")


def run(visitor, k: int, code: str | None = None) -> tuple[str, str]:
    """Press the button of a cell; return how it ended and what it shows."""
    cell = cells_of(visitor).nth(k)
    cell.evaluate("cell => delete cell.dataset.live")
    if code is not None:
        if not cell.locator("textarea").count():
            cell.locator(".live-edit").click()
        cell.locator("textarea").fill(code)
    cell.locator(".live-run").click()
    ended = "k => document.querySelectorAll('div.cell.tag_live')[k].dataset.live"
    visitor.page.wait_for_function(ended, arg=k, timeout=120_000)
    shown = cell.locator(".live-output").inner_text()
    return cell.get_attribute("data-live"), shown.strip()


@needs_browser
@needs_python
@pytest.mark.slow
@pytest.mark.parametrize("file", FILES)
def test_every_live_cell_runs(visitor, file):
    assert visitor.visit(f"{file}.html") == []
    found = plans(ROOT / f"{file}.ipynb")
    assert cells_of(visitor).count() == len(found)
    for k in range(len(found)):
        ended, shown = run(visitor, k)
        assert ended == "done", shown
        assert shown
    assert visitor.seen == []


def starters(file: str) -> list[tuple[int, str, str]]:
    """Return place, id and solution of the exercises whose solution is one cell."""
    cells = json.loads((ROOT / f"{file}.ipynb").read_text(encoding="utf-8"))["cells"]
    solutions = {}
    for cell in cells:
        text = "".join(cell["source"])
        if "solution" in cell["metadata"].get("tags", []) and 'check("' in text:
            solutions[exercise(text)] = text
    found = plans(ROOT / f"{file}.ipynb")
    ids = [(k, plan["exercise"]) for k, plan in enumerate(found) if plan["exercise"]]
    return [(k, id, solutions[id]) for k, id in ids if id in solutions]


PARTS = {Path(file).parent.name: file for file in FILES}  # the last chapter of each


@needs_browser
@needs_python
@pytest.mark.slow
@pytest.mark.parametrize("part", PARTS)
def test_an_exercise_is_solved_wrong_and_then_right(visitor, part):
    visitor.open(f"{PARTS[part]}.html")
    visitor.page.evaluate("localStorage.clear()")
    k, id, solution = starters(PARTS[part])[0]
    name = re.search(r"check\(\s*\"[^\"]+\",\s*(\w+)", solution)[1]
    wrong = f'from course_lib.exercises import check\n{name} = "seven"\n'
    ended, shown = run(visitor, k, f'{wrong}check("{id}", {name})')
    assert ended == "done", shown
    assert "Right" not in shown
    ended, shown = run(visitor, k, solution)
    assert ended == "done", shown
    assert "Right" in shown
    cells_of(visitor).nth(k).locator(".live-hint").click()
    hint = cells_of(visitor).nth(k).locator(".course-check--hint")
    hint.wait_for(timeout=20_000)


@needs_browser
@needs_python
class TestACell:
    """One page, and all that can be done with a cell."""

    @pytest.fixture(autouse=True)
    def page(self, visitor):
        """Start Python once; every test leaves the cells as they were."""
        if not visitor.page.url.endswith("memory/lstm.html"):
            visitor.open("book/memory/lstm.html")
        yield visitor.page
        for button in visitor.page.locator(".live-reset:visible").element_handles():
            button.click()

    def test_a_change_counts_for_later_cells_until_it_is_reset(self, visitor):
        source = cells_of(visitor).nth(2).locator("pre").first.inner_text()
        assert "def gate(a):" in source
        before = run(visitor, 4)[1]
        assert "input gate 0.007" in before
        run(visitor, 2, source.replace("-float(a)", "-1.1 * float(a)"))
        assert "input gate 0.004" in run(visitor, 4)[1]
        cells_of(visitor).nth(2).locator(".live-reset").click()
        assert run(visitor, 4)[1] == before

    def test_an_error_names_its_line(self, visitor):
        ended, shown = run(visitor, 0, "x = 1\ny = x / 0")
        assert ended == "error"
        assert "line 2" in shown
        assert "ZeroDivisionError" in shown
        assert run(visitor, 0, "print(6 * 7)") == ("done", "42")

    def test_a_run_can_be_stopped(self, visitor):
        cell = cells_of(visitor).nth(0)
        cell.locator(".live-edit").click()
        cell.locator("textarea").fill("while True:\n    pass")
        cell.locator(".live-run").click()
        visitor.page.wait_for_timeout(200)
        assert cell.locator(".live-run").inner_text() == "Stop"
        cell.locator(".live-run").click()
        assert cell.get_attribute("data-live") == "stopped"
        assert run(visitor, 0, "print(1)") == ("done", "1")

    def test_keys(self, visitor, page):
        cell = cells_of(visitor).nth(0)
        cell.locator(".live-edit").click()
        cell.evaluate("cell => delete cell.dataset.live")
        page.keyboard.press("Control+a")
        page.keyboard.type("for k in range(2):\nprint(k)")  # Enter indents
        page.keyboard.press("Shift+Enter")
        ended = "document.querySelector('.tag_live').dataset.live === 'done'"
        page.wait_for_function(ended)
        assert cell.locator(".live-output").inner_text().split() == ["0", "1"]
        page.keyboard.press("Escape")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.tagName") == "BUTTON"

    def test_reset_brings_back_what_was_printed(self, visitor):
        cell = cells_of(visitor).nth(0)
        stored = cell.locator(":scope > .cell_output:not(.live-output)")
        was = stored.inner_text()
        run(visitor, 0, "print('else')")
        assert not stored.is_visible()
        cell.locator(".live-reset").click()
        assert stored.is_visible()
        assert stored.inner_text() == was
        assert not cell.locator("textarea").count()


@needs_browser
@needs_python
def test_a_page_from_a_folder_says_that_it_cannot_run(browser, site):
    page = browser.new_page()
    page.goto((site / "book/memory/lstm.html").as_uri())
    page.get_by_text("this page cannot run its cells").wait_for()
    assert page.locator(".live-run").count() == 0
    page.close()


@needs_browser
def test_nothing_is_loaded_before_the_first_click(visitor):
    loaded = []
    visitor.page.on("request", lambda request: loaded.append(request.url))
    visitor.open("book/memory/lstm.html")
    assert not [url for url in loaded if "pyodide" in url or "worker" in url]


@needs_browser
class TestProgress:
    """The page that shows what is solved."""

    @pytest.fixture(autouse=True)
    def page(self, visitor):
        visitor.open("book/progress.html")
        visitor.page.evaluate("localStorage.clear()")
        visitor.open("book/progress.html")
        return visitor.page

    def load(self, page, content: bytes) -> str:
        file = {"name": "p.json", "mimeType": "application/json", "buffer": content}
        page.set_input_files(".course-load", files=[file])
        page.wait_for_function(
            "document.querySelector('#course-progress [role=status]').textContent"
        )
        return page.locator("#course-progress [role=status]").inner_text()

    def test_a_file_is_loaded_and_saved(self, page):
        assert page.locator(".course-total").inner_text().startswith("0 of ")
        said = self.load(page, b'{"version": 1, "solved": ["lstm/step", "lstm/count"]}')
        assert said.startswith("2 new exercises")
        assert page.locator(".course-total").inner_text().startswith("2 of ")
        with page.expect_download() as waited:
            page.locator(".course-save").click()
        saved = json.loads(Path(waited.value.path()).read_text())
        assert saved == {"version": 1, "solved": ["lstm/step", "lstm/count"]}
        assert page.locator(".course-solved").count() == 1

    @pytest.mark.parametrize("content", [b"", b"[]", b"{}", b'{"solved": [1]}'])
    def test_another_file_is_refused(self, page, content):
        assert "Nothing was changed" in self.load(page, content)
        assert page.locator(".course-total").inner_text().startswith("0 of ")

    def test_the_notebooks_read_the_same_file(self, page, tmp_path, monkeypatch):
        from course_lib.exercises.engine import memory

        self.load(page, b'{"version": 1, "solved": ["lstm/step"]}')
        with page.expect_download() as waited:
            page.locator(".course-save").click()
        monkeypatch.setenv("COURSE_PROGRESS", str(waited.value.path()))
        assert "lstm/step" in memory.solved()[0]
