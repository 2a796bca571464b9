"""Stored results belong to the code that is there, and are complete."""

import json
import os
import signal
import subprocess
import sys
import time
from concurrent.futures import Future
from types import SimpleNamespace

import pytest

from course_lib import experiments
from course_lib.experiments import __main__ as main
from course_lib.experiments.__main__ import measure

every_experiment = pytest.mark.parametrize("name", experiments.names())


@every_experiment
def test_made_by_this_code(name):
    """Else: python -m course_lib.experiments NAME."""
    assert experiments.stored(name)["code"] == experiments.fingerprint(name)


@every_experiment
def test_every_setting_has_a_result(name):
    settings, runs = experiments.load(name).SETTINGS, experiments.results(name)
    assert len(settings) == len(runs)
    for setting, run in zip(settings, runs, strict=True):
        assert setting.items() <= run.items()
        assert run["seconds"] >= 0
        assert len(run) > len(setting) + 1


@every_experiment
def test_it_says_what_made_it(name):
    stored = experiments.stored(name)
    assert set(stored["made_with"]) == {"python", "numpy", "torch"}
    assert stored.get("data", {}) == experiments.data(name)


@every_experiment
def test_it_says_what_it_measures_and_for_which_chapter(name):
    assert "Chapter: " in experiments.load(name).__doc__


def test_unknown_names():
    with pytest.raises(ValueError, match="no experiment 'zoos'"):
        experiments.results("zoos")


@pytest.fixture
def toy(tmp_path, monkeypatch):
    """Make an experiment of three runs, outside the package's own folder."""
    runs = []

    def run(seed):
        runs.append(seed)
        return {"error": seed / 10}

    file = tmp_path / "toy.py"
    file.write_text('"""Toy."""\nT, H = 1, 2\n')
    module = SimpleNamespace(
        SETTINGS=[{"seed": s} for s in range(3)], run=run, __file__=str(file)
    )

    class Pool:
        def __init__(self, processes, context, **options):
            pass

        def __enter__(self):
            return self

        def __exit__(self, *_):
            pass

        def submit(self, f, *args):
            job = Future()
            job.set_result(f(*args))
            return job

    for place in (experiments, main):
        monkeypatch.setattr(place, "load", lambda name: module)
        monkeypatch.setattr(place, "STORE", tmp_path)
    monkeypatch.setattr(main, "ProcessPoolExecutor", Pool)
    return runs, tmp_path, file, module


def test_only_what_is_missing_runs(toy):
    runs, store, file, module = toy
    with pytest.raises(FileNotFoundError, match="measure it with"):
        experiments.results("toy")
    measure("toy", 1, afresh=False)
    assert sorted(runs) == [0, 1, 2]
    assert [r["error"] for r in experiments.results("toy")] == [0, 0.1, 0.2]
    assert experiments.results("toy", seed=1)[0]["error"] == 0.1
    measure("toy", 1, afresh=False)
    assert len(runs) == 3
    module.SETTINGS.append({"seed": 3})
    measure("toy", 1, afresh=False)
    assert len(runs) == 4
    file.write_text('"""Another word."""\nT, H = 1, 2\nDATA = ()\nSETTINGS = [\n]\n')
    measure("toy", 1, afresh=False)
    assert len(runs) == 4
    file.write_text('"""Toy."""\nH = 3\n')  # other code: all again
    measure("toy", 1, afresh=False)
    assert len(runs) == 8
    assert len(json.loads((store / "toy.json").read_text())["runs"]) == 4


def test_a_setting_with_more_in_it_keeps_its_run():
    settings = [{"cell": "GRU"}, {"cell": "GRU", "layers": 2}, {"cell": "LSTM"}]
    runs = [{"cell": "GRU", "layers": 2, "error": 1}, {"cell": "GRU", "error": 2}]
    assert main.match(settings, runs) == {1: runs[0], 0: runs[1]}


def test_versions_of_all_that_measured():
    old, new = {"python": "3.11.7", "numpy": "2.4.6"}, {"python": "3.12.1"}
    assert main.joined({}, old) == old
    assert main.joined(old, old) == old
    both = main.joined(old, new | {"numpy": "2.4.6"})
    assert both == {"python": "3.11.7, 3.12.1", "numpy": "2.4.6"}
    assert main.joined(both, old) == both


