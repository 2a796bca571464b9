"""Recurrent layers on top of each other, in PyTorch.

Chapter: bidirectional-and-deep. Twin: course_lib/scratch/recurrent/deep.py.
"""

from collections.abc import Callable

import numpy as np
from torch import Tensor
from torch.nn import Module, ModuleList

from ...initialization import Scheme, check_size
from ...scratch.recurrent.deep import check_states
from .bidirectional import Bidirectional
from .cell import Cell
from .elman import RNNCell
from .unroll import Recurrent


class Deep(Module):
    """Layers that read the outputs of the layer below, at every step.

        y^(l)_t = layer_l(y^(l-1)_t, s^(l)_{t-1}),   y^(0) = x      (eq-deep)

    A layer is recurrent (Recurrent, Bidirectional, Deep) or works on each step alone
    (Linear, an activation). The state has one item for each recurrent layer.

    Shapes: x (T, N, D) -> y (T, N, output of the last layer); lengths as in Recurrent.
    Raises: TypeError if a layer is none, ValueError as the layers do.
    """

    def __init__(self, *layers: Module):
        super().__init__()
        if not layers or not all(isinstance(layer, Module) for layer in layers):
            raise TypeError(
                f"Deep expected layers such as Recurrent(RNNCell(...)), got {layers!r}"
            )
        if any(isinstance(layer, Cell) for layer in layers):
            raise TypeError("Deep expected layers, got a cell; use Recurrent(cell)")
        self.layers = ModuleList(layers)

    @property
    def recurrent(self) -> list[Module]:
        return [layer for layer in self.layers if hasattr(layer, "run")]

    def start(self, batch: int) -> tuple:
        return tuple(layer.start(batch) for layer in self.recurrent)

    def forward(self, x: Tensor, lengths: Tensor | None = None) -> Tensor:
        return self.run(x, lengths=lengths)[0]

    def run(
        self, x: Tensor, state: tuple | None = None, lengths: Tensor | None = None
    ) -> tuple[Tensor, tuple]:
        states = check_states(self, state)
        after = []
        for layer in self.layers:  # eq-deep
            if hasattr(layer, "run"):
                x, new = layer.run(x, next(states), lengths)
                after.append(new)
            else:
                x = layer(x)
        return x, tuple(after)


class Stacked(Deep):
    """Recurrent layers of one kind of cell, with the weights named as in torch.nn.

    Shapes: x (T, N, input_size) -> y (T, N, H), or 2 H if bidirectional.
    Args: make_cell(input_size) makes one cell; it is called in torch's order, layer by
    layer, the forward direction first.
    """

    def __init__(
        self,
        make_cell: Callable[[int], Cell],
        input_size: int,
        num_layers: int,
        bidirectional: bool,
    ):
        layers, cells = [], {}
        for k in range(check_size(num_layers, type(self).__name__, "num_layers")):
            layer = Recurrent(make_cell(input_size))
            cells[f"l{k}"] = layer.cell
            if bidirectional:
                layer = Bidirectional(layer, Recurrent(make_cell(input_size)))
                cells[f"l{k}_reverse"] = layer.backward_layer.cell
            layers.append(layer)
            input_size = layer.output_size
        Module.__init__(self)
        self.layers = tuple(
            layers
        )  # not registered: torch would list each weight twice
        for place, cell in cells.items():
            for name, p in cell.named_parameters():
                self.register_parameter(f"{name}_{place}", p)


class RNN(Stacked):
    """Elman networks stacked, in one direction or two; torch.nn.RNN is its model.

    Equations as in RNNCell, Recurrent, Bidirectional and Deep (Elman, 1990).

    Shapes: x (T, N, D) -> y (T, N, H), or (T, N, 2 H) if bidirectional.
    Parameters: weight_ih_l0, weight_hh_l0, bias_ih_l0, bias_hh_l0, then
    those of l0_reverse, if there are two directions, then of l1, and so on.
    Args: as in RNNCell; num_layers on top of each other.
    Raises: ValueError for another shape of x or state, or an unknown nonlinearity.
    """

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        num_layers: int = 1,
        *,
        nonlinearity: str = "tanh",
        bidirectional: bool = False,
        init: Scheme | None = None,
        recurrent_init: Scheme | None = None,
        rng: np.random.Generator,
    ):
        options = {
            "nonlinearity": nonlinearity,
            "init": init,
            "recurrent_init": recurrent_init,
            "rng": rng,
        }

        def cell(size: int) -> RNNCell:
            return RNNCell(size, hidden_size, **options)

        super().__init__(cell, input_size, num_layers, bidirectional)
