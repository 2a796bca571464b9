"""Write constraints.txt: the exact version of everything that is in .venv."""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HEADER = "# Exact versions of everything in .venv, written by `make freeze`.\n"


def main() -> None:
    command = [sys.executable, "-m", "pip", "freeze", "--exclude-editable"]
    listed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    # "2.13.0+cpu" names one build of a version; others must be able to take theirs.
    pins = [re.sub(r"\+\w+$", "", line) for line in listed.splitlines() if "==" in line]
    pins.sort(key=str.lower)
    (ROOT / "constraints.txt").write_text(HEADER + "\n".join(pins) + "\n")
    print(f"constraints.txt: {len(pins)} packages")


if __name__ == "__main__":
    main()
