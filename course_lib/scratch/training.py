"""The training loop and evaluation, from scratch.

Chapter: backpropagation. Twin: course_lib/pytorch/training.py.
"""

import numpy as np

from ..data.batching import batches
from ..history import Evaluation, History, check_fit, mean_over, progress_bar
from .module import Module, no_grad


def fit(
    model: Module,
    loss: Module,
    optimizer,
    data: tuple[np.ndarray, np.ndarray],
    *,
    epochs: int,
    batch_size: int,
    rng: np.random.Generator,
    valid: tuple[np.ndarray, np.ndarray] | None = None,
) -> History:
    """Train by mini-batch gradient descent and return the losses of each epoch.

    Shapes: data is (x, t) with N samples along the first axis, and so is valid.
    Args: rng shuffles the samples anew in every epoch; a bar shows the progress.
    Raises: ValueError or TypeError for bad sizes, before anything is trained.
    """
    x, t = check_fit(data, epochs, batch_size, rng)
    model.zero_grad()
    history = History()
    try:
        model.input_grad = False  # a third of the first layer's work, for nobody
        for _ in progress_bar(epochs, history):
            model.train()
            losses = []
            for x_batch, t_batch in batches(x, t, batch_size, rng=rng):
                optimizer.zero_grad()
                J = loss(model(x_batch), t_batch)
                model.backward(loss.backward())
                optimizer.step()
                losses.append((float(J), len(x_batch)))
            history.train_loss.append(mean_over(losses))
            if valid is not None:
                history.add_valid(evaluate(model, loss, valid))
    finally:
        model.input_grad = True
    _check_empty(model)
    return history


def evaluate(
    model: Module, loss: Module, data: tuple[np.ndarray, np.ndarray]
) -> Evaluation:
    """Return the mean loss and, for integer classes, the share of right answers.

    The model runs in evaluation mode and under ``no_grad()``; its mode is restored.
    """
    x, t = data
    training = model.training
    model.eval()
    with no_grad():
        y = model(x)
        J = float(loss(y, t))
    model.train(training)
    if not np.issubdtype(np.asarray(t).dtype, np.integer):
        return Evaluation(J, None)
    return Evaluation(J, float((y.argmax(axis=-1) == t).mean()))


def _check_empty(model: Module) -> None:
    left = [type(m).__name__ for _, m in model.modules() if m.__dict__.get("_stack")]
    if left:
        raise RuntimeError(
            f"after training, forward calls without a backward were left in {left}; "
            "every save needs its saved"
        )
