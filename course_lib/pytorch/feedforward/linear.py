"""Linear layer, in PyTorch; Flatten is torch's own.

Chapters: weighted-averages, backpropagation. Twin: course_lib/scratch/feedforward.
"""

import numpy as np
from torch import Tensor
from torch.nn import Flatten as Flatten, Module

from ... import initialization
from ..module import parameter


class Linear(Module):
    """Fully-connected layer: weighted sums of the input (Rumelhart et al., 1986).

        y = x W^T + b      (eq-linear)

    Shapes: x (..., in_features) -> y (..., out_features).
    Parameters: weight W (out_features, in_features), bias b (out_features,).
    Args: init, how the first weights are drawn; with any but the default, b = 0.
    Raises: ValueError if the last dimension of x is not in_features.
    """

    def __init__(
        self,
        in_features: int,
        out_features: int,
        *,
        bias: bool = True,
        init: initialization.Scheme = initialization.uniform,
        rng: np.random.Generator,
    ):
        super().__init__()
        self.in_features = initialization.check_size(
            in_features, "Linear", "in_features"
        )
        self.out_features = initialization.check_size(
            out_features, "Linear", "out_features"
        )
        shape = (self.out_features, self.in_features)
        self.weight = parameter(initialization.draw(init, rng, shape, "Linear"))
        self.bias = None
        if bias:
            self.bias = parameter(initialization.bias(init, rng, shape))

    def forward(self, x: Tensor) -> Tensor:
        if x.ndim == 0 or x.shape[-1] != self.in_features:
            raise ValueError(
                "Linear expected the last dimension to be "
                f"in_features={self.in_features}, got a tensor of shape "
                f"{tuple(x.shape)}"
            )
        W = self.weight
        y = x @ W.T  # eq-linear
        return y if self.bias is None else y + self.bias
