"""Every network in PyTorch: ``from course_lib import pytorch as dl``."""

from ..counting import count_multiply_adds, count_parameters
from ..summary import receptive_field, summary
from .convolutional.alexnet import AlexNet
from .convolutional.batch_norm import BatchNorm2d
from .convolutional.blocks import BasicBlock, Bottleneck, EpelbaumBottleneck, PlainBlock
from .convolutional.containers import Parallel, Residual
from .convolutional.conv import Conv2d
from .convolutional.googlenet import ConvUnit, GoogLeNet, Inception
from .convolutional.inception_net import AuxiliaryLoss, InceptionNet
from .convolutional.lenet import LeNet, LeNet5
from .convolutional.pooling import AvgPool2d, GlobalAvgPool, MaxPool2d
from .convolutional.resnet import ResNet, ResNet18, ResNet50
from .convolutional.vgg import VGG, VGG16
from .feedforward.activations import ELU, LeakyReLU, ReLU, Sigmoid, Softmax, Tanh
from .feedforward.batch_norm import BatchNorm1d
from .feedforward.dropout import Dropout
from .feedforward.linear import Flatten, Linear
from .feedforward.losses import CrossEntropyLoss, MSELoss
from .feedforward.mlp import MLP
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
    "VGG",
    "VGG16",
    "Adadelta",
    "Adagrad",
    "Adam",
    "AdamW",
    "AlexNet",
    "AuxiliaryLoss",
    "AvgPool2d",
    "BasicBlock",
    "BatchNorm1d",
    "BatchNorm2d",
    "Bottleneck",
    "Conv2d",
    "ConvUnit",
    "CrossEntropyLoss",
    "Dropout",
    "EarlyStopping",
    "EpelbaumBottleneck",
    "ExponentialLR",
    "Flatten",
    "GlobalAvgPool",
    "GoogLeNet",
    "Inception",
    "InceptionNet",
    "L1Penalty",
    "L2Penalty",
    "LeNet",
    "LeNet5",
    "LeakyReLU",
    "Linear",
    "MSELoss",
    "MaxPool2d",
    "Module",
    "Parallel",
    "Parameter",
    "PlainBlock",
    "RMSprop",
    "ReLU",
    "ResNet",
    "ResNet18",
    "ResNet50",
    "Residual",
    "Sequential",
    "Sigmoid",
    "Softmax",
    "Tanh",
    "clip_grad_norm_",
    "clip_grad_value_",
    "clip_weights_",
    "count_multiply_adds",
    "count_parameters",
    "evaluate",
    "fit",
    "line_search",
    "no_grad",
    "receptive_field",
    "summary",
]
