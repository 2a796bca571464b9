"""The publishing workflow can tell every notebook where it comes from."""

import json
import shutil

import colab
import pytest

NOTEBOOKS = sorted(colab.BOOK.rglob("*.ipynb"))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_the_address_is_filled_in_and_nothing_else(path, tmp_path):
    copy = shutil.copy(path, tmp_path / path.name)
    assert colab.fill_in(copy, "https://github.com/someone/twice")
    before, after = path.read_text().splitlines(), copy.read_text().splitlines()
    changed = [b for a, b in zip(before, after, strict=True) if a != b]
    assert len(changed) == 1
    assert 'REPOSITORY = \\"https://github.com/someone/twice\\"' in changed[0]


def test_a_notebook_without_the_cell_is_found(tmp_path):
    path = tmp_path / "bare.ipynb"
    path.write_text(json.dumps({"cells": []}))
    assert not colab.fill_in(path, "https://github.com/someone/twice")
