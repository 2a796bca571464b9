"""Convolutional layer, from scratch: one gather and one large product (im2col).

Chapters: convolution, pooling-and-backward.
Twin: course_lib/pytorch/convolutional/conv.py.
"""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from ... import initialization
from ...initialization import check_size
from ..module import Module, Parameter


def output_size(size: int, kernel_size: int, stride: int = 1, padding: int = 0) -> int:
    """How many positions a window takes along one axis (eq-conv-size)."""
    return (size + 2 * padding - kernel_size) // stride + 1


def batch_last(x: np.ndarray) -> np.ndarray:
    """View (N, C, H, W) as (C, H, W, N)."""
    return x.transpose(1, 2, 3, 0)


def batch_first(x: np.ndarray) -> np.ndarray:
    """View (C, H, W, N) as (N, C, H, W)."""
    return x.transpose(3, 0, 1, 2)


def pad(x: np.ndarray, padding: int) -> np.ndarray:
    """Frame the images of (C, H, W, N) with zeros, and put them in this order."""
    if not padding:
        return np.ascontiguousarray(x)  # im2col reads each pixel k k times
    frame = (padding, padding)
    return np.pad(x, ((0, 0), frame, frame, (0, 0)))


def im2col(x: np.ndarray, kernel_size: int, stride: int = 1) -> np.ndarray:
    """Write what each position of the kernel sees into one column (eq-im2col).

    Shapes: x (C, H, W, N) -> (C k k, H' W' N), with k the kernel size.
    """
    k, s = kernel_size, stride
    windows = sliding_window_view(x, (k, k), axis=(1, 2))[:, ::s, ::s]
    columns = windows.transpose(0, 4, 5, 1, 2, 3)  # C, k, k, H', W', N
    return columns.reshape(x.shape[0] * k * k, -1)


def check_images(x, who: str, channels: int | None, kernel_size: int, padding: int):
    """Complain unless x is a batch of images, none smaller than the kernel."""
    kind = "a tensor" if hasattr(x, "detach") else "an array"
    got = f"got {kind} of shape {tuple(x.shape)}"
    if x.ndim != 4 or channels not in (None, x.shape[1]):
        wanted = f"(N, {'C' if channels is None else channels}, H, W)"
        hint = "; for one image use x[None]" if x.ndim == 3 else ""
        raise ValueError(
            f"{who} expected a batch of images of shape {wanted}, {got}{hint}"
        )
    if min(x.shape[2:]) + 2 * padding < kernel_size:
        raise ValueError(
            f"{who} expected images of at least {kernel_size} x {kernel_size} pixels, "
            f"padding included, {got}; use a smaller kernel_size or more padding"
        )


class Conv2d(Module):
    """Convolutional layer: one small kernel, at every position (LeCun et al., 1989).

        y[n,k,i,j] = b[k] + sum_cuv W[k,c,u,v] x[n,c,s i+u,s j+v]     (eq-conv)
        dW[k,c,u,v] = sum_nij dy[n,k,i,j] x[n,c,s i+u,s j+v]          (eq-conv-dw)
        db[k] = sum_nij dy[n,k,i,j]                                   (eq-conv-db)
        dx[n,c,s i+u,s j+v] += sum_k W[k,c,u,v] dy[n,k,i,j]           (eq-conv-dx)

    where x is framed with ``padding`` zeros, and s is the stride. As everywhere in
    deep learning the kernel is not flipped: strictly, a cross-correlation.

    Shapes: x (N, in_channels, H, W) -> y (N, out_channels, H', W') (eq-conv-size).
    Parameters: weight W (out_channels, in_channels, kernel_size, kernel_size),
    bias b (out_channels,).
    Args: init, how the first weights are drawn; with any but the default, b = 0.
    Raises: ValueError for other shapes, and for images smaller than the kernel.
    """

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: int,
        stride: int = 1,
        padding: int = 0,
        *,
        bias: bool = True,
        init: initialization.Scheme = initialization.uniform,
        rng: np.random.Generator,
    ):
        who = "Conv2d"
        self.in_channels = check_size(in_channels, who, "in_channels")
        self.out_channels = check_size(out_channels, who, "out_channels")
        self.kernel_size = check_size(kernel_size, who, "kernel_size")
        self.stride = check_size(stride, who, "stride")
        self.padding = check_size(padding, who, "padding", least=0)
        shape = (self.out_channels, self.in_channels, kernel_size, kernel_size)
        self.weight = Parameter(initialization.draw(init, rng, shape, who))
        self.bias = None
        if bias:
            self.bias = Parameter(initialization.bias(init, rng, shape))

    def forward(self, x: np.ndarray) -> np.ndarray:
        x = np.asarray(x)
        check_images(x, "Conv2d", self.in_channels, self.kernel_size, self.padding)
        W = self.weight.data
        x = pad(batch_last(x), self.padding)
        columns = im2col(x, self.kernel_size, self.stride)
        y = W.reshape(len(W), -1) @ columns  # eq-conv
        if self.bias is not None:
            y += self.bias.data[:, None]
        self.save(columns, x.shape)  # k k times as large as x: memory for speed
        h, w = (output_size(n, self.kernel_size, self.stride) for n in x.shape[1:3])
        return batch_first(y.reshape(len(W), h, w, -1))

    def backward(self, dy: np.ndarray) -> np.ndarray | None:
        columns, shape = self.saved()
        dy = np.ascontiguousarray(batch_last(dy))
        rows = dy.reshape(self.out_channels, -1)  # one for each kernel
        dW = (columns @ rows.T).T  # eq-conv-dw, the faster way round
        self.weight.grad += dW.reshape(self.weight.grad.shape)
        if self.bias is not None:
            self.bias.grad += rows.sum(axis=1)  # eq-conv-db
        return self._input_gradient(dy, shape) if self.input_grad else None

    def _input_gradient(self, dy: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
        """Let each pixel collect from all windows that it lies in (eq-conv-dx)."""
        W, s, p = self.weight.data, self.stride, self.padding
        (_, H, width, _), (_, h, w, _) = shape, dy.shape
        dx = np.zeros(shape, dy.dtype)
        for u, v in np.ndindex(W.shape[2:]):
            pixels = dx[:, u : u + s * h : s, v : v + s * w : s]
            pixels += np.tensordot(W[:, :, u, v], dy, axes=(0, 0))  # eq-conv-dx
        return batch_first(dx[:, p : H - p, p : width - p])
