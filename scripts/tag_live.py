"""Find out which cells can run in the reader's browser, and tag them `live`.

    python scripts/tag_live.py book/memory/lstm.ipynb ...          # tag
    python scripts/tag_live.py --check book/memory/lstm.ipynb ...  # only compare

A cell can be live if it needs nothing but NumPy and the course's package, puts out what
is stored after no more than what site/ext/slices.py says it needs, and takes at most a
third of a second (--check allows three times that). Cells that only show the library's
code stay as they are, and so do solutions. Each cell is run in a process of its own, in
which only NumPy is.
"""

import argparse
import json
import multiprocessing
import os
import signal
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / folder) for folder in ("", "site/ext", "site/live")]
MISSING = ("torch", "scipy", "matplotlib", "tqdm", "platformdirs", "pooch")
SKIP = {"colab-install", "solution", "raises-exception", "demo", "hide-input"}
TIMED = "nbval-ignore-output"  # browsers have coarse clocks
ABSENT = ("process_time", "perf_counter", "in_processes")  # no such thing there
SECONDS, LIMIT = 0.3, 3


def candidates(cells: list[dict]) -> list[int]:
    """Return the numbers of the code cells that are worth trying."""
    found = []
    for k, cell in enumerate(cells):
        tags = set(cell["metadata"].get("tags", []))
        pictures = any("image/png" in o.get("data", {}) for o in cell["outputs"])
        shows = "".join(cell["source"]).lstrip().startswith("show_source(")
        unsteady = TIMED in tags and "exercise" not in tags
        if not (tags & SKIP or pictures or shows or unsteady) and cell["outputs"]:
            found.append(k)
    return found


def stored(cell: dict) -> str:
    """Return the text and HTML that a cell has put out, as the browser shows them."""
    parts = []
    for output in cell["outputs"]:
        parts += output.get("text", [])
        data = output.get("data", {})
        html, text = data.get("text/html"), data.get("text/plain", [])
        parts.append("".join(html).strip() if html else "".join(text) + "\n")
    return "".join(parts).strip()


def attempt(code: str, earlier: list[str]) -> tuple[str, str, float]:
    """Run a cell in a child process; return how it ended, its output, the seconds."""
    here, there = multiprocessing.Pipe(duplex=False)
    child = os.fork()
    if child == 0:
        signal.alarm(LIMIT)
        there.send(_inside(code, earlier))
        os._exit(0)
    there.close()
    try:
        answer = here.recv()
    except EOFError:
        answer = ("more than a few seconds, or a crash", "", LIMIT)
    os.waitpid(child, 0)
    return answer


def _inside(code: str, earlier: list[str]) -> tuple[str, str, float]:
    from cell import Page

    out: list[str] = []

    def show(kind: str, text: str) -> None:
        if kind != "solved":
            out.append(text.strip() if kind == "html" else text)

    start = time.process_time()
    ended = Page(show, digits()).run(earlier, code)
    return ended, "".join(out).strip(), time.process_time() - start


def digits() -> str:
    """Return the place of scikit-learn's digits, without importing scikit-learn."""
    from importlib.util import find_spec

    folder = Path(find_spec("sklearn").origin).parent
    return str(folder / "datasets" / "data" / "digits.csv.gz")


def trial(path: Path, numbers: list[int] | None = None) -> dict[int, str]:
    """Try the cells of a notebook; return what is wrong with each, "" if nothing."""
    from slices import slices

    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    cells = [c for c in cells if c["cell_type"] == "code"]
    codes = ["".join(c["source"]) for c in cells]
    codes[0] = ""  # of Colab
    needed = slices(codes)
    result = {}
    for k in candidates(cells) if numbers is None else numbers:
        earlier = [s.code for s in needed[k]]
        if any(word in code for word in ABSENT for code in (codes[k], *earlier)):
            result[k] = "needs processes, or a clock finer than a browser's"
            continue
        ended, out, seconds = attempt(codes[k], earlier)
        if ended != "done":
            result[k] = f"ended with: {ended}\n{out}"
        elif seconds > SECONDS * (1 if numbers is None else 3):
            result[k] = f"took {seconds:.1f} s"
        elif TIMED not in tags(cells[k]) and out != stored(cells[k]):
            result[k] = f"put out\n{out}\ninstead of\n{stored(cells[k])}"
        else:
            result[k] = ""
    return result


def tags(cell: dict) -> list[str]:
    return cell["metadata"].get("tags", [])


def live(path: Path) -> list[int]:
    """Return the numbers of the cells that are tagged."""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    cells = [c for c in cells if c["cell_type"] == "code"]
    return [k for k, cell in enumerate(cells) if "live" in tags(cell)]


def mark(path: Path) -> int:
    """Tag the cells that can be live, and no others; return how many."""
    import nbformat

    able = {k for k, fault in trial(path).items() if not fault}
    notebook = nbformat.read(path, as_version=4)
    for k, cell in enumerate(c for c in notebook.cells if c.cell_type == "code"):
        kept = {t for t in tags(cell) if t != "live"} | (
            {"live"} if k in able else set()
        )
        cell.metadata.pop("tags", None)
        if kept:
            cell.metadata["tags"] = sorted(kept)
    nbformat.write(notebook, path)
    return len(able)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="change nothing")
    parser.add_argument("notebooks", nargs="+", type=Path)
    options = parser.parse_args()
    for name in MISSING:
        sys.modules[name] = None
    os.environ["COURSE_QUIET"] = "1"
    import course_lib.exercises  # noqa: F401, once, before the children are made

    wrong = 0
    for path in options.notebooks:
        if not options.check:
            print(f"{mark(path):3} live cells in {path}", flush=True)
            continue
        for k, fault in trial(path, live(path)).items():
            if fault:
                wrong += 1
                print(f"{path}, code cell {k}: {fault}")
    return min(wrong, 1)


if __name__ == "__main__":
    sys.exit(main())
