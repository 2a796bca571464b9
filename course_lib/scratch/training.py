"""The training loop and evaluation, from scratch.

Chapter: backpropagation. Twin: course_lib/pytorch/training.py.
"""

from collections.abc import Callable

import numpy as np

from ..data.batching import batches
from ..history import (
    Evaluation,
    History,
    as_tuple,
    check_fit,
    end_of_epoch,
    mean_over,
    progress_bar,
    take_step,
)
from ..initialization import check_size
from .module import Module, no_grad
from .optimization.clipping import clip_grad_norm_


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
    penalty=None,
    scheduler=None,
    before_step: Callable[[], object] | None = None,
    after_step: Callable[[], object] | None = None,
    early_stopping=None,
) -> History:
    """Train by mini-batch gradient descent and return the losses of each epoch.

    Shapes: data is (x, t) with N samples along the first axis, and so is valid.
    Args: rng shuffles the samples anew in every epoch; a bar shows the progress.
    penalty, an L1Penalty or L2Penalty, joins the loss that is minimized (not the one
    that is reported); scheduler steps once an epoch; before_step and after_step are
    called around every step of the optimizer; early_stopping needs valid.
    Raises: ValueError or TypeError for bad sizes, before anything is trained.
    """
    x, t = check_fit(data, epochs, batch_size, rng, valid, early_stopping)
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
                if penalty is not None:
                    penalty(model)
                    penalty.backward()
                take_step(optimizer, before_step, after_step)
                losses.append((float(J), len(x_batch)))
            history.train_loss.append(mean_over(losses))
            if valid is not None:
                history.add_valid(evaluate(model, loss, valid))
            if end_of_epoch(model, history, scheduler, early_stopping):
                break
    finally:
        model.input_grad = True
    if early_stopping is not None:
        early_stopping.restore(model)
    _check_empty(model)
    return history


def fit_sampled(
    model: Module,
    loss: Module,
    optimizer,
    sample: Callable[[], tuple],
    *,
    steps: int,
    max_norm: float | None = None,
) -> list[float]:
    """Train on batches that ``sample()`` draws for every step; return the losses.

    Args: sample() returns (inputs, targets), each an array or a tuple of arrays: the
    model is called with the inputs, the loss with its output and the targets. max_norm,
    where the gradient is clipped.
    Raises: ValueError or TypeError for a bad number of steps or max_norm.
    """
    check_size(steps, "fit_sampled", "steps")
    model.train()
    model.zero_grad()
    history = History()
    for _ in progress_bar(steps, history, "step"):
        inputs, targets = map(as_tuple, sample())
        optimizer.zero_grad()
        history.train_loss.append(float(loss(model(*inputs), *targets)))
        model.backward(loss.backward())
        if max_norm is not None:
            clip_grad_norm_(model.parameters(), max_norm)
        optimizer.step()
    _check_empty(model)
    return history.train_loss


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
