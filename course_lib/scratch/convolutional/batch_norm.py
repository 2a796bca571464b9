"""Batch normalization of images, from scratch.

Chapter: batch-norm-for-images. Twin: course_lib/pytorch/convolutional/batch_norm.py.
"""

import numpy as np

from ..feedforward.batch_norm import BatchNorm1d
from .conv import batch_first, batch_last, check_images


def channel_rows(x: np.ndarray) -> np.ndarray:
    """Write (N, C, H, W) as (C, H W N): all numbers of a channel in one row."""
    return batch_last(x).reshape(x.shape[1], -1)


def row_products(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Scalar products, row by row, without a product array in between."""
    return np.einsum("cm,cm->c", a, b)


class BatchNorm2d(BatchNorm1d):
    """Normalize each channel over batch and pixels (Ioffe and Szegedy, 2015).

    A channel has one mean and one variance, over all m = N H W of its numbers, since
    the convolution before it computes all of them with the same weights; the running
    variance is divided by m - 1.

        z  = (x - mean) / sqrt(var + eps),  y = weight z + bias    (eq-batch-norm-2d)
        dx = weight / sqrt(var + eps) (dy - mean(dy) - z mean(dy z))
                                                              (eq-batch-norm-2d-grad)

    Shapes: x (N, num_features, H, W) -> y alike.
    Parameters: weight, bias (num_features,). Buffers: running_mean, running_var,
    num_batches_tracked.
    Raises: ValueError for other shapes, and for one number a channel in training.
    """

    def forward(self, x: np.ndarray) -> np.ndarray:
        x = np.asarray(x)
        self._check(x)
        shape, x = batch_last(x).shape, channel_rows(x)
        if self.training:
            m, mean = x.shape[1], x.mean(axis=1)
            z = x - mean[:, None]
            var = row_products(z, z) / m
            self._track(mean, var * m / (m - 1))
        else:
            z = x - self.running_mean.data[:, None]
            var = self.running_var.data
        std = np.sqrt(var + var.dtype.type(self.eps))
        z /= std[:, None]
        self.save(z, std, self.training)
        y = self.weight.data[:, None] * z
        y += self.bias.data[:, None]  # eq-batch-norm-2d
        return batch_first(y.reshape(shape))

    def backward(self, dy: np.ndarray) -> np.ndarray:
        z, std, training = self.saved()
        shape, dy = batch_last(dy).shape, channel_rows(dy)
        dweight, dbias = row_products(dy, z), dy.sum(axis=1)
        self.weight.grad += dweight
        self.bias.grad += dbias
        if training:  # mean and var depend on x too: eq-batch-norm-2d-grad
            m = z.shape[1]
            dy = dy - (dbias / m)[:, None]
            dy -= z * (dweight / m)[:, None]
        dx = dy * (self.weight.data / std)[:, None]
        return batch_first(dx.reshape(shape))

    def _check(self, x: np.ndarray) -> None:
        check_images(x, "BatchNorm2d", self.num_features, 1, 0)
        if self.training and x.size < 2 * self.num_features:
            raise ValueError(
                "BatchNorm2d expected at least 2 numbers a channel in training, got "
                f"{x.shape}: one has no variance; use larger batches, or model.eval()"
            )
