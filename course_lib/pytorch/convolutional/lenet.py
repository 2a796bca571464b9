"""LeNet, in PyTorch.

Chapter: lenet. Twin: course_lib/scratch/convolutional/lenet.py.
"""

from collections.abc import Callable, Sequence

import numpy as np
from torch.nn import Module, Sequential

from ...counting import side_after
from ..feedforward.activations import Tanh
from ..feedforward.linear import Flatten, Linear
from .conv import Conv2d
from .pooling import AvgPool2d


class LeNet(Sequential):
    """Convolutions with average pooling, then linear layers (LeCun et al., 1998).

        [Conv2d, activation, AvgPool2d(2)] for each of channels
        Flatten, [Linear, activation] for each of hidden, Linear

    Shapes: x (N, in_channels, image_size, image_size) -> logits (N, num_classes).
    Args: channels, feature maps of each convolution; hidden, neurons of each linear
    layer but the last; activation, a class such as ReLU.
    Raises: ValueError if no pixel of the image is left for the linear layers.
    """

    def __init__(
        self,
        channels: Sequence[int] = (6, 16),
        hidden: Sequence[int] = (120, 84),
        in_channels: int = 1,
        num_classes: int = 10,
        image_size: int = 32,
        activation: Callable[[], Module] = Tanh,
        *,
        kernel_size: int = 5,
        padding: int = 0,
        rng: np.random.Generator,
    ):
        steps = [(kernel_size, 1, padding), (2, 2, 0)] * len(channels)
        side = side_after(image_size, steps, type(self).__name__)
        layers: list[Module] = []
        maps = in_channels
        for n in channels:
            conv = Conv2d(maps, n, kernel_size, padding=padding, rng=rng)
            layers += [conv, activation(), AvgPool2d(2)]
            maps = n
        layers += [Flatten()]
        features = maps * side**2
        for n in hidden:
            layers += [Linear(features, n, rng=rng), activation()]
            features = n
        super().__init__(*layers, Linear(features, num_classes, rng=rng))


class LeNet5(LeNet):
    """LeNet-5 as it is written today (LeCun et al., 1998): 61,706 parameters.

    The network of 1998 saved connections: its second convolution saw only some maps,
    its pooling was trained, and its last layer measured distances to drawn digits.

    Shapes: x (N, in_channels, image_size, image_size) -> logits (N, num_classes);
    image_size 32, or 28 (then 44,426 parameters), or any from 16 on.
    """

    def __init__(
        self,
        in_channels: int = 1,
        num_classes: int = 10,
        image_size: int = 32,
        activation: Callable[[], Module] = Tanh,
        *,
        rng: np.random.Generator,
    ):
        super().__init__(
            (6, 16), (120, 84), in_channels, num_classes, image_size, activation,
            rng=rng,
        )  # fmt: skip
