"""API pages made of docstrings: ``{api} feedforward`` in a page becomes its entries.

For a part of the course it lists, file by file, every public name of the NumPy half
and its twin in PyTorch; for other names, what these modules of course_lib define.
"""

import ast
import inspect
import re
from importlib import import_module
from pathlib import Path

from docutils import nodes
from sphinx import addnodes

BLOCK = re.compile(r"^```\{api\} (.+)\n```$", re.MULTILINE)
SECTION = re.compile(r"(?:Shapes|Parameters|Buffers|Args|Returns|Raises)\b")
SCHEME = re.compile(
    r"~?[a-z.]*Callable\[\[[^\]]*Generator, [^\]]*\]\], [^\]]*ndarray\]"
)
CHAPTERS = re.compile(r"Chapters?: ([a-z0-9-]+(?:, [a-z0-9-]+)*)\.")


def expand(app, docname: str, source: list[str]) -> None:
    """Replace each block of a page by headings and autodoc's directives."""
    if not BLOCK.search(source[0]):
        return
    from course_lib import scratch

    def entries(match: re.Match) -> str:
        names = match[1].split()
        files = [f for f in scratch.FILES if part_of(f) == names[0]]
        if files:
            found = [both_halves(f, scratch.FILES[f].split()) for f in files]
        elif names == ["experiments"]:
            found = experiments(Path(app.srcdir) / "course_lib" / "experiments")
        else:
            found = [
                f"## {n}\n\n" + autodoc("module", f"course_lib.{n}") for n in names
            ]
        return "\n\n".join(found)

    source[0] = BLOCK.sub(entries, source[0])
    for path in (Path(app.srcdir) / "course_lib").rglob("*.py"):
        app.env.note_dependency(str(path))


def part_of(file: str) -> str:
    """Return the part of a key of scratch.FILES; what is shared is the core."""
    return file.split(".")[0] if "." in file.strip(".") else "core"


def autodoc(kind: str, name: str) -> str:
    members = "" if kind == "function" else "   :members:\n"
    return f"```{{eval-rst}}\n.. auto{kind}:: {name}\n{members}```"


def both_halves(file: str, names: list[str]) -> str:
    """Return the section of one file: each name from scratch, then its twin."""
    from course_lib import pytorch, scratch

    text = import_module(f".{file}", "course_lib.scratch").__doc__
    title = re.sub(r",? from scratch.*", "", text.split("\n")[0]).rstrip(".;")
    where = CHAPTERS.search(text)
    parts = [f"## {title}"]
    if where:
        links = refs(where[1]).replace(":ref:", "{ref}")
        parts.append(f"Explained in {links}.")
    for name in names:
        ours, twin = getattr(scratch, name), getattr(pytorch, name, None)
        kind = "class" if inspect.isclass(ours) else "function"
        parts.append(autodoc(kind, f"course_lib.scratch.{name}"))
        if twin is None:
            continue
        if twin is ours:
            parts.append(f"`pytorch.{name}` is the same object.")
        elif twin.__module__.startswith("torch"):
            parts.append(f"`pytorch.{name}` is PyTorch's own.")
        elif inspect.getdoc(twin) == inspect.getdoc(ours):
            parts.append(f"`pytorch.{name}` has the same arguments and the same text.")
        else:
            entry = autodoc(kind, f"course_lib.pytorch.{name}")
            parts.append(f"````{{dropdown}} In PyTorch: {name}\n{entry}\n````")
    return "\n\n".join(parts)


def experiments(folder: Path) -> list[str]:
    """Return a list of the experiments, each with the first line of its file."""
    rows = []
    for path in sorted(folder.glob("[a-z]*.py")):
        first = ast.get_docstring(ast.parse(path.read_text("utf-8"))).split("\n")[0]
        rows.append(f"`{path.stem}`\n: {first}")
    return ["\n\n".join(rows)]


def tidy(app, what, name, obj, options, lines: list[str]) -> None:
    """Make RST of a docstring: equations keep their lines, labels become links."""
    blocks = re.split(rf"\n\n|\n(?={SECTION.pattern})", "\n".join(lines).strip("\n"))
    lines[:] = "\n\n".join(map(rst, blocks)).split("\n")


def rst(block: str) -> str:
    """Escape what RST would take for markup, outside of ``code``."""
    parts = re.split(r"(``.+?``)", block, flags=re.DOTALL)
    markup = re.compile(r"[\\*|`]|(?<=\w)_(?!\w)")
    parts[::2] = [markup.sub(r"\\\g<0>", part) for part in parts[::2]]
    block = re.sub(r"\((eq-[a-z0-9-]+)\)", r":eq:`\1`", "".join(parts))
    if block.startswith("    "):
        return f".. parsed-literal::\n\n{block}"
    block = CHAPTERS.sub(lambda m: "Explained in " + refs(m[1]) + ".", block)
    return SECTION.sub(r"**\g<0>**", block, count=1) if SECTION.match(block) else block


def refs(names: str) -> str:
    return ", ".join(f":ref:`sec-{name}`" for name in names.split(", "))


def name_types(app, what, name, obj, options, signature, returns):
    """Show the course's own name of a type that several signatures have."""
    return SCHEME.sub("Scheme", signature or "") or None, returns


def shorten(app, domain: str, objtype: str, content) -> None:
    """Show scratch.Linear for course_lib.scratch.Linear, as a reader writes it."""
    for node in content.parent.findall(addnodes.desc_addname):
        short = node.astext().removeprefix("course_lib.")
        node[:] = [nodes.Text(short)]
        if short == "pytorch.":
            node.parent["_toc_name"] = ""  # "On this page" has the original


def setup(app):
    app.connect("source-read", expand)
    app.connect("autodoc-process-docstring", tidy)
    app.connect("autodoc-process-signature", name_types)
    app.connect("object-description-transform", shorten)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
