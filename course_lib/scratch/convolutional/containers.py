"""Layers side by side: a sum with a shortcut, and branches that are concatenated.

Chapters: googlenet, resnet. Twin: course_lib/pytorch/convolutional/containers.py.
"""

from itertools import accumulate

import numpy as np

from ..module import Module


class Residual(Module):
    """Add the input, or a projection of it, to what the layers make of it.

        y  = F(x) + S(x)                    (eq-residual)
        dx = F'(x)^T dy + S'(x)^T dy        (eq-residual-grad)

    F is ``main``; S is the shortcut, the identity if none is given (He et al., 2016).

    Shapes: x -> y, whatever main and shortcut make of x; both must make the same.
    Raises: ValueError if the two shapes differ: nothing is broadcast.
    """

    def __init__(self, main: Module, shortcut: Module | None = None):
        self.main, self.shortcut = main, shortcut

    @property
    def input_grad(self) -> bool:
        return self.main.input_grad

    @input_grad.setter
    def input_grad(self, wanted: bool) -> None:
        self.main.input_grad = wanted
        if self.shortcut is not None:
            self.shortcut.input_grad = wanted

    def forward(self, x: np.ndarray) -> np.ndarray:
        f = self.main(x)
        s = x if self.shortcut is None else self.shortcut(x)
        if f.shape != s.shape:
            raise ValueError(
                "Residual expected main and shortcut to return one shape, got "
                f"{f.shape} and {s.shape}; give it a shortcut that makes them equal, "
                "such as Conv2d(..., kernel_size=1, stride=...)"
            )
        return f + s  # eq-residual

    def backward(self, dy: np.ndarray) -> np.ndarray | None:
        df = self.main.backward(dy)
        ds = dy if self.shortcut is None else self.shortcut.backward(dy)
        if not self.input_grad or df is None or ds is None:
            return None
        return df + ds  # eq-residual-grad


class Parallel(Module):
    """Run branches on the same input and stack their channels.

        y  = [B_1(x), B_2(x), ...] along the channels       (eq-concat)
        dx = sum_k B_k'(x)^T dy_k                           (eq-concat-grad)

    dy_k are the channels of dy that came from branch k (Szegedy et al., 2015).

    Shapes: x (N, C, H, W) -> y (N, sum of the branches' channels, H', W').
    Raises: ValueError if the branches return images of different sizes.
    """

    def __init__(self, *branches: Module):
        self.branches = list(branches)

    @property
    def input_grad(self) -> bool:
        return all(branch.input_grad for branch in self.branches)

    @input_grad.setter
    def input_grad(self, wanted: bool) -> None:
        for branch in self.branches:
            branch.input_grad = wanted

    def forward(self, x: np.ndarray) -> np.ndarray:
        ys = [branch(x) for branch in self.branches]
        if len({y.shape[:1] + y.shape[2:] for y in ys}) > 1:
            raise ValueError(
                "Parallel expected branches that return images of one size, "
                f"got {[y.shape for y in ys]}; see to their padding and stride"
            )
        self.save(list(accumulate(y.shape[1] for y in ys)))
        return np.concatenate(ys, axis=1)  # eq-concat

    def backward(self, dy: np.ndarray) -> np.ndarray | None:
        (ends,) = self.saved()
        dys = np.split(dy, ends[:-1], axis=1)
        dxs = [b.backward(d) for b, d in zip(self.branches, dys, strict=True)]
        if not self.input_grad or any(dx is None for dx in dxs):
            return None
        return sum(dxs[1:], start=dxs[0])  # eq-concat-grad
