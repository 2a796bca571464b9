"""GoogLeNet: the inception module, and a network of nine, from scratch.

Chapter: googlenet. Twin: course_lib/pytorch/convolutional/googlenet.py.
"""

import numpy as np

from ... import initialization
from ..feedforward.activations import ReLU
from ..feedforward.dropout import Dropout
from ..feedforward.linear import Flatten, Linear
from ..module import Sequential
from .batch_norm import BatchNorm2d
from .containers import Parallel
from .conv import Conv2d
from .inception_net import InceptionNet
from .pooling import AvgPool2d, GlobalAvgPool, MaxPool2d


class ConvUnit(Sequential):
    """Convolution without bias, batch normalization, ReLU (Ioffe and Szegedy, 2015).

    Shapes: x (N, in_channels, H, W) -> y (N, out_channels, H', W'), as Conv2d.
    """

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: int,
        stride: int = 1,
        padding: int = 0,
        *,
        init: initialization.Scheme = initialization.he_uniform,
        rng: np.random.Generator,
    ):
        sizes = (in_channels, out_channels, kernel_size, stride, padding)
        super().__init__(
            Conv2d(*sizes, bias=False, init=init, rng=rng),
            BatchNorm2d(out_channels, eps=1e-3),
            ReLU(),
        )


class Inception(Parallel):
    """Four branches that look at windows of different sizes (Szegedy et al., 2015).

        1 x 1  |  1 x 1, then 3 x 3  |  1 x 1, then large  |  3 x 3 maximum, then 1 x 1

    The maps of the branches are concatenated (eq-concat). The arguments are the
    columns of the paper's table 1: maps of each convolution.

    Shapes: x (N, in_channels, H, W) -> y (N, one + three + large + pool, H, W).
    Args: reduce3 and reduce_large, maps of the 1 x 1 convolution in front;
    large_kernel, 5 in the paper, 3 in the version that is commonly used.
    """

    def __init__(
        self,
        in_channels: int,
        one: int,
        reduce3: int,
        three: int,
        reduce_large: int,
        large: int,
        pool: int,
        *,
        large_kernel: int = 3,
        rng: np.random.Generator,
    ):
        k = large_kernel
        super().__init__(
            ConvUnit(in_channels, one, 1, rng=rng),
            Sequential(
                ConvUnit(in_channels, reduce3, 1, rng=rng),
                ConvUnit(reduce3, three, 3, padding=1, rng=rng),
            ),
            Sequential(
                ConvUnit(in_channels, reduce_large, 1, rng=rng),
                ConvUnit(reduce_large, large, k, padding=k // 2, rng=rng),
            ),
            Sequential(
                MaxPool2d(3, stride=1, padding=1),
                ConvUnit(in_channels, pool, 1, rng=rng),
            ),
        )


class GoogLeNet(InceptionNet):
    """Nine inception modules in a row (Szegedy et al., 2015): 6,624,904 parameters.

    With batch normalization and, in place of 5 x 5, a second 3 x 3 convolution, as in
    the version that is commonly used; large_kernel=5 gives back the paper's. With the
    two auxiliary heads it has 13,004,888 parameters.

    Shapes: x (N, in_channels, H, W) -> logits (N, num_classes); in training with
    auxiliary heads a tuple of three, and then H = W = 224.
    """

    def __init__(
        self,
        in_channels: int = 3,
        num_classes: int = 1000,
        *,
        aux_heads: bool = False,
        large_kernel: int = 3,
        rng: np.random.Generator,
    ):
        def inception(*maps: int) -> Inception:
            return Inception(*maps, large_kernel=large_kernel, rng=rng)

        first = Sequential(
            ConvUnit(in_channels, 64, 7, stride=2, padding=3, rng=rng),
            MaxPool2d(3, stride=2, ceil_mode=True),
            ConvUnit(64, 64, 1, rng=rng),
            ConvUnit(64, 192, 3, padding=1, rng=rng),
            MaxPool2d(3, stride=2, ceil_mode=True),
            inception(192, 64, 96, 128, 16, 32, 32),  # 3a
            inception(256, 128, 128, 192, 32, 96, 64),  # 3b
            MaxPool2d(3, stride=2, ceil_mode=True),
            inception(480, 192, 96, 208, 16, 48, 64),  # 4a
        )
        second = Sequential(
            inception(512, 160, 112, 224, 24, 64, 64),  # 4b
            inception(512, 128, 128, 256, 24, 64, 64),  # 4c
            inception(512, 112, 144, 288, 32, 64, 64),  # 4d
        )
        third = Sequential(
            inception(528, 256, 160, 320, 32, 128, 128),  # 4e
            MaxPool2d(2, stride=2, ceil_mode=True),
            inception(832, 256, 160, 320, 32, 128, 128),  # 5a
            inception(832, 384, 192, 384, 48, 128, 128),  # 5b
        )
        heads = [_auxiliary(n, num_classes, rng) for n in (512, 528) if aux_heads]
        head = Sequential(
            GlobalAvgPool(), Dropout(0.2, rng=rng), Linear(1024, num_classes, rng=rng)
        )
        super().__init__([first, second, third], head, heads)


def _auxiliary(in_channels: int, num_classes: int, rng) -> Sequential:
    """Classify from the 14 x 14 maps in the middle of GoogLeNet."""
    return Sequential(
        AvgPool2d(5, stride=3),
        ConvUnit(in_channels, 128, 1, rng=rng),
        Flatten(),
        Linear(128 * 4 * 4, 1024, rng=rng),
        ReLU(),
        Dropout(0.7, rng=rng),
        Linear(1024, num_classes, rng=rng),
    )
