"""Plant one bug at a time in the library: the generic checks must catch every one."""

import importlib
import shutil
import sys
from pathlib import Path

import numpy as np
import pytest
from generic import CHECKS, OPTIMIZERS, SLOPES, optimizer_agrees

import course_lib
from course_lib.cases import CASES

PACKAGE = Path(course_lib.__file__).parent
LINEAR = "feedforward/linear.py"
ACTIVATIONS = "feedforward/activations.py"
LOSSES = "feedforward/losses.py"
DROPOUT = "feedforward/dropout.py"
BATCH_NORM = "feedforward/batch_norm.py"
STEPS = "optimization/optimizers.py"

BUGS = [  # file, what stands there, what a tired author might have written
    (LINEAR, "self.weight.grad += rows_dy.T", "self.weight.grad = rows_dy.T"),
    (LINEAR, "self.bias.grad += rows_dy.sum(", "self.bias.grad = rows_dy.sum("),
    (LINEAR, "rows_dy.sum(axis=0)", "rows_dy.mean(axis=0)"),
    (LINEAR, "self.weight.grad += rows_dy.T @ rows_x", "pass"),
    (LINEAR, "rows_dy.T @ rows_x", "rows_dy.T @ rows_x / len(rows_x)"),
    (LINEAR, "y += self.bias.data", "pass"),
    (LINEAR, "bias(init, rng, shape)", "bias(init, rng, shape[:1] * 2)"),
    (LINEAR, "dy.reshape(shape)", "dy.reshape(shape[::-1]).T"),
    (LINEAR, "W, (x,) = self.weight.data, self.saved()",
     "W, (x,) = self.weight.data, self._stack[-1]"),
    (LINEAR, "W, (x,) = self.weight.data, self.saved()",
     "W, (x,) = self.weight.data, self._stack.pop(0)"),
    (ACTIVATIONS, "dy * y * (1 - y)", "dy * (1 - y)"),
    (ACTIVATIONS, "dy * y * (1 - y)", "y * (1 - y)"),
    (ACTIVATIONS, "dy * (1 - y**2)", "dy * (1 - y)"),
    (ACTIVATIONS, "return dy * active", "return dy"),
    (ACTIVATIONS, "return dy * active", "return dy * ~active"),
    (ACTIVATIONS, "np.where(active, dy, self.negative_slope * dy)", "dy * active"),
    (ACTIVATIONS, "np.where(x > 0, x, self.negative_slope * x)",
     "np.where(x > 0, x, x / self.negative_slope)"),
    (ACTIVATIONS, "dy * (y + self.alpha)", "dy * (y + 1)"),
    (ACTIVATIONS, "dy * (y + self.alpha)", "dy * y"),
    (ACTIVATIONS, "y * (dy - (dy * y).sum(axis=self.dim, keepdims=True))",
     "y * (1 - y) * dy"),
    (ACTIVATIONS, "(dy * y).sum(axis=self.dim", "(dy * y).sum(axis=-1"),
    (ACTIVATIONS, "e / e.sum(axis=dim, keepdims=True)", "e / e.sum()"),
    (LOSSES, "dloss * 2 * difference / difference.size",
     "dloss * difference / difference.size"),
    (LOSSES, "2 * difference / difference.size", "2 * difference / len(difference)"),
    (LOSSES, "return dloss * 2 * difference", "return 2 * difference"),
    (LOSSES, "return dloss * dx / len(target)", "return dloss * dx"),
    (LOSSES, "return dloss * dx / len(target)", "return dx / len(target)"),
    (LOSSES, "dx[np.arange(len(target)), target] -= 1", "pass"),
    (LOSSES, "dx = np.exp(log_p)", "dx = log_p.copy()"),
    ("module.py", "for layer in reversed(self.layers):", "for layer in self.layers:"),
    ("module.py", "return self._stack.pop()", "return self._stack.pop(0)"),
    ("module.py", "return self._stack.pop()", "return self._stack[-1]"),
    ("module.py", "if _recording:", "if True:"),
    (DROPOUT, "kept.astype(x.dtype) / (1 - self.p)", "kept.astype(x.dtype)"),
    (DROPOUT, ">= self.p", "< self.p"),
    (DROPOUT, "dy if scale is None else dy * scale", "dy"),
    (DROPOUT, "if not self.training:", "if False:"),
    (BATCH_NORM, "var * len(x) / (len(x) - 1)", "var"),
    (BATCH_NORM, "x.var(axis=0)", "x.var(axis=0, ddof=1)"),
    (BATCH_NORM, "self.momentum * (new -", "(1 - self.momentum) * (new -"),
    (BATCH_NORM, "- z * (dz * z).mean(axis=0)", ""),
    (BATCH_NORM, "dz - dz.mean(axis=0) -", "dz -"),
    (BATCH_NORM, "self.weight.grad += (dy * z)", "self.weight.grad += (dy * dy)"),
    (BATCH_NORM, "self.weight.grad += (dy * z)", "self.weight.grad = (dy * z)"),
    (BATCH_NORM, "        if training:  #", "        if True:  #"),
    (BATCH_NORM, "        if training:  #", "        if False:  #"),
    (BATCH_NORM, "return dz / std", "return dz / std**2"),
    (STEPS, "m / (1 - b1**self.t)", "m"),
    (STEPS, "s / (1 - b2**self.t)", "s"),
    (STEPS, "1 - b2**self.t", "1 - b2 * self.t"),
    (STEPS, "self.t += 1", "self.t = 1"),
    (STEPS, "g + self.momentum * v if", "g - self.momentum * v if"),
    (STEPS, "g + self.momentum * v if", "v if"),
    (STEPS, "v += g  #", "v += self.lr * g  #"),
    (STEPS, "s += (1 - self.alpha) * g**2", "s += (1 - self.alpha) * g"),
    (STEPS, "(np.sqrt(s) + self.eps)  # eq-rms", "np.sqrt(s + self.eps)  # eq-rms"),
    (STEPS, "        s += g**2\n", "        s += (self.t > 1) * g**2\n"),
    (STEPS, "d += (1 - self.rho) * u**2", "d += (1 - self.rho) * g**2"),
    (STEPS, "p.data -= self.lr * self.weight_decay * p.data",
     "g = g + self.weight_decay * p.data"),
]  # fmt: skip


