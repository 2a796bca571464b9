"""AlexNet, from scratch.

Chapter: alexnet-and-vgg. Twin: course_lib/pytorch/convolutional/alexnet.py.
"""

from collections.abc import Sequence

import numpy as np

from ... import initialization
from ...counting import side_after
from ..feedforward.activations import ReLU
from ..feedforward.dropout import Dropout
from ..feedforward.linear import Flatten, Linear
from ..module import Sequential
from .conv import Conv2d
from .pooling import MaxPool2d


class AlexNet(Sequential):
    """Five convolutions, three linear layers, ReLU and dropout (Krizhevsky, 2014).

    The network that won ImageNet (Krizhevsky et al., 2012) was split over two GPUs;
    this is its author's later version for one, without the normalization between
    neighboring maps. At the defaults it has 61,100,840 parameters.

    Shapes: x (N, in_channels, image_size, image_size) -> logits (N, num_classes).
    Args: channels, maps of the five convolutions; hidden, neurons of the two linear
    layers before the last; dropout, the probability to drop their inputs.
    Raises: ValueError for an image_size below 63: no pixel would be left.
    """

    def __init__(
        self,
        in_channels: int = 3,
        num_classes: int = 1000,
        image_size: int = 224,
        *,
        channels: Sequence[int] = (64, 192, 384, 256, 256),
        hidden: int = 4096,
        dropout: float = 0.5,
        init: initialization.Scheme = initialization.he_uniform,
        rng: np.random.Generator,
    ):
        steps = [(11, 4, 2), (3, 2, 0), (3, 2, 0), (3, 2, 0)]  # the others keep it
        side = side_after(image_size, steps, "AlexNet")
        c1, c2, c3, c4, c5 = channels
        draw = {"init": init, "rng": rng}
        super().__init__(
            Conv2d(in_channels, c1, 11, stride=4, padding=2, **draw), ReLU(),
            MaxPool2d(3, stride=2),
            Conv2d(c1, c2, 5, padding=2, **draw), ReLU(),
            MaxPool2d(3, stride=2),
            Conv2d(c2, c3, 3, padding=1, **draw), ReLU(),
            Conv2d(c3, c4, 3, padding=1, **draw), ReLU(),
            Conv2d(c4, c5, 3, padding=1, **draw), ReLU(),
            MaxPool2d(3, stride=2),
            Flatten(),
            Dropout(dropout, rng=rng),
            Linear(c5 * side**2, hidden, **draw), ReLU(),
            Dropout(dropout, rng=rng),
            Linear(hidden, hidden, **draw), ReLU(),
            Linear(hidden, num_classes, **draw),
        )  # fmt: skip
