"""Dropout, from scratch.

Chapter: regularization. Twin: course_lib/pytorch/feedforward/dropout.py.
"""

import numpy as np

from ... import initialization
from ..module import Module


def check_probability(p: float, who: str) -> float:
    """Return ``p`` if it is at least 0 and below 1; else complain."""
    if not 0 <= p < 1:
        raise ValueError(
            f"{who} expected p, the probability to drop, from 0 to below 1, got {p}"
        )
    return p


class Dropout(Module):
    """Drop each number with probability p in training (Srivastava et al., 2014).

        y  = m x / (1 - p)      (eq-dropout)
        dx = m dy / (1 - p)     (eq-dropout-grad)

    m is 1 with probability 1 - p, else 0, drawn anew in every call. Dividing by 1 - p
    keeps the mean, so that nothing has to change in evaluation: there y = x.

    Shapes: any -> the same. Raises: ValueError unless 0 <= p < 1.
    """

    def __init__(self, p: float = 0.5, *, rng: np.random.Generator):
        self.p = check_probability(p, "Dropout")
        self.rng = initialization.check_rng(rng, "Dropout")

    def forward(self, x: np.ndarray) -> np.ndarray:
        x = np.asarray(x)
        if not self.training:
            self.save(None)
            return x
        kept = self.rng.random(x.shape) >= self.p
        scale = kept.astype(x.dtype) / (1 - self.p)
        self.save(scale)
        return x * scale  # eq-dropout

    def backward(self, dy: np.ndarray) -> np.ndarray:
        (scale,) = self.saved()
        return dy if scale is None else dy * scale  # eq-dropout-grad
