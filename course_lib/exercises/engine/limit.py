"""A time limit for code that may never end, where there is no second process.

Python's alarm signal interrupts anything written in Python. Where there is none (a
browser, Windows, a thread other than the main one), a trace function looks at the
clock before every line: slower, and as sure.
"""

import dis
import functools
import signal
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from types import CodeType
from typing import Any


class OutOfTime(BaseException):
    """Raised inside the code that ran too long; not an Exception, so rarely caught."""


def limited(work: Callable[[], Any], seconds: float) -> Any:
    """Return ``work()``, or raise OutOfTime inside it after ``seconds``."""
    main = threading.current_thread() is threading.main_thread()
    if main and hasattr(signal, "setitimer"):
        return _by_alarm(work, seconds)
    return _by_trace(work, seconds)


def _by_alarm(work: Callable[[], Any], seconds: float) -> Any:
    def ring(number, frame):
        raise OutOfTime

    before = signal.signal(signal.SIGALRM, ring) or signal.SIG_DFL
    # Again every 0.1 s: a bare ``except`` in a loop may swallow the first.
    waiting, _ = signal.setitimer(signal.ITIMER_REAL, max(seconds, 0.001), 0.1)
    try:
        return work()
    finally:
        with suppress(OutOfTime):  # it may ring once more while it is taken down
            signal.setitimer(signal.ITIMER_REAL, 0)
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
        if waiting:
            signal.setitimer(signal.ITIMER_REAL, waiting)


def _by_trace(work: Callable[[], Any], seconds: float) -> Any:
    end = time.monotonic() + seconds

    def look(frame, event, argument):
        late = time.monotonic() - end
        # Python drops a trace function that raises: one shot, so not into a "try".
        if late > 0.5 or (late > 0 and not _guarded(frame.f_code, frame.f_lasti)):
            raise OutOfTime
        return look

    before = sys.gettrace()
    sys.settrace(look)
    try:
        return work()
    finally:
        sys.settrace(before)


def _guarded(code: CodeType, at: int) -> bool:
    """Tell whether an exception raised at this instruction meets an ``except``."""
    return any(entry.start <= at < entry.end for entry in _entries(code))


@functools.lru_cache
def _entries(code: CodeType) -> list:
    return dis.Bytecode(code).exception_entries
