"""Stopping at the best validation loss, in PyTorch: the same few lines do.

Chapter: regularization. Twin: course_lib/scratch/optimization/early_stopping.py.
"""

from ...scratch.optimization.early_stopping import EarlyStopping as EarlyStopping
