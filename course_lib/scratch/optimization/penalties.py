"""Penalties on large weights, from scratch.

Chapter: regularization. Twin: course_lib/pytorch/optimization/penalties.py.
"""

import numpy as np

from ..module import Module


def check_strength(strength: float, who: str) -> float:
    """Return ``strength`` if it is not negative; else complain."""
    if not strength >= 0:
        raise ValueError(f"{who} expected strength >= 0, got {strength}")
    return strength


class L2Penalty:
    """strength times the sum of the squared weights of all matrices.

        J_2 = strength sum w^2,  dw = 2 strength w      (eq-l2-penalty)

    Biases and the vectors of batch normalization are left out. ``penalty(model)``
    returns J_2; ``penalty.backward()`` adds to the gradients.
    """

    def __init__(self, strength: float):
        self.strength = check_strength(strength, type(self).__name__)

    def __call__(self, model: Module) -> float:
        self.weights = [p for p in model.parameters() if p.data.ndim > 1]
        return self.strength * float(sum(self.size(p.data) for p in self.weights))

    def backward(self) -> None:
        for p in self.weights:
            p.grad += self.strength * self.slope(p.data)

    def size(self, w: np.ndarray) -> float:
        return (w**2).sum()

    def slope(self, w: np.ndarray) -> np.ndarray:
        return 2 * w  # eq-l2-penalty


class L1Penalty(L2Penalty):
    """strength times the sum of the absolute weights of all matrices.

    J_1 = strength sum |w|,  dw = strength sign(w)      (eq-l1-penalty)
    """

    def size(self, w: np.ndarray) -> float:
        return np.abs(w).sum()

    def slope(self, w: np.ndarray) -> np.ndarray:
        return np.sign(w)  # eq-l1-penalty
