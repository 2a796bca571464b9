"""Every part opens with a page that maps its chapters."""

import re
from itertools import pairwise
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
TOC = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))["parts"]
NUMBERED = [(before, part) for before, part in pairwise(TOC) if part.get("numbered")]


@pytest.mark.parametrize(("before", "part"), NUMBERED)
def test_a_page_opens_the_part(before, part):
    folders = {Path(chapter["file"]).parent for chapter in part["chapters"]}
    (folder,) = folders
    assert [c["file"] for c in before["chapters"]] == [str(folder / "index")]
    text = (ROOT / folder / "index.md").read_text(encoding="utf-8")
    title = re.match(rf"\(sec-part-{folder.name}\)=\n# (.+)\n", text)
    assert title[1] == before["caption"]
    assert text.count("```{part-map}\n```") == 1


def test_every_chapter_belongs_to_a_part():
    chapters = [c["file"] for _, part in NUMBERED for c in part["chapters"]]
    folders = {Path(file).parent for file in chapters}
    stored = {p for folder in folders for p in (ROOT / folder).glob("*.ipynb")}
    assert {ROOT / f"{file}.ipynb" for file in chapters} == stored
