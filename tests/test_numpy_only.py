"""The NumPy half, data and exercises run where only NumPy is (a browser)."""

import subprocess
import sys

import pytest

BLOCKED = ["torch", "scipy", "sklearn", "matplotlib", "tqdm", "platformdirs", "IPython"]

CODE = f"""
import sys
for name in {BLOCKED}:
    sys.modules[name] = None
import numpy as np
from course_lib import data, scratch as dl
from course_lib.cases import CASES
from course_lib.exercises import catalog, check
rng = np.random.default_rng(0)
for case in CASES:
    model = case.build(dl, rng)
    model(*case.inputs(rng))
x, t = data.two_moons(40, rng=rng)
model = dl.MLP([2, 8, 2], rng=rng)
optimizer = dl.SGD(model.parameters(), lr=0.1)
dl.fit(model, dl.CrossEntropyLoss(), optimizer, (x, t),
       epochs=2, batch_size=8, rng=rng)
assert all(check(e.id, e.reference).passed for e in catalog())
try:
    data.load_digits()
except ImportError as error:
    assert "pip install scikit-learn" in str(error)
else:
    raise AssertionError("load_digits without scikit-learn")
print("ok", len(catalog()))
"""


def run(code: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_numpy_is_enough():
    assert run(CODE).splitlines()[-1].startswith("ok")


@pytest.mark.parametrize("module", ["course_lib", "course_lib.scratch"])
def test_import_brings_nothing_heavy(module):
    heavy = ["torch", "scipy", "sklearn", "matplotlib", "tqdm", "IPython"]
    code = f"import sys, {module}; print([m for m in {heavy} if m in sys.modules])"
    assert run(code) == "[]\n"


def test_import_is_quick():
    """At most half as long again as NumPy alone: CPU time, the best of a few tries."""

    def best(module):
        code = f"import time\nimport {module}\nprint(time.process_time())"
        return min(float(run(code)) for _ in range(5))

    assert best("course_lib.scratch") < 1.5 * best("numpy")
