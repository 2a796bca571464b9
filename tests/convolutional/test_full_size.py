"""The published networks at full size, once forward and backward, beside their twins.

With one image, in evaluation mode: a single image has no batch statistics, and dropout
would draw. Each network has a process of its own, which gives its memory back at the
end. Errors are norms of the difference over the norm. In float64 outputs and all
gradients agree to 1e-12. In float32, NumPy and PyTorch sum in another order and round
differently: outputs agree to 2e-7 (LeNet) to 2e-6 (VGG, sums of 25,088 terms); of the
gradients a few numbers differ by more, where a ReLU or a maximum is so close to its
kink that rounding switches it.
"""

import subprocess
import sys

import pytest

pytestmark = pytest.mark.slow

CODE = """
import resource, sys
import numpy as np, torch
from course_lib import pytorch, scratch

torch.set_num_threads(1)
name, shape = {name!r}, {shape!r}

def build(dl):
    return getattr(dl, name)(rng=np.random.default_rng(0)).eval()

ours = build(scratch).astype(np.{dtype})
theirs = build(pytorch).to(torch.{dtype})
assert scratch.count_parameters(ours) == {parameters}
assert scratch.count_multiply_adds(ours, shape) == {multiply_adds}

x = np.random.default_rng(1).standard_normal((1, *shape)).astype(np.{dtype})
t = torch.from_numpy(x).requires_grad_()
y, u = ours(x), theirs(t)
dy = np.random.default_rng(2).standard_normal(y.shape).astype(np.{dtype})
dx = ours.backward(dy)
u.backward(torch.from_numpy(dy))

def error(a, b):
    b = b.detach().numpy()
    return float(np.linalg.norm(a - b) / np.linalg.norm(b))

twins = dict(theirs.named_parameters())
grads = [error(p.grad, twins[n].grad) for n, p in ours.named_parameters()]
memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20  # from KiB
print(error(y, u), error(dx, t.grad), max(grads), memory)
"""
NETWORKS = {
    "LeNet5": ((1, 32, 32), 61_706, 416_520),
    "AlexNet": ((3, 224, 224), 61_100_840, 714_188_480),
    "VGG16": ((3, 224, 224), 138_357_544, 15_470_264_320),
    "GoogLeNet": ((3, 224, 224), 6_624_904, 1_498_376_192),
    "ResNet18": ((3, 224, 224), 11_689_512, 1_814_073_344),
    "ResNet50": ((3, 224, 224), 25_557_032, 4_089_184_256),
}


TOLERANCES = {"float64": (1e-12, 1e-12), "float32": (1e-5, 3e-2)}  # outputs, gradients


@pytest.mark.parametrize("dtype", TOLERANCES)
@pytest.mark.parametrize("name", NETWORKS)
def test_full_size(name, dtype):
    shape, parameters, multiply_adds = NETWORKS[name]
    code = CODE.format(
        name=name,
        shape=shape,
        parameters=parameters,
        multiply_adds=multiply_adds,
        dtype=dtype,
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=900
    )
    assert done.returncode == 0, done.stderr
    outputs, inputs, weights, gib = map(float, done.stdout.split())
    print(f"{name}: {outputs:.1e}, {inputs:.1e}, {weights:.1e}, {gib:.1f} GiB")
    of_outputs, of_gradients = TOLERANCES[dtype]
    assert outputs < of_outputs
    assert max(inputs, weights) < of_gradients
    assert gib < 8
