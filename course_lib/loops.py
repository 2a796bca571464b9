"""Convolution one position at a time: easy to believe, and slow.

Chapters: convolution, pooling-and-backward. ``Conv2d`` computes the same numbers with
one gather and one large product; the tests and the benchmarks compare the two.
"""

from collections.abc import Iterator

import numpy as np

Place = tuple[tuple[int, int, int], tuple]  # (n, i, j), and the slices of its window


def positions(shape: tuple[int, ...], kernel_size: int, stride: int) -> Iterator[Place]:
    """Yield (n, i, j), and the slices of the window that (n, i, j) sees."""
    N, _, height, width = shape
    for n in range(N):
        for i, top in enumerate(range(0, height - kernel_size + 1, stride)):
            for j, left in enumerate(range(0, width - kernel_size + 1, stride)):
                rows = slice(top, top + kernel_size)
                columns = slice(left, left + kernel_size)
                yield (n, i, j), (n, slice(None), rows, columns)


def framed(x: np.ndarray, padding: int) -> np.ndarray:
    """Frame every image with zeros."""
    return np.pad(x, [(0, 0), (0, 0), (padding, padding), (padding, padding)])


def convolve(
    x: np.ndarray, W: np.ndarray, b: np.ndarray, stride: int = 1, padding: int = 0
) -> np.ndarray:
    """Convolve images with kernels (eq-conv).

    Shapes: x (N, C, H, W), kernels W (K, C, k, k), b (K,) -> y (N, K, H', W').
    """
    k, x = W.shape[-1], framed(x, padding)
    h, w = ((size - k) // stride + 1 for size in x.shape[2:])
    y = np.zeros((len(x), len(W), h, w), x.dtype)
    for (n, i, j), window in positions(x.shape, k, stride):
        y[n, :, i, j] = (W * x[window]).sum(axis=(1, 2, 3)) + b  # eq-conv
    return y


def convolve_backward(
    dy: np.ndarray, x: np.ndarray, W: np.ndarray, stride: int = 1, padding: int = 0
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return dx, dW and db of ``convolve``, given the gradient of its output."""
    x = framed(x, padding)
    dx, dW = np.zeros_like(x), np.zeros_like(W)
    for (n, i, j), window in positions(x.shape, W.shape[-1], stride):
        share = dy[n, :, i, j, None, None, None]
        dW += share * x[window]  # eq-conv-dw
        dx[window] += (share * W).sum(axis=0)  # eq-conv-dx
    inner = (slice(padding, size - padding) for size in x.shape[2:])
    return dx[(..., *inner)], dW, dy.sum(axis=(0, 2, 3))  # eq-conv-db
