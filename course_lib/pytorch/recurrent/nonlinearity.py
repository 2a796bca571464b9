"""The functions that a cell may use, in PyTorch.

Chapter: elman-and-jordan. Twin: course_lib/scratch/recurrent/nonlinearity.py.
"""

from collections.abc import Callable

import torch

from ...scratch.recurrent.nonlinearity import check_name as check_name

FUNCTIONS: dict[str, Callable] = {
    "tanh": torch.tanh,
    "relu": torch.relu,
    "identity": lambda a: a,
}
MEMORIES: dict[str, Callable] = {
    "identity": lambda y: y,
    "tanh": torch.tanh,
    "sigmoid": torch.sigmoid,
    "softmax": lambda y: torch.softmax(y, dim=-1),
}
