"""Two networks over one sequence, one from each end, from scratch.

Chapter: bidirectional-and-deep. Twin: course_lib/pytorch/recurrent/bidirectional.py.
"""

import numpy as np

from ..module import Module
from .cell import check_input
from .unroll import Recurrent, still_going


class Bidirectional(Module):
    """Read a sequence in both directions (Schuster and Paliwal, 1997).

        y_t = [h_t, h'_t]                                  (eq-bidirectional)
        dx  = dx of h, plus dx of h' put in order again    (eq-bidirectional-grad)

    h comes from x_1, ..., x_T, h' from x_T, ..., x_1: each sequence is turned around in
    its own length. A Linear layer on y is V h_t + V' h'_t.

    Shapes: x (T, N, D) -> y (T, N, 2 H); lengths as in Recurrent.
    Args: forward_layer and backward_layer, two Recurrent layers for the same D.
    Raises: ValueError for other shapes or lengths.
    """

    def __init__(self, forward_layer: Recurrent, backward_layer: Recurrent):
        for layer in (forward_layer, backward_layer):
            if not isinstance(layer, Recurrent):
                raise TypeError(
                    "Bidirectional expected two Recurrent layers, got "
                    f"{layer!r}; wrap a cell first, as in Recurrent(RNNCell(...))"
                )
        if forward_layer is backward_layer:
            raise ValueError(
                "Bidirectional expected two layers, got one of them twice; each "
                "direction has weights of its own"
            )
        if forward_layer.input_size != backward_layer.input_size:
            raise ValueError(
                "Bidirectional expected two layers of one input_size, got "
                f"{forward_layer.input_size} and {backward_layer.input_size}"
            )
        self.forward_layer, self.backward_layer = forward_layer, backward_layer

    @property
    def input_size(self) -> int:
        return self.forward_layer.input_size

    @property
    def output_size(self) -> int:
        return self.forward_layer.output_size + self.backward_layer.output_size

    @property
    def input_grad(self) -> bool:
        return self.forward_layer.input_grad

    @input_grad.setter
    def input_grad(self, wanted: bool) -> None:
        self.forward_layer.input_grad = self.backward_layer.input_grad = wanted

    def start(self, batch: int) -> tuple:
        return self.forward_layer.start(batch), self.backward_layer.start(batch)

    def forward(self, x: np.ndarray, lengths: np.ndarray | None = None) -> np.ndarray:
        return self.run(x, lengths=lengths)[0]

    def backward(self, dy: np.ndarray) -> np.ndarray | None:
        return self.run_backward(dy)[0]

    def run(
        self,
        x: np.ndarray,
        state: tuple | None = None,
        lengths: np.ndarray | None = None,
    ) -> tuple[np.ndarray, tuple]:
        x = np.asarray(x)
        check_input(x, self.input_size, 3, "Bidirectional")
        still_going(lengths, x, "Bidirectional")
        first, last = (None, None) if state is None else state
        h, first = self.forward_layer.run(x, first, lengths)
        back, last = self.backward_layer.run(turn(x, lengths), last, lengths)
        self.save(lengths)
        y = np.concatenate([h, turn(back, lengths)], axis=2)  # eq-bidirectional
        return y, (first, last)

    def run_backward(
        self, dy: np.ndarray, dstate: tuple | None = None
    ) -> tuple[np.ndarray | None, tuple]:
        (lengths,) = self.saved()
        dfirst, dlast = (None, None) if dstate is None else dstate
        dh, dback = np.split(dy, [self.forward_layer.output_size], axis=2)
        back, dlast = self.backward_layer.run_backward(turn(dback, lengths), dlast)
        dx, dfirst = self.forward_layer.run_backward(dh, dfirst)
        if dx is not None:
            dx = dx + turn(back, lengths)  # eq-bidirectional-grad
        return dx, (dfirst, dlast)


def turn(x: np.ndarray, lengths: np.ndarray | None) -> np.ndarray:
    """Turn each sequence around within its length; twice gives x again."""
    if lengths is None:
        return x[::-1]
    T, N = x.shape[:2]
    lengths = np.asarray(lengths)
    t = np.arange(T)[:, None]
    return x[np.where(t < lengths, lengths - 1 - t, t), np.arange(N)]
