"""The directive {part-map}: the chapters of a part, and which of them need which.

Everything comes from the chapters themselves: title, what they need (the paragraph of
the opening with "You need"), their measured time. The questions are those of the first
page. So the map of a part cannot say anything else than its chapters do.
"""

import json
import re
from pathlib import Path

from docutils import nodes
from sphinx import addnodes
from sphinx.util.docutils import SphinxDirective

ROW = 100  # height of a chapter's row in the drawing; course.css makes all rows equal


class Chapter:
    """What the opening of a notebook says about it."""

    def __init__(self, path: Path, doc: str):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        texts = ["".join(c["source"]) for c in cells if c["cell_type"] == "markdown"]
        opening = "\n\n".join(texts).split("\n## ")[0]
        need = re.search(r"You need.*?(\n\n|$)", opening, re.DOTALL)
        self.doc = doc
        self.needs = re.findall(r"\{ref\}`sec-([a-z-]+)`", need[0])
        self.seconds = int(re.search(r"about (\d+) seconds", opening)[1])


class PartMap(SphinxDirective):
    """List the chapters of the part whose opening page this is, and draw the arrows."""

    def run(self) -> list[nodes.Node]:
        folder = Path(self.env.docname).parent
        toc = self.env.external_site_map
        docs = [d for d in toc if Path(d).parent == folder and d != self.env.docname]
        source = Path(self.env.srcdir)
        for doc in docs:
            self.env.note_dependency(f"{doc}.ipynb")
        self.env.note_dependency("book/index.md")
        chapters = [Chapter(source / f"{doc}.ipynb", doc) for doc in docs]
        places = {Path(doc).name: k for k, doc in enumerate(docs)}
        elsewhere = {Path(d).name: d for d in toc if d not in docs}
        front = (source / "book" / "index.md").read_text(encoding="utf-8")
        rows = nodes.enumerated_list(classes=["part-map-rows"])
        for chapter in chapters:
            others = [elsewhere[n] for n in chapter.needs if n in elsewhere]
            rows += self.row(chapter, question(front, chapter.doc), others)
        arrows = [
            (places[n], k)
            for k, chapter in enumerate(chapters)
            for n in chapter.needs
            if n in places
        ]
        total = sum(chapter.seconds for chapter in chapters)
        time = nodes.paragraph(text=f"All of it runs in about {minutes(total)}.")
        drawing = nodes.raw("", draw(len(docs), arrows), format="html")
        return [nodes.container("", rows, drawing, classes=["part-map"]), time]

    def row(self, chapter: Chapter, asks: str, others: list[str]) -> nodes.list_item:
        """Return title, question, and what the chapter needs from other parts."""
        head = nodes.paragraph("", "", link(chapter.doc, self.env.docname))
        item = nodes.list_item("", head, nodes.paragraph(text=asks))
        if others:
            words = nodes.paragraph("", "needs ", classes=["part-map-needs"])
            for k, doc in enumerate(others):
                words += [nodes.Text(", ")] * (k > 0)
                words += link(doc, self.env.docname)
            item += words
        return item


def link(doc: str, here: str) -> addnodes.pending_xref:
    """Return a link to a document that shows its title."""
    options = {"refdomain": "std", "refexplicit": False, "refwarn": True}
    target = {"reftype": "doc", "reftarget": f"/{doc}", "refdoc": here}
    return addnodes.pending_xref("", nodes.inline("", doc), **options, **target)


def question(front: str, doc: str) -> str:
    """Return the question of a chapter, from its row on the first page."""
    row = re.search(rf"{{doc}}`{doc.removeprefix('book/')}` \| (.+) \|", front)
    if row is None:
        raise ValueError(f"book/index.md has no row with the question of {doc}")
    return row[1]


def minutes(seconds: int) -> str:
    return f"{round(seconds / 60)} minutes" if seconds >= 90 else f"{seconds} seconds"


def draw(rows: int, arrows: list[tuple[int, int]]) -> str:
    """Return arcs beside the rows, from a chapter to each that needs it."""
    paths = []
    for start, end in arrows:
        y0, y1 = ROW * (start + 0.55), ROW * (end + 0.4)
        out = min(84, 22 + 13 * (end - start))
        paths.append(
            f'<path d="M 4 {y0:g} C {out} {y0:g} {out} {y1:g} 8 {y1:g}"/>'
            f'<path class="head" d="M 2 {y1:g} l 10 -6 v 12 z"/>'
        )
    return (
        f'<svg aria-hidden="true" viewBox="0 0 80 {ROW * rows}" '
        f'preserveAspectRatio="none" style="grid-row: 1 / span {rows}">'
        f"{''.join(paths)}</svg>"
    )


def setup(app):
    app.add_directive("part-map", PartMap)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
