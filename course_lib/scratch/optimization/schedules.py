"""Learning rates that change, from scratch.

Chapter: gradient-descent. Twin: course_lib/pytorch/optimization/schedules.py.
"""

from .optimizers import Optimizer


class ExponentialLR:
    """Multiply the learning rate by gamma at every step, usually once an epoch.

    lr <- gamma lr      (eq-exponential-decay)
    """

    def __init__(self, optimizer: Optimizer, gamma: float):
        if not gamma > 0:
            raise ValueError(f"ExponentialLR expected gamma > 0, got {gamma}")
        self.optimizer, self.gamma = optimizer, gamma

    def step(self) -> None:
        self.optimizer.lr *= self.gamma  # eq-exponential-decay
