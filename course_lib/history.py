"""What both training loops share: the record of a run, checks and the progress bar."""

from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from .initialization import check_rng, check_size
from .quiet import quiet


class Evaluation(NamedTuple):
    """Mean loss; share of right answers, or None for regression."""

    loss: float
    accuracy: float | None


@dataclass
class History:
    """One number per epoch in each list; the last two only if ``valid`` was given."""

    train_loss: list[float] = field(default_factory=list)
    valid_loss: list[float] = field(default_factory=list)
    valid_accuracy: list[float | None] = field(default_factory=list)

    def add_valid(self, result: Evaluation) -> None:
        self.valid_loss.append(result.loss)
        self.valid_accuracy.append(result.accuracy)


def check_fit(
    data, epochs: int, batch_size: int, rng, valid=None, early_stopping=None
) -> tuple:
    """Return (x, t) of ``data`` after checking all that ``fit`` was given."""
    if not isinstance(data, tuple | list) or len(data) != 2:
        raise TypeError(f"fit expected data to be a pair (x, t), got {type(data)}")
    x, t = data
    if len(x) != len(t) or not len(x):
        raise ValueError(
            f"fit expected as many targets as samples, got {len(x)} samples "
            f"and {len(t)} targets"
        )
    check_size(epochs, "fit", "epochs")
    check_size(batch_size, "fit", "batch_size")
    check_rng(rng, "fit")
    if early_stopping is not None and valid is None:
        raise ValueError(
            "fit expected valid=(x, t) together with early_stopping, got None: the "
            "validation loss decides when to stop"
        )
    return x, t


def take_step(optimizer, before_step, after_step) -> None:
    """Step, with what the caller wants done just before and just after."""
    if before_step is not None:
        before_step()
    optimizer.step()
    if after_step is not None:
        after_step()


def end_of_epoch(model, history: "History", scheduler, early_stopping) -> bool:
    """Move the learning rate on; return True if the training should stop."""
    if scheduler is not None:
        scheduler.step()
    return early_stopping is not None and early_stopping.update(
        history.valid_loss[-1], model
    )


def as_tuple(drawn) -> tuple:
    """Return what was drawn as a tuple: one array, or a tuple of arrays."""
    return drawn if isinstance(drawn, tuple) else (drawn,)


def mean_over(losses: list[tuple[float, int]]) -> float:
    """Mean of the batch losses, each weighted by its number of samples."""
    values, sizes = zip(*losses, strict=True)
    return float(np.average(values, weights=sizes))


def progress_bar(epochs: int, history: History, unit: str = "epoch"):
    """Yield the epochs behind a progress bar; without one under tests."""
    if quiet():
        yield from range(epochs)
        return
    try:
        from tqdm import tqdm
    except ImportError:  # in a browser
        yield from range(epochs)
        return
    bar = tqdm(range(epochs), unit=unit, leave=False)
    for epoch in bar:
        yield epoch
        bar.set_postfix_str(f"loss {history.train_loss[-1]:.4f}", refresh=False)
