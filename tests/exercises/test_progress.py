"""Progress: kept in one small file, never lost, and never in the way of a check."""

import builtins
import json
import os
import subprocess
import sys

import pytest

from course_lib import quiet
from course_lib.exercises import catalog, check, progress
from course_lib.exercises.engine import memory
from course_lib.exercises.engine.progress import bar

ID = "using-this-course/weighted-sum"


def right(x, w):
    return x @ w


@pytest.fixture(autouse=True)
def fresh(monkeypatch):
    monkeypatch.setattr(memory, "_session", set())
    monkeypatch.setattr(memory, "_told", set())
    monkeypatch.delenv("COURSE_PROGRESS", raising=False)


@pytest.fixture
def file(tmp_path, monkeypatch):
    path = tmp_path / "folder" / "progress.json"
    monkeypatch.setenv("COURSE_PROGRESS", str(path))
    return path


def stored(path):
    return json.loads(path.read_text())["solved"]


def test_solving_is_recorded_once(file):
    assert progress().solved == 0
    assert not file.exists(), "looking stores nothing"
    check(ID, right)
    check(ID, right)
    assert stored(file) == [ID]
    memory._session.clear()  # as after a restart
    table = progress()
    assert (table.solved, table.total) == (1, len(catalog()))
    assert os.listdir(file.parent) == [file.name], "no temporary file is left"


def test_only_the_readers_right_answers_count(file):
    check(ID, right, solution=True)
    check(ID, lambda x, w: 0)
    check(ID, None)
    assert not file.exists()
    assert progress().solved == 0


def test_ids_of_other_versions_are_kept_and_not_counted(file):
    file.parent.mkdir()
    file.write_text(json.dumps({"version": 1, "solved": ["from/the-future"]}))
    assert progress().solved == 0
    check(ID, right)
    assert stored(file) == ["from/the-future", ID]


@pytest.mark.parametrize("damage", ["", "{", "[1]", '{"solved": 3}', '{"solved": [3]}'])
def test_a_damaged_file_is_set_aside(file, damage, capsys):
    file.parent.mkdir()
    file.write_text(damage)
    result = check(ID, right)
    assert result.passed
    assert "could not be understood" in capsys.readouterr().out
    assert stored(file) == [ID]
    assert (file.parent / "progress-damaged-1.json").read_text() == damage
    file.write_text(damage)
    assert "could not be understood" in progress().text
    assert (file.parent / "progress-damaged-2.json").read_text() == damage


def test_bytes_that_are_no_text_are_set_aside(file):
    file.parent.mkdir()
    file.write_bytes(b"\xff\xfe\x00")
    assert "progress-damaged-1.json" in progress().text
    assert (file.parent / "progress-damaged-1.json").read_bytes() == b"\xff\xfe\x00"


def test_a_failing_write_is_said_once_and_changes_nothing(file, monkeypatch, capsys):
    check(ID, right)
    before = file.read_bytes()

    def refuse(*args, **kwargs):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(memory.tempfile, "mkstemp", refuse)
    memory._session.clear()
    capsys.readouterr()
    other = "using-this-course/shape"
    answer = next(e.reference for e in catalog() if e.id == other)
    assert check(other, answer).passed
    said = capsys.readouterr().out
    assert "could not be stored (Permission denied)" in " ".join(said.split())
    assert check(other, answer).passed
    assert "could not be stored" not in capsys.readouterr().out
    assert file.read_bytes() == before
    assert progress().solved == 2, "it still counts until the end of the session"


def test_an_interrupted_write_leaves_the_old_file(file, monkeypatch):
    check(ID, right)

    def fail(*args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(memory.os, "replace", fail)
    check("using-this-course/shape", "c")
    assert stored(file) == [ID]
    assert os.listdir(file.parent) == [file.name]


def test_a_folder_in_its_place(tmp_path, monkeypatch):
    monkeypatch.setenv("COURSE_PROGRESS", str(tmp_path))
    assert check(ID, right).passed
    assert "could not be read" in progress().text


def test_nothing_is_stored_in_tests_or_when_off(monkeypatch):
    assert quiet.quiet()
    assert memory.location() is None
    monkeypatch.setenv("COURSE_PROGRESS", "OFF")
    assert memory.location() is None
    check(ID, right)
    table = progress()
    assert table.solved == 1, "but this session remembers"
    assert "Stored in" not in table.text


def test_stored_in_the_data_folder_when_nobody_says_otherwise(monkeypatch):
    monkeypatch.setattr(memory, "quiet", lambda: False)
    path = memory.location()
    assert path.name == "progress.json"
    assert path.parent.name == "neural-networks-twice"


def test_without_platformdirs(monkeypatch):
    monkeypatch.setattr(memory, "quiet", lambda: False)
    real = builtins.__import__

    def missing(name, *args, **kwargs):
        if name == "platformdirs":
            raise ImportError(name)
        return real(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", missing)
    tail = memory.location().parts[-4:]
    assert tail == (".local", "share", "neural-networks-twice", "progress.json")


def test_another_process_sees_it(file):
    check(ID, right)
    code = "from course_lib.exercises import progress; progress()"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert done.stdout.startswith(f"· 1 of {len(catalog())} exercises solved")


def test_the_table(file):
    check(ID, right)
    table = progress()
    assert repr(table) == f"<progress: 1 of {table.total}>"
    lines = table.text.splitlines()
    assert lines[1].split() == ["using-this-course", bar(1, 2), "1", "of", "2"]
    assert lines[2].strip() == "open: shape"
    assert "Next: `using-this-course/shape`" in table.text
    assert f"Stored in {file}" in " ".join(table.text.split())
    assert max(len(text) for text in lines if str(file) not in text) <= 76
    for chapter in {e.chapter for e in catalog()}:
        assert chapter in table.text
        assert f">{chapter}</th>" in table.html
    assert '<th scope="col"' in table.html
    assert '<th scope="row"' in table.html


def test_the_table_when_all_is_solved(file):
    memory._session.update(e.id for e in catalog())
    table = progress()
    assert table.solved == table.total
    assert "open:" not in table.text
    assert "All are solved." in table.text
    assert "░" not in table.text


def test_bar():
    assert bar(0, 8) == "░" * 10
    assert bar(8, 8) == "█" * 10
    assert bar(7, 8).count("█") == 8
    assert bar(1, 100).count("█") == 1
    assert bar(0, 0) == "░" * 10
