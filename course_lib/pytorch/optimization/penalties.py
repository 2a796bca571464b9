"""Penalties on large weights, in PyTorch.

Chapter: regularization. Twin: course_lib/scratch/optimization/penalties.py.
"""

from torch import Tensor
from torch.nn import Module

from ...scratch.optimization.penalties import check_strength


class L2Penalty:
    """strength times the sum of the squared weights of all matrices.

        J_2 = strength sum w^2      (eq-l2-penalty)

    Biases and the vectors of batch normalization are left out. ``penalty(model)``
    returns a tensor to add to the loss.
    """

    def __init__(self, strength: float):
        self.strength = check_strength(strength, type(self).__name__)

    def __call__(self, model: Module) -> Tensor:
        weights = [p for p in model.parameters() if p.ndim > 1]
        return self.strength * sum(self.size(w) for w in weights)

    def size(self, w: Tensor) -> Tensor:
        return (w**2).sum()  # eq-l2-penalty


class L1Penalty(L2Penalty):
    """strength times the sum of the absolute weights of all matrices.

    J_1 = strength sum |w|      (eq-l1-penalty)
    """

    def size(self, w: Tensor) -> Tensor:
        return w.abs().sum()  # eq-l1-penalty
