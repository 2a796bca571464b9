"""Convolution along a line (time, a signal), in PyTorch; torch.nn.Conv1d is the same.

Chapter: three-layers. Twin: course_lib/scratch/convolutional/conv1d.py.
"""

import numpy as np
import torch.nn.functional as F
from torch import Tensor
from torch.nn import Module

from ... import initialization
from ...scratch.convolutional.conv1d import check_conv1d, check_lines
from ..module import parameter


class Conv1d(Module):
    """One kernel at every place along one axis (Waibel et al., 1989).

        y[n,k,i] = b[k] + sum_cu W[k,c,u] x[n,c,s i+u]       (eq-conv1d)

    where x is framed with ``padding`` zeros on both sides, and s is the stride.

    Shapes: x (N, in_channels, L) -> y (N, out_channels, L'),
    L' = floor((L + 2 padding - kernel_size) / s) + 1.
    Parameters: weight W (out_channels, in_channels, kernel_size), bias b
    (out_channels,).
    Raises: ValueError for other shapes, and for lines shorter than the kernel.
    """

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: int,
        stride: int = 1,
        padding: int = 0,
        *,
        init: initialization.Scheme = initialization.uniform,
        rng: np.random.Generator,
    ):
        super().__init__()
        sizes = check_conv1d(in_channels, out_channels, kernel_size, stride, padding)
        self.in_channels, self.out_channels, self.kernel_size = sizes[:3]
        self.stride, self.padding = sizes[3:]
        shape = (self.out_channels, self.in_channels, self.kernel_size)
        self.weight = parameter(initialization.draw(init, rng, shape, "Conv1d"))
        self.bias = parameter(initialization.bias(init, rng, shape))

    def forward(self, x: Tensor) -> Tensor:
        check_lines(x, self)
        return F.conv1d(
            x, self.weight, self.bias, self.stride, self.padding
        )  # eq-conv1d
