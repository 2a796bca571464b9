"""The loss of a sequence: a mean over all steps that exist, from scratch.

Chapter: bptt. Twin: course_lib/pytorch/recurrent/losses.py.
"""

import numpy as np

from ..module import Module
from .unroll import still_going


class SequenceLoss(Module):
    """Apply a loss to every step of every sequence, without the padding.

        J = loss of all rows y_tn, t_tn with t <= length of n     (eq-sequence-loss)

    So a mean over steps: long sequences count more than short ones.

    Shapes: y (T, N, K), target (T, N) classes or (T, N, K), lengths (N,) -> scalar.
    Args: loss, such as CrossEntropyLoss() or MSELoss().
    Raises: ValueError for other shapes or lengths, and as the loss does.
    """

    def __init__(self, loss: Module):
        self.loss = loss

    def forward(
        self, y: np.ndarray, target: np.ndarray, lengths: np.ndarray | None = None
    ) -> float:
        y, target = np.asarray(y), np.asarray(target)
        check_target(y, target)
        there = np.ones(y.shape[:2], bool)
        if lengths is not None:
            there = still_going(lengths, y, "SequenceLoss")[:, :, 0]
        J = self.loss(y[there], target[there])  # eq-sequence-loss
        self.save(there, y.shape)
        return J

    def backward(self, dloss: float = 1.0) -> np.ndarray:
        there, shape = self.saved()
        drows = self.loss.backward(dloss)
        dy = np.zeros(shape, drows.dtype)
        dy[there] = drows
        return dy


def check_target(y, target) -> None:
    if y.ndim != 3 or tuple(target.shape) not in {tuple(y.shape[:2]), tuple(y.shape)}:
        raise ValueError(
            "SequenceLoss expected outputs (T, N, K) and targets (T, N) or (T, N, K), "
            f"got {tuple(y.shape)} and {tuple(target.shape)}"
        )
