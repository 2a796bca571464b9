"""Write notebooks: execute from top to bottom, then normalize what is stored.

    python scripts/notebooks.py run book/feedforward/losses.ipynb ...
    python scripts/notebooks.py to-text book/feedforward/losses.ipynb ...
    python scripts/notebooks.py from-text drafts/feedforward/losses.md ...

``to-text`` and ``from-text`` convert to and from MyST text in drafts/, for people who
would rather write in an editor. Every notebook in book/ is written by this script, so
that two runs give the same file: outputs as executed, cell ids by position, no times.
"""

import argparse
import os
import re
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BOOK, DRAFTS = ROOT / "book", ROOT / "drafts"

COLAB = """\
# On Colab, install the course's package; anywhere else, do nothing.
import subprocess
import sys

REPOSITORY = ""  # the publishing workflow writes the address here
if "google.colab" in sys.modules and REPOSITORY:
    pip = [sys.executable, "-m", "pip", "install", "-q"]
    subprocess.run([*pip, "git+" + REPOSITORY], check=True)"""


def run(path: Path) -> float:
    """Execute one notebook in its folder, store its outputs, return the seconds."""
    import nbformat
    from nbclient import NotebookClient

    os.environ["COURSE_QUIET"] = "1"  # no progress bars, no progress stored
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # enough, and steady
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    notebook = nbformat.read(path, as_version=4)
    prepare(notebook, path)
    client = NotebookClient(
        notebook,
        timeout=600,
        kernel_name="python3",
        record_timing=False,
        resources={"metadata": {"path": str(path.parent)}},
    )
    start = time.perf_counter()
    client.execute()
    seconds = time.perf_counter() - start
    normalize(notebook, path)
    nbformat.validate(notebook)
    nbformat.write(notebook, path)
    return seconds


def tags_of(cell) -> list[str]:
    return cell.metadata.get("tags", [])


def prepare(notebook, path: Path) -> None:
    """Fold solutions and code of figures, and put the Colab cell after the title."""
    from nbformat.v4 import new_code_cell

    strip(notebook)
    colab = new_code_cell(COLAB, metadata={"tags": ["colab-install", "remove-cell"]})
    notebook.cells.insert(1, colab)
    for cell in notebook.cells:
        if "solution" in tags_of(cell):
            cell.metadata["tags"] = sorted({*tags_of(cell), "hide-cell"})
            cell.metadata["jupyter"] = {"source_hidden": True, "outputs_hidden": True}
            name_fold(cell, "solution")
        elif "hide-input" in tags_of(cell):
            figure = "figure" in cell.metadata.get("mystnb", {})
            name_fold(cell, "code of the figure" if figure else "code")


def strip(notebook) -> None:
    """Take away what ``prepare`` adds."""
    notebook.cells = [c for c in notebook.cells if "colab-install" not in tags_of(c)]
    for cell in notebook.cells:
        if "solution" in tags_of(cell):
            cell.metadata["tags"] = [t for t in tags_of(cell) if t != "hide-cell"]
            cell.metadata.pop("jupyter", None)
        for prompt in ("code_prompt_show", "code_prompt_hide"):
            cell.metadata.get("mystnb", {}).pop(prompt, None)
        if not cell.metadata.get("mystnb", True):
            del cell.metadata["mystnb"]


def name_fold(cell, what: str) -> None:
    cell.metadata.setdefault("mystnb", {}).update(
        code_prompt_show=f"Show the {what}", code_prompt_hide=f"Hide the {what}"
    )


def normalize(notebook, path: Path) -> None:
    """Keep only what a reader or a test needs; the rest changes from run to run."""
    notebook.metadata = {
        "kernelspec": {
            "display_name": "Python 3",
            "language": "python",
            "name": "python3",
        },
        "language_info": {"name": "python"},
    }
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    for k, cell in enumerate(notebook.cells):
        cell["id"] = f"{path.stem}-{k:03d}"
        cell.metadata.pop("execution", None)
        if cell.cell_type != "code":
            continue
        cell.outputs = merge_streams(cell.outputs)
        for output in cell.outputs:
            output.pop("transient", None)
            if output.output_type == "execute_result":
                output.execution_count = cell.execution_count
            output.get("data", {}).pop("application/vnd.jupyter.widget-view+json", None)


def merge_streams(outputs: list) -> list:
    """Join neighboring pieces of one stream; kernels cut them at random."""
    merged: list = []
    for output in outputs:
        last = merged[-1] if merged else None
        if output.output_type == "stream" and last and last.get("name") == output.name:
            last.text += output.text
        else:
            merged.append(output)
    return merged


def draft_of(path: Path) -> Path:
    return (DRAFTS / path.resolve().relative_to(BOOK)).with_suffix(".md")


def notebook_of(path: Path) -> Path:
    return (BOOK / path.resolve().relative_to(DRAFTS)).with_suffix(".ipynb")


def to_text(path: Path) -> Path:
    """Write the draft of a notebook, without outputs."""
    import jupytext

    draft = draft_of(path)
    draft.parent.mkdir(parents=True, exist_ok=True)
    notebook = jupytext.read(path)
    strip(notebook)
    jupytext.write(notebook, draft, fmt="md:myst")
    return draft


def from_text(draft: Path) -> Path:
    """Make a notebook of a draft; it has no outputs until it is run."""
    import jupytext
    import nbformat

    path = notebook_of(draft)
    path.parent.mkdir(parents=True, exist_ok=True)
    notebook = jupytext.read(draft, fmt="md:myst")
    for k, cell in enumerate(notebook.cells):
        cell["id"] = f"{path.stem}-{k:03d}"
    nbformat.write(notebook, path)
    return path


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("action", choices=["run", "to-text", "from-text"])
    parser.add_argument("files", nargs="+", type=Path)
    options = parser.parse_args()
    for path in options.files:
        if not path.is_file():
            parser.error(f"{path} does not exist")
        if options.action == "to-text":
            print(f"wrote {os.path.relpath(to_text(path))}")
            continue
        if options.action == "from-text":
            path = from_text(path)
        try:
            seconds = run(path)
        except Exception as error:  # the traceback of the cell is what helps
            print(re.sub(r"\x1b\[[0-9;]*m", "", str(error)), file=sys.stderr)
            print(f"{os.path.relpath(path)}: stopped; outputs not stored")
            return 1
        print(f"ran {os.path.relpath(path)} in {seconds:.1f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
