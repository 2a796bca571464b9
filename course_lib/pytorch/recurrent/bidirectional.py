"""Two networks over one sequence, one from each end, in PyTorch.

Chapter: bidirectional-and-deep. Twin: course_lib/scratch/recurrent/bidirectional.py.
"""

import torch
from torch import Tensor
from torch.nn import Module

from .cell import check_input
from .unroll import Recurrent, still_going


class Bidirectional(Module):
    """Read a sequence in both directions (Schuster and Paliwal, 1997).

        y_t = [h_t, h'_t]      (eq-bidirectional)

    h comes from x_1, ..., x_T, h' from x_T, ..., x_1: each sequence is turned around in
    its own length. A Linear layer on y is V h_t + V' h'_t.

    Shapes: x (T, N, D) -> y (T, N, 2 H); lengths as in Recurrent.
    Args: forward_layer and backward_layer, two Recurrent layers for the same D.
    Raises: ValueError for other shapes or lengths.
    """

    def __init__(self, forward_layer: Recurrent, backward_layer: Recurrent):
        super().__init__()
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

    def start(self, batch: int) -> tuple:
        return self.forward_layer.start(batch), self.backward_layer.start(batch)

    def forward(self, x: Tensor, lengths: Tensor | None = None) -> Tensor:
        return self.run(x, lengths=lengths)[0]

    def run(
        self, x: Tensor, state: tuple | None = None, lengths: Tensor | None = None
    ) -> tuple[Tensor, tuple]:
        check_input(x, self.input_size, 3, "Bidirectional")
        still_going(lengths, x, "Bidirectional")
        first, last = (None, None) if state is None else state
        h, first = self.forward_layer.run(x, first, lengths)
        back, last = self.backward_layer.run(turn(x, lengths), last, lengths)
        y = torch.cat([h, turn(back, lengths)], dim=2)  # eq-bidirectional
        return y, (first, last)


def turn(x: Tensor, lengths: Tensor | None) -> Tensor:
    """Turn each sequence around within its length; twice gives x again."""
    if lengths is None:
        return x.flip(0)
    T, N = x.shape[:2]
    lengths = torch.as_tensor(lengths, device=x.device)
    t = torch.arange(T, device=x.device)[:, None]
    return x[
        torch.where(t < lengths, lengths - 1 - t, t), torch.arange(N, device=x.device)
    ]
