"""Run changed notebooks and compare their text with what they store, fast.

    python scripts/quick.py             notebooks that differ from main, or are new
    python scripts/quick.py --all       every notebook of the book
    python scripts/quick.py FILE ...    these

NumPy, Matplotlib, PyTorch and the course are imported once; each notebook then runs in
a fork of this process instead of a kernel of its own. `make test` has the last word.
"""

import argparse
import difflib
import importlib
import json
import multiprocessing
import os
import re
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path

os.environ |= {
    "COURSE_QUIET": "1",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",
}

ROOT = Path(__file__).resolve().parent.parent
BOOK = ROOT / "book"
NOT_COMPARED = {"image/png", "image/jpeg"}  # as in nbval
Outputs = dict[str, list[str]]


def changed() -> list[Path]:
    """Return the notebooks that differ from main or HEAD, or are new."""

    def git(*arguments: str) -> list[str]:
        command = ["git", "-C", ROOT, *arguments]
        return subprocess.run(command, capture_output=True, text=True).stdout.split()

    base = git("merge-base", "HEAD", "main") or ["HEAD"]
    names = git("diff", "--name-only", base[0])
    names += git("ls-files", "--others", "--exclude-standard")
    if any(name.startswith("course_lib/") for name in names):
        print("course_lib has changed: `make check ALL=1` runs every notebook.")
    paths = {ROOT / name for name in names if re.match(r"book/.*\.ipynb$", name)}
    return sorted(path for path in paths if path.is_file())


def sanitizer():
    """Return a function that replaces what tests/sanitize.cfg names."""
    config = (ROOT / "tests" / "sanitize.cfg").read_text()
    rules = re.findall(r"^regex: (.*)\nreplace: (.*)$", config, re.MULTILINE)

    def sanitized(text: str) -> str:
        for pattern, replacement in rules:
            text = re.sub(pattern, replacement, text)
        return text

    return sanitized


def stored(cell: dict, clean) -> Outputs:
    """Collect a cell's stored text by kind, streams joined."""
    found: Outputs = defaultdict(list)
    for output in cell["outputs"]:
        if output["output_type"] == "stream":
            text = "".join(found.pop(output["name"], [])) + "".join(output["text"])
            found[output["name"]] = [clean(text)]
        elif output["output_type"] == "error":
            found["error"].append(clean(f"{output['ename']}: {output['evalue']}"))
        else:
            add_data(found, output["data"], clean)
    return found


def add_data(found: Outputs, data: dict, clean) -> None:
    for kind, value in data.items():
        if kind not in NOT_COMPARED:
            text = value if isinstance(value, str) else "".join(value)
            found[kind].append(clean(text))


def executed(shell, cell: dict, clean) -> Outputs:
    """Run a cell and collect its text by kind."""
    from IPython.utils.capture import capture_output

    with capture_output() as captured:
        result = shell.run_cell("".join(cell["source"]), store_history=True)
    found: Outputs = defaultdict(list)
    for name in ("stdout", "stderr"):
        if text := getattr(captured, name):
            found[name].append(clean(text))
    for output in captured.outputs:
        add_data(found, output.data, clean)
    if error := result.error_before_exec or result.error_in_exec:
        found["error"].append(clean(f"{type(error).__name__}: {error}"))
    return found


def make_shell():
    """Return a shell that hands on what cells display, as a kernel does."""
    from IPython.core.displayhook import DisplayHook
    from IPython.core.interactiveshell import InteractiveShell
    from matplotlib_inline import backend_inline
    from traitlets.config import Config

    class Publish(DisplayHook):  # the value of a cell's last line, without "Out[3]:"
        def write_output_prompt(self):
            pass

        def write_format_data(self, format_dict, md_dict=None):
            if format_dict:
                self.shell.display_pub.publish(format_dict)

        def finish_displayhook(self):
            pass

    InteractiveShell.displayhook_class = Publish
    shell = InteractiveShell.instance(config=Config(HistoryManager={"enabled": False}))
    shell.showtraceback = shell.showsyntaxerror = lambda *args, **kwargs: None
    backend_inline.configure_inline_support(shell, os.environ["MPLBACKEND"])
    return shell


def difference(number: int, cell: dict, old: Outputs, new: Outputs) -> str | None:
    """Describe how a cell's outputs differ from the stored ones."""
    for kind in sorted({*old, *new}, key=lambda kind: (kind != "error", kind)):
        before, after = old.get(kind, []), new.get(kind, [])
        if before == after:
            continue
        lines = difflib.unified_diff(
            "\n".join(before).splitlines(),
            "\n".join(after).splitlines(),
            "stored",
            "now",
            lineterm="",
            n=1,
        )
        code = "".join(cell["source"]).strip().splitlines()
        shown = [f"  cell {number}, {kind}: {code[0]}", *list(lines)[:14]]
        return "\n    ".join(shown)
    return None


def run(path: Path) -> tuple[Path, float, str | None]:
    """Run a notebook; return its first difference from what is stored."""
    start = time.perf_counter()
    os.chdir(path.parent)
    clean, shell = sanitizer(), make_shell()
    cells = json.loads(path.read_text())["cells"]
    cells = [c for c in cells if c["cell_type"] == "code" and "".join(c["source"])]
    for number, cell in enumerate(cells, start=1):
        tags = cell["metadata"].get("tags", [])
        if "nbval-skip" in tags:
            continue
        new, old = executed(shell, cell, clean), stored(cell, clean)
        if "nbval-ignore-output" in tags:
            new, old = ({k: o[k] for k in o if k == "error"} for o in (new, old))
        elif cell["execution_count"] is None:
            return path, 0.0, f"  cell {number} was never run"
        if said := difference(number, cell, old, new):
            return path, time.perf_counter() - start, said
    return path, time.perf_counter() - start, None


def import_once() -> None:
    """Import what nearly every notebook needs, before the forks."""
    for name in ("matplotlib.pyplot", "course_lib.exercises", "course_lib.pytorch"):
        importlib.import_module(name)
    importlib.import_module("torch").set_num_threads(1)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--all", action="store_true", help="every notebook")
    options = parser.parse_args()
    paths = [path.resolve() for path in options.files]
    if not paths:
        paths = sorted(BOOK.rglob("*.ipynb")) if options.all else changed()
    paths = [path for path in paths if ".ipynb_checkpoints" not in path.parts]
    if not paths:
        print("no notebook has changed")
        return 0
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        os.environ["IPYTHONDIR"] = folder
        import_once()
        fork = multiprocessing.get_context("fork")
        with fork.Pool(2, maxtasksperchild=1) as pool:
            for path, seconds, said in pool.imap_unordered(run, paths):
                verdict = "differs" if said else "the same"
                print(f"{path.relative_to(ROOT)}: {verdict} ({seconds:.1f} s)")
                if said:
                    print(said)
                failed += bool(said)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
