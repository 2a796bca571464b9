"""Plant one bug at a time in the library: the generic checks must catch every one."""

import importlib
import shutil
import sys
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from bugs import BUGS
from generic import CHECKS, OPTIMIZERS, SLOPES, clipping_agrees, optimizer_agrees

import course_lib
from course_lib import cases

pytestmark = pytest.mark.slow

PACKAGE = Path(course_lib.__file__).parent


def mutant(folder: Path, file: str, old: str, new: str):
    """Return a NumPy half in which one line is changed, imported from a copy."""
    source = (PACKAGE / "scratch" / file).read_text(encoding="utf-8")
    assert old in source, f"{file} no longer holds {old!r}"
    name = f"mutant_{folder.name}".replace("-", "_")
    ignore = shutil.ignore_patterns("pytorch", "exercises", "__pycache__")
    shutil.copytree(PACKAGE, folder / name, ignore=ignore)
    (folder / name / "scratch" / file).write_text(
        source.replace(old, new), encoding="utf-8"
    )
    return importlib.import_module(f"{name}.scratch")


def complaints(half, part: str):
    """Yield what can notice a bug, what belongs to its own part first."""
    rows = getattr(cases, part, cases.feedforward).CASES
    rows = [*rows, *(row for row in cases.CASES if row not in rows)]
    layers = [partial(check, row, half) for row in rows for check in CHECKS]
    steps = [
        partial(optimizer_agrees, name, options, problem, half)
        for name, options in OPTIMIZERS
        for problem in SLOPES
    ] + [partial(clipping_agrees, norm, half) for norm in (0.5, 100.0)]
    yield from steps + layers if part == "optimization" else layers + steps


def caught(half, part: str) -> bool:
    for complain in complaints(half, part):
        try:
            with np.errstate(all="ignore"):
                complain()
        except Exception:
            return True
    return False


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(tmp_path)
    yield tmp_path
    for name in [n for n in sys.modules if n.startswith("mutant_")]:
        del sys.modules[name]


@pytest.mark.parametrize(("file", "old", "new"), BUGS, ids=lambda v: v[:40])
def test_bug_is_caught(folder, file, old, new):
    half = mutant(folder, file, old, new)
    assert caught(half, file.split("/")[0]), f"nobody noticed: {old} -> {new}"


def test_without_a_bug_nothing_is_caught(folder):
    same = mutant(folder, "module.py", "self._stack.pop()", "self._stack.pop()")
    assert not caught(same, "feedforward")
