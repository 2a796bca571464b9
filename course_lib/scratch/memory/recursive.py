"""Recursive network: one step of a network at every node of a tree, from scratch.

Chapter: recursive-networks. Twin: course_lib/pytorch/memory/recursive.py.
"""

import numpy as np

from ... import initialization
from ..module import Module, Parameter
from ..recurrent.elman import check_sizes


class RecursiveNetwork(Module):
    """Combine two children to their parent, up to the root (Goller and Kuechler, 1996).

        h_p = tanh(W x_p + b_ih)                   for a leaf p       (eq-leaf)
        h_p = tanh(U [h_l, h_r] + b_hh)            for an inner node  (eq-node)
        da_p = dh_p * (1 - h_p^2)                                     (eq-node-da)
        [dh_l, dh_r] += da_p U                     structure, back    (eq-node-back)
        dU = sum_p da_p^T [h_l, h_r],  dW = sum_p da_p^T x_p          (eq-node-dw)

    Nodes of one height need nothing of each other and are computed in one product, so
    a forest of many trees costs as many products as its highest tree has levels.

    Shapes: x (leaves, D), children (inner nodes, 2) -> h (leaves + inner nodes, H).
    The leaves have the numbers 0, 1, ...; inner node k, with its children's numbers in
    row k, has the number leaves + k, above theirs. ``course_lib.trees`` makes them.
    Parameters: weight_ih W (H, D), weight_hh U (H, 2H), bias_ih and bias_hh (H,).
    Raises: ValueError for other shapes, or children that make no trees.
    """

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        *,
        init: initialization.Scheme = initialization.uniform,
        rng: np.random.Generator,
    ):
        D, H = check_sizes(
            "RecursiveNetwork", input_size=input_size, hidden_size=hidden_size
        )
        self.input_size, self.hidden_size = D, H
        for name, array in draw_tree(init, rng, D, H).items():
            setattr(self, name, Parameter(array))

    def forward(self, x: np.ndarray, children: np.ndarray) -> np.ndarray:
        x, children = np.asarray(x), np.asarray(children)
        check_forest(x, children, self.input_size)
        leaves, H = len(x), self.hidden_size
        W, U = self.weight_ih.data, self.weight_hh.data
        h = np.empty((leaves + len(children), H), W.dtype)
        h[:leaves] = np.tanh(x @ W.T + self.bias_ih.data)  # eq-leaf
        levels = by_height(leaves, children)
        for nodes in levels:
            pairs = h[children[nodes - leaves]].reshape(-1, 2 * H)
            h[nodes] = np.tanh(pairs @ U.T + self.bias_hh.data)  # eq-node
        self.save(x, children, levels, h)
        return h

    def backward(self, dh: np.ndarray) -> np.ndarray | None:
        x, children, levels, h = self.saved()
        leaves, H = len(x), self.hidden_size
        W, U = self.weight_ih.data, self.weight_hh.data
        dh = dh.copy()
        for nodes in reversed(levels):
            below = children[nodes - leaves]
            da = dh[nodes] * (1 - h[nodes] ** 2)  # eq-node-da
            self.weight_hh.grad += da.T @ h[below].reshape(-1, 2 * H)  # eq-node-dw
            self.bias_hh.grad += da.sum(axis=0)
            dh[below] += (da @ U).reshape(-1, 2, H)  # eq-node-back: one parent each
        da = dh[:leaves] * (1 - h[:leaves] ** 2)
        self.weight_ih.grad += da.T @ x
        self.bias_ih.grad += da.sum(axis=0)
        return da @ W if self.input_grad else None


def by_height(leaves: int, children: np.ndarray) -> list[np.ndarray]:
    """Group the inner nodes by their height, lowest first."""
    height = np.zeros(leaves + len(children), int)
    for k, (left, right) in enumerate(children.tolist()):
        height[leaves + k] = 1 + max(height[left], height[right])
    return [np.flatnonzero(height == n) for n in range(1, height.max() + 1)]


def draw_tree(init, rng, D: int, H: int) -> dict[str, np.ndarray]:
    """Draw the first weights of a RecursiveNetwork; biases as in Linear."""
    shapes = {"weight_ih": (H, D), "weight_hh": (H, 2 * H)}
    arrays = {
        name: initialization.draw(init, rng, shape, "RecursiveNetwork")
        for name, shape in shapes.items()
    }
    for name, shape in (("bias_ih", (H, D)), ("bias_hh", (H, 2 * H))):
        arrays[name] = initialization.bias(init, rng, shape)
    return arrays


def check_forest(x, children, D: int) -> None:
    """Complain unless the leaves fit and every node has one parent at most."""
    who = "RecursiveNetwork"
    if x.ndim != 2 or x.shape[1] != D or not len(x):
        raise ValueError(
            f"{who} expected leaves of shape (leaves, {D}), got {tuple(x.shape)}"
        )
    children = np.asarray(children)
    whole = np.issubdtype(children.dtype, np.integer)
    if children.ndim != 2 or children.shape[1] != 2 or not whole:
        raise ValueError(
            f"{who} expected children to be whole numbers, (inner nodes, 2), got "
            f"{children.dtype} of shape {children.shape}"
        )
    own = len(x) + np.arange(len(children))[:, None]
    if (children < 0).any() or (children >= own).any():
        raise ValueError(
            f"{who} expected children with numbers from 0 to below their parent's, got "
            f"{children.min()} to {children.max()} for {len(x)} leaves"
        )
    times = np.bincount(children.ravel(), minlength=1)
    if times.max() > 1:
        raise ValueError(
            f"{who} expected one parent for each node, got {times.max()} for node "
            f"{times.argmax()} in children of shape {children.shape}"
        )
