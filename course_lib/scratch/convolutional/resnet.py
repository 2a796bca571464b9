"""ResNet: residual blocks, and networks of them, from scratch.

Chapter: resnet. Twin: course_lib/pytorch/convolutional/resnet.py.
"""

from collections.abc import Callable, Sequence

import numpy as np

from ... import initialization
from ..feedforward.activations import ReLU
from ..feedforward.linear import Linear
from ..module import Module, Sequential
from .batch_norm import BatchNorm2d
from .blocks import BasicBlock, Bottleneck, EpelbaumBottleneck
from .conv import Conv2d
from .pooling import GlobalAvgPool, MaxPool2d


class ResNet(Sequential):
    """Stages of residual blocks (He et al., 2016).

        Conv2d, BatchNorm2d, ReLU, MaxPool2d
        depths[k] blocks of width widths[k]; from the second stage on, the first block
        halves the image
        GlobalAvgPool, Linear

    Shapes: x (N, in_channels, H, W) -> logits (N, num_classes).
    Args: block, a class such as BasicBlock or PlainBlock; small_images, begin with a
    3 x 3 convolution of stride 1 and no pooling, as the paper does for 32 x 32 pixels.
    """

    def __init__(
        self,
        block: Callable[..., Module],
        depths: Sequence[int],
        widths: Sequence[int] = (64, 128, 256, 512),
        in_channels: int = 3,
        num_classes: int = 1000,
        *,
        small_images: bool = False,
        init: initialization.Scheme = initialization.he_uniform,
        rng: np.random.Generator,
    ):
        draw = {"init": init, "rng": rng}
        maps = widths[0]
        sizes = (3, 1, 1) if small_images else (7, 2, 3)  # kernel, stride, padding
        layers: list[Module] = [
            Conv2d(in_channels, maps, *sizes, bias=False, **draw),
            BatchNorm2d(maps),
            ReLU(),
        ]
        if not small_images:
            layers += [MaxPool2d(3, stride=2, padding=1)]
        for k, (depth, width) in enumerate(zip(depths, widths, strict=True)):
            for n in range(depth):
                stride = 2 if k > 0 and n == 0 else 1
                layers += [block(maps, width, stride, **draw)]
                maps = width * block.expansion
        super().__init__(*layers, GlobalAvgPool(), Linear(maps, num_classes, rng=rng))


class ResNet18(ResNet):
    """Eight basic blocks (He et al., 2016): 11,689,512 parameters.

    Shapes: x (N, in_channels, H, W) -> logits (N, num_classes).
    """

    def __init__(
        self,
        in_channels: int = 3,
        num_classes: int = 1000,
        *,
        rng: np.random.Generator,
    ):
        super().__init__(
            BasicBlock, (2, 2, 2, 2), in_channels=in_channels,
            num_classes=num_classes, rng=rng,
        )  # fmt: skip


class ResNet50(ResNet):
    """Sixteen bottleneck blocks (He et al., 2016): 25,557,032 parameters.

    Where a block halves the image, its 3 x 3 convolution does so: since the paper,
    which let the first 1 x 1 do it, that has become the custom.

    Shapes: x (N, in_channels, H, W) -> logits (N, num_classes).
    Args: variant, "he" for the paper's block, "epelbaum" for EpelbaumBottleneck.
    Raises: ValueError for another variant.
    """

    def __init__(
        self,
        in_channels: int = 3,
        num_classes: int = 1000,
        *,
        variant: str = "he",
        rng: np.random.Generator,
    ):
        blocks = {"he": Bottleneck, "epelbaum": EpelbaumBottleneck}
        if variant not in blocks:
            raise ValueError(
                f"ResNet50 expected variant to be one of {list(blocks)}, "
                f"got {variant!r}"
            )
        super().__init__(
            blocks[variant], (3, 4, 6, 3), in_channels=in_channels,
            num_classes=num_classes, rng=rng,
        )  # fmt: skip
