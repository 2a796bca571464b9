"""Run a layer by hand and its original or twin in PyTorch side by side."""

import numpy as np
import torch


def with_torch(ours, theirs, x: np.ndarray, *, rng: np.random.Generator) -> dict:
    """Return the largest difference of the outputs and of every gradient.

    The weights of ours are loaded into theirs, a layer of torch.nn or our own twin,
    which is turned to float64; both run forward on x, and backward from one gradient.
    """
    theirs = theirs.double()
    theirs.load_state_dict(
        {name: torch.tensor(array) for name, array in ours.state_dict().items()}
    )
    ours.zero_grad()
    theirs.zero_grad()
    t = torch.tensor(x, requires_grad=True)
    y, y_torch = ours(x), theirs(t)
    if isinstance(y_torch, tuple):  # recurrent layers return their last state too
        y_torch = y_torch[0]
    dy = rng.standard_normal(y.shape)
    dx = ours.backward(dy)
    y_torch.backward(torch.tensor(dy))
    pairs = {"y": (y, y_torch.detach()), "dx": (dx, t.grad)}
    by_hand = dict(ours.named_parameters())
    for name, p in theirs.named_parameters():
        pairs[f"d{name}"] = (by_hand[name].grad, p.grad)
    return {n: float(np.abs(a - b.numpy()).max()) for n, (a, b) in pairs.items()}
