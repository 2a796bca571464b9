"""Training on one endless sequence, a window at a time, in PyTorch.

Chapter: bptt. Twin: course_lib/scratch/recurrent/truncation.py.
"""

import torch
from torch import Tensor, nn

from ...scratch.recurrent.truncation import check_windows
from ..training import tensors


def fit_truncated(
    model: nn.Module,
    loss: nn.Module,
    optimizer: torch.optim.Optimizer,
    data: tuple,
    *,
    window: int,
    state=None,
    max_norm: float | None = None,
) -> tuple[list[float], object]:
    """Train by truncated backpropagation through time (Williams and Peng, 1990).

    The sequence is cut into windows of ``window`` steps. The state goes on from one to
    the next; its gradient stops at the border: ds_0 = 0       (eq-truncation).

    Shapes: data is (x, t), x (T, N, D), t (T, N) or (T, N, K); a rest shorter than a
    window is a window too.
    Args: model with ``run``: Recurrent, Deep or RNN; loss, a SequenceLoss; state to
    begin with, as ``run`` returns it; max_norm, where the gradient is clipped. Returns
    the loss of each window, and the last state.
    Raises: ValueError for other lengths, before anything is trained.
    """
    x, t = tensors(model, *check_windows(data, window))
    losses = []
    for first in range(0, len(x), window):
        steps = slice(first, first + window)
        optimizer.zero_grad()
        y, state = model.run(x[steps], state)
        J = loss(y, t[steps])
        J.backward()
        if max_norm is not None:
            nn.utils.clip_grad_norm_(model.parameters(), max_norm)
        optimizer.step()
        losses.append(J.item())
        state = detached(state)  # eq-truncation
    return losses, state


def detached(state):
    """Return the same numbers without their history."""
    if isinstance(state, Tensor):
        return state.detach()
    return tuple(detached(part) for part in state)
