"""Activation functions, from scratch.

Chapter: activations. Twin: course_lib/pytorch/feedforward/activations.py.
"""

import numpy as np

from ..module import Module


def sigmoid(x: np.ndarray) -> np.ndarray:
    """Logistic function 1 / (1 + e^-x), by way of tanh, so that nothing overflows."""
    return 0.5 * (1 + np.tanh(0.5 * x))


def softmax(x: np.ndarray, dim: int = -1) -> np.ndarray:
    """Probabilities e^x / sum e^x along ``dim``, shifted so that nothing overflows."""
    e = np.exp(x - x.max(axis=dim, keepdims=True))
    return e / e.sum(axis=dim, keepdims=True)


class Sigmoid(Module):
    """Logistic function, elementwise.

        y  = 1 / (1 + e^-x)     (eq-sigmoid)
        dx = dy * y (1 - y)     (eq-sigmoid-grad)

    Shapes: any -> the same. Range: (0, 1), open.
    """

    def forward(self, x):
        y = sigmoid(np.asarray(x))
        self.save(y)
        return y

    def backward(self, dy):
        (y,) = self.saved()
        return dy * y * (1 - y)  # eq-sigmoid-grad


class Tanh(Module):
    """Hyperbolic tangent, elementwise.

        y  = tanh x             (eq-tanh)
        dx = dy * (1 - y^2)     (eq-tanh-grad)

    Shapes: any -> the same. Range: (-1, 1), open.
    """

    def forward(self, x):
        y = np.tanh(x)
        self.save(y)
        return y

    def backward(self, dy):
        (y,) = self.saved()
        return dy * (1 - y**2)  # eq-tanh-grad


class ReLU(Module):
    """Rectified linear unit, elementwise (Nair and Hinton, 2010).

        y  = max(x, 0)                  (eq-relu)
        dx = dy where x > 0, else 0     (eq-relu-grad)

    Shapes: any -> the same. At the kink, x = 0, the derivative is taken as 0.
    """

    def forward(self, x):
        x = np.asarray(x)
        self.save(x > 0)
        return np.maximum(x, 0)

    def backward(self, dy):
        (active,) = self.saved()
        return dy * active  # eq-relu-grad


class LeakyReLU(Module):
    """ReLU with a small slope on the negative side (Maas et al., 2013).

        y  = x if x > 0 else slope * x          (eq-leaky-relu)
        dx = dy * (1 if x > 0 else slope)       (eq-leaky-relu-grad)

    Shapes: any -> the same. Args: negative_slope, the slope for x <= 0.
    """

    def __init__(self, negative_slope: float = 0.01):
        self.negative_slope = negative_slope

    def forward(self, x):
        x = np.asarray(x)
        self.save(x > 0)
        return np.where(x > 0, x, self.negative_slope * x)

    def backward(self, dy):
        (active,) = self.saved()
        return np.where(active, dy, self.negative_slope * dy)  # eq-leaky-relu-grad


class ELU(Module):
    """Exponential linear unit, elementwise (Clevert et al., 2016).

        y  = x if x > 0 else alpha (e^x - 1)            (eq-elu)
        dx = dy * (1 if x > 0 else alpha e^x)           (eq-elu-grad)

    Shapes: any -> the same. Args: alpha, minus the limit at -infinity.
    """

    def __init__(self, alpha: float = 1.0):
        self.alpha = alpha

    def forward(self, x):
        x = np.asarray(x)
        y = np.where(x > 0, x, self.alpha * np.expm1(np.minimum(x, 0)))
        self.save(x > 0, y)
        return y

    def backward(self, dy):
        active, y = self.saved()
        return np.where(active, dy, dy * (y + self.alpha))  # alpha e^x = y + alpha


class Softmax(Module):
    """Turn logits into probabilities (Bridle, 1990).

        y_k = e^(x_k) / sum_j e^(x_j)       (eq-softmax)
        dx  = y * (dy - sum_j dy_j y_j)     (eq-softmax-grad)

    Shapes: any -> the same. Args: dim, the axis that sums to 1.
    """

    def __init__(self, dim: int = -1):
        self.dim = dim

    def forward(self, x):
        y = softmax(np.asarray(x), self.dim)
        self.save(y)
        return y

    def backward(self, dy):
        (y,) = self.saved()
        return y * (dy - (dy * y).sum(axis=self.dim, keepdims=True))  # eq-softmax-grad
