"""Linear layer and Flatten, from scratch.

Chapters: weighted-averages, backpropagation. Twin: course_lib/pytorch/feedforward.
"""

import math

import numpy as np

from ... import initialization
from ..module import Module, Parameter


class Linear(Module):
    """Fully-connected layer: weighted sums of the input (Rumelhart et al., 1986).

        y  = x W^T + b      (eq-linear)
        dW = dy^T x         (eq-linear-dw)
        db = sum_n dy_n     (eq-linear-db)
        dx = dy W           (eq-linear-dx)

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
        self.in_features = initialization.check_size(
            in_features, "Linear", "in_features"
        )
        self.out_features = initialization.check_size(
            out_features, "Linear", "out_features"
        )
        shape = (self.out_features, self.in_features)
        self.weight = Parameter(initialization.draw(init, rng, shape, "Linear"))
        self.bias = None
        if bias:
            self.bias = Parameter(initialization.bias(init, rng, shape))

    def forward(self, x: np.ndarray) -> np.ndarray:
        x = np.asarray(x)
        if x.ndim == 0 or x.shape[-1] != self.in_features:
            raise ValueError(
                "Linear expected the last dimension to be "
                f"in_features={self.in_features}, got an array of shape {x.shape}"
            )
        W = self.weight.data
        self.save(x)
        y = x @ W.T  # eq-linear
        if self.bias is not None:
            y += self.bias.data
        return y

    def backward(self, dy: np.ndarray) -> np.ndarray | None:
        W, (x,) = self.weight.data, self.saved()
        rows_x = x.reshape(-1, self.in_features)
        rows_dy = dy.reshape(-1, self.out_features)
        self.weight.grad += rows_dy.T @ rows_x  # eq-linear-dw
        if self.bias is not None:
            self.bias.grad += rows_dy.sum(axis=0)  # eq-linear-db
        return dy @ W if self.input_grad else None  # eq-linear-dx


class Flatten(Module):
    """Make one row of each sample: 28 x 28 pixels become 784 features.

    Shapes: x (N, ...) -> y (N, product of the rest).
    Raises: ValueError if x has no batch dimension.
    """

    def forward(self, x: np.ndarray) -> np.ndarray:
        x = np.asarray(x)
        if x.ndim < 2:
            raise ValueError(
                "Flatten expected a batch of shape (N, ...), "
                f"got an array of shape {x.shape}; for one sample use x[None]"
            )
        self.save(x.shape)
        return x.reshape(len(x), math.prod(x.shape[1:]))

    def backward(self, dy: np.ndarray) -> np.ndarray:
        (shape,) = self.saved()
        return dy.reshape(shape)
