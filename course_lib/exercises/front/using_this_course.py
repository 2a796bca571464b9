"""Exercises of the page on using this course, in book order."""

import numpy as np

from ..engine import Choice, Function


def weighted_sum(x, w):
    """Multiply each number by its weight, and add up."""
    return np.sum(np.asarray(x) * np.asarray(w))


def _products(x, w):
    return x * w


def _average(x, w):
    return np.sum(x * w) / np.sum(w)


def _mean(x, w):
    return np.mean(x * w)


def _outer(x, w):
    return np.outer(x, w)


def _product_of_sums(x, w):
    return np.sum(x) * np.sum(w)


def _plus(x, w):
    return np.sum(x + w)


def _return_in_the_loop(x, w):
    return x[0] * w[0]


def _last_product(x, w):
    return x[-1] * w[-1]


def _one_short(x, w):
    return np.sum(x[:-1] * w[:-1])


WEIGHTED_SUM = Function(
    id="using-this-course/weighted-sum",
    reference=weighted_sum,
    cases=[
        (np.array([1.0, 2.0, 3.0]), np.array([0.5, -1.0, 2.0])),
        (np.array([4.0, -2.0]), np.array([0.25, 0.75])),
        (np.array([1.5]), np.array([-2.0])),
    ],
    hints=[
        "Two steps: one product for each pair, then one sum.",
        "`x * w` multiplies the arrays element by element. What adds up an array?",
        "`return np.sum(x * w)`, or shorter: `return x @ w`.",
    ],
    mistakes=[
        (
            _products,
            "These are the products, one for each pair. One step is left: add them up.",
        ),
        (
            _average,
            "You divided by the sum of the weights, as for an average. A neuron does "
            "not divide: leave the sum as it is.",
        ),
        (
            _mean,
            "This is the mean of the products. The exercise asks for their sum.",
        ),
        (
            _outer,
            "This multiplies every number by every weight. Each number has one weight "
            "of its own: multiply element by element.",
        ),
        (
            _product_of_sums,
            "You added up first and multiplied afterwards. Multiply each pair first, "
            "then add.",
        ),
        (
            _plus,
            "You added each weight to its number. A weight multiplies.",
        ),
        (
            _return_in_the_loop,
            "This is the first product alone. Is the return inside the loop?",
        ),
        (
            _last_product,
            "This is the last product alone. Does each round replace the sum "
            "instead of adding to it (= for +=)?",
        ),
        (
            _one_short,
            "The last pair is missing. range(len(x)) already stops before len(x).",
        ),
    ],
    notice="This is what a neuron computes before its bias and its activation, and "
    "NumPy has a sign for it: x @ w.",
)

SHAPE = Choice(
    id="using-this-course/shape",
    reference="c",
    options={"a": "(3,)", "b": "(4,)", "c": "(4, 2)", "d": "(3, 3)"},
    hints=[
        "A matrix product pairs the last axis of the left array with the first axis of "
        "the right one. Which axes are left over?",
        "Inner sizes have to agree and vanish: (4, 3) @ (3, 2). What remains?",
    ],
    mistakes=[
        (
            "a",
            "3 is the size that vanishes: the product sums over it.",
        ),
        (
            "b",
            "With a vector on the right, of shape (3,), this would be so. Here the "
            "right array has two columns, and each gives a column of the result.",
        ),
        (
            "d",
            "3 stands on both inner sides, and this is the size that vanishes; the "
            "outer sizes remain.",
        ),
    ],
    notice="Rows from the left, columns from the right. Most mistakes in this course "
    "show up as a shape first.",
)

EXERCISES = [WEIGHTED_SUM, SHAPE]
