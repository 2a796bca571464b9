"""Serve MathJax from the site itself, so that formulas show without a network.

The PyPI package sphinx-mathjax-offline carries all of MathJax (24 MB). A page needs
one script and its fonts (2 MB): only these are copied.
"""

import shutil
from importlib.metadata import distribution
from pathlib import Path

PACKAGE = "sphinx-mathjax-offline"
SCRIPT = "tex-chtml-full.js"
FONTS = "output/chtml/fonts/woff-v2"


def copy_mathjax(app, exception) -> None:
    if exception is not None or app.builder.format != "html":
        return
    source = Path(distribution(PACKAGE).locate_file(f"{PACKAGE}/static/mathjax"))
    target = Path(app.outdir) / "_static" / "mathjax"
    shutil.copytree(source / FONTS, target / FONTS, dirs_exist_ok=True)
    shutil.copy2(source / SCRIPT, target / SCRIPT)


def setup(app):
    app.connect("build-finished", copy_mathjax)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
