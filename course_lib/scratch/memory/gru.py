"""Gated recurrent unit, from scratch.

Chapters: gru, lstm-vs-gru. Twin: course_lib/pytorch/memory/gru.py.
"""

import numpy as np

from ...initialization import Scheme
from ..feedforward.activations import sigmoid
from ..module import Parameter
from ..recurrent.cell import Cell, State, in_steps, rows
from ..recurrent.deep import Stacked
from ..recurrent.elman import check_sizes, draw


class GRUCell(Cell):
    """One step of a gated recurrent unit (Cho et al., 2014), as torch.nn.GRU has it.

        r, z = sigma(a_r), sigma(a_z),   a = W x_t + b_ih + U h_{t-1} + b_hh
                                                                        (eq-gru-gates)
        q = U_n h_{t-1} + b_hn                                          (eq-gru-q)
        n = tanh(W_n x_t + b_in + r * q)                                (eq-gru-new)
        h_t = z * h_{t-1} + (1 - z) * n                                 (eq-gru)
        dz = dh_t * (h_{t-1} - n),   dn = dh_t * (1 - z)                (eq-gru-dgates)
        da_n = dn * (1 - n^2),   dr = da_n * q,   dq = da_n * r         (eq-gru-dn)
        da_r = dr * r (1 - r),   da_z = dz * z (1 - z)                  (eq-gru-da)
        dh_{t-1} = dh_t * z + [da_r, da_z, dq] U                        (eq-gru-back)

    The gradient of the input's share is [da_r, da_z, da_n], that of U h is
    [da_r, da_z, dq]: dW = sum_t of the first^T x_t, dU = sum_t of the second^T h_{t-1}
    (eq-gru-dw).

    Shapes: x (N, D), state (h,) with h (N, H) -> (h_t,).
    Parameters, in the order r, z, n: weight_ih W (3H, D), weight_hh U (3H, H), bias_ih
    and bias_hh (3H,).
    Args: init and recurrent_init as in RNNCell.
    Raises: ValueError for another shape of x or state.
    """

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        *,
        init: Scheme | None = None,
        recurrent_init: Scheme | None = None,
        rng: np.random.Generator,
    ):
        sizes = check_sizes("GRUCell", input_size=input_size, hidden_size=hidden_size)
        self.input_size, self.hidden_size = sizes
        self.state_sizes = (self.hidden_size,)
        drawn = draw(self, 3, init, recurrent_init, rng)
        for name, array in drawn.items():
            setattr(self, name, Parameter(array))

    def project(self, x: np.ndarray) -> np.ndarray:
        W, U = self.weight_ih.data, self.weight_hh.data
        self._U_transposed = np.ascontiguousarray(U.T)
        a = rows(x) @ W.T
        a += self.bias_ih.data
        return in_steps(a, x)

    def step(self, z: np.ndarray, state: State) -> State:
        (h,), H = state, self.hidden_size
        u = h @ self._U_transposed
        u += self.bias_hh.data
        q = u[:, 2 * H :]  # eq-gru-q
        gates = sigmoid(z[:, : 2 * H] + u[:, : 2 * H])  # eq-gru-gates
        r, keep = gates[:, :H], gates[:, H:]
        n = np.tanh(z[:, 2 * H :] + r * q)  # eq-gru-new
        self.save(h, q, gates, n)
        return (n + keep * (h - n),)  # eq-gru

    def step_backward(self, dstate: State) -> tuple[tuple[np.ndarray, ...], State]:
        (dh,), (h, q, gates, n) = dstate, self.saved()
        H = self.hidden_size
        r, keep = gates[:, :H], gates[:, H:]
        da = np.empty((len(h), 3 * H), h.dtype)
        da_r, da_z, da_n = da[:, :H], da[:, H : 2 * H], da[:, 2 * H :]
        np.multiply(dh * (1 - keep), 1 - n**2, out=da_n)  # eq-gru-dgates, eq-gru-dn
        np.multiply(da_n, q, out=da_r)
        np.multiply(dh, h - n, out=da_z)
        da[:, : 2 * H] *= gates * (1 - gates)  # eq-gru-da
        du = da.copy()
        du[:, 2 * H :] *= r  # dq, eq-gru-dn
        return (da, du, h), (dh * keep + du @ self.weight_hh.data,)  # eq-gru-back

    def collect(
        self, x: np.ndarray, da: np.ndarray, du: np.ndarray, h: np.ndarray
    ) -> np.ndarray | None:
        W = self.weight_ih.data
        self.weight_ih.grad += rows(da).T @ rows(x)  # eq-gru-dw
        self.weight_hh.grad += rows(du).T @ rows(h)
        self.bias_ih.grad += rows(da).sum(axis=0)
        self.bias_hh.grad += rows(du).sum(axis=0)
        return in_steps(rows(da) @ W, x) if self.input_grad else None


class GRU(Stacked):
    """Gated recurrent units stacked, in one direction or two, as torch.nn.GRU.

    Equations as in GRUCell, Recurrent, Bidirectional and Deep (Cho et al., 2014).

    Shapes: x (T, N, D) -> y (T, N, H), or (T, N, 2 H) if bidirectional.
    Parameters: weight_ih_l0, weight_hh_l0, bias_ih_l0, bias_hh_l0, then
    those of l0_reverse, if there are two directions, then of l1, and so on.
    Args: as in GRUCell; num_layers on top of each other.
    Raises: ValueError for another shape of x or state.
    """

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        num_layers: int = 1,
        *,
        bidirectional: bool = False,
        init: Scheme | None = None,
        recurrent_init: Scheme | None = None,
        rng: np.random.Generator,
    ):
        options = {"init": init, "recurrent_init": recurrent_init, "rng": rng}

        def cell(size: int) -> GRUCell:
            return GRUCell(size, hidden_size, **options)

        super().__init__(cell, input_size, num_layers, bidirectional)
