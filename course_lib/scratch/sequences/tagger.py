"""A class for each word: taggers of every kind, from scratch.

Chapter: slot-filling. Twin: course_lib/pytorch/sequences/tagger.py.
"""

import numpy as np

from ...initialization import bias, check_size, draw, uniform
from ..feedforward.linear import Linear
from ..module import Module, Parameter
from ..recurrent.cell import check_input
from ..recurrent.unroll import still_going
from .embedding import Embedding


class Window(Module):
    """A feedforward layer that sees k words on either side (Collobert et al., 2011).

        h_t = tanh(W [x_{t-k}, ..., x_t, ..., x_{t+k}] + b)          (eq-tagger-see)
        da_t = dh_t * (1 - h_t^2),   dW = sum_t da_t [x_{t-k}, ..., x_{t+k}]^T
        dx_s += (da_{s-j} W)_j for each place j = -k, ..., k of x_s in a window
                                                                (eq-tagger-back)

    What lies outside the sentence is zero.

    Shapes: x (T, N, input_size), lengths (N,) or None -> h (T, N, hidden_size).
    Parameters: weight W (H, (2 k + 1) D), bias b (H,).
    Raises: ValueError for other shapes or lengths.
    """

    def __init__(
        self, input_size: int, hidden_size: int, k: int, *, rng: np.random.Generator
    ):
        self.input_size, self.hidden_size, self.k = check_window(
            input_size, hidden_size, k
        )
        shape = (self.hidden_size, (2 * self.k + 1) * self.input_size)
        self.weight = Parameter(draw(uniform, rng, shape, "Window"))
        self.bias = Parameter(bias(uniform, rng, shape))

    def forward(self, x: np.ndarray, lengths: np.ndarray | None = None) -> np.ndarray:
        x = np.asarray(x)
        check_input(x, self.input_size, 3, "Window")
        going = still_going(lengths, x, "Window")
        W, b, (T, N, _) = self.weight.data, self.bias.data, x.shape
        inside = x if going is None else going * x
        framed = np.pad(inside, ((self.k, self.k), (0, 0), (0, 0)))
        seen = [framed[j : j + T] for j in range(2 * self.k + 1)]
        windows = np.concatenate(seen, axis=2).reshape(T * N, -1)
        h = np.tanh(windows @ W.T + b)  # eq-tagger-see
        self.save(windows, h, going, (T, N))
        return h.reshape(T, N, -1)

    def backward(self, dh: np.ndarray) -> np.ndarray:
        windows, h, going, (T, N) = self.saved()
        D, k = self.input_size, self.k
        da = dh.reshape(T * N, -1) * (1 - h**2)
        self.weight.grad += da.T @ windows
        self.bias.grad += da.sum(axis=0)
        shares = (da @ self.weight.data).reshape(T, N, -1)
        dx = np.zeros((T + 2 * k, N, D), dh.dtype)
        for j in range(2 * k + 1):
            dx[j : j + T] += shares[:, :, j * D : (j + 1) * D]  # eq-tagger-back
        dx = dx[k : k + T]
        return dx if going is None else going * dx


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
        self.embedding = Embedding(vocabulary_size, embedding_size, rng=rng)
        self.layer = layer
        self.readout = None
        if features is not None:
            self.readout = Linear(features, classes, rng=rng)

    def forward(self, x: np.ndarray, lengths: np.ndarray | None = None) -> np.ndarray:
        x = np.asarray(x)
        if x.ndim != 2:
            raise ValueError(f"Tagger expected tokens (T, N), got shape {x.shape}")
        still_going(lengths, x[..., None], "Tagger")
        h = self.layer.forward(self.embedding(x), lengths)
        return h if self.readout is None else self.readout(h)  # eq-tagger

    def backward(self, dy: np.ndarray) -> None:
        dh = dy if self.readout is None else self.readout.backward(dy)
        self.embedding.backward(self.layer.backward(dh))


def check_window(input_size: int, hidden_size: int, k: int) -> tuple[int, int, int]:
    """Return the sizes of a Window after checking them, for either half."""
    return (
        check_size(input_size, "Window", "input_size"),
        check_size(hidden_size, "Window", "hidden_size"),
        check_size(k, "Window", "k", least=0),
    )
