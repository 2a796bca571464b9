"""Convolution along a line (time, a signal), from scratch.

Chapter: three-layers. Twin: course_lib/pytorch/convolutional/conv1d.py.
"""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from ... import initialization
from ...initialization import check_size
from ..module import Module, Parameter


class Conv1d(Module):
    """One kernel at every place along one axis (Waibel et al., 1989).

        y[n,k,i] = b[k] + sum_cu W[k,c,u] x[n,c,s i+u]       (eq-conv1d)
        dW[k,c,u] = sum_ni dy[n,k,i] x[n,c,s i+u]            (eq-conv1d-dw)
        db[k] = sum_ni dy[n,k,i]                             (eq-conv1d-db)
        dx[n,c,s i+u] += sum_k W[k,c,u] dy[n,k,i]            (eq-conv1d-dx)

    where x is framed with ``padding`` zeros on both sides, and s is the stride.

    Shapes: x (N, in_channels, L) -> y (N, out_channels, L'),
    L' = floor((L + 2 padding - kernel_size) / s) + 1.
    Parameters: weight W (out_channels, in_channels, kernel_size), bias b
    (out_channels,).
    Raises: ValueError for other shapes, and for lines shorter than the kernel.
    """

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: int,
        stride: int = 1,
        padding: int = 0,
        *,
        init: initialization.Scheme = initialization.uniform,
        rng: np.random.Generator,
    ):
        sizes = check_conv1d(in_channels, out_channels, kernel_size, stride, padding)
        self.in_channels, self.out_channels, self.kernel_size = sizes[:3]
        self.stride, self.padding = sizes[3:]
        shape = (self.out_channels, self.in_channels, self.kernel_size)
        self.weight = Parameter(initialization.draw(init, rng, shape, "Conv1d"))
        self.bias = Parameter(initialization.bias(init, rng, shape))

    def forward(self, x: np.ndarray) -> np.ndarray:
        x = np.asarray(x)
        check_lines(x, self)
        W, p = self.weight.data, self.padding
        x = np.pad(x, ((0, 0), (0, 0), (p, p)))
        windows = sliding_window_view(x, self.kernel_size, axis=2)[:, :, :: self.stride]
        N, _, places, _ = windows.shape
        rows = windows.transpose(0, 2, 1, 3).reshape(N * places, -1)  # (N L', C k)
        y = rows @ W.reshape(len(W), -1).T  # eq-conv1d
        y += self.bias.data
        self.save(rows, x.shape)
        return y.reshape(N, places, -1).swapaxes(1, 2)

    def backward(self, dy: np.ndarray) -> np.ndarray | None:
        (rows, shape), W = self.saved(), self.weight.data
        N, K, places = dy.shape
        dy_rows = dy.swapaxes(1, 2).reshape(N * places, K)
        self.weight.grad += (dy_rows.T @ rows).reshape(W.shape)  # eq-conv1d-dw
        self.bias.grad += dy_rows.sum(axis=0)  # eq-conv1d-db
        if not self.input_grad:
            return None
        dx = np.zeros(shape, dy.dtype)
        for u in range(self.kernel_size):
            seen = slice(u, u + self.stride * places, self.stride)
            dx[:, :, seen] += np.einsum("kc,nki->nci", W[:, :, u], dy)  # eq-conv1d-dx
        return dx[:, :, self.padding : shape[2] - self.padding]


def check_conv1d(*sizes: int) -> tuple[int, ...]:
    """Return the sizes of a Conv1d after checking them, for either half."""
    names = ("in_channels", "out_channels", "kernel_size", "stride", "padding")
    return tuple(
        check_size(size, "Conv1d", name, least=int(name != "padding"))
        for size, name in zip(sizes, names, strict=True)
    )


def check_lines(x, layer) -> None:
    """Complain unless x is (N, in_channels, L), with L no shorter than the kernel."""
    k, p, C = layer.kernel_size, layer.padding, layer.in_channels
    if x.ndim != 3 or x.shape[1] != C or x.shape[2] + 2 * p < k or not len(x):
        raise ValueError(
            f"Conv1d expected lines of shape (N, {C}, L) with L + 2 * padding of at "
            f"least kernel_size = {k}, got shape {tuple(x.shape)}"
        )
