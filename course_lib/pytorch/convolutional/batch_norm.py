"""Batch normalization of images, in PyTorch, written out; as torch.nn.BatchNorm2d.

Chapter: batch-norm-for-images. Twin: course_lib/scratch/convolutional/batch_norm.py.
"""

import torch
from torch import Tensor

from ...scratch.convolutional.conv import check_images
from ..feedforward.batch_norm import BatchNorm1d


class BatchNorm2d(BatchNorm1d):
    """Normalize each channel over batch and pixels (Ioffe and Szegedy, 2015).

    A channel has one mean and one variance, over all m = N H W of its numbers, since
    the convolution before it computes all of them with the same weights; the running
    variance is divided by m - 1.

        z = (x - mean) / sqrt(var + eps),  y = weight z + bias     (eq-batch-norm-2d)

    Shapes: x (N, num_features, H, W) -> y alike.
    Parameters: weight, bias (num_features,). Buffers: running_mean, running_var,
    num_batches_tracked.
    Raises: ValueError for other shapes, and for one number a channel in training.
    """

    def forward(self, x: Tensor) -> Tensor:
        self._check(x)
        if self.training:
            m = x.numel() // self.num_features
            var, mean = torch.var_mean(x, dim=(0, 2, 3), unbiased=False)
            self._track(mean, var * m / (m - 1))
        else:
            mean, var = self.running_mean, self.running_var
        mean, var, weight, bias = (
            v[:, None, None] for v in (mean, var, self.weight, self.bias)
        )
        z = (x - mean) / torch.sqrt(var + self.eps)
        return weight * z + bias  # eq-batch-norm-2d

    def _check(self, x: Tensor) -> None:
        check_images(x, "BatchNorm2d", self.num_features, 1, 0)
        if self.training and x.numel() < 2 * self.num_features:
            raise ValueError(
                "BatchNorm2d expected at least 2 numbers a channel in training, got "
                f"{tuple(x.shape)}: one has no variance; use larger batches, or "
                "model.eval()"
            )
