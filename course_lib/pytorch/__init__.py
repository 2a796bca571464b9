"""Every network in PyTorch: ``from course_lib import pytorch as dl``."""

from .feedforward.activations import ELU, LeakyReLU, ReLU, Sigmoid, Softmax, Tanh
from .feedforward.linear import Flatten, Linear
from .feedforward.losses import CrossEntropyLoss, MSELoss
from .feedforward.mlp import MLP
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
    "no_grad",
]
