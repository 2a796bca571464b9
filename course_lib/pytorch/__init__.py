"""Every network in PyTorch: ``from course_lib import pytorch as dl``."""

from ..counting import count_multiply_adds, count_parameters
from ..summary import receptive_field, summary
from .convolutional.alexnet import AlexNet
from .convolutional.batch_norm import BatchNorm2d
from .convolutional.blocks import BasicBlock, Bottleneck, EpelbaumBottleneck, PlainBlock
from .convolutional.containers import Parallel, Residual
from .convolutional.conv import Conv2d
from .convolutional.conv1d import Conv1d
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
from .memory.clockwork import ClockworkCell, ClockworkRNN
from .memory.echo_state import EchoStateNetwork
from .memory.gru import GRU, GRUCell
from .memory.lstm import LSTM, LSTMCell, PeepholeLSTMCell
from .memory.recursive import RecursiveNetwork
from .module import Module, Parameter, Sequential, no_grad
from .optimization.clipping import clip_grad_norm_, clip_grad_value_, clip_weights_
from .optimization.early_stopping import EarlyStopping
from .optimization.line_search import line_search
from .optimization.optimizers import SGD, Adadelta, Adagrad, Adam, AdamW, RMSprop
from .optimization.penalties import L1Penalty, L2Penalty
from .optimization.schedules import ExponentialLR
from .recurrent.bidirectional import Bidirectional
from .recurrent.cell import Cell
from .recurrent.context import WithContext
from .recurrent.deep import RNN, Deep, Stacked
from .recurrent.ekf import EKF
from .recurrent.elman import RNNCell
from .recurrent.forcing import FeedbackCell, TeacherForced, inverse_sigmoid
from .recurrent.jordan import JordanCell
from .recurrent.losses import SequenceLoss
from .recurrent.rtrl import RTRL
from .recurrent.truncation import fit_truncated
from .recurrent.unroll import Last, Recurrent
from .sequences.attention import AdditiveAttention, DotProductAttention
from .sequences.captioner import Captioner, ImageEncoder
from .sequences.ctc import CTCLoss
from .sequences.embedding import Embedding
from .sequences.encoder_decoder import Decoder, Encoder, Seq2Seq
from .sequences.language_model import LanguageModel
from .sequences.skip_gram import SkipGram
from .sequences.tagger import Tagger, Window
from .training import evaluate, fit, fit_sampled

__all__ = [
    "EKF",
    "ELU",
    "GRU",
    "LSTM",
    "MLP",
    "RNN",
    "RTRL",
    "SGD",
    "VGG",
    "VGG16",
    "Adadelta",
    "Adagrad",
    "Adam",
    "AdamW",
    "AdditiveAttention",
    "AlexNet",
    "AuxiliaryLoss",
    "AvgPool2d",
    "BasicBlock",
    "BatchNorm1d",
    "BatchNorm2d",
    "Bidirectional",
    "Bottleneck",
    "CTCLoss",
    "Captioner",
    "Cell",
    "ClockworkCell",
    "ClockworkRNN",
    "Conv1d",
    "Conv2d",
    "ConvUnit",
    "CrossEntropyLoss",
    "Decoder",
    "Deep",
    "DotProductAttention",
    "Dropout",
    "EarlyStopping",
    "EchoStateNetwork",
    "Embedding",
    "Encoder",
    "EpelbaumBottleneck",
    "ExponentialLR",
    "FeedbackCell",
    "Flatten",
    "GRUCell",
    "GlobalAvgPool",
    "GoogLeNet",
    "ImageEncoder",
    "Inception",
    "InceptionNet",
    "JordanCell",
    "L1Penalty",
    "L2Penalty",
    "LSTMCell",
    "LanguageModel",
    "Last",
    "LeNet",
    "LeNet5",
    "LeakyReLU",
    "Linear",
    "MSELoss",
    "MaxPool2d",
    "Module",
    "Parallel",
    "Parameter",
    "PeepholeLSTMCell",
    "PlainBlock",
    "RMSprop",
    "RNNCell",
    "ReLU",
    "Recurrent",
    "RecursiveNetwork",
    "ResNet",
    "ResNet18",
    "ResNet50",
    "Residual",
    "Seq2Seq",
    "SequenceLoss",
    "Sequential",
    "Sigmoid",
    "SkipGram",
    "Softmax",
    "Stacked",
    "Tagger",
    "Tanh",
    "TeacherForced",
    "Window",
    "WithContext",
    "clip_grad_norm_",
    "clip_grad_value_",
    "clip_weights_",
    "count_multiply_adds",
    "count_parameters",
    "evaluate",
    "fit",
    "fit_sampled",
    "fit_truncated",
    "inverse_sigmoid",
    "line_search",
    "no_grad",
    "receptive_field",
    "summary",
]
