"""The loss of a sequence: a mean over all steps that exist, in PyTorch.

Chapter: bptt. Twin: course_lib/scratch/recurrent/losses.py.
"""

from torch import Tensor
from torch.nn import Module

from ...scratch.recurrent.losses import check_target
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
        super().__init__()
        self.loss = loss

    def forward(
        self, y: Tensor, target: Tensor, lengths: Tensor | None = None
    ) -> Tensor:
        check_target(y, target)
        if lengths is None:
            return self.loss(y.flatten(0, 1), target.flatten(0, 1))
        there = still_going(lengths, y, "SequenceLoss")[:, :, 0]
        return self.loss(y[there], target[there])  # eq-sequence-loss
