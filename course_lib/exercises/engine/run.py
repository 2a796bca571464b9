"""Run the reader's code: on copies, timed, silenced, and whatever it raises caught."""

import copy
import dis
import functools
import inspect
import io
import linecache
import os
import re
import time
import warnings
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

import numpy as np

from .limit import OutOfTime, limited
from .outcome import Outcome, Unfinished, Unusable

SECONDS = 5.0  # for all cases of one check together
NOT_THEIRS = (str(Path(__file__).resolve().parents[2]), str(Path(os.__file__).parent))


class Printed(io.TextIOBase):
    """Keep the beginning of what is printed: an endless loop prints without end."""

    def __init__(self):
        self.kept = ""

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        if len(self.kept) < 400:
            self.kept += str(text)[:400]
        return len(text)


def deadline() -> float:
    return time.monotonic() + SECONDS


def run(work: Callable[[], dict[str, np.ndarray]], end: float) -> Outcome:
    """Return what ``work`` gives as an Outcome; never raise, whatever it does."""
    left, printed = end - time.monotonic(), Printed()
    if left <= 0:
        return Outcome(sort="time", problem=_too_long(), over=True)
    try:
        with (
            warnings.catch_warnings(),
            np.errstate(all="ignore"),
            redirect_stdout(printed),
            redirect_stderr(printed),
        ):
            warnings.simplefilter("ignore")
            outcome = Outcome(arrays=limited(work, left))
    except OutOfTime:
        outcome = Outcome(sort="time", problem=_too_long(), over=True)
    except Unfinished:
        outcome = Outcome(sort="unfinished", unfinished=True)
    except Unusable as error:
        outcome = Outcome(sort=f"unusable: {error}", problem=_sentence(str(error)))
    except RecursionError:
        problem = "Your code calls itself without end. Which call should stop it?"
        outcome = Outcome(sort="raised RecursionError", problem=problem)
    except BaseException as error:
        stopped = isinstance(error, KeyboardInterrupt)
        sort = f"raised {type(error).__name__}"
        outcome = Outcome(sort=sort, problem=raised(error), over=stopped)
    outcome.printed = printed.kept
    return outcome


def _too_long() -> str:
    return (
        f"Your code was stopped after {SECONDS:g} seconds. Is there a loop that does "
        "not end?"
    )


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def raised(error: BaseException) -> str:
    """Say what was raised, and in which line of the reader's own code."""
    try:
        message = " ".join(str(error).split())
    except BaseException:
        message = ""
    message = re.sub(r"0x[0-9a-fA-F]+", "0x…", message)
    if len(message) > 240:
        message = message[:240] + " …"
    said = f"Your code raised {type(error).__name__.lstrip('_')}"
    said += message and f": {message}"
    where = _line(error)
    return said + (f"\n{where}" if where else "" if said.endswith(".") else ".")


def _line(error: BaseException) -> str:
    """Find the deepest line that is neither the course's nor a library's."""
    found, trace = "", error.__traceback__
    while trace is not None:
        file = trace.tb_frame.f_code.co_filename
        if not file.startswith(NOT_THEIRS) and "-packages" not in file:
            source = linecache.getline(file, trace.tb_lineno).strip()
            if source and not file.startswith("<frozen"):
                found = f"in line {trace.tb_lineno} of your code:  {source[:70]}"
        trace = trace.tb_next
    return found


def changed(before: tuple, after: tuple, names: list[str]) -> tuple[str, ...]:
    """Name the arguments that are no longer what they were."""
    return tuple(
        name
        for name, old, new in zip(names, before, after, strict=False)
        if not _unchanged(old, new)
    )


def _unchanged(old: Any, new: Any) -> bool:
    if isinstance(old, np.ndarray):
        return old.shape == new.shape and np.array_equal(
            old, new, equal_nan=old.dtype.kind == "f"
        )
    if isinstance(old, list | tuple):
        return len(old) == len(new) and all(map(_unchanged, old, new))
    if isinstance(old, dict):
        return list(old) == list(new) and all(_unchanged(old[k], new[k]) for k in old)
    return True


def copied(arguments: tuple) -> tuple:
    return tuple(copy.deepcopy(a) for a in arguments)


IDLE = {"RESUME", "NOP", "POP_TOP", "CACHE", "COPY_FREE_VARS", "NOT_TAKEN"}


def is_blank(function: Any) -> bool:
    """Tell whether a function's body is still ``...``, ``pass`` or a docstring."""
    while isinstance(function, functools.partial):
        function = function.func
    code = getattr(function, "__code__", None)
    if not inspect.iscode(code):
        return False
    steps = [s for s in dis.get_instructions(code) if s.opname not in IDLE]
    if any(s.opname == "RAISE_VARARGS" for s in steps):
        return code.co_names == ("NotImplementedError",) and len(steps) < 8
    return all(
        s.opname in ("LOAD_CONST", "RETURN_CONST") and s.argval in (None, ...)
        for s in steps
        if s.opname != "RETURN_VALUE"
    )
