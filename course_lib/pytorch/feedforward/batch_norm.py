"""Batch normalization, in PyTorch, written out; torch.nn.BatchNorm1d is the same.

Chapter: batch-normalization. Twin: course_lib/scratch/feedforward/batch_norm.py.
"""

import torch
from torch import Tensor
from torch.nn import Module, Parameter

from ... import initialization


class BatchNorm1d(Module):
    """Normalize each feature over the batch (Ioffe and Szegedy, 2015).

        z = (x - mean) / sqrt(var + eps),  y = weight z + bias     (eq-batch-norm)

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
        super().__init__()
        who, like = type(self).__name__, {"dtype": torch.float64}
        self.num_features = initialization.check_size(num_features, who, "num_features")
        self.eps, self.momentum = eps, momentum
        self.weight = Parameter(torch.ones(num_features, **like))
        self.bias = Parameter(torch.zeros(num_features, **like))
        self.register_buffer("running_mean", torch.zeros(num_features, **like))
        self.register_buffer("running_var", torch.ones(num_features, **like))
        self.register_buffer("num_batches_tracked", torch.tensor(0))

    def forward(self, x: Tensor) -> Tensor:
        self._check(x)
        if self.training:
            mean, var = x.mean(dim=0), x.var(dim=0, unbiased=False)
            self._track(mean, var * len(x) / (len(x) - 1))
        else:
            mean, var = self.running_mean, self.running_var
        z = (x - mean) / torch.sqrt(var + self.eps)
        return self.weight * z + self.bias  # eq-batch-norm

    @torch.no_grad()
    def _track(self, mean: Tensor, var: Tensor) -> None:
        """Move the running statistics toward the batch's (eq-batch-norm-running)."""
        for running, new in ((self.running_mean, mean), (self.running_var, var)):
            running += self.momentum * (new - running)
        self.num_batches_tracked += 1

    def _check(self, x: Tensor) -> None:
        if x.ndim != 2 or x.shape[1] != self.num_features:
            raise ValueError(
                f"BatchNorm1d expected a batch of shape (N, {self.num_features}), "
                f"got a tensor of shape {tuple(x.shape)}"
            )
        if self.training and len(x) < 2:
            raise ValueError(
                "BatchNorm1d expected at least 2 samples in training, got "
                f"{tuple(x.shape)}: one sample has no variance; use larger batches, "
                "or model.eval()"
            )
