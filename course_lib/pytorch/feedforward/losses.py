"""Loss functions, in PyTorch: its own modules, and one check that they lack.

Chapter: losses. Twin: course_lib/scratch/feedforward/losses.py.
"""

from torch import Tensor, nn
from torch.nn import CrossEntropyLoss as CrossEntropyLoss


class MSELoss(nn.MSELoss):
    """torch.nn.MSELoss that refuses to broadcast, instead of warning (eq-mse)."""

    def __init__(self):
        super().__init__()

    def forward(self, x: Tensor, target: Tensor) -> Tensor:
        if x.shape != target.shape:
            raise ValueError(
                "MSELoss expected prediction and target of one shape, "
                f"got {tuple(x.shape)} and {tuple(target.shape)}"
            )
        return super().forward(x, target)