def mutant(folder: Path, file: str, old: str, new: str):
    """Return a NumPy half in which one line is changed, imported from a copy."""
    source = (PACKAGE / "scratch" / file).read_text(encoding="utf-8")
    assert old in source, f"{file} no longer holds {old!r}"
    name = f"mutant_{folder.name}".replace("-", "_")
    ignore = shutil.ignore_patterns("pytorch", "exercises", "__pycache__")
    shutil.copytree(PACKAGE, folder / name, ignore=ignore)
    (folder / name / "scratch" / file).write_text(
        source.replace(old, new), encoding="utf-8"
    )
    return importlib.import_module(f"{name}.scratch")


def caught(half) -> bool:
    for case in CASES:
        for check in CHECKS:
            try:
                with np.errstate(all="ignore"):
                    check(case, half)
            except Exception:
                return True
    for name, options in OPTIMIZERS:
        for problem in SLOPES:
            try:
                with np.errstate(all="ignore"):
                    optimizer_agrees(name, options, problem, half)
            except Exception:
                return True
    return False


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(tmp_path)
    yield tmp_path
    for name in [n for n in sys.modules if n.startswith("mutant_")]:
        del sys.modules[name]


@pytest.mark.parametrize(("file", "old", "new"), BUGS, ids=lambda v: v[:40])
def test_bug_is_caught(folder, file, old, new):
    half = mutant(folder, file, old, new)
    assert caught(half), f"nobody noticed: {old} -> {new}"


def test_without_a_bug_nothing_is_caught(folder):
    assert not caught(mutant(folder, LINEAR, "self.save(x)", "self.save(x)"))
