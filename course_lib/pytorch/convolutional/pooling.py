"""Pooling layers, in PyTorch; torch.nn.MaxPool2d and AvgPool2d are the same.

Chapter: pooling-and-backward. Twin: course_lib/scratch/convolutional/pooling.py.
"""

import torch.nn.functional as F
from torch import Tensor
from torch.nn import Module

from ...scratch.convolutional.conv import check_images
from ...scratch.convolutional.pooling import check_pool


class MaxPool2d(Module):
    """The largest number of each window (Riesenhuber and Poggio, 1999).

        y[n,c,i,j] = max_uv x[n,c,s i+u,s j+v]      (eq-max-pool)

    The frame of ``padding`` is -infinity. With ``ceil_mode`` a window may reach over
    the edge, if it begins inside.

    Shapes: x (N, C, H, W) -> y (N, C, H', W') (eq-conv-size).
    Args: stride, kernel_size if left out.
    Raises: ValueError for other shapes, and for padding above kernel_size / 2.
    """

    def __init__(
        self,
        kernel_size: int,
        stride: int | None = None,
        padding: int = 0,
        ceil_mode: bool = False,
    ):
        super().__init__()
        check_pool(self, "MaxPool2d", kernel_size, stride, padding)
        self.ceil_mode = ceil_mode

    def forward(self, x: Tensor) -> Tensor:
        k, s, p = self.kernel_size, self.stride, self.padding
        check_images(x, "MaxPool2d", None, k, p)
        return F.max_pool2d(x, k, s, p, ceil_mode=self.ceil_mode)  # eq-max-pool


class AvgPool2d(Module):
    """The mean of each window, k = kernel_size (LeCun et al., 1990).

        y[n,c,i,j] = 1/k^2 sum_uv x[n,c,s i+u,s j+v]        (eq-avg-pool)

    The frame of ``padding`` is zero, and counts.

    Shapes: x (N, C, H, W) -> y (N, C, H', W') (eq-conv-size).
    Args: stride, kernel_size if left out.
    Raises: ValueError for other shapes, and for padding above kernel_size / 2.
    """

    def __init__(self, kernel_size: int, stride: int | None = None, padding: int = 0):
        super().__init__()
        check_pool(self, "AvgPool2d", kernel_size, stride, padding)

    def forward(self, x: Tensor) -> Tensor:
        k, s, p = self.kernel_size, self.stride, self.padding
        check_images(x, "AvgPool2d", None, k, p)
        return F.avg_pool2d(x, k, s, p)  # eq-avg-pool


class GlobalAvgPool(Module):
    """The mean of each channel over the whole image (Lin et al., 2014).

        y[n,c] = 1/(H W) sum_ij x[n,c,i,j]      (eq-global-avg-pool)

    Shapes: x (N, C, H, W) -> y (N, C). Raises: ValueError for other shapes.
    """

    def __init__(self):
        super().__init__()

    def forward(self, x: Tensor) -> Tensor:
        check_images(x, "GlobalAvgPool", None, 1, 0)
        return x.mean(dim=(2, 3))  # eq-global-avg-pool
