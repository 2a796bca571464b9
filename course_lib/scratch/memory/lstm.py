"""Long short-term memory, from scratch.

Chapters: lstm, lstm-vs-gru. Twin: course_lib/pytorch/memory/lstm.py.
"""

import numpy as np

from ...initialization import Scheme
from ..feedforward.activations import sigmoid
from ..module import Parameter
from ..recurrent.cell import Cell, State, in_steps, rows
from ..recurrent.deep import Stacked
from ..recurrent.elman import check_sizes, draw


class LSTMCell(Cell):
    """One step of a long short-term memory (Hochreiter and Schmidhuber, 1997).

        a_t = W x_t + U h_{t-1} + b_ih + b_hh, cut into four parts
        i, f, o = sigma(a_i), sigma(a_f), sigma(a_o),   g = tanh(a_g)   (eq-lstm-gates)
        c_t = f * c_{t-1} + i * g                                       (eq-lstm-cell)
        h_t = o * tanh(c_t)                                             (eq-lstm-output)
        dc_t += dh_t * o * (1 - tanh(c_t)^2)                            (eq-lstm-dc)
        di = dc_t * g,  df = dc_t * c_{t-1},  dg = dc_t * i,
        do = dh_t * tanh(c_t)                                           (eq-lstm-dgates)
        da = di i (1-i), df f (1-f), dg (1-g^2), do o (1-o)             (eq-lstm-da)
        dh_{t-1} = da U,   dc_{t-1} = dc_t * f                          (eq-lstm-back)

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
        who = type(self).__name__
        sizes = check_sizes(who, input_size=input_size, hidden_size=hidden_size)
        self.input_size, self.hidden_size = sizes
        self.state_sizes = (self.hidden_size, self.hidden_size)
        drawn = draw(self, 4, init, recurrent_init, rng)
        set_forget_bias(drawn, forget_bias, self.hidden_size, who)
        for name, array in drawn.items():
            setattr(self, name, Parameter(array))

    def project(self, x: np.ndarray) -> np.ndarray:
        W, U = self.weight_ih.data, self.weight_hh.data
        self._U_transposed = np.ascontiguousarray(U.T)
        z = rows(x) @ W.T
        z += self.bias_ih.data + self.bias_hh.data
        return in_steps(z, x)

    def step(self, z: np.ndarray, state: State) -> State:
        h, c = state
        a = h @ self._U_transposed
        a += z
        gates = squash(a)  # eq-lstm-gates
        i, f, g, o = quarters(gates)
        c_next = f * c
        c_next += i * g  # eq-lstm-cell
        tanh_c = np.tanh(c_next)
        self.save(h, c, gates, tanh_c)
        return o * tanh_c, c_next  # eq-lstm-output

    def step_backward(self, dstate: State) -> tuple[tuple[np.ndarray, ...], State]:
        (dh, dc), (h, c, gates, tanh_c) = dstate, self.saved()
        i, f, g, o = quarters(gates)
        dc = dc + dh * o * (1 - tanh_c**2)  # eq-lstm-dc
        da = np.empty_like(gates)
        di, df, dg, do = quarters(da)
        np.multiply(dc, g, out=di)
        np.multiply(dc, c, out=df)
        np.multiply(dc, i, out=dg)
        np.multiply(dh, tanh_c, out=do)  # eq-lstm-dgates
        da *= slope(gates)  # eq-lstm-da
        return (da, h), (da @ self.weight_hh.data, dc * f)  # eq-lstm-back

    def collect(
        self, x: np.ndarray, da: np.ndarray, h: np.ndarray
    ) -> np.ndarray | None:
        W, da_rows = self.weight_ih.data, rows(da)
        db = da_rows.sum(axis=0)
        self.weight_ih.grad += da_rows.T @ rows(x)  # eq-bptt-dw
        self.weight_hh.grad += da_rows.T @ rows(h)  # eq-bptt-du
        self.bias_ih.grad += db  # eq-bptt-db
        self.bias_hh.grad += db
        return in_steps(da_rows @ W, x) if self.input_grad else None  # eq-bptt-dx


class PeepholeLSTMCell(LSTMCell):
    """An LSTM step whose gates see the cell as well (Gers and Schmidhuber, 2000).

        a_i += p_i * c_{t-1},   a_f += p_f * c_{t-1},   a_o += p_o * c_t   (eq-peephole)
        dc_t += da_o * p_o,   dc_{t-1} += da_i * p_i + da_f * p_f       (eq-peephole-dc)
        dp_i = sum_t da_i * c_{t-1},  dp_o = sum_t da_o * c_t           (eq-peephole-dp)

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
        self.weight_ch = Parameter(draw_peepholes(rng, self.hidden_size))

    def step(self, z: np.ndarray, state: State) -> State:
        h, c = state
        p_i, p_f, p_o = self.weight_ch.data
        i, f, g, o = quarters(z + h @ self._U_transposed)
        i, f, g = sigmoid(i + p_i * c), sigmoid(f + p_f * c), np.tanh(g)
        c_next = f * c + i * g
        o = sigmoid(o + p_o * c_next)  # eq-peephole
        tanh_c = np.tanh(c_next)
        self.save(h, c, c_next, np.hstack([i, f, g, o]), tanh_c)
        return o * tanh_c, c_next

    def step_backward(self, dstate: State) -> tuple[tuple[np.ndarray, ...], State]:
        (dh, dc), (h, c, c_next, gates, tanh_c) = dstate, self.saved()
        p_i, p_f, p_o = self.weight_ch.data
        i, f, g, o = quarters(gates)
        da_o = dh * tanh_c * o * (1 - o)
        dc = dc + dh * o * (1 - tanh_c**2) + da_o * p_o  # eq-peephole-dc
        da_i, da_f = dc * g * i * (1 - i), dc * c * f * (1 - f)
        da = np.hstack([da_i, da_f, dc * i * (1 - g**2), da_o])
        dc = dc * f + da_i * p_i + da_f * p_f  # eq-peephole-dc
        return (da, h, c, c_next), (da @ self.weight_hh.data, dc)

    def collect(
        self,
        x: np.ndarray,
        da: np.ndarray,
        h: np.ndarray,
        c: np.ndarray,
        c_next: np.ndarray,
    ) -> np.ndarray | None:
        da_i, da_f, _, da_o = quarters(rows(da))
        dp = np.stack([da_i * rows(c), da_f * rows(c), da_o * rows(c_next)])
        self.weight_ch.grad += dp.sum(axis=1)  # eq-peephole-dp
        return super().collect(x, da, h)


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


