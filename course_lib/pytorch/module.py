"""Where the halves meet: NumPy's first weights become torch parameters.

Twin: course_lib/scratch/module.py. Modules and containers are torch's own.
"""

import numpy as np
import torch
from torch import no_grad as no_grad
from torch.nn import (
    Module as Module,
    Parameter as Parameter,
    Sequential as Sequential,
)


def parameter(array: np.ndarray) -> Parameter:
    """Make a float64 torch parameter with the values of a NumPy array."""
    return Parameter(torch.tensor(array))
