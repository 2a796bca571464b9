"""The numbers on the first page are those that the two halves give today."""

import importlib.util
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[2]
INDEX = (ROOT / "book" / "index.md").read_text(encoding="utf-8")


def picture():
    path = ROOT / "scripts" / "index_picture.py"
    spec = importlib.util.spec_from_file_location("index_picture", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_first_page_tells_the_truth():
    train = picture().train
    pairs = [(train("scratch", seed), train("pytorch", seed)) for seed in range(5)]
    for by_hand, by_torch in pairs:
        difference = np.abs(by_hand["train_loss"] - by_torch["train_loss"]).max()
        assert difference < 1e-12
        assert by_hand["accuracy"] == by_torch["accuracy"]
    by_hand, by_torch = pairs[0]
    shown = {f"{run['train_loss'][-1]:.12f}" for run in (by_hand, by_torch)}
    assert len(shown) == 1, "the two losses differ in the digits that the picture shows"
    assert shown.pop() in INDEX
    assert f"{by_hand['steps']:,} steps" in INDEX
    assert f"{by_hand['accuracy']:.1%} of new digits" in INDEX
    parameters = sum(w.size for w in by_hand["model"].state_dict().values())
    assert f"{parameters:,} parameters" in INDEX
    mean = 100 * np.mean([one["accuracy"] for one, _ in pairs])
    assert f"{mean:.1f} %" in INDEX
