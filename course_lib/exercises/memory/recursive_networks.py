"""Exercises of the chapter recursive-networks, in book order."""

import numpy as np

from ..engine import Choice, Function, Value

_rng = np.random.default_rng(33)


def _draw(*shapes: tuple[int, ...]) -> tuple[np.ndarray, ...]:
    """Draw arrays with two decimals, so that feedback is short to read."""
    return tuple(np.round(_rng.standard_normal(shape), 2) for shape in shapes)


_SMALL = np.array([[0, 1]])
_THREE = np.array([[0, 1], [3, 2]])
_FIVE = np.array([[1, 2], [0, 5], [3, 4], [6, 7]])

# ---- recursive-networks/number: an array -----------------------------------------

NUMBER = Value(
    id="recursive-networks/number",
    kind="number",
    reference=np.array([[1, 2], [0, 4], [5, 3]]),
    hints=[
        "There are four leaves, 0 to 3, so the first inner node has the number 4.",
        "(b, c) comes first: it is the node 4, with the children 1 and 2.",
        "Then (a, (b, c)) = node 5, children 0 and 4; then the root, children 5 and 3.",
    ],
    mistakes=[
        (
            np.array([[5, 3], [0, 4], [1, 2]]),
            "The root comes first in yours. A node comes after its children.",
        ),
        (
            np.array([[0, 1], [4, 2], [5, 3]]),
            "That is the chain (((a, b), c), d). Here b and c are joined first.",
        ),
        (
            np.array([[1, 2], [4, 0], [5, 3]]),
            "In (a, (b, c)) a is the left child.",
        ),
        (
            np.array([[1, 2], [0, 4], [3, 5]]),
            "At the root d is the right child.",
        ),
        (
            np.array([[2, 3], [1, 5], [6, 4]]),
            "You count from 1. The first leaf has the number 0.",
        ),
        (
            np.array([[1, 2], [0, 3], [4, 3]]),
            "The number 3 is the leaf d. The first inner node is number 4.",
        ),
        (
            np.array([[0, 1], [2, 3], [4, 5]]),
            "That is the balanced tree ((a, b), (c, d)).",
        ),
    ],
    notice="An array of pairs: whole forests travel in it, without a pointer.",
)


# ---- recursive-networks/depth: a number ------------------------------------------

DEPTH = Value(
    id="recursive-networks/depth",
    kind="number",
    reference=10,
    tolerance=1e-6,
    hints=[
        "How many leaves has a balanced tree of depth 1, 2, 3?",
        "2, 4, 8: at most 2^d. Which is the smallest d with 2^d >= 1000?",
        "2^10 = 1024.",
    ],
    mistakes=[
        (999, "That is a chain. A balanced tree halves at every joint."),
        (9, "2^9 = 512 leaves are too few."),
        (500, "Half of the leaves are on each side, but each half is halved again."),
        (np.log2(1000), "A number of joints is whole: round up."),
        (9.97, "A number of joints is whole: 9.97 has to be rounded up."),
        (np.log(1000), "The logarithm has the base 2: each joint has two children."),
        (3, "That is the logarithm to the base 10. Each joint has two children."),
        (11, "You counted the nodes on the way. Between them are ten joints."),
    ],
    notice="A million leaves take 20. That is where log tau comes from.",
)


# ---- recursive-networks/forward: a function --------------------------------------


def up(h, children, U):
    """Return the vectors of all nodes, leaves first."""
    h, U = [np.asarray(row) for row in h], np.asarray(U)
    for left, right in children:
        h.append(np.tanh(U @ np.concatenate([h[left], h[right]])))
    return np.stack(h)


def _up(bend=np.tanh, pair=lambda a, b: np.concatenate([a, b]), give=lambda h, n: h):
    def up(h, children, U):
        n, h = len(h), list(h)
        for left, right in children:
            h.append(bend(U @ pair(h[left], h[right])))
        return np.stack(give(h, n))

    return up


