"""Binary trees for recursive networks: nested pairs, chains, balanced and drawn ones.

A forest is an array ``children``: the leaves of all trees have the numbers 0, 1, ...,
inner node k has the number leaves + k, and row k holds its left and its right child.
"""

import numpy as np

from .initialization import check_rng, check_size

Nested = int | tuple["Nested", "Nested"]


def forest(trees: list) -> tuple[list, np.ndarray, np.ndarray]:
    """Turn nested pairs into leaves, children and the number of each root.

    ``forest([((a, b), c), (d, e)])`` -> ``[a, b, c, d, e]``, the pairs of children, and
    the two roots. A leaf is anything but a tuple.
    Raises: ValueError if a tuple is not a pair.
    """
    leaves, inner = [], []

    def visit(node):
        if not isinstance(node, tuple):
            leaves.append(node)
            return ("leaf", len(leaves) - 1)
        if len(node) != 2:
            raise ValueError(f"forest expected pairs, got a tuple of {len(node)}")
        inner.append((visit(node[0]), visit(node[1])))
        return ("inner", len(inner) - 1)

    roots = [visit(tree) for tree in trees]

    def number(place) -> int:
        kind, k = place
        return k if kind == "leaf" else len(leaves) + k

    children = [[number(left), number(right)] for left, right in inner]
    children = np.array(children, int).reshape(-1, 2)
    return leaves, children, np.array([number(root) for root in roots])


def chain(leaves: list):
    """Return ((((a, b), c), d), ...), as deep as it is long."""
    tree = leaves[0]
    for leaf in leaves[1:]:
        tree = (tree, leaf)
    return tree


def balanced(leaves: list):
    """Halve, and halve the halves: ceil(log2 n) levels for n leaves."""
    if len(leaves) == 1:
        return leaves[0]
    middle = (len(leaves) + 1) // 2
    return (balanced(leaves[:middle]), balanced(leaves[middle:]))


def drawn(leaves: list, *, rng: np.random.Generator):
    """Join two neighbors drawn at random until one tree is left."""
    check_rng(rng, "drawn")
    check_size(len(leaves), "drawn", "the number of leaves")
    trees = list(leaves)
    while len(trees) > 1:
        k = int(rng.integers(len(trees) - 1))
        trees[k : k + 2] = [(trees[k], trees[k + 1])]
    return trees[0]


def depth(tree) -> int:
    """Return the number of joints from the root down to the farthest leaf."""
    if not isinstance(tree, tuple):
        return 0
    return 1 + max(depth(tree[0]), depth(tree[1]))
