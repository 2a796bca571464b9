"""Pooling layers, from scratch: a window is a handful of strided slices.

Chapter: pooling-and-backward. Twin: course_lib/pytorch/convolutional/pooling.py.
"""

import numpy as np

from ...initialization import check_size
from ..module import Module
from .conv import batch_first, check_images, output_size


def check_pool(layer, who: str, kernel_size: int, stride: int | None, padding: int):
    """Set and check the sizes of a pooling layer; the stride may be left out."""
    layer.kernel_size = check_size(kernel_size, who, "kernel_size")
    stride = kernel_size if stride is None else stride
    layer.stride = check_size(stride, who, "stride")
    layer.padding = check_size(padding, who, "padding", least=0)
    if padding > kernel_size // 2:
        raise ValueError(
            f"{who} expected padding to be at most half of kernel_size="
            f"{kernel_size}, got {padding}: a window would see nothing but padding"
        )


class Windows:
    """How windows lie on padded images: one strided slice for each of k x k offsets."""

    def __init__(self, layer, shape: tuple[int, ...], ceil_mode: bool = False):
        k, s, p = layer.kernel_size, layer.stride, layer.padding
        self.inner = (..., *(slice(p, p + size) for size in shape[-2:]))
        self.h, self.w = (self._count(size, k, s, p, ceil_mode) for size in shape[-2:])
        self.frame = [(0, 0), (0, 0)] + [
            (p, max(p, (count - 1) * s + k - size - p))
            for size, count in zip(shape[-2:], (self.h, self.w), strict=True)
        ]
        self.slices = [
            (..., slice(i, i + s * self.h, s), slice(j, j + s * self.w, s))
            for i in range(k)
            for j in range(k)
        ]

    @staticmethod
    def _count(size: int, k: int, s: int, p: int, ceil_mode: bool) -> int:
        count = output_size(size, k, s, p)
        partial = ceil_mode and (size + 2 * p - k) % s and count * s < size + p
        return count + 1 if partial else count  # it begins inside the image

    def pad(self, x: np.ndarray, value: float) -> np.ndarray:
        if not any(side for pair in self.frame for side in pair):
            return x
        x = x if x.dtype.kind == "f" else x.astype(float)  # integers lack infinity
        return np.pad(x, self.frame, constant_values=value)


class MaxPool2d(Module):
    """The largest number of each window (Riesenhuber and Poggio, 1999).

        y[n,c,i,j] = max_uv x[n,c,s i+u,s j+v]                          (eq-max-pool)
        dx[n,c,s i+u,s j+v] += dy[n,c,i,j] where x is the maximum  (eq-max-pool-grad)

    The frame of ``padding`` is -infinity. If several are largest, the first, line by
    line, gets the whole gradient, as in PyTorch. With ``ceil_mode`` a window may reach
    over the edge, if it begins inside.

    Shapes: x (N, C, H, W) -> y (N, C, H', W') (eq-conv-size).
    Args: stride, kernel_size if left out.
    Raises: ValueError for other shapes, and for padding above kernel_size / 2.
    """

    def __init__(
        self,
        kernel_size: int,
        stride: int | None = None,
        padding: int = 0,
        ceil_mode: bool = False,
    ):
        check_pool(self, "MaxPool2d", kernel_size, stride, padding)
        self.ceil_mode = ceil_mode

    def forward(self, x: np.ndarray) -> np.ndarray:
        x = np.asarray(x)
        check_images(x, "MaxPool2d", None, self.kernel_size, self.padding)
        windows = Windows(self, x.shape, self.ceil_mode)
        x = windows.pad(x, -np.inf)
        first, *others = windows.slices
        y = x[first].copy(order="K")
        for there in others:
            np.maximum(y, x[there], out=y)  # eq-max-pool
        self.save(x, y, windows)
        return y

    def backward(self, dy: np.ndarray) -> np.ndarray:
        x, y, windows = self.saved()
        dx = np.zeros_like(x, dy.dtype)
        free = np.ones_like(y, bool)  # windows whose maximum was not yet met
        for there in windows.slices:
            here = free & (x[there] == y)
            dx[there] += here * dy  # eq-max-pool-grad
            free &= ~here
        return dx[windows.inner]


class AvgPool2d(Module):
    """The mean of each window, k = kernel_size (LeCun et al., 1990).

        y[n,c,i,j] = 1/k^2 sum_uv x[n,c,s i+u,s j+v]        (eq-avg-pool)
        dx[n,c,s i+u,s j+v] += dy[n,c,i,j] / k^2            (eq-avg-pool-grad)

    The frame of ``padding`` is zero, and counts, as in PyTorch.

    Shapes: x (N, C, H, W) -> y (N, C, H', W') (eq-conv-size).
    Args: stride, kernel_size if left out.
    Raises: ValueError for other shapes, and for padding above kernel_size / 2.
    """

    def __init__(self, kernel_size: int, stride: int | None = None, padding: int = 0):
        check_pool(self, "AvgPool2d", kernel_size, stride, padding)

    def forward(self, x: np.ndarray) -> np.ndarray:
        x = np.asarray(x)
        check_images(x, "AvgPool2d", None, self.kernel_size, self.padding)
        windows = Windows(self, x.shape)
        x = windows.pad(x, 0)
        self.save(x.shape, windows)
        return sum(x[there] for there in windows.slices) / self.kernel_size**2

    def backward(self, dy: np.ndarray) -> np.ndarray:
        shape, windows = self.saved()
        dx = np.zeros_like(dy, shape=shape)
        share = dy / self.kernel_size**2
        for there in windows.slices:
            dx[there] += share  # eq-avg-pool-grad
        return dx[windows.inner]


class GlobalAvgPool(Module):
    """The mean of each channel over the whole image (Lin et al., 2014).

        y[n,c] = 1/(H W) sum_ij x[n,c,i,j]      (eq-global-avg-pool)
        dx[n,c,i,j] = dy[n,c] / (H W)           (eq-global-avg-pool)

    Shapes: x (N, C, H, W) -> y (N, C). Raises: ValueError for other shapes.
    """

    def forward(self, x: np.ndarray) -> np.ndarray:
        x = np.asarray(x)
        check_images(x, "GlobalAvgPool", None, 1, 0)
        self.save(x.shape)
        return x.mean(axis=(2, 3))  # eq-global-avg-pool

    def backward(self, dy: np.ndarray) -> np.ndarray:
        ((N, C, H, W),) = self.saved()
        share = (dy.T / (H * W))[:, None, None]  # eq-global-avg-pool
        return batch_first(np.broadcast_to(share, (C, H, W, N)).copy())
