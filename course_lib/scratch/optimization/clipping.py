"""Limits on gradients and on weights, from scratch.

Chapters: gradient-descent, regularization.
Twin: course_lib/pytorch/optimization/clipping.py.
"""

import math
from collections.abc import Iterable

import numpy as np

from ..module import Module, Parameter


def check_limit(limit: float, who: str, name: str) -> float:
    """Return ``limit`` if it is above 0; else complain."""
    if not limit > 0:
        raise ValueError(f"{who} expected {name} > 0, got {limit}")
    return limit


def clip_grad_norm_(parameters: Iterable[Parameter], max_norm: float) -> float:
    """Shorten the gradient to max_norm, direction kept (Pascanu et al., 2013).

    dp <- dp max_norm / norm for all parameters, if norm > max_norm    (eq-clip-norm)

    norm is the length of all gradients together. Returns the norm before.
    """
    check_limit(max_norm, "clip_grad_norm_", "max_norm")
    grads = [p.grad for p in parameters]
    norm = math.sqrt(sum(float((g**2).sum()) for g in grads))
    scale = max_norm / (norm + 1e-6)  # as torch: never a division by zero
    if scale < 1:
        for g in grads:
            g *= scale  # eq-clip-norm
    return norm


def clip_grad_value_(parameters: Iterable[Parameter], clip_value: float) -> None:
    """Cut every entry of the gradient to -clip_value..clip_value (eq-clip-value).

    The direction of the gradient changes.
    """
    check_limit(clip_value, "clip_grad_value_", "clip_value")
    for p in parameters:
        np.clip(p.grad, -clip_value, clip_value, out=p.grad)  # eq-clip-value


def clip_weights_(model: Module, max_norm: float) -> None:
    """Scale every weight matrix whose norm is above max_norm down to it.

        W <- W max_norm / ||W||, if ||W|| > max_norm      (eq-clip-weights)

    ||W|| is the root of the sum of squares of one matrix; biases stay. Called after
    every step of an optimizer.
    """
    check_limit(max_norm, "clip_weights_", "max_norm")
    for p in model.parameters():
        if p.data.ndim > 1:
            norm = np.sqrt((p.data**2).sum())
            if norm > max_norm:
                p.data *= max_norm / norm  # eq-clip-weights
