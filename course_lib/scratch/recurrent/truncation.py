"""Training on one endless sequence, a window at a time, from scratch.

Chapter: bptt. Twin: course_lib/pytorch/recurrent/truncation.py.
"""

import numpy as np

from ...initialization import check_size
from ..module import Module
from ..optimization.clipping import clip_grad_norm_


def fit_truncated(
    model: Module,
    loss: Module,
    optimizer,
    data: tuple[np.ndarray, np.ndarray],
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
    Args: model with ``run`` and ``run_backward``: Recurrent, Deep or RNN; loss, a
    SequenceLoss; state to begin with, as ``run`` returns it; max_norm, where the
    gradient is clipped. Returns the loss of each window, and the last state.
    Raises: ValueError for other lengths, before anything is trained.
    """
    x, t = check_windows(data, window)
    losses = []
    for first in range(0, len(x), window):
        steps = slice(first, first + window)
        optimizer.zero_grad()
        y, state = model.run(x[steps], state)
        losses.append(float(loss(y, t[steps])))
        model.run_backward(loss.backward())  # eq-truncation: no gradient comes in
        if max_norm is not None:
            clip_grad_norm_(model.parameters(), max_norm)
        optimizer.step()
    return losses, state


def check_windows(data, window: int):
    """Return (x, t) if they have one length, and the window is a length."""
    check_size(window, "fit_truncated", "window")
    if not isinstance(data, tuple | list) or len(data) != 2:
        raise TypeError(f"fit_truncated expected a pair (x, t), got {type(data)}")
    x, t = data
    if len(x) != len(t) or not len(x):
        raise ValueError(
            "fit_truncated expected as many targets as steps, got "
            f"{len(x)} steps and {len(t)} targets"
        )
    return x, t
