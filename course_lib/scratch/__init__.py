"""Every network in NumPy alone: ``from course_lib import scratch as dl``."""

from .feedforward.activations import ELU, LeakyReLU, ReLU, Sigmoid, Softmax, Tanh
from .feedforward.batch_norm import BatchNorm1d
from .feedforward.dropout import Dropout
from .feedforward.linear import Flatten, Linear
from .feedforward.losses import CrossEntropyLoss, MSELoss
from .feedforward.mlp import MLP
from .gradient_check import gradient_check
from .module import Module, Parameter, Sequential, no_grad
from .optimization.clipping import clip_grad_norm_, clip_grad_value_, clip_weights_
from .optimization.early_stopping import EarlyStopping
from .optimization.line_search import line_search
from .optimization.optimizers import SGD, Adadelta, Adagrad, Adam, AdamW, RMSprop
from .optimization.penalties import L1Penalty, L2Penalty
from .optimization.schedules import ExponentialLR
from .training import evaluate, fit

__all__ = [
    "ELU",
    "MLP",
    "SGD",
    "Adadelta",
    "Adagrad",
    "Adam",
    "AdamW",
    "BatchNorm1d",
    "CrossEntropyLoss",
    "Dropout",
    "EarlyStopping",
    "ExponentialLR",
    "Flatten",
    "L1Penalty",
    "L2Penalty",
    "LeakyReLU",
    "Linear",
    "MSELoss",
    "Module",
    "Parameter",
    "RMSprop",
    "ReLU",
    "Sequential",
    "Sigmoid",
    "Softmax",
    "Tanh",
    "clip_grad_norm_",
    "clip_grad_value_",
    "clip_weights_",
    "evaluate",
    "fit",
    "gradient_check",
    "line_search",
    "no_grad",
]
