"""The rows of the part on sequence to sequence."""

import numpy as np

from .row import Case, normal, torch_nn

CASES: list[Case] = [
]
