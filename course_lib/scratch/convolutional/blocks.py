"""The blocks that ResNets are made of, from scratch.

Chapter: resnet. Twin: course_lib/pytorch/convolutional/blocks.py.
"""

import numpy as np

from ... import initialization
from ..feedforward.activations import ReLU
from ..module import Sequential
from .batch_norm import BatchNorm2d
from .containers import Residual
from .conv import Conv2d


def _conv(n_in: int, n_out: int, kernel: int, stride: int = 1, **draw) -> Conv2d:
    """Make a convolution that keeps the size, or halves it; batch norm has the bias."""
    return Conv2d(n_in, n_out, kernel, stride, kernel // 2, bias=False, **draw)


def _shortcut(n_in: int, n_out: int, stride: int, **draw) -> Sequential | None:
    """Return None, for the identity, if input and output have the same shape."""
    if n_in == n_out and stride == 1:
        return None
    return Sequential(_conv(n_in, n_out, 1, stride, **draw), BatchNorm2d(n_out))


class BasicBlock(Sequential):
    """Two 3 x 3 convolutions around a shortcut, then ReLU (He et al., 2016).

        y = max(F(x) + S(x), 0),   F: conv, norm, ReLU, conv, norm      (eq-residual)

    Shapes: x (N, in_channels, H, W) -> y (N, width, H / stride, W / stride).
    """

    expansion = 1  # maps that come out, in multiples of width

    def __init__(
        self,
        in_channels: int,
        width: int,
        stride: int = 1,
        *,
        init: initialization.Scheme = initialization.he_uniform,
        rng: np.random.Generator,
    ):
        draw = {"init": init, "rng": rng}
        main = Sequential(
            _conv(in_channels, width, 3, stride, **draw),
            BatchNorm2d(width),
            ReLU(),
            _conv(width, width, 3, **draw),
            BatchNorm2d(width),
        )
        shortcut = _shortcut(in_channels, width, stride, **draw)
        super().__init__(Residual(main, shortcut), ReLU())


class PlainBlock(Sequential):
    """BasicBlock without its shortcut, for comparison (He et al., 2016).

    Shapes: x (N, in_channels, H, W) -> y (N, width, H / stride, W / stride).
    """

    expansion = 1

    def __init__(
        self,
        in_channels: int,
        width: int,
        stride: int = 1,
        *,
        init: initialization.Scheme = initialization.he_uniform,
        rng: np.random.Generator,
    ):
        draw = {"init": init, "rng": rng}
        super().__init__(
            _conv(in_channels, width, 3, stride, **draw),
            BatchNorm2d(width),
            ReLU(),
            _conv(width, width, 3, **draw),
            BatchNorm2d(width),
            ReLU(),
        )


class Bottleneck(Sequential):
    """1 x 1 to fewer maps, 3 x 3 there, 1 x 1 back, with a shortcut (He et al., 2016).

        y = max(F(x) + S(x), 0)     (eq-residual)

    Shapes: x (N, in_channels, H, W) -> y (N, 4 width, H / stride, W / stride).
    """

    expansion = 4

    def __init__(
        self,
        in_channels: int,
        width: int,
        stride: int = 1,
        *,
        init: initialization.Scheme = initialization.he_uniform,
        rng: np.random.Generator,
    ):
        draw, out = {"init": init, "rng": rng}, width * self.expansion
        main = Sequential(
            _conv(in_channels, width, 1, **draw),
            BatchNorm2d(width),
            ReLU(),
            _conv(width, width, 3, stride, **draw),
            BatchNorm2d(width),
            ReLU(),
            _conv(width, out, 1, **draw),
            BatchNorm2d(out),
        )
        shortcut = _shortcut(in_channels, out, stride, **draw)
        super().__init__(Residual(main, shortcut), ReLU())


class EpelbaumBottleneck(Sequential):
    """A bottleneck as Epelbaum (2017) draws it: the sum is the last step.

        y = F(x) + S(x),   F: three times conv, ReLU, norm      (eq-residual)

    Shapes: x (N, in_channels, H, W) -> y (N, 4 width, H / stride, W / stride).
    """

    expansion = 4

    def __init__(
        self,
        in_channels: int,
        width: int,
        stride: int = 1,
        *,
        init: initialization.Scheme = initialization.he_uniform,
        rng: np.random.Generator,
    ):
        draw, out = {"init": init, "rng": rng}, width * self.expansion
        main = Sequential(
            _conv(in_channels, width, 1, **draw),
            ReLU(),
            BatchNorm2d(width),
            _conv(width, width, 3, stride, **draw),
            ReLU(),
            BatchNorm2d(width),
            _conv(width, out, 1, **draw),
            ReLU(),
            BatchNorm2d(out),
        )
        shortcut = _shortcut(in_channels, out, stride, **draw)
        super().__init__(Residual(main, shortcut))
