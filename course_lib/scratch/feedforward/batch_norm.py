"""Batch normalization, from scratch.

Chapter: batch-normalization. Twin: course_lib/pytorch/feedforward/batch_norm.py.
"""

import numpy as np

from ... import initialization
from ..module import Buffer, Module, Parameter


class BatchNorm1d(Module):
    """Normalize each feature over the batch (Ioffe and Szegedy, 2015).

        z  = (x - mean) / sqrt(var + eps),  y = weight z + bias     (eq-batch-norm)
        dz = dy weight
        dx = (dz - mean(dz) - z mean(dz z)) / sqrt(var + eps)       (eq-batch-norm-grad)

    In training, mean and var are those of the batch, var divided by N, and the
    running ones move toward them, var divided by N - 1 (eq-batch-norm-running):
    running <- (1 - momentum) running + momentum new. In evaluation the running ones
    are used, as constants.

    Shapes: x (N, num_features) -> y alike.
    Parameters: weight, bias (num_features,). Buffers: running_mean, running_var,
    num_batches_tracked.
    Raises: ValueError for other shapes, and for a batch of one in training.
    """

    def __init__(self, num_features: int, eps: float = 1e-5, momentum: float = 0.1):
        who = type(self).__name__
        self.num_features = initialization.check_size(num_features, who, "num_features")
        self.eps, self.momentum = eps, momentum
        self.weight = Parameter(np.ones(num_features))
        self.bias = Parameter(np.zeros(num_features))
        self.running_mean = Buffer(np.zeros(num_features))
        self.running_var = Buffer(np.ones(num_features))
        self.num_batches_tracked = Buffer(np.array(0))

    def forward(self, x: np.ndarray) -> np.ndarray:
        x = np.asarray(x)
        self._check(x)
        if self.training:
            mean, var = x.mean(axis=0), x.var(axis=0)
            self._track(mean, var * len(x) / (len(x) - 1))
        else:
            mean, var = self.running_mean.data, self.running_var.data
        std = np.sqrt(var + x.dtype.type(self.eps))
        z = (x - mean) / std
        self.save(z, std, self.training)
        return self.weight.data * z + self.bias.data  # eq-batch-norm

    def backward(self, dy: np.ndarray) -> np.ndarray:
        z, std, training = self.saved()
        self.weight.grad += (dy * z).sum(axis=0)
        self.bias.grad += dy.sum(axis=0)
        dz = dy * self.weight.data
        if training:  # mean and var depend on x too: eq-batch-norm-grad
            dz = dz - dz.mean(axis=0) - z * (dz * z).mean(axis=0)
        return dz / std

    def _track(self, mean: np.ndarray, var: np.ndarray) -> None:
        """Move the running statistics toward the batch's (eq-batch-norm-running)."""
        for running, new in ((self.running_mean, mean), (self.running_var, var)):
            running.data += self.momentum * (new - running.data)
        self.num_batches_tracked.data += 1

    def _check(self, x: np.ndarray) -> None:
        if x.ndim != 2 or x.shape[1] != self.num_features:
            raise ValueError(
                f"BatchNorm1d expected a batch of shape (N, {self.num_features}), "
                f"got an array of shape {x.shape}"
            )
        if self.training and len(x) < 2:
            raise ValueError(
                f"BatchNorm1d expected at least 2 samples in training, got {x.shape}: "
                "one sample has no variance; use larger batches, or model.eval()"
            )
