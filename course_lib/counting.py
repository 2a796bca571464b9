"""What a network costs: parameters and multiply-adds, layer by layer, in both halves.

A network is traced: one image of zeros goes through it while every layer notes the
shapes that come in and go out. Convolutions and linear layers, which do the work, only
say the shape of their output, so that counting is quick even where computing is not.
"""

import inspect
import math
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from . import initialization
from .initialization import check_size
from .scratch.convolutional.conv import check_images, output_size


@dataclass
class Node:
    """One call of a layer, with the calls that it made: shapes are of one sample."""

    name: str
    layer: Any
    input_shape: tuple[int, ...]
    output_shape: tuple[int, ...] = ()
    own_multiply_adds: int = 0
    children: list["Node"] = field(default_factory=list)

    @property
    def kind(self) -> str:
        return type(self.layer).__name__

    @property
    def branches(self) -> bool:
        """Whether its children run side by side; a Residual's skip is not a child."""
        names = {c.__name__ for c in type(self.layer).__mro__}
        return bool(names & {"Parallel", "Residual"})

    @property
    def parameters(self) -> int:
        return count_parameters(self.layer)

    @property
    def multiply_adds(self) -> int:
        return self.own_multiply_adds + sum(c.multiply_adds for c in self.children)

    def leaves(self) -> Iterator["Node"]:
        if not self.children:
            yield self
        for child in self.children:
            yield from child.leaves()


def side_after(image_size: int, steps: list[tuple[int, int, int]], who: str) -> int:
    """Return the side of a square image after layers (kernel, stride, padding).

    Raises: ValueError if nothing is left of it.
    """
    side = check_size(image_size, who, "image_size")
    for kernel_size, stride, padding in steps:
        side = output_size(side, kernel_size, stride, padding)
        if side < 1:
            raise ValueError(
                f"{who} expected larger images: of {image_size} x {image_size} pixels "
                f"nothing is left behind its {len(steps)} shrinking layers; got "
                f"image_size={image_size}"
            )
    return side


def count_parameters(model) -> int:
    """How many numbers are trained; those that two layers share count once."""
    return sum(math.prod(p.data.shape) for p in model.parameters())


def count_multiply_adds(model, input_shape: tuple[int, ...]) -> int:
    """How many multiply-adds convolutions and linear layers do for one sample.

    Biases, norms, pooling and activations are left out, as is the custom. The model
    counts in evaluation mode: without auxiliary heads.

    Args: input_shape of one sample, (channels, height, width).
    """
    return trace(model, input_shape).multiply_adds


def on_paper(network, *arguments, **options):
    """Build a network of the PyTorch half that has shapes and no numbers.

    It can be counted and drawn, not run, and takes no memory.
    """
    import torch

    if "init" in inspect.signature(network).parameters:
        options.setdefault("init", initialization.zeros)  # nothing to draw
    with torch.device("meta"):
        return network(*arguments, rng=np.random.default_rng(0), **options)


def trace(model, input_shape: tuple[int, ...]) -> Node:
    """Run one sample of zeros through the model and return the tree of its calls."""
    weight = next(iter(model.parameters()), None)
    if hasattr(model, "named_modules"):  # a torch module
        import torch

        modules, no_grad = dict(model.named_modules()), torch.no_grad
        x = torch.zeros(1, *input_shape, dtype=torch.float64)
        x = x if weight is None else x.to(weight)
    else:
        from .scratch import no_grad

        modules = {path.rstrip("."): m for path, m in model.modules()}
        x = np.zeros((1, *input_shape), float if weight is None else weight.data.dtype)
    roots: list[Node] = []
    with no_grad(), _noting(modules, roots):
        model(x)
    return roots[0]


@contextmanager
def _noting(modules: dict[str, Any], roots: list[Node]):
    """Within this block, every module notes its calls, in evaluation mode."""
    calls = [roots]  # the lists that are being filled, the innermost last
    modes = [(module, module.training) for module in modules.values()]
    try:
        for name, module in modules.items():
            module.training = False
            module.forward = _noted(name, module, calls)
        yield
    finally:
        for module, training in modes:
            module.training = training
            module.__dict__.pop("forward", None)


def _noted(name: str, module, calls: list[list[Node]]):
    """Return a forward that notes its call."""
    forward = {"Conv2d": _convolve, "Linear": _multiply}.get(type(module).__name__)

    def noted(x):
        node = Node(name, module, tuple(x.shape[1:]))
        calls[-1].append(node)
        calls.append(node.children)
        y = type(module).forward(module, x) if forward is None else forward(node, x)
        calls.pop()
        node.output_shape = tuple(y.shape[1:])
        return y

    return noted


def _convolve(node: Node, x):
    """Count a convolution; return zeros in the shape of its output."""
    layer = node.layer
    k, s, p = (_whole(v) for v in (layer.kernel_size, layer.stride, layer.padding))
    check_images(x, "Conv2d", layer.in_channels, k, p)
    h, w = (output_size(size, k, s, p) for size in x.shape[2:])
    node.own_multiply_adds = h * w * math.prod(layer.weight.data.shape)
    return _zeros(x, (1, layer.out_channels, h, w))


def _multiply(node: Node, x):
    """Count a linear layer; return zeros in the shape of its output."""
    W = node.layer.weight.data
    if x.shape[-1] != W.shape[1]:
        return type(node.layer).forward(node.layer, x)  # which says what is wrong
    node.own_multiply_adds = math.prod(x.shape[1:-1]) * math.prod(W.shape)
    return _zeros(x, (*x.shape[:-1], W.shape[0]))


def _zeros(x, shape: tuple[int, ...]):
    return x.new_zeros(shape) if hasattr(x, "new_zeros") else np.zeros(shape, x.dtype)


def _whole(value) -> int:
    """Return a size; torch.nn gives two, for height and width."""
    return value[0] if isinstance(value, tuple) else value
