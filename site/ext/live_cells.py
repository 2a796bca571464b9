"""Make cells tagged `live` run in the reader's browser.

A page with such cells gets, as JSON, what each of them needs from the cells before it
(slices.py); site/live/live.js does the rest. Python itself, Pyodide with NumPy, is
loaded at the first click; scripts/browser_python.py has put it together beforehand.
Where that was not possible the cells stay as they are printed. The script also keeps
which exercises are solved, for which it gets a list of all.
"""

import json
import shutil
import zipfile
from pathlib import Path

from slices import offered, slices

ROOT = Path(__file__).parents[2]
LIVE, PYTHON = ROOT / "site" / "live", ROOT / ".venv" / "browser-python"
INSTALL = "colab-install"


def plans(notebook: Path) -> list[dict]:
    """Return for each live cell its number, its exercise and what must run before."""
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    code = [c for c in cells if c["cell_type"] == "code"]
    tags = [set(c["metadata"].get("tags", [])) for c in code]
    texts = [
        "" if INSTALL in t else "".join(c["source"])
        for c, t in zip(code, tags, strict=True)
    ]
    needed = slices(texts)
    unsolved = {k for k, t in enumerate(tags) if t & {"exercise", "solution"}}
    found = []
    for k in range(len(code)):
        if "live" not in tags[k]:
            continue
        plan = {"number": k, "exercise": None}
        plan["earlier"] = [(s.cell, s.code) for s in needed[k]]
        known = {s.code for s in needed[k]}
        extra = [s.code for s in offered(texts, k, unsolved) if not s.foreign]
        plan["offered"] = [code for code in extra if code not in known]
        if "exercise" in tags[k]:
            plan["exercise"] = exercise(texts[k])
        found.append(plan)
    return found


def exercise(code: str) -> str:
    """Return the id of the exercise that a starter cell checks."""
    return code.split('check("')[1].split('"')[0]


def add_plans(app, pagename, templatename, context, doctree) -> None:
    path = Path(app.env.doc2path(pagename))
    if doctree is None or path.suffix != ".ipynb" or not PYTHON.is_dir():
        return
    found = plans(path)
    if found:
        text = json.dumps(found, ensure_ascii=False).replace("</", "<\\/")
        kind = 'type="application/json" id="live-cells"'
        context["body"] += f"<script {kind}>{text}</script>"


def add_scripts(app) -> None:
    for name in ("exercises.js", "live.js"):
        app.add_js_file(f"live/{name}", loading_method="defer")


def exercises(app) -> list[dict]:
    """Return page, title and exercises of every chapter that has some."""
    from course_lib.exercises import catalog

    pages = {Path(doc).name: doc for doc in app.env.found_docs}
    found: dict[str, dict] = {}
    for one in (e for e in catalog() if e.chapter in pages):
        page = pages[one.chapter]
        title = app.env.titles[page].astext()
        entry = found.setdefault(page, {"page": page, "title": title, "ids": []})
        entry["ids"].append(one.id)
    return list(found.values())


def copy_python(app, exception) -> None:
    """Put the scripts, Python and the course's package beside the pages."""
    if exception is not None or app.builder.format != "html":
        return
    static = Path(app.outdir) / "_static"
    python = static / "pyodide"
    listed = json.dumps(exercises(app), ensure_ascii=False)
    script = f"window.courseExercises = {listed};\n"
    (static / "live").mkdir(exist_ok=True)
    (static / "live" / "exercises.js").write_text(script, encoding="utf-8")
    for name in ("live.js", "worker.js"):
        shutil.copy2(LIVE / name, static / "live" / name)
    if not PYTHON.is_dir():
        return
    shutil.copytree(PYTHON, python, dirs_exist_ok=True)
    shutil.copy2(LIVE / "cell.py", python / "cell.py")
    with zipfile.ZipFile(python / "course_lib.zip", "w", zipfile.ZIP_DEFLATED) as made:
        for file in sorted((ROOT / "course_lib").rglob("*")):
            if file.suffix in {".py", ".txt", ".json"}:
                made.write(file, file.relative_to(ROOT).as_posix())
    from sklearn import datasets

    digits = Path(datasets.__file__).parent / "data" / "digits.csv.gz"
    shutil.copy2(digits, python / digits.name)


def setup(app):
    app.connect("builder-inited", add_scripts)
    app.connect("html-page-context", add_plans)
    app.connect("build-finished", copy_python)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
