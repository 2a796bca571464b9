"""Clockwork RNN: groups of units that run at different rates, from scratch.

Chapter: clockwork-rnn. Twin: course_lib/pytorch/memory/clockwork.py.
"""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from ...initialization import Scheme, check_size
from ..module import Module, Parameter
from ..recurrent.cell import Cell, State, check_input, in_steps, rows
from ..recurrent.elman import check_sizes, draw


class ClockworkCell(Cell):
    """One step of a clockwork RNN (Koutnik et al., 2014).

        group i runs at time t if t mod T_i = 0, t = 0, 1, ...         (eq-clock)
        h_i(t) = tanh(W_i x_t + sum_{j >= i} U_ij h_j(t-1) + b_i)      (eq-clockwork)
        h_i(t) = h_i(t-1), if group i sleeps                           (eq-clock-hold)
        da_i = dh_i * (1 - h_i^2),  dh(t-1) = da U  for groups that run;
        dh_i(t-1) += dh_i(t), copied, if group i sleeps            (eq-clockwork-back)

    The periods grow, T_1 < ... < T_g: a group hears itself and the slower ones, so U is
    block upper triangular. Only the rows of the groups that run are computed.

    Shapes: x (N, D), state (h, t), h (N, H), t (N, 1) the time -> (h, t + 1).
    Parameters: weight_ih W (H, D), weight_hh U (H, H) with zeros below the blocks,
    bias_ih and bias_hh (H,), their sum is b.
    Args: periods, whole numbers that grow. The H units are shared out evenly, what is
    left over to the fastest groups.
    Raises: ValueError for other shapes or periods.
    """

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        periods: Sequence[int],
        *,
        init: Scheme | None = None,
        recurrent_init: Scheme | None = None,
        rng: np.random.Generator,
    ):
        who = type(self).__name__
        sizes = check_sizes(who, input_size=input_size, hidden_size=hidden_size)
        self.input_size, self.hidden_size = sizes
        self.state_sizes = (self.hidden_size, 1)
        self.periods = check_periods(periods, self.hidden_size, who)
        self.groups = share_out(self.hidden_size, len(self.periods))
        drawn = draw(self, 1, init, recurrent_init, rng)
        drawn["weight_hh"] *= upper_blocks(self.groups)
        for name, array in drawn.items():
            setattr(self, name, Parameter(array))

    def project(self, x: np.ndarray) -> np.ndarray:
        W, b = self.weight_ih.data, self.bias_ih.data + self.bias_hh.data
        return in_steps(rows(x) @ W.T + b, x)

    def step(self, z: np.ndarray, state: State) -> State:
        h, time = state
        U, next_h = self.weight_hh.data, h.copy()  # eq-clock-hold
        run = running(int(time.max()), self.periods)
        for i in run:
            own = self.groups[i]
            a = z[:, own] + h[:, own.start :] @ U[own, own.start :].T
            next_h[:, own] = np.tanh(a)  # eq-clockwork
        self.save(h, next_h, run)
        return next_h, time + 1

    def step_backward(self, dstate: State) -> tuple[tuple[np.ndarray, ...], State]:
        (dh, dtime), (h, next_h, run) = dstate, self.saved()
        U, da, dh = self.weight_hh.data, np.zeros_like(h), dh.copy()
        for i in run:
            own = self.groups[i]
            da[:, own] = dh[:, own] * (1 - next_h[:, own] ** 2)
            dh[:, own] = 0  # what sleeps keeps its own, eq-clockwork-back
        for i in run:
            own = self.groups[i]
            dh[:, own.start :] += da[:, own] @ U[own, own.start :]
        return (da, h), (dh, np.zeros_like(dtime))

    def collect(
        self, x: np.ndarray, da: np.ndarray, h: np.ndarray
    ) -> np.ndarray | None:
        W, da_rows = self.weight_ih.data, rows(da)
        db = da_rows.sum(axis=0)
        self.weight_ih.grad += da_rows.T @ rows(x)
        self.weight_hh.grad += (da_rows.T @ rows(h)) * upper_blocks(self.groups)
        self.bias_ih.grad += db
        self.bias_hh.grad += db
        return in_steps(da_rows @ W, x) if self.input_grad else None


