"""The comparison with torch.nn finds what differs."""

import numpy as np
import pytest
import torch

from course_lib import scratch
from course_lib.compare import with_torch


def test_a_twin_is_the_same():
    rng = np.random.default_rng(0)
    ours = scratch.LSTM(3, 4, 2, bidirectional=True, rng=rng)
    theirs = torch.nn.LSTM(3, 4, 2, bidirectional=True)
    found = with_torch(ours, theirs, rng.standard_normal((5, 2, 3)), rng=rng)
    assert {"y", "dx", "dweight_ih_l0", "dbias_hh_l1_reverse"} < found.keys()
    assert max(found.values()) < 1e-12


@pytest.mark.parametrize("wrong", ["step", "backward"])
def test_a_difference_is_found(wrong, monkeypatch):
    rng = np.random.default_rng(0)
    ours = scratch.Linear(3, 2, rng=rng)
    name = "forward" if wrong == "step" else "backward"
    right = getattr(scratch.Linear, name)
    monkeypatch.setattr(scratch.Linear, name, lambda self, x: 1.5 * right(self, x))
    found = with_torch(ours, torch.nn.Linear(3, 2), np.ones((4, 3)), rng=rng)
    assert found["y" if wrong == "step" else "dx"] > 0.01