def test_other_data_are_measured_again(toy, monkeypatch):
    runs, store, _, _ = toy
    for place in (experiments, main):
        monkeypatch.setattr(place, "data", lambda name: {"toy.txt": "0" * 64})
    measure("toy", 1, afresh=False)
    measure("toy", 1, afresh=False)
    assert len(runs) == 3
    assert json.loads((store / "toy.json").read_text())["data"] == {"toy.txt": "0" * 64}
    monkeypatch.setattr(main, "data", lambda name: {"toy.txt": "1" * 64})
    measure("toy", 1, afresh=False)
    assert len(runs) == 6


def complaint(monkeypatch, capsys, *arguments: str) -> str:
    """Run the command, which must end before anything is measured."""

    def refuse(*_):
        raise AssertionError("it began to measure")

    monkeypatch.setattr(main, "measure", refuse)
    monkeypatch.setattr(sys, "argv", ["experiments", *arguments])
    with pytest.raises(SystemExit) as stop:
        main.main()
    assert stop.value.code == 2
    return capsys.readouterr().err


def test_what_is_missing_is_said_before_anything_runs(monkeypatch, capsys, tmp_path):
    from course_lib.data import downloads

    monkeypatch.setenv("COURSE_DATA", str(tmp_path))
    monkeypatch.setattr(downloads, "cache", lambda: tmp_path / "cache")
    said = complaint(monkeypatch, capsys, "recorded_digits")
    assert "fsdd.tar.gz was not found; get it from https://" in said
    (tmp_path / "fsdd.tar.gz").write_bytes(b"half of it")
    said = complaint(monkeypatch, capsys, "recorded_digits")
    assert "damaged or another version" in said
    assert "no experiment 'zoos'" in complaint(monkeypatch, capsys, "zoos")


def test_a_graphics_card_that_is_not_there_or_not_used(monkeypatch, capsys):
    monkeypatch.setattr("torch.cuda.is_available", lambda: False)
    cuda = ("--device", "cuda")
    said = complaint(monkeypatch, capsys, "chorales", *cuda)
    assert "finds no graphics card for --device cuda" in said
    said = complaint(monkeypatch, capsys, "mnist", *cuda)
    assert "mnist runs on the CPU only" in said


def test_the_device_reaches_the_run(toy):
    *_, module = toy
    module.run = lambda seed, device="cpu": {"on": device}
    assert experiments.one("toy", {"seed": 0}, "cpu")["on"] == "cpu"
    run = experiments.one("toy", {"seed": 0}, "cuda")
    assert run["on"] == run["device"] == "cuda"


DICE = '''"""Throws of a die. Chapter: none."""

import time

import numpy as np

SETTINGS = [{"seed": seed} for seed in range(6)]


def run(seed):
    time.sleep(0.3)
    return {"sum": int(np.random.default_rng(seed).integers(1, 7, 100).sum())}
'''
COMMAND = """
import signal
import sys
from pathlib import Path

import course_lib.experiments as experiments

folder = Path(__file__).parent
experiments.__path__.append(str(folder))
experiments.HERE = folder
experiments.STORE = Path(sys.argv.pop(1))

if __name__ == "__main__":
    from course_lib.experiments.__main__ import main

    signal.signal(signal.SIGINT, signal.default_int_handler)  # as in a terminal
    main()
"""


def test_stopped_and_resumed_is_as_if_never_stopped(tmp_path):
    (tmp_path / "dice.py").write_text(DICE)
    (tmp_path / "command.py").write_text(COMMAND)

    def start(store):
        command = (sys.executable, "command.py", store, "dice", "--processes", "1")
        return subprocess.Popen(
            command,
            cwd=tmp_path,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def stored(store):
        path = tmp_path / store / "dice.json"
        return json.loads(path.read_text()) if path.is_file() else {"runs": []}

    whole, broken = start("whole"), start("broken")
    while not stored("broken")["runs"] and broken.poll() is None:
        time.sleep(0.01)
    os.killpg(broken.pid, signal.SIGINT)  # Ctrl-C reaches all processes
    assert "the same command goes on" in broken.communicate(timeout=60)[1]
    assert broken.returncode == 130
    assert 0 < len(stored("broken")["runs"]) < 6
    again = start("broken")
    for process in (whole, again):
        process.communicate(timeout=60)
        assert process.returncode == 0
    for found in (results := [stored("whole"), stored("broken")]):
        for run in found["runs"]:
            assert run.pop("seconds") >= 0
    assert results[0] == results[1]
    assert len(results[0]["runs"]) == 6
