"""VGG, in PyTorch.

Chapter: alexnet-and-vgg. Twin: course_lib/scratch/convolutional/vgg.py.
"""

from collections.abc import Sequence
from typing import ClassVar

import numpy as np
from torch.nn import Module, Sequential

from ... import initialization
from ...counting import side_after
from ..feedforward.activations import ReLU
from ..feedforward.dropout import Dropout
from ..feedforward.linear import Flatten, Linear
from .conv import Conv2d
from .pooling import MaxPool2d


class VGG(Sequential):
    """Stages of 3 x 3 convolutions (Simonyan and Zisserman, 2015).

        [[Conv2d(3 x 3), ReLU] for each of stage, MaxPool2d(2)] for each stage of plan
        Flatten, [Linear, ReLU, Dropout] twice, Linear

    Shapes: x (N, in_channels, image_size, image_size) -> logits (N, num_classes).
    Args: plan, for each stage the maps of its convolutions (PLANS has the paper's, by
    the number of layers with weights); hidden, neurons of the two linear layers
    before the last.
    Raises: ValueError if no pixel of the image is left for the linear layers.
    """

    PLANS: ClassVar = {
        11: ((64,), (128,), (256, 256), (512, 512), (512, 512)),
        13: ((64, 64), (128, 128), (256, 256), (512, 512), (512, 512)),
        16: ((64, 64), (128, 128), (256,) * 3, (512,) * 3, (512,) * 3),
        19: ((64, 64), (128, 128), (256,) * 4, (512,) * 4, (512,) * 4),
    }

    def __init__(
        self,
        plan: Sequence[Sequence[int]],
        in_channels: int = 3,
        num_classes: int = 1000,
        image_size: int = 224,
        *,
        hidden: int = 4096,
        dropout: float = 0.5,
        init: initialization.Scheme = initialization.he_uniform,
        rng: np.random.Generator,
    ):
        side = side_after(image_size, [(2, 2, 0)] * len(plan), type(self).__name__)
        draw = {"init": init, "rng": rng}
        layers: list[Module] = []
        maps = in_channels
        for stage in plan:
            for n in stage:
                layers += [Conv2d(maps, n, 3, padding=1, **draw), ReLU()]
                maps = n
            layers += [MaxPool2d(2)]
        layers += [Flatten()]
        features = maps * side**2
        for _ in range(2):
            layers += [Linear(features, hidden, **draw), ReLU()]
            layers += [Dropout(dropout, rng=rng)]
            features = hidden
        super().__init__(*layers, Linear(features, num_classes, **draw))


class VGG16(VGG):
    """VGG with 13 convolutions and 3 linear layers: 138,357,544 parameters.

    Configuration D of the paper (Simonyan and Zisserman, 2015).

    Shapes: x (N, in_channels, image_size, image_size) -> logits (N, num_classes).
    """

    def __init__(
        self,
        in_channels: int = 3,
        num_classes: int = 1000,
        image_size: int = 224,
        *,
        rng: np.random.Generator,
    ):
        super().__init__(self.PLANS[16], in_channels, num_classes, image_size, rng=rng)
