"""Stored results belong to the code that is there, and are complete."""

import json
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
        def __init__(self, processes):
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
    file.write_text('"""Another word."""\nT, H = 1, 2\nSETTINGS = [\n]\n')
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