class ClockworkRNN(Module):
    """A clockwork RNN over a whole sequence, slowest group first.

    Nothing flows from a fast group to a slower one, so each group is a small RNN of its
    own, over every T_i-th step, that reads x and the slower groups:

        z_i[k] = W_i x_{k T_i} + b_i + sum_{j > i} U_ij h_j(k T_i - 1) (eq-clock-input)
        h_i[k] = tanh(z_i[k] + U_ii h_i[k-1])                          (eq-clock-group)
        h_i(t) = h_i[t // T_i]                                         (eq-clock-held)

    The same numbers as Recurrent(ClockworkCell), for a fraction of the products: those
    with U_ij are made once for each step of the slower group.

    Shapes: x (T, N, D) -> y (T, N, H).
    Parameters and Args: as in ClockworkCell.
    Raises: ValueError for other shapes or periods.
    """

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        periods: Sequence[int],
        *,
        init: Scheme | None = None,
        recurrent_init: Scheme | None = None,
        rng: np.random.Generator,
    ):
        self.cell = ClockworkCell(
            input_size,
            hidden_size,
            periods,
            init=init,
            recurrent_init=recurrent_init,
            rng=rng,
        )

    @property
    def input_grad(self) -> bool:
        return self.cell.input_grad

    @input_grad.setter
    def input_grad(self, wanted: bool) -> None:
        self.cell.input_grad = wanted

    def forward(self, x: np.ndarray) -> np.ndarray:
        x, cell = np.asarray(x), self.cell
        check_input(x, cell.input_size, 3, "ClockworkRNN")
        T, N, _ = x.shape
        W, U = cell.weight_ih.data, cell.weight_hh.data
        b = cell.bias_ih.data + cell.bias_hh.data
        y = np.empty((T, N, cell.hidden_size), W.dtype)
        hs = {}  # of each group: its states, with the first, zeros, in front
        for i in reversed(range(len(cell.periods))):
            own, period = cell.groups[i], cell.periods[i]
            seen = x[::period]
            z = in_steps(rows(seen) @ W[own].T + b[own], seen)
            for j in range(i + 1, len(cell.periods)):  # eq-clock-input
                told = in_steps(rows(hs[j]) @ U[own, cell.groups[j]].T, hs[j])
                z += told[heard(z, period, cell, j)]
            hs[i] = run_group(z, np.ascontiguousarray(U[own, own].T))
            y[:, :, own] = np.repeat(hs[i][1:], period, axis=0)[:T]  # eq-clock-held
        self.save(x, hs)
        return y

    def backward(self, dy: np.ndarray) -> np.ndarray | None:
        cell, (x, hs) = self.cell, self.saved()
        W, U, dU = cell.weight_ih.data, cell.weight_hh.data, cell.weight_hh.grad
        dx = np.zeros(x.shape, W.dtype) if self.input_grad else None
        dhs = {i: np.zeros_like(h) for i, h in hs.items()}
        for i, own in enumerate(cell.groups):
            period = cell.periods[i]
            held = np.arange(len(x)) // period + 1
            dhs[i] += sum_alike(dy[:, :, own], held, len(hs[i]))  # eq-clock-held
            da = run_group_backward(dhs[i], hs[i], U[own, own])
            dU[own, own] += rows(da).T @ rows(hs[i][:-1])
            for j in range(i + 1, len(cell.periods)):  # eq-clock-input
                other = cell.groups[j]
                dp = sum_alike(da, heard(da, period, cell, j), len(hs[j]))
                dU[own, other] += rows(dp).T @ rows(hs[j])
                dhs[j] += in_steps(rows(dp) @ U[own, other], dp)
            cell.weight_ih.grad[own] += rows(da).T @ rows(x[::period])
            db = rows(da).sum(axis=0)
            cell.bias_ih.grad[own] += db
            cell.bias_hh.grad[own] += db
            if dx is not None:
                dx[::period] += in_steps(rows(da) @ W[own], da)
        return dx


def run_group(z: np.ndarray, U_transposed: np.ndarray) -> np.ndarray:
    """Run one group over its own steps; return its states behind the first, zeros."""
    h = np.zeros((len(z) + 1, *z.shape[1:]), z.dtype)
    for k in range(len(z)):
        a = h[k] @ U_transposed
        a += z[k]
        np.tanh(a, out=h[k + 1])  # eq-clock-group
    return h


def run_group_backward(dh: np.ndarray, h: np.ndarray, U: np.ndarray) -> np.ndarray:
    """Return da of each step, and add to dh what each step hands to the one before."""
    U, da = np.ascontiguousarray(U), 1 - h[1:] ** 2
    for k in reversed(range(len(da))):
        da[k] *= dh[k + 1]
        dh[k] += da[k] @ U
    return da


def heard(z: np.ndarray, period: int, cell, j: int) -> np.ndarray:
    """Which state of group j a step of a faster group hears; 0 is the first, zeros."""
    return (np.arange(len(z)) * period - 1) // cell.periods[j] + 1


def sum_alike(da: np.ndarray, at: np.ndarray, n: int) -> np.ndarray:
    """Add up the steps that heard the same state: a product with zeros and ones."""
    ones = (np.arange(n)[:, None] == at).astype(da.dtype)
    return (ones @ da.reshape(len(da), -1)).reshape(n, *da.shape[1:])


def running(time: int, periods: tuple[int, ...]) -> list[int]:
    """Return the groups that run at a time (eq-clock)."""
    return [i for i, period in enumerate(periods) if time % period == 0]


def share_out(units: int, groups: int) -> list[slice]:
    """Give each group its units; what is left over goes to the fastest ones."""
    sizes = [units // groups + (i < units % groups) for i in range(groups)]
    ends = np.cumsum(sizes).tolist()
    return [slice(e - n, e) for n, e in zip(sizes, ends, strict=True)]


def upper_blocks(groups: list[slice]) -> np.ndarray:
    """Return 1 where a group hears itself or a slower one, and 0 elsewhere."""
    mask = np.zeros((groups[-1].stop,) * 2)
    for own in groups:
        mask[own, own.start :] = 1
    return mask


def check_periods(periods, units: int, who: str) -> tuple[int, ...]:
    """Return the periods if they are whole numbers that grow, a unit for each."""
    periods = tuple(check_size(p, who, "each period") for p in periods)
    if not periods or any(b <= a for a, b in pairwise(periods)):
        raise ValueError(
            f"{who} expected periods that grow, such as (1, 2, 4, 8), got {periods}"
        )
    if len(periods) > units:
        raise ValueError(
            f"{who} expected at least a unit for each of {len(periods)} periods, got "
            f"hidden_size={units}"
        )
    return periods
