"""Make the course's own environment in .venv, once; `make` calls this every time.

Nothing is done when .venv already holds what the requirement files ask for. An install
that was broken off is begun again.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
READY, BEGUN = VENV / "course-ready", VENV / "course-begun"
FILES = ("requirements.txt", "constraints.txt", "pyproject.toml")


def key() -> str:
    """Change when the requirements do, or when the folder is moved or copied."""
    digest = hashlib.sha256(str(ROOT).encode())
    for name in FILES:
        digest.update((ROOT / name).read_bytes())
    return digest.hexdigest()


def works() -> bool:
    """Tell whether .venv has a Python that runs and is new enough."""
    test = "import sys, pip; sys.exit(sys.version_info < (3, 11))"
    try:
        return subprocess.run([PYTHON, "-c", test], capture_output=True).returncode == 0
    except OSError:
        return False


def pip_install(*arguments: str) -> None:
    command = [PYTHON, "-m", "pip", "install", "--disable-pip-version-check"]
    if not sys.stdout.isatty():
        command += ["--quiet", "--progress-bar", "off"]
    subprocess.run([*command, *arguments], cwd=ROOT, check=True)


def main() -> int:
    wanted = key()
    if READY.is_file() and READY.read_text() == wanted and PYTHON.exists():
        return 0
    print("Setting up .venv (the first time takes a few minutes) ...", flush=True)
    if VENV.exists() and (BEGUN.exists() or not works()):
        shutil.rmtree(VENV)
    VENV.mkdir(exist_ok=True)
    READY.unlink(missing_ok=True)
    BEGUN.touch()
    try:
        if not PYTHON.exists():
            venv.create(VENV, with_pip=True, symlinks=os.name != "nt")
        pip_install("-r", "requirements.txt", "-c", "constraints.txt")
        pip_install("--no-deps", "-e", ".")
    except subprocess.CalledProcessError:
        BEGUN.unlink(missing_ok=True)  # pip stopped by itself: what is there is whole
        print("The installation failed; the lines above say why.", file=sys.stderr)
        return 1
    READY.write_text(wanted)
    BEGUN.unlink()
    return 0


if __name__ == "__main__":
    sys.exit(main())
