"""A class for each word: taggers of every kind, in PyTorch.

Chapter: slot-filling. Twin: course_lib/scratch/sequences/tagger.py.
"""

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor
from torch.nn import Module

from ...initialization import bias, draw, uniform
from ...scratch.sequences.tagger import check_window
from ..feedforward.linear import Linear
from ..module import parameter
from ..recurrent.cell import check_input
from ..recurrent.unroll import still_going
from .embedding import Embedding


class Window(Module):
    """A feedforward layer that sees k words on either side (Collobert et al., 2011).

        h_t = tanh(W [x_{t-k}, ..., x_t, ..., x_{t+k}] + b)          (eq-tagger-see)

    What lies outside the sentence is zero.

    Shapes: x (T, N, input_size), lengths (N,) or None -> h (T, N, hidden_size).
    Parameters: weight W (H, (2 k + 1) D), bias b (H,).
    Raises: ValueError for other shapes or lengths.
    """

    def __init__(
        self, input_size: int, hidden_size: int, k: int, *, rng: np.random.Generator
    ):
        super().__init__()
        self.input_size, self.hidden_size, self.k = check_window(
            input_size, hidden_size, k
        )
        shape = (self.hidden_size, (2 * self.k + 1) * self.input_size)
        self.weight = parameter(draw(uniform, rng, shape, "Window"))
        self.bias = parameter(bias(uniform, rng, shape))

    def forward(self, x: Tensor, lengths: Tensor | None = None) -> Tensor:
        check_input(x, self.input_size, 3, "Window")
        going = still_going(lengths, x, "Window")
        inside = x if going is None else going * x
        framed = F.pad(inside, (0, 0, 0, 0, self.k, self.k))
        seen = [framed[j : j + len(x)] for j in range(2 * self.k + 1)]
        W, b = self.weight, self.bias
        return torch.tanh(torch.cat(seen, dim=2) @ W.T + b)  # eq-tagger-see


class Tagger(Module):
    """Scores of a class for each word, by any layer between two others.

        y_t = V layer(E x_1, ..., E x_T)_t + c       (eq-tagger)

    Shapes: tokens x (T, N), lengths (N,) or None -> y (T, N, classes).
    Args: layer, such as Window, RNN or LSTM, for inputs of embedding_size; features,
    how many numbers it returns for each word, or None if they are the scores already.
    Raises: ValueError for other shapes, tokens or lengths.
    """

    def __init__(
        self,
        vocabulary_size: int,
        embedding_size: int,
        layer: Module,
        features: int | None,
        classes: int,
        *,
        rng: np.random.Generator,
    ):
        super().__init__()
        self.embedding = Embedding(vocabulary_size, embedding_size, rng=rng)
        self.layer = layer
        self.readout = None
        if features is not None:
            self.readout = Linear(features, classes, rng=rng)

    def forward(self, x: Tensor, lengths: Tensor | None = None) -> Tensor:
        if x.ndim != 2:
            raise ValueError(f"Tagger expected tokens (T, N), got {tuple(x.shape)}")
        h = self.layer(self.embedding(x), lengths)
        return h if self.readout is None else self.readout(h)  # eq-tagger
