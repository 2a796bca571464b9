"""Convolutional layer, in PyTorch; torch.nn.Conv2d is the same.

Chapters: convolution, pooling-and-backward.
Twin: course_lib/scratch/convolutional/conv.py.
"""

import numpy as np
import torch.nn.functional as F
from torch import Tensor
from torch.nn import Module

from ... import initialization
from ...initialization import check_size
from ...scratch.convolutional.conv import check_images
from ..module import parameter


class Conv2d(Module):
    """Convolutional layer: one small kernel, at every position (LeCun et al., 1989).

        y[n,k,i,j] = b[k] + sum_cuv W[k,c,u,v] x[n,c,s i+u,s j+v]     (eq-conv)

    where x is framed with ``padding`` zeros, and s is the stride. As everywhere in
    deep learning the kernel is not flipped: strictly, a cross-correlation.

    Shapes: x (N, in_channels, H, W) -> y (N, out_channels, H', W') (eq-conv-size).
    Parameters: weight W (out_channels, in_channels, kernel_size, kernel_size),
    bias b (out_channels,).
    Args: init, how the first weights are drawn; with any but the default, b = 0.
    Raises: ValueError for other shapes, and for images smaller than the kernel.
    """

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: int,
        stride: int = 1,
        padding: int = 0,
        *,
        bias: bool = True,
        init: initialization.Scheme = initialization.uniform,
        rng: np.random.Generator,
    ):
        super().__init__()
        who = "Conv2d"
        self.in_channels = check_size(in_channels, who, "in_channels")
        self.out_channels = check_size(out_channels, who, "out_channels")
        self.kernel_size = check_size(kernel_size, who, "kernel_size")
        self.stride = check_size(stride, who, "stride")
        self.padding = check_size(padding, who, "padding", least=0)
        shape = (self.out_channels, self.in_channels, kernel_size, kernel_size)
        self.weight = parameter(initialization.draw(init, rng, shape, who))
        self.bias = None
        if bias:
            self.bias = parameter(initialization.bias(init, rng, shape))

    def forward(self, x: Tensor) -> Tensor:
        check_images(x, "Conv2d", self.in_channels, self.kernel_size, self.padding)
        return F.conv2d(x, self.weight, self.bias, self.stride, self.padding)  # eq-conv
