"""The training loop and evaluation, in PyTorch.

Chapter: backpropagation. Twin: course_lib/scratch/training.py.
"""

from collections.abc import Callable

import numpy as np
import torch
from torch import Tensor, nn

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

Array = np.ndarray | Tensor


def fit(
    model: nn.Module,
    loss: nn.Module,
    optimizer: torch.optim.Optimizer,
    data: tuple[Array, Array],
    *,
    epochs: int,
    batch_size: int,
    rng: np.random.Generator,
    valid: tuple[Array, Array] | None = None,
    penalty=None,
    scheduler=None,
    before_step: Callable[[], object] | None = None,
    after_step: Callable[[], object] | None = None,
    early_stopping=None,
) -> History:
    """Train by mini-batch gradient descent and return the losses of each epoch.

    Shapes: data is (x, t) with N samples along the first axis, and so is valid;
    NumPy arrays and tensors both do, and are moved to the device of the model.
    Args: rng shuffles the samples anew in every epoch; a bar shows the progress.
    penalty, an L1Penalty or L2Penalty, joins the loss that is minimized (not the one
    that is reported); scheduler steps once an epoch; before_step and after_step are
    called around every step of the optimizer; early_stopping needs valid.
    Raises: ValueError or TypeError for bad sizes, before anything is trained.
    """
    checked = check_fit(data, epochs, batch_size, rng, valid, early_stopping)
    x, t = tensors(model, *checked)
    history = History()
    for _ in progress_bar(epochs, history):
        model.train()
        losses = []
        for x_batch, t_batch in batches(x, t, batch_size, rng=rng):
            optimizer.zero_grad()
            J = loss(model(x_batch), t_batch)
            (J if penalty is None else J + penalty(model)).backward()
            take_step(optimizer, before_step, after_step)
            losses.append((J.item(), len(x_batch)))
        history.train_loss.append(mean_over(losses))
        if valid is not None:
            history.add_valid(evaluate(model, loss, valid))
        if end_of_epoch(model, history, scheduler, early_stopping):
            break
    if early_stopping is not None:
        early_stopping.restore(model)
    return history


def fit_sampled(
    model: nn.Module,
    loss: nn.Module,
    optimizer: torch.optim.Optimizer,
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
    history = History()
    for _ in progress_bar(steps, history, "step"):
        inputs, targets = (tensors(model, *as_tuple(drawn)) for drawn in sample())
        optimizer.zero_grad()
        J = loss(model(*inputs), *targets)
        J.backward()
        if max_norm is not None:
            nn.utils.clip_grad_norm_(model.parameters(), max_norm)
        optimizer.step()
        history.train_loss.append(J.item())
    return history.train_loss


def evaluate(
    model: nn.Module, loss: nn.Module, data: tuple[Array, Array]
) -> Evaluation:
    """Return the mean loss and, for integer classes, the share of right answers.

    The model runs in evaluation mode and under ``no_grad()``; its mode is restored.
    """
    x, t = tensors(model, *data)
    training = model.training
    model.eval()
    with torch.no_grad():
        y = model(x)
        J = loss(y, t).item()
    model.train(training)
    if t.is_floating_point():
        return Evaluation(J, None)
    return Evaluation(J, (y.argmax(dim=-1) == t).double().mean().item())


def tensors(model: nn.Module, *arrays: Array) -> tuple[Tensor, ...]:
    """Move arrays to the model's device; real numbers to its precision."""
    like = next(model.parameters())
    moved = []
    for array in arrays:
        tensor = torch.as_tensor(array, device=like.device)
        moved.append(tensor.to(like.dtype) if tensor.is_floating_point() else tensor)
    return tuple(moved)
