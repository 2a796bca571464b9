"""Optimizers, in PyTorch: its own need no rewriting.

Chapter: backpropagation. Twin: course_lib/scratch/optimization/optimizers.py.
"""

from torch.optim import SGD as SGD
