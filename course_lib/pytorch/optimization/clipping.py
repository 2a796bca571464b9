"""Limits on gradients and on weights, in PyTorch; those on gradients are its own.

Chapters: gradient-descent, regularization.
Twin: course_lib/scratch/optimization/clipping.py.
"""

import torch
from torch.nn import Module
from torch.nn.utils import (
    clip_grad_norm_ as clip_grad_norm_,
    clip_grad_value_ as clip_grad_value_,
)

from ...scratch.optimization.clipping import check_limit


@torch.no_grad()
def clip_weights_(model: Module, max_norm: float) -> None:
    """Scale every weight matrix whose norm is above max_norm down to it.

        W <- W max_norm / ||W||, if ||W|| > max_norm      (eq-clip-weights)

    ||W|| is the root of the sum of squares of one matrix; biases stay. Called after
    every step of an optimizer.
    """
    check_limit(max_norm, "clip_weights_", "max_norm")
    for p in model.parameters():
        if p.ndim > 1:
            norm = torch.sqrt((p**2).sum())
            if norm > max_norm:
                p *= max_norm / norm  # eq-clip-weights
