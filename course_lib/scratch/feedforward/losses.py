"""Loss functions, from scratch.

Chapter: losses. Twin: course_lib/pytorch/feedforward/losses.py.
"""

import numpy as np

from ..module import Module


def log_softmax(x: np.ndarray) -> np.ndarray:
    """Log-probabilities of each row of logits (eq-log-softmax), without overflow."""
    shifted = x - x.max(axis=-1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))


class MSELoss(Module):
    """Mean squared error over all M elements.

        J  = 1/M sum (x - t)^2      (eq-mse)
        dx = 2 (x - t) / M          (eq-mse-grad)

    Shapes: prediction x and target t alike -> scalar.
    Raises: ValueError if the shapes differ (NumPy would broadcast in silence).
    """

    def forward(self, x: np.ndarray, target: np.ndarray) -> float:
        x, target = np.asarray(x), np.asarray(target)
        if x.shape != target.shape:
            raise ValueError(
                "MSELoss expected prediction and target of one shape, "
                f"got {x.shape} and {target.shape}"
            )
        self.save(x - target)
        return ((x - target) ** 2).mean()  # eq-mse

    def backward(self, dloss: float = 1.0) -> np.ndarray:
        (difference,) = self.saved()
        return dloss * 2 * difference / difference.size  # eq-mse-grad


class CrossEntropyLoss(Module):
    """Mean negative log-probability of the right class, from logits.

        J  = -1/N sum_n log softmax(x_n)[t_n]       (eq-cross-entropy)
        dx = (softmax(x) - one_hot(t)) / N          (eq-cross-entropy-grad)

    Shapes: logits x (N, K), integer classes t (N,) -> scalar.
    Raises: ValueError for other shapes or classes outside 0..K-1, TypeError for
    classes that are not integers.
    """

    def forward(self, x: np.ndarray, target: np.ndarray) -> float:
        x, target = np.asarray(x), np.asarray(target)
        self._check(x, target)
        log_p = log_softmax(x)
        self.save(log_p, target)
        return -log_p[np.arange(len(target)), target].mean()  # eq-cross-entropy

    def backward(self, dloss: float = 1.0) -> np.ndarray:
        log_p, target = self.saved()
        dx = np.exp(log_p)
        dx[np.arange(len(target)), target] -= 1
        return dloss * dx / len(target)  # eq-cross-entropy-grad

    @staticmethod
    def _check(x: np.ndarray, target: np.ndarray) -> None:
        if x.ndim != 2 or target.shape != x.shape[:1] or not len(target):
            raise ValueError(
                "CrossEntropyLoss expected logits (N, K) and classes (N,), "
                f"got {x.shape} and {target.shape}"
            )
        if not np.issubdtype(target.dtype, np.integer):
            raise TypeError(
                "CrossEntropyLoss expected integer classes, "
                f"got {target.dtype}; for one-hot rows use target.argmax(axis=1)"
            )
        if target.min() < 0 or target.max() >= x.shape[1]:
            raise ValueError(
                f"CrossEntropyLoss expected classes from 0 to {x.shape[1] - 1}, "
                f"got {target.min()} to {target.max()}"
            )
