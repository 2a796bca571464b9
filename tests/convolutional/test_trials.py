"""What the chapters' short trainings rest on."""

import numpy as np
import torch

from course_lib import pytorch, trials
from course_lib.counting import count_multiply_adds, count_parameters, on_paper


def test_fast_computes_the_same_in_single_precision():
    def build():
        rng = np.random.default_rng(0)
        return pytorch.ResNet(
            pytorch.BasicBlock, (1, 1), (4, 8), 1, 3, small_images=True, rng=rng
        )

    slow, quick = build(), trials.fast(build())
    x = torch.randn(4, 1, 8, 8, generator=torch.Generator().manual_seed(0)).double()
    expected = slow(x).float()
    torch.testing.assert_close(quick(x.float()), expected, rtol=1e-4, atol=1e-5)
    kinds = {type(module) for module in quick.modules()}
    assert torch.nn.BatchNorm2d in kinds
    assert pytorch.BatchNorm2d not in kinds
    for name, value in slow.state_dict().items():  # running statistics moved alike
        other = quick.state_dict()[name].to(value)
        torch.testing.assert_close(other, value, rtol=1e-4, atol=1e-5)


def test_moved_digits_are_the_test_digits_moved():
    (x, _), (test, t), (moved, t_moved), _ = trials.digits(0)
    assert len(x) == 1344
    assert torch.equal(moved, test.roll(1, dims=3))
    assert torch.equal(t, t_moved)


def test_a_network_on_paper_counts_as_a_real_one_does():
    real = pytorch.AlexNet(1, 10, 64, rng=np.random.default_rng(0))
    paper = on_paper(pytorch.AlexNet, 1, 10, 64)
    assert next(paper.parameters()).is_meta
    assert count_parameters(paper) == count_parameters(real)
    shape = (1, 64, 64)
    assert count_multiply_adds(paper, shape) == count_multiply_adds(real, shape)
