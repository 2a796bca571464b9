"""Recursive network: one step of a network at every node of a tree, in PyTorch.

Chapter: recursive-networks. Twin: course_lib/scratch/memory/recursive.py.
"""

import numpy as np
import torch
from torch import Tensor
from torch.nn import Module

from ... import initialization
from ...scratch.memory.recursive import by_height, check_forest, draw_tree
from ...scratch.recurrent.elman import check_sizes
from ..module import parameter


class RecursiveNetwork(Module):
    """Combine two children to their parent, up to the root (Goller and Kuechler, 1996).

        h_p = tanh(W x_p + b_ih)                   for a leaf p       (eq-leaf)
        h_p = tanh(U [h_l, h_r] + b_hh)            for an inner node  (eq-node)

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
        super().__init__()
        D, H = check_sizes(
            "RecursiveNetwork", input_size=input_size, hidden_size=hidden_size
        )
        self.input_size, self.hidden_size = D, H
        for name, array in draw_tree(init, rng, D, H).items():
            setattr(self, name, parameter(array))

    def forward(self, x: Tensor, children: Tensor) -> Tensor:
        tree = np.asarray(torch.as_tensor(children).cpu())
        check_forest(x, tree, self.input_size)
        W, U = self.weight_ih, self.weight_hh
        h = torch.tanh(x @ W.T + self.bias_ih)  # eq-leaf
        levels = by_height(len(x), tree)
        where = np.arange(len(x))  # of each node among the rows of h so far
        where = np.concatenate([where, np.empty(len(tree), int)])
        for nodes in levels:
            below = torch.from_numpy(where[tree[nodes - len(x)]]).to(x.device)
            pairs = h[below].flatten(1)
            where[nodes] = len(h) + np.arange(len(nodes))
            h = torch.cat([h, torch.tanh(pairs @ U.T + self.bias_hh)])  # eq-node
        return h[torch.from_numpy(where).to(x.device)]
