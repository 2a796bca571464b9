"""Dropout, in PyTorch, with masks drawn in NumPy: the same in both halves.

Chapter: regularization. Twin: course_lib/scratch/feedforward/dropout.py.
"""

import numpy as np
import torch
from torch import Tensor
from torch.nn import Module

from ... import initialization
from ...scratch.feedforward.dropout import check_probability


class Dropout(Module):
    """Drop each number with probability p in training (Srivastava et al., 2014).

        y = m x / (1 - p)      (eq-dropout)

    m is 1 with probability 1 - p, else 0, drawn anew in every call. Dividing by 1 - p
    keeps the mean, so that nothing has to change in evaluation: there y = x.

    Shapes: any -> the same. Raises: ValueError unless 0 <= p < 1.
    """

    def __init__(self, p: float = 0.5, *, rng: np.random.Generator):
        super().__init__()
        self.p = check_probability(p, "Dropout")
        self.rng = initialization.check_rng(rng, "Dropout")

    def forward(self, x: Tensor) -> Tensor:
        if not self.training:
            return x
        kept = torch.from_numpy(self.rng.random(tuple(x.shape)) >= self.p)
        return x * (kept.to(x) / (1 - self.p))  # eq-dropout
