"""The protocol of every from-scratch layer: forward saves, backward takes back.

Chapter: backpropagation. Twin: course_lib/pytorch/module.py (torch.nn.Module).

A layer computes ``y = forward(x)`` and stores with ``self.save`` what its backward
pass needs. ``dx = backward(dy)`` takes that back with ``self.saved``, adds to the
gradient of every parameter, and returns the gradient of the input. What is saved
forms a stack, so that one layer can run many times (a cell in time, a node in a
tree), if backward visits the calls in reverse order.
"""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np

_recording = True


@contextmanager
def no_grad():
    """Within this block, forward saves nothing: for evaluation."""
    global _recording
    before, _recording = _recording, False
    try:
        yield
    finally:
        _recording = before


class Parameter:
    """A trained array: ``data`` is its value, ``grad`` the gradient so far."""

    def __init__(self, data: np.ndarray):
        self.data = np.array(data)
        self.grad = np.zeros(self.data.shape, self.data.dtype)  # no memory yet

    def __repr__(self) -> str:
        return f"Parameter(shape={self.data.shape}, dtype={self.data.dtype})"


class Buffer:
    """A stored array that is not trained (a running mean, a fixed matrix)."""

    def __init__(self, data: np.ndarray):
        self.data = np.array(data)


class Module:
    """Base class of layers and networks (torch.nn.Module is its model).

    Parameters, buffers and submodules are whatever the attributes hold.
    """

    training = True
    input_grad = True  # False on a first layer: nobody asks for the data's gradient

    def forward(self, *inputs):
        raise NotImplementedError(f"{type(self).__name__} has no forward")

    def backward(self, *output_grads):
        raise NotImplementedError(f"{type(self).__name__} has no backward")

    def __call__(self, *inputs):
        return self.forward(*inputs)

    def save(self, *values) -> None:
        """Push what backward will need; do nothing inside ``no_grad()``."""
        if _recording:
            self.__dict__.setdefault("_stack", []).append(values)

    def saved(self) -> tuple:
        """Pop what the latest forward call saved."""
        if not self.__dict__.get("_stack"):
            raise RuntimeError(
                f"{type(self).__name__}.backward has nothing to go back to: it needs "
                "one forward call, outside no_grad(), for each backward call"
            )
        return self._stack.pop()

    def children(self) -> Iterator[tuple[str, "Module"]]:
        """Yield the direct submodules by name; those in a list as ``cells.0``."""
        for name, value in vars(self).items():
            if isinstance(value, Module):
                yield name, value
            elif isinstance(value, list | tuple) and name != "_stack":
                for k, item in enumerate(value):
                    if isinstance(item, Module):
                        yield f"{name}.{k}", item

    def modules(self, prefix: str = "") -> Iterator[tuple[str, "Module"]]:
        """Yield this module and all below it, each with its dotted prefix."""
        yield prefix, self
        for name, child in self.children():
            yield from child.modules(f"{prefix}{name}.")

    def rename(self, name: str) -> str:
        """Turn the name of an array of a submodule into what torch.nn calls it."""
        return name

    def _named(self) -> Iterator[tuple[str, "Parameter | Buffer"]]:
        for name, value in vars(self).items():
            if isinstance(value, Parameter | Buffer):
                yield name, value
        for name, child in self.children():
            for below, value in child._named():
                yield self.rename(f"{name}.{below}"), value

    def named_parameters(self) -> Iterator[tuple[str, Parameter]]:
        """Yield every parameter once, under the name that torch.nn gives it."""
        seen = set()
        for name, value in self._named():
            if isinstance(value, Parameter) and id(value) not in seen:
                seen.add(id(value))
                yield name, value

    def parameters(self) -> list[Parameter]:
        return [p for _, p in self.named_parameters()]

    def zero_grad(self) -> None:
        """Set all gradients to zero and drop what was saved but never used."""
        for p in self.parameters():
            p.grad[...] = 0
        left = [m for _, m in self.modules() if m.__dict__.pop("_stack", None)]
        if left:
            names = ", ".join(sorted({type(m).__name__ for m in left}))
            warnings.warn(
                f"zero_grad dropped forward calls that had no backward ({names}); "
                "evaluate inside no_grad()",
                stacklevel=2,
            )

    def train(self, mode: bool = True) -> "Module":
        for _, module in self.modules():
            module.training = mode
        return self

    def eval(self) -> "Module":
        return self.train(False)

    def state_dict(self) -> dict[str, np.ndarray]:
        """Return all parameters and buffers under torch.nn's names, not copied."""
        return {name: value.data for name, value in self._named()}

    def load_state_dict(self, state: dict[str, np.ndarray]) -> None:
        """Copy arrays (or CPU tensors) in by name; nothing changes if one is wrong.

        Raises: KeyError if the names differ, ValueError if a shape does.
        """
        own, who = self.state_dict(), type(self).__name__
        if own.keys() != state.keys():
            raise KeyError(
                f"{who}.load_state_dict expected the names {sorted(own)}, "
                f"got {sorted(state)}"
            )
        new = {name: np.asarray(state[name]) for name in own}
        for name, array in own.items():
            if array.shape != new[name].shape:
                raise ValueError(
                    f"{who}.load_state_dict expected {name} to have shape "
                    f"{array.shape}, got {new[name].shape}"
                )
        for name, array in own.items():
            array[...] = new[name]

    def astype(self, dtype: type) -> "Module":
        """Convert every parameter and buffer, in place, as torch's ``.float()``."""
        for _, value in self._named():
            value.data = value.data.astype(dtype)
            if isinstance(value, Parameter):
                value.grad = value.grad.astype(dtype)
        return self


class Sequential(Module):
    """A chain of layers: forward in order, backward in reverse order.

    Parameters are named by position (``0.weight``), as in torch.nn.Sequential.
    """

    def __init__(self, *layers: Module):
        for k, layer in enumerate(layers):
            if not isinstance(layer, Module):
                raise TypeError(
                    f"Sequential expected a Module at position {k}, got {layer!r}; "
                    "pass an instance such as ReLU(), not a class or a list"
                )
        self.layers = list(layers)

    def children(self):
        for k, layer in enumerate(self.layers):
            yield str(k), layer

    @property
    def input_grad(self) -> bool:
        return self.layers[0].input_grad

    @input_grad.setter
    def input_grad(self, wanted: bool) -> None:
        self.layers[0].input_grad = wanted

    def __len__(self) -> int:
        return len(self.layers)

    def __getitem__(self, k: int) -> Module:
        return self.layers[k]

    def forward(self, x):
        for layer in self.layers:
            x = layer(x)
        return x

    def backward(self, dy):
        for layer in reversed(self.layers):
            dy = layer.backward(dy)
        return dy
