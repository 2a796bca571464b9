"""Long short-term memory, in PyTorch.

Chapters: lstm, lstm-vs-gru. Twin: course_lib/scratch/memory/lstm.py.
"""

import numpy as np
import torch
from torch import Tensor

from ...initialization import Scheme
from ...scratch.memory.lstm import draw_peepholes, set_forget_bias
from ...scratch.recurrent.elman import check_sizes, draw
from ..module import parameter
from ..recurrent.cell import Cell, State
from ..recurrent.deep import Stacked


class LSTMCell(Cell):
    """One step of a long short-term memory (Hochreiter and Schmidhuber, 1997).

        a_t = W x_t + U h_{t-1} + b_ih + b_hh, cut into four parts
        i, f, o = sigma(a_i), sigma(a_f), sigma(a_o),   g = tanh(a_g)   (eq-lstm-gates)
        c_t = f * c_{t-1} + i * g                                       (eq-lstm-cell)
        h_t = o * tanh(c_t)                                             (eq-lstm-output)

    The forget gate is that of Gers et al. (2000). Weights as in an Elman network.

    Shapes: x (N, D), state (h, c), both (N, H) -> (h_t, c_t).
    Parameters, the gates in the order i, f, g, o: weight_ih W (4H, D), weight_hh U
    (4H, H), bias_ih and bias_hh (4H,).
    Args: forget_bias, the first value of b_ih + b_hh for f; drawn as the rest if None;
    init and recurrent_init as in RNNCell.
    Raises: ValueError for another shape of x or state.
    """

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        *,
        forget_bias: float | None = None,
        init: Scheme | None = None,
        recurrent_init: Scheme | None = None,
        rng: np.random.Generator,
    ):
        super().__init__()
        who = type(self).__name__
        sizes = check_sizes(who, input_size=input_size, hidden_size=hidden_size)
        self.input_size, self.hidden_size = sizes
        self.state_sizes = (self.hidden_size, self.hidden_size)
        drawn = draw(self, 4, init, recurrent_init, rng)
        set_forget_bias(drawn, forget_bias, self.hidden_size, who)
        for name, array in drawn.items():
            setattr(self, name, parameter(array))

    def project(self, x: Tensor) -> Tensor:
        W, b = self.weight_ih, self.bias_ih + self.bias_hh
        return x @ W.T + b

    def step(self, z: Tensor, state: State) -> State:
        (h, c), U = state, self.weight_hh
        i, f, g, o = (z + h @ U.T).chunk(4, dim=1)
        i, f, o = torch.sigmoid(i), torch.sigmoid(f), torch.sigmoid(o)  # eq-lstm-gates
        c = f * c + i * torch.tanh(g)  # eq-lstm-cell
        return o * torch.tanh(c), c  # eq-lstm-output


class PeepholeLSTMCell(LSTMCell):
    """An LSTM step whose gates see the cell as well (Gers and Schmidhuber, 2000).

        a_i += p_i * c_{t-1},   a_f += p_f * c_{t-1},   a_o += p_o * c_t   (eq-peephole)

    All else as in LSTMCell; one weight for each gate of each cell.

    Shapes: x (N, D), state (h, c), both (N, H) -> (h_t, c_t).
    Parameters: those of LSTMCell, and weight_ch p (3, H) for i, f and o.
    Raises: ValueError for another shape of x or state.
    """

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        *,
        forget_bias: float | None = None,
        init: Scheme | None = None,
        recurrent_init: Scheme | None = None,
        rng: np.random.Generator,
    ):
        super().__init__(
            input_size,
            hidden_size,
            forget_bias=forget_bias,
            init=init,
            recurrent_init=recurrent_init,
            rng=rng,
        )
        self.weight_ch = parameter(draw_peepholes(rng, self.hidden_size))

    def step(self, z: Tensor, state: State) -> State:
        (h, c), U = state, self.weight_hh
        p_i, p_f, p_o = self.weight_ch
        i, f, g, o = (z + h @ U.T).chunk(4, dim=1)
        i, f = torch.sigmoid(i + p_i * c), torch.sigmoid(f + p_f * c)
        c = f * c + i * torch.tanh(g)
        o = torch.sigmoid(o + p_o * c)  # eq-peephole
        return o * torch.tanh(c), c


class LSTM(Stacked):
    """Long short-term memories stacked, in one direction or two, as torch.nn.LSTM.

    Equations as in LSTMCell, Recurrent, Bidirectional and Deep (Hochreiter and
    Schmidhuber, 1997).

    Shapes: x (T, N, D) -> y (T, N, H), or (T, N, 2 H) if bidirectional.
    Parameters: weight_ih_l0, weight_hh_l0, bias_ih_l0, bias_hh_l0, then
    those of l0_reverse, if there are two directions, then of l1, and so on.
    Args: as in LSTMCell; num_layers on top of each other; peephole for cells with them.
    Raises: ValueError for another shape of x or state.
    """

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        num_layers: int = 1,
        *,
        bidirectional: bool = False,
        peephole: bool = False,
        forget_bias: float | None = None,
        init: Scheme | None = None,
        recurrent_init: Scheme | None = None,
        rng: np.random.Generator,
    ):
        kind = PeepholeLSTMCell if peephole else LSTMCell
        options = {
            "forget_bias": forget_bias,
            "init": init,
            "recurrent_init": recurrent_init,
            "rng": rng,
        }

        def cell(size: int) -> LSTMCell:
            return kind(size, hidden_size, **options)

        super().__init__(cell, input_size, num_layers, bidirectional)
