"""The protocol: finding parameters, naming them, loading them, switching modes."""

import numpy as np
import pytest
import torch

from course_lib import scratch
from course_lib.scratch.module import Buffer


class Nested(scratch.Module):
    def __init__(self):
        rng = np.random.default_rng(0)
        self.first = scratch.Linear(2, 3, rng=rng)
        self.rest = [scratch.Linear(3, 3, rng=rng), scratch.ReLU()]
        self.scale = scratch.Parameter(np.ones(3))
        self.mean = Buffer(np.zeros(3))
        self.tied = self.scale
        self.name = "not a module"


NAMES = ["scale", "first.weight", "first.bias", "rest.0.weight", "rest.0.bias"]


def test_parameters_are_found_once_and_named_by_their_place():
    model = Nested()
    assert [name for name, _ in model.named_parameters()] == NAMES
    assert len(model.parameters()) == 5
    assert set(model.state_dict()) == {*NAMES, "mean", "tied"}
    assert repr(model.scale) == "Parameter(shape=(3,), dtype=float64)"


def test_sequential_is_named_and_indexed_as_in_torch():
    rng = np.random.default_rng(0)
    layers = [scratch.Linear(2, 3, rng=rng), scratch.ReLU()]
    model = scratch.Sequential(*layers, scratch.Linear(3, 1, rng=rng))
    twin = torch.nn.Sequential(
        torch.nn.Linear(2, 3), torch.nn.ReLU(), torch.nn.Linear(3, 1)
    )
    assert list(model.state_dict()) == list(twin.state_dict())
    assert len(model) == 3
    assert model[0] is layers[0]


def test_modes_reach_every_layer():
    model = Nested()
    assert model.eval() is model
    assert not any(m.training for _, m in model.modules())
    model.train()
    assert all(m.training for _, m in model.modules())


def test_zero_grad_keeps_the_arrays_that_optimizers_hold():
    model = Nested()
    kept = [p.grad for p in model.parameters()]
    for grad in kept:
        grad += 1
    model.zero_grad()
    assert all(p.grad is g for p, g in zip(model.parameters(), kept, strict=True))
    assert not any(g.any() for g in kept)


def test_no_grad_ends_with_its_block_even_after_an_error():
    layer = scratch.ReLU()
    with scratch.no_grad(), scratch.no_grad():
        layer(np.ones(1))
    with pytest.raises(ZeroDivisionError), scratch.no_grad():
        _ = 1 / 0
    layer(np.ones(1))
    assert layer.backward(np.ones(1)) == 1


def test_a_parameter_does_not_share_memory_with_what_it_was_made_of():
    array = np.ones(2)
    parameter = scratch.Parameter(array)
    array[:] = 5
    assert (parameter.data == 1).all()


def test_astype_converts_buffers_too():
    state = Nested().astype(np.float32).state_dict()
    assert {a.dtype for a in state.values()} == {np.dtype(np.float32)}


def test_gradient_check_reports_and_restores():
    model = scratch.Linear(2, 3, rng=np.random.default_rng(0))
    model.weight.grad += 7
    x = np.ones((4, 2))
    report = scratch.gradient_check(model, x, rng=np.random.default_rng(1))
    assert (model.weight.grad == 7).all()
    assert list(report.errors) == ["dx", "dweight", "dbias"]
    assert repr(report).splitlines()[1].split() == ["dx", "(4,", "2)", "<", "1e-7"]


def test_gradient_check_sees_a_wrong_shape():
    class Wrong(scratch.Tanh):
        def backward(self, dy):
            return super().backward(dy).sum(axis=0)

    rng = np.random.default_rng(0)
    assert scratch.gradient_check(Wrong(), np.ones((4, 2)), rng=rng).worst == np.inf