def _halves_shared(h, children, U):
    h, H = list(h), U.shape[0]
    for left, right in children:
        h.append(np.tanh(U[:, :H] @ (h[left] + h[right])))
    return np.stack(h)


UP = Function(
    id="recursive-networks/forward",
    kind="function",
    reference=up,
    cases=[
        (*_draw((2, 2)), _SMALL, *_draw((2, 4))),
        (*_draw((3, 2)), _THREE, *_draw((2, 4))),
        (*_draw((5, 3)), _FIVE, *_draw((3, 6))),
    ],
    hints=[
        "Keep a list of vectors, and append one for each row of children.",
        "A new node is tanh(U [h_left, h_right]), left first.",
        "h.append(np.tanh(U @ np.concatenate([h[left], h[right]])))",
    ],
    mistakes=[
        (
            _up(pair=lambda a, b: np.concatenate([b, a])),
            "The children are swapped: the left one comes first in [h_l, h_r].",
        ),
        (_up(bend=lambda a: a), "The tanh is missing."),
        (
            _up(give=lambda h, n: h[n:]),
            "The leaves are missing in what you return: leaves first, then the rest.",
        ),
        (
            _up(give=lambda h, n: h[-1:]),
            "You return the last node only. All vectors are asked for.",
        ),
        (
            _up(give=lambda h, n: h[::-1]),
            "The order is turned around: leaves first.",
        ),
        (
            _halves_shared,
            "Both children pass the same half of U. The left half is for the left one.",
        ),
        (
            _up(pair=lambda a, b: np.stack([a, b], axis=1).ravel()),
            "You interleave the two vectors. One stands behind the other: [h_l, h_r].",
        ),
    ],
    notice="No recursion is needed: the numbers are in an order in which children are "
    "ready before their parents.",
)


# ---- recursive-networks/node: a derivation ---------------------------------------


def node_backward(dh, h, U):
    """Return the gradients of the left and the right child."""
    da = np.asarray(dh) * (1 - np.asarray(h) ** 2)
    left, right = np.split(da @ np.asarray(U), 2)
    return left, right


def _node(slope=lambda h: 1 - h**2, give=lambda left, right: (left, right)):
    def node_backward(dh, h, U):
        left, right = np.split((dh * slope(h)) @ U, 2)
        return give(left, right)

    return node_backward


def _transposed(dh, h, U):
    H = len(dh)
    da = dh * (1 - h**2)
    return U[:, :H] @ da, U[:, H:] @ da


def _both_all(dh, h, U):
    left, right = np.split((dh * (1 - h**2)) @ U, 2)
    return left + right, left + right


NODE = Function(
    id="recursive-networks/node",
    kind="derivation",
    reference=node_backward,
    cases=[
        (*_draw((2,)), np.tanh(_draw((2,))[0]).round(2), *_draw((2, 4))),
        (*_draw((3,)), np.tanh(_draw((3,))[0]).round(2), *_draw((3, 6))),
    ],
    returns=("left", "right"),
    hints=[
        "First the bend, then the product with U, then cut in the middle.",
        "da = dh * (1 - h^2); da @ U has the length 2H.",
        "np.split(da @ U, 2): the first half belongs to the left child.",
    ],
    mistakes=[
        (
            _node(give=lambda left, right: (right, left)),
            "The halves are swapped: the left half of U saw the left child.",
        ),
        (_node(slope=lambda h: 1), "The slope of tanh is missing: 1 - h^2."),
        (
            _node(slope=lambda h: 1 - h),
            "The slope of tanh is 1 - h^2; the square is missing.",
        ),
        (
            _node(slope=lambda h: 1 - np.tanh(h) ** 2),
            "h is already behind the tanh. The slope is 1 - h^2.",
        ),
        (
            _transposed,
            "Your U is transposed. Forward it is U @ [h_l, h_r], backward da @ U.",
        ),
        (
            _both_all,
            "Each child gets its own half, not the sum of both.",
        ),
    ],
    notice="One gradient comes in, two go out. Both may be longer than what came in.",
)


