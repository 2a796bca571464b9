"""Exercises of the chapter beyond-one-machine, in book order."""

import numpy as np

from ..engine import Choice, Function, Value

_rng = np.random.default_rng(43)


def _draw(*shapes: tuple[int, ...]) -> tuple[np.ndarray, ...]:
    """Draw arrays with one decimal, so that feedback is short to read."""
    return tuple(np.round(_rng.standard_normal(shape), 1) for shape in shapes)


WEIGHTS = Value(
    id="beyond-one-machine/weights",
    kind="number",
    reference=2.0,
    tolerance=5e-3,
    hints=[
        "How much of the batch lies on each worker?",
        "A tenth, two tenths, seven tenths.",
        "0.1 * 4 + 0.2 * 1 + 0.7 * 2",
    ],
    mistakes=[
        (7 / 3, "The plain mean. A worker with more samples counts for more."),
        (7.0, "The sum of the three. The loss is a mean."),
        (200.0, "The sum over samples. Divide by the 100 samples."),
        (
            (4 / 10 + 1 / 20 + 2 / 70),
            "You divided by the sizes. Multiply by each one's share, n / N.",
        ),
    ],
    notice="Weighted by the samples, as if one machine had seen all 100.",
)


def mean_gradient(gradients, sizes):
    """Return the gradient of the whole batch."""
    return np.average(np.asarray(gradients), axis=0, weights=sizes)


MEAN = Function(
    id="beyond-one-machine/mean",
    kind="function",
    reference=mean_gradient,
    cases=[
        ([*_draw((3,), (3,))], [30, 10]),
        ([*_draw((2,), (2,), (2,))], [5, 10, 35]),
        ([*_draw((4,), (4,))], [8, 8]),
    ],
    hints=[
        "What is the share of each worker in the batch?",
        "n / sum(sizes). Multiply each gradient by its share, and add up.",
        "sum(n / sum(sizes) * g for n, g in zip(sizes, gradients))",
    ],
    mistakes=[
        (
            lambda gradients, sizes: np.mean(gradients, axis=0),
            "The plain mean: right for equal shards only.",
        ),
        (
            lambda gradients, sizes: np.sum(gradients, axis=0),
            "The sum: with more workers the steps would grow.",
        ),
        (
            lambda gradients, sizes: sum(
                n * g for n, g in zip(sizes, gradients, strict=True)
            ),
            "This is the gradient of the summed loss. Divide by all samples.",
        ),
        (
            lambda gradients, sizes: (
                sum(n * g for n, g in zip(sizes, gradients, strict=True))
                / len(gradients)
            ),
            "Divide by all samples, not by the number of workers.",
        ),
        (
            lambda gradients, sizes: np.average(
                gradients, axis=0, weights=1 / np.array(sizes)
            ),
            "The weights are upside down: larger shards count for more.",
        ),
        (
            lambda gradients, sizes: (
                np.average(gradients, axis=1)
                if len(gradients) == len(gradients[0])
                else np.array([np.average(g) for g in gradients])
            ),
            "You averaged over the weights. Average over the workers.",
        ),
    ],
    notice="np.average(gradients, axis=0, weights=sizes) says it in one line.",
)

RING = Value(
    id="beyond-one-machine/ring",
    kind="number",
    reference=2 * 7 / 8 * 61706 * 4 / 1000,
    tolerance=0.5,
    hints=[
        "Into how many pieces is the gradient cut, and how many does a worker send?",
        "Eight pieces; seven sent while collecting, seven while distributing.",
        "14 / 8 of 61,706 numbers of 4 bytes each",
    ],
    mistakes=[
        (
            7 / 8 * 61706 * 4 / 1000,
            "That is the first half: sums collected. Then they go around.",
        ),
        (
            2 * 61706 * 4 / 1000,
            "A piece passes 7 wires of 8: 2 (P - 1) / P.",
        ),
        (
            2 * 7 * 61706 * 4 / 1000,
            "A worker sends pieces of an eighth, not whole gradients.",
        ),
        (
            2 * 7 / 8 * 61706 / 1000,
            "Those are numbers; each has 4 bytes.",
        ),
        (
            2 * 7 / 8 * 61706 * 4 / 1024,
            "A kilobyte is 1,000 bytes here.",
        ),
        (2 * 7 / 8 * 61706 * 4, "That is bytes."),
        (
            2 / 8 * 61706 * 4 / 1000,
            "That is one piece, twice. There are seven rounds, twice.",
        ),
        (
            7 * 61706 * 4 / 1000,
            "That is if each sends its gradient to all others. A ring sends less.",
        ),
    ],
    notice="432 kB; with 800 workers it would be 493: never more than two gradients.",
)

SAME = Choice(
    id="beyond-one-machine/same",
    kind="prediction",
    reference="b",
    options={
        "a": "an error, because the gradients are equal",
        "b": "training as on one machine with a quarter of the batch",
        "c": "training as on one machine with the whole batch",
        "d": "training with four times the learning rate",
    },
    hints=[
        "What is the mean of four equal gradients?",
        "It is that gradient: one of a quarter of the batch.",
        "The other three quarters are never seen.",
    ],
    mistakes=[
        ("a", "Nobody compares them. That is why this mistake is so common."),
        ("c", "Three quarters of each batch were never looked at."),
        ("d", "That would be the sum of four. The mean of four equal ones is one."),
    ],
    notice="PyTorch's DistributedSampler hands out different shards.",
)


def step(w, gradients, lr):
    """Return the weights after a step of all workers together."""
    return np.asarray(w) - lr * np.mean(gradients, axis=0)


DEBUG = Function(
    id="beyond-one-machine/debug",
    kind="debug",
    reference=step,
    start=lambda w, gradients, lr: w - lr * np.sum(gradients, axis=0),
    cases=[
        (*_draw((3,)), [*_draw((3,), (3,))], 0.1),
        (*_draw((2,)), [*_draw((2,), (2,), (2,), (2,))], 0.5),
        (*_draw((3,)), [*_draw((3,))], 1.0),
    ],
    hints=[
        "Let all workers find the same gradient. How long is the step with 2, with 16?",
        "The loss of the batch is a mean over shards, and so is its gradient.",
        "return w - lr * total / len(gradients)",
    ],
    mistakes=[
        (
            lambda w, gradients, lr: w + lr * np.mean(gradients, axis=0),
            "The mean is right now, but the step goes uphill.",
        ),
        (
            lambda w, gradients, lr: w - lr * gradients[0],
            "It no longer explodes, but all workers except the first are ignored.",
        ),
        (
            lambda w, gradients, lr: (
                w - lr * np.sum(gradients, axis=0) / np.sqrt(len(gradients))
            ),
            "Divide by the number of workers, not by its root.",
        ),
        (
            lambda w, gradients, lr: w - lr * np.mean(gradients),
            "np.mean without axis=0 takes one mean over all weights as well.",
        ),
    ],
    notice="Some do sum on purpose, and call it a learning rate scaled with P.",
)

EXERCISES = [WEIGHTS, MEAN, RING, SAME, DEBUG]
