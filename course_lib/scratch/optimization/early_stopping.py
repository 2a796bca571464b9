"""Stopping at the best validation loss, from scratch.

Chapter: regularization. Twin: course_lib/pytorch/optimization/early_stopping.py.
"""

import copy
import math

from ...initialization import check_size


class EarlyStopping:
    """Stop after ``patience`` epochs without a better validation loss.

    ``fit`` calls ``update`` after every epoch and ``restore`` at the end, which puts
    the best weights back (Prechelt, 1998). ``best_epoch`` counts from 1.
    """

    def __init__(self, patience: int):
        self.patience = check_size(patience, "EarlyStopping", "patience")
        self.best_loss, self.best_epoch, self.epoch = math.inf, 0, 0
        self.best_state: dict | None = None

    def update(self, valid_loss: float, model) -> bool:
        """Remember the weights if they are the best so far; return True to stop."""
        self.epoch += 1
        if valid_loss < self.best_loss:
            self.best_loss, self.best_epoch = valid_loss, self.epoch
            self.best_state = copy.deepcopy(model.state_dict())
        return self.epoch - self.best_epoch >= self.patience

    def restore(self, model) -> None:
        if self.best_state is not None:
            model.load_state_dict(self.best_state)