def draw_peepholes(rng: np.random.Generator, H: int) -> np.ndarray:
    """Draw p as the other weights of a layer of H cells: U(-k, k), k = 1/sqrt(H)."""
    return rng.uniform(-1, 1, (3, H)) / np.sqrt(H)


def quarters(a: np.ndarray) -> tuple[np.ndarray, ...]:
    """Cut (N, 4H) into the parts of i, f, g and o, without copying."""
    H = a.shape[1] // 4
    return a[:, :H], a[:, H : 2 * H], a[:, 2 * H : 3 * H], a[:, 3 * H :]


def squash(a: np.ndarray) -> np.ndarray:
    """Turn pre-activations into gates, in place.

    sigma(a) = 1/2 + 1/2 tanh(a / 2), so one tanh serves all four: a / 2 for i, f and
    o, and a itself for g.
    """
    H = a.shape[1] // 4
    sigmoids = (a[:, : 2 * H], a[:, 3 * H :])  # i with f, and o
    for part in sigmoids:
        part *= 0.5
    np.tanh(a, out=a)
    for part in sigmoids:
        part *= 0.5
        part += 0.5
    return a


def slope(gates: np.ndarray) -> np.ndarray:
    """Return the derivative of each gate: y (1 - y) for i, f and o, 1 - y^2 for g."""
    H = gates.shape[1] // 4
    slopes = gates - gates**2
    slopes[:, 2 * H : 3 * H] += 1 - gates[:, 2 * H : 3 * H]
    return slopes


def set_forget_bias(drawn: dict, value: float | None, H: int, who: str) -> None:
    """Make the forget gate's bias ``value``: b_ih there, and b_hh = 0."""
    if value is None:
        return
    if not np.isfinite(value):
        raise ValueError(f"{who} expected forget_bias to be a number, got {value}")
    drawn["bias_ih"][H : 2 * H] = value
    drawn["bias_hh"][H : 2 * H] = 0
