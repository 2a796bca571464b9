"""Activation functions, in PyTorch: its own modules need no rewriting.

Chapter: activations. Twin: course_lib/scratch/feedforward/activations.py.
"""

from torch import nn
from torch.nn import (
    ELU as ELU,
    LeakyReLU as LeakyReLU,
    ReLU as ReLU,
    Sigmoid as Sigmoid,
    Tanh as Tanh,
)


class Softmax(nn.Softmax):
    """torch.nn.Softmax along the last dimension, unless told otherwise."""

    def __init__(self, dim: int = -1):
        super().__init__(dim)
