"""Find a Chromium for the site checks; as a script, install Debian's where allowed."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MAC = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
MISSING = (
    "No Chromium found: the site checks are skipped "
    "(install chromium, or name one in COURSE_CHROMIUM)."
)


def find_chromium() -> str | None:
    named = os.environ.get("COURSE_CHROMIUM")
    if named:
        return named
    found = (shutil.which(name) for name in NAMES)
    return next(filter(None, found), None) or next(
        (path for path in MAC if Path(path).exists()), None
    )


def may_install() -> list[str] | None:
    """Return the prefix for apt-get: nothing for root, sudo if it asks no password."""
    if not shutil.which("apt-get"):
        return None
    if os.geteuid() == 0:
        return []
    if not shutil.which("sudo"):
        return None
    asked = subprocess.run(["sudo", "-n", "true"], capture_output=True)
    return ["sudo", "-n"] if asked.returncode == 0 else None


def install() -> None:
    prefix = may_install()
    if prefix is None:
        return
    print("Installing Debian's Chromium for the site checks ...", flush=True)
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    apt = [*prefix, "apt-get", "-qq"]
    for command in (
        [*apt, "update"],
        [*apt, "install", "-y", "--no-install-recommends", "chromium"],
    ):
        done = subprocess.run(
            command,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
        )
        if done.returncode:
            return


def main() -> int:
    if find_chromium() is None:
        install()
    if find_chromium() is None:
        print(MISSING)
    return 0


if __name__ == "__main__":
    sys.exit(main())
