"""Every network in NumPy alone: ``from course_lib import scratch as dl``."""

from .feedforward.activations import ELU, LeakyReLU, ReLU, Sigmoid, Softmax, Tanh
from .feedforward.linear import Flatten, Linear
from .feedforward.losses import CrossEntropyLoss, MSELoss
from .feedforward.mlp import MLP
from .gradient_check import gradient_check
from .module import Module, Parameter, Sequential, no_grad
from .optimization.optimizers import SGD
from .training import evaluate, fit

__all__ = [
    "ELU",
    "MLP",
    "SGD",
    "CrossEntropyLoss",
    "Flatten",
    "LeakyReLU",
    "Linear",
    "MSELoss",
    "Module",
    "Parameter",
    "ReLU",
    "Sequential",
    "Sigmoid",
    "Softmax",
    "Tanh",
    "evaluate",
    "fit",
    "gradient_check",
    "no_grad",
]
