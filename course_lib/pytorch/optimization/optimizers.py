"""Optimizers, in PyTorch: its own need no rewriting.

Chapters: backpropagation, momentum, adaptive-methods.
Twin: course_lib/scratch/optimization/optimizers.py.
"""

from torch.optim import (
    SGD as SGD,
    Adadelta as Adadelta,
    Adagrad as Adagrad,
    Adam as Adam,
    AdamW as AdamW,
    RMSprop as RMSprop,
)