# ---- recursive-networks/which: a prediction --------------------------------------

WHICH = Choice(
    id="recursive-networks/which",
    kind="prediction",
    reference="b",
    options={
        "a": "solve them, because it is a recursive network",
        "b": "fail in much the same way, because it is nearly the same network",
        "c": "be better, because its depth is log n",
        "d": "be far worse, because it must join 127 symbols and not 64",
    },
    hints=[
        "What does a node of a chain have as its left child, and what as its right?",
        "The left child is what was read so far: a state. That is an Elman step.",
        "The chapter showed that they are equal, on the vectors of the leaves.",
    ],
    mistakes=[
        ("a", "The name does not help. What helped was the right tree."),
        ("c", "A chain of 127 symbols is 126 joints deep."),
        ("d", "The Elman net reads the same 127 symbols, one after the other."),
    ],
    notice="The table's rows for the chain and for the Elman net agree.",
)


# ---- recursive-networks/debug: a debugging lab -----------------------------------


def down(dh, h, children, U):
    """Return the whole gradient of every node."""
    dh, h, U = np.array(dh, float), np.asarray(h), np.asarray(U)
    leaves = len(h) - len(children)
    for k in reversed(range(len(children))):
        left, right = children[k]
        to_left, to_right = np.split((dh[leaves + k] * (1 - h[leaves + k] ** 2)) @ U, 2)
        dh[left] += to_left
        dh[right] += to_right
    return dh


def _down(order=reversed, put=lambda old, new: old + new, slope=lambda h: 1 - h**2):
    def down(dh, h, children, U):
        dh = np.array(dh, float)
        leaves = len(h) - len(children)
        for k in order(range(len(children))):
            left, right = children[k]
            pair = np.split((dh[leaves + k] * slope(h[leaves + k])) @ U, 2)
            dh[left] = put(dh[left], pair[0])
            dh[right] = put(dh[right], pair[1])
        return dh

    return down


def _one_child(dh, h, children, U):
    dh = np.array(dh, float)
    leaves = len(h) - len(children)
    for k in reversed(range(len(children))):
        left, right = children[k]
        pair = np.split((dh[leaves + k] * (1 - h[leaves + k] ** 2)) @ U, 2)
        dh[left] += pair[0]
        dh[right] = pair[1]
    return dh


def _vectors(*shape: int) -> np.ndarray:
    return np.tanh(_draw(shape)[0]).round(2)


DEBUG = Function(
    id="recursive-networks/debug",
    kind="debug",
    reference=down,
    start=_down(put=lambda old, new: new),
    cases=[
        (*_draw((3, 2)), _vectors(3, 2), _SMALL, *_draw((2, 4))),
        (*_draw((5, 2)), _vectors(5, 2), _THREE, *_draw((2, 4))),
        (*_draw((9, 2)), _vectors(9, 2), _FIVE, *_draw((2, 4))),
    ],
    hints=[
        "What is in dh[left] before the assignment?",
        "What the loss said at the left child. The assignment throws it away.",
        "Add: dh[left] += ..., dh[right] += ...",
    ],
    mistakes=[
        (
            _one_child,
            "Now the left child keeps what the loss said there. The right one, too.",
        ),
        (
            _down(order=iter),
            "You go up the tree. The root comes first, so the last row of children.",
        ),
        (
            _down(put=lambda old, new: (old + new) / 2),
            "Contributions add up; they are not averaged.",
        ),
        (
            _down(slope=lambda h: 1),
            "The slope of tanh was right before: 1 - h^2.",
        ),
        (
            _down(put=lambda old, new: old),
            "Now nothing comes from the parent.",
        ),
    ],
    notice="With a loss at the root alone both versions agree, so a test that looks "
    "only there passes.",
)

EXERCISES = [NUMBER, DEPTH, UP, NODE, WHICH, DEBUG]
