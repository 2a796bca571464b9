"""Layers side by side: a sum with a shortcut, and branches that are concatenated.

Chapters: googlenet, resnet. Twin: course_lib/scratch/convolutional/containers.py.
"""

import torch
from torch import Tensor
from torch.nn import Module, ModuleList


class Residual(Module):
    """Add the input, or a projection of it, to what the layers make of it.

        y = F(x) + S(x)     (eq-residual)

    F is ``main``; S is the shortcut, the identity if none is given (He et al., 2016).

    Shapes: x -> y, whatever main and shortcut make of x; both must make the same.
    Raises: ValueError if the two shapes differ: nothing is broadcast.
    """

    def __init__(self, main: Module, shortcut: Module | None = None):
        super().__init__()
        self.main, self.shortcut = main, shortcut

    def forward(self, x: Tensor) -> Tensor:
        f = self.main(x)
        s = x if self.shortcut is None else self.shortcut(x)
        if f.shape != s.shape:
            raise ValueError(
                "Residual expected main and shortcut to return one shape, got "
                f"{tuple(f.shape)} and {tuple(s.shape)}; give it a shortcut that makes "
                "them equal, such as Conv2d(..., kernel_size=1, stride=...)"
            )
        return f + s  # eq-residual


class Parallel(Module):
    """Run branches on the same input and stack their channels.

        y = [B_1(x), B_2(x), ...] along the channels       (eq-concat)

    As in GoogLeNet (Szegedy et al., 2015).

    Shapes: x (N, C, H, W) -> y (N, sum of the branches' channels, H', W').
    Raises: ValueError if the branches return images of different sizes.
    """

    def __init__(self, *branches: Module):
        super().__init__()
        self.branches = ModuleList(branches)

    def forward(self, x: Tensor) -> Tensor:
        ys = [branch(x) for branch in self.branches]
        if len({y.shape[:1] + y.shape[2:] for y in ys}) > 1:
            raise ValueError(
                "Parallel expected branches that return images of one size, "
                f"got {[tuple(y.shape) for y in ys]}; see to their padding and stride"
            )
        return torch.cat(ys, dim=1)  # eq-concat
