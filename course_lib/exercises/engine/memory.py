"""Remember what is solved, in a small file in the reader's own data folder.

The environment variable COURSE_PROGRESS names another file, or says "off". In tests
nothing is read or stored, unless it names a file.
"""

import json
import os
import tempfile
from pathlib import Path

from ...quiet import quiet

FOLDER = "neural-networks-twice"
_session: set[str] = set()  # solved since the start, whether or not it is stored
_told: set[str] = set()  # what has been said once


def location() -> Path | None:
    """Return the file that remembers, or None if nothing is to be remembered."""
    chosen = os.environ.get("COURSE_PROGRESS", "").strip()
    if chosen.lower() == "off" or (not chosen and quiet()):
        return None
    if chosen:
        return Path(chosen).expanduser()
    try:
        import platformdirs

        folder = Path(platformdirs.user_data_dir(FOLDER, appauthor=False))
    except ImportError:
        folder = Path.home() / ".local" / "share" / FOLDER
    return folder / "progress.json"


def record(id: str) -> str:
    """Remember that an exercise is solved; return a sentence if that failed."""
    _session.add(id)
    try:
        path = location()
        if path is None:
            return ""
        solved, message = _read(path)
        if id not in solved:
            _write(path, [*solved, id])
        return message
    except (OSError, RuntimeError, ValueError) as error:
        return _once(
            "Your progress could not be stored "
            f"({getattr(error, 'strerror', None) or error}); the check is not affected."
        )


def solved() -> tuple[set[str], str]:
    """Return the ids that are solved, and a sentence if the file has a problem."""
    try:
        path = location()
        if path is None:
            return set(_session), ""
        stored, message = _read(path)
        return _session | set(stored), message
    except (OSError, RuntimeError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        return set(_session), f"The stored progress could not be read ({reason})."


def _once(message: str) -> str:
    new = message not in _told
    _told.add(message)
    return message if new else ""


def _read(path: Path) -> tuple[list[str], str]:
    """Return the stored ids; a damaged file is set aside, never overwritten."""
    if not path.exists():
        return [], ""
    try:
        stored = json.loads(path.read_text(encoding="utf-8"))["solved"]
        if not all(isinstance(id, str) for id in stored):
            raise TypeError
        return list(stored), ""
    except (ValueError, KeyError, TypeError):
        kept = _free(path)
        os.replace(path, kept)
        return [], (
            f"The progress file could not be understood. It is kept as {kept.name} in "
            f"{kept.parent}, and a new one begins."
        )


def _free(path: Path) -> Path:
    numbers = iter(range(1, 10_000))
    while True:
        other = path.with_name(f"{path.stem}-damaged-{next(numbers)}{path.suffix}")
        if not other.exists():
            return other


def _write(path: Path, ids: list[str]) -> None:
    """Replace the file in one step, so that it is whole at any moment."""
    path.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps({"version": 1, "solved": ids}, indent=1) + "\n"
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=path.name, text=True)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
