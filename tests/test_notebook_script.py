"""The script that writes notebooks: from text to notebook and back without a loss."""

import importlib.util
import sys
from pathlib import Path

import nbformat
import pytest

ROOT = Path(__file__).resolve().parents[1]
DRAFT = """\
---
kernelspec:
  display_name: Python 3
  language: python
  name: python3
---

(sec-small)=
# Small

Words.

```{code-cell} ipython3
print("one")
print("two")
2 + 2
```

```{code-cell} ipython3
---
mystnb:
  figure:
    name: fig-small
    caption: A caption.
  image:
    alt: What there is to see.
tags: [hide-input]
---
value = 1
```

+++

More words.

```{code-cell} ipython3
:tags: [solution]

answer = 42
answer
```
"""


@pytest.fixture
def script(tmp_path, monkeypatch):
    path = ROOT / "scripts" / "notebooks.py"
    spec = importlib.util.spec_from_file_location("notebooks_script", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setattr(module, "BOOK", tmp_path / "book")
    monkeypatch.setattr(module, "DRAFTS", tmp_path / "drafts")
    (tmp_path / "drafts").mkdir()
    return module


def write(script, text: str) -> Path:
    draft = script.DRAFTS / "small.md"
    draft.write_text(text, encoding="utf-8")
    return draft


def test_from_text_to_notebook_and_back(script):
    path = script.from_text(write(script, DRAFT))
    script.run(path)
    once = path.read_bytes()
    notebook = nbformat.read(path, as_version=4)
    assert [c["id"] for c in notebook.cells] == [f"small-{k:03d}" for k in range(6)]
    colab, first, figure, solution = (
        c for c in notebook.cells if c.cell_type == "code"
    )
    assert colab.metadata.tags == ["colab-install", "remove-cell"]
    assert [o.output_type for o in first.outputs] == ["stream", "execute_result"]
    assert first.outputs[0].text == "one\ntwo\n"
    assert first.outputs[1].data["text/plain"] == "4"
    assert figure.metadata.mystnb.figure.name == "fig-small"
    assert figure.metadata.mystnb.code_prompt_show == "Show the code of the figure"
    assert solution.metadata.tags == ["hide-cell", "solution"]
    assert solution.metadata.jupyter == {"source_hidden": True, "outputs_hidden": True}
    assert "metadata.execution" not in str(notebook)

    script.run(path)  # twice the same
    assert path.read_bytes() == once

    again = script.from_text(script.to_text(path))  # through text, nothing is lost
    script.run(again)
    assert again.read_bytes() == once


def test_a_cell_that_fails_stores_nothing(script, monkeypatch, capsys):
    path = script.from_text(write(script, DRAFT))
    script.run(path)
    before = path.read_bytes()
    broken = nbformat.read(path, as_version=4)
    broken.cells[2].source = "1 / 0"
    nbformat.write(broken, path)
    monkeypatch.setattr(sys, "argv", ["notebooks.py", "run", str(path)])
    assert script.main() == 1
    said = capsys.readouterr()
    assert "ZeroDivisionError" in said.err
    assert "outputs not stored" in said.out
    assert "1 / 0" in path.read_text(encoding="utf-8")
    assert before != path.read_bytes()


def test_a_missing_file_is_named(script, monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["notebooks.py", "run", "book/nowhere.ipynb"])
    with pytest.raises(SystemExit):
        script.main()
    assert "book/nowhere.ipynb does not exist" in capsys.readouterr().err
