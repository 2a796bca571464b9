"""Learning rates that change, in PyTorch: its own need no rewriting.

Chapter: gradient-descent. Twin: course_lib/scratch/optimization/schedules.py.
"""

from torch.optim.lr_scheduler import ExponentialLR as ExponentialLR
