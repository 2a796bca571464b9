"""Experiments that take minutes: their code, and the results that they stored.

Each file here is one experiment. It holds ``SETTINGS``, a list of dicts, and
``run(**setting)``, which returns a dict of numbers. ``DATA``, if it is there, names the
published files that it reads. ``results`` reads what was stored:

    from course_lib.experiments import results
    rows = results("rnn_zoo")  # a list of dicts, setting and numbers together

To measure again, on two cores, what is missing or was made by other code:

    python -m course_lib.experiments rnn_zoo

``--device cuda`` moves those experiments to a graphics card whose ``run`` takes a
device. A chapter runs one setting again, where the reader sees it, and compares.
"""

import ast
import json
import os
import time
from hashlib import sha256
from importlib import import_module
from pathlib import Path
from types import ModuleType

from ..data.downloads import FILES

HERE = Path(__file__).parent
STORE = HERE / "results"
NOT_CODE = ("SETTINGS", "DATA")


def names() -> list[str]:
    """Return the names of all experiments."""
    return sorted(p.stem for p in HERE.glob("*.py") if not p.stem.startswith("_"))


def load(name: str) -> ModuleType:
    """Return the module of an experiment.

    Raises: ValueError if there is none of that name.
    """
    if name not in names():
        raise ValueError(f"there is no experiment {name!r}; there are {names()}")
    return import_module(f".{name}", __name__)


def fingerprint(name: str) -> str:
    """Return what tells one version of an experiment's code from another.

    All lines of its file count, but for its docstring, its SETTINGS and its DATA: a
    setting more leaves the others as they are, and the data have sums of their own.
    """
    text = Path(load(name).__file__).read_text(encoding="utf-8")
    docstring, *code = ast.parse(text).body
    lines = text.splitlines()[docstring.end_lineno :]
    for node in reversed(code):
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) in NOT_CODE:
            start = docstring.end_lineno
            del lines[node.lineno - 1 - start : node.end_lineno - start]
    return sha256("\n".join(lines).strip().encode()).hexdigest()[:16]


def data(name: str) -> dict[str, str]:
    """Return the sha256 sum of each published file that an experiment reads."""
    return {file: FILES[file].sha256 for file in getattr(load(name), "DATA", ())}


def one(name: str, setting: dict, device: str) -> dict:
    """Run one setting; add the seconds of CPU time, and the device if it has another.

    The processes that measure draw no bar of their own.
    """
    os.environ["COURSE_QUIET"] = "1"
    place = {} if device == "cpu" else {"device": device}
    start = time.process_time()
    numbers = load(name).run(**setting, **place)
    seconds = round(time.process_time() - start, 2)
    return {**setting, **numbers, **place, "seconds": seconds}


def stored(name: str) -> dict:
    """Return all that is stored: runs, versions, data, and the code's fingerprint.

    Raises: ValueError for an unknown name, FileNotFoundError if nothing is stored.
    """
    load(name)
    path = STORE / f"{name}.json"
    if not path.is_file():
        raise FileNotFoundError(
            f"nothing is stored for {name!r}; measure it with "
            f"`python -m course_lib.experiments {name}`"
        )
    return json.loads(path.read_text(encoding="utf-8"))


def results(name: str, **wanted) -> list[dict]:
    """Return the stored runs as dicts: setting, numbers, and CPU seconds.

    Args: wanted, values that the setting must have, as in seed=0.
    Raises: as stored.
    """
    runs = stored(name)["runs"]
    return [r for r in runs if all(r.get(k) == v for k, v in wanted.items())]
