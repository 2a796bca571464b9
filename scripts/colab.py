"""Write the repository's address into the notebooks' cell for Colab.

    python scripts/colab.py https://github.com/OWNER/NAME

The publishing workflow runs this on a branch of its own: Colab opens a notebook alone,
so the notebook must know where to install the course's package from.
"""

import json
import sys
from pathlib import Path

BOOK = Path(__file__).resolve().parent.parent / "book"
BLANK = 'REPOSITORY = ""'


def fill_in(path: Path, repository: str) -> bool:
    """Fill in the address in one notebook; tell whether it has the cell."""
    notebook = json.loads(path.read_text())
    found = False
    for cell in notebook["cells"]:
        if "colab-install" in cell["metadata"].get("tags", []):
            source = "".join(cell["source"])
            found = BLANK in source
            source = source.replace(BLANK, f'REPOSITORY = "{repository}"')
            cell["source"] = source.splitlines(keepends=True)
    path.write_text(json.dumps(notebook, indent=1, ensure_ascii=False) + "\n")
    return found


def main() -> int:
    if len(sys.argv) != 2:
        print(__doc__.strip(), file=sys.stderr)
        return 2
    paths = sorted(BOOK.rglob("*.ipynb"))
    without = [str(path) for path in paths if not fill_in(path, sys.argv[1])]
    if without or not paths:
        print("no cell to fill in:", *(without or ["no notebooks"]), file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
