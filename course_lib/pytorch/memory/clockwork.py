"""Clockwork RNN: groups of units that run at different rates, in PyTorch.

Chapter: clockwork-rnn. Twin: course_lib/scratch/memory/clockwork.py.
"""

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor
from torch.nn import Module

from ...initialization import Scheme
from ...scratch.memory.clockwork import (
    check_periods,
    heard,
    running,
    share_out,
    upper_blocks,
)
from ...scratch.recurrent.elman import check_sizes, draw
from ..module import parameter
from ..recurrent.cell import Cell, State, check_input


class ClockworkCell(Cell):
    """One step of a clockwork RNN (Koutnik et al., 2014).

        group i runs at time t if t mod T_i = 0, t = 0, 1, ...         (eq-clock)
        h_i(t) = tanh(W_i x_t + sum_{j >= i} U_ij h_j(t-1) + b_i)      (eq-clockwork)
        h_i(t) = h_i(t-1), if group i sleeps                           (eq-clock-hold)

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
        super().__init__()
        who = type(self).__name__
        sizes = check_sizes(who, input_size=input_size, hidden_size=hidden_size)
        self.input_size, self.hidden_size = sizes
        self.state_sizes = (self.hidden_size, 1)
        self.periods = check_periods(periods, self.hidden_size, who)
        self.groups = share_out(self.hidden_size, len(self.periods))
        drawn = draw(self, 1, init, recurrent_init, rng)
        drawn["weight_hh"] *= upper_blocks(self.groups)
        for name, array in drawn.items():
            setattr(self, name, parameter(array))

    def project(self, x: Tensor) -> Tensor:
        W, b = self.weight_ih, self.bias_ih + self.bias_hh
        return x @ W.T + b

    def step(self, z: Tensor, state: State) -> State:
        (h, time), U = state, self.weight_hh
        parts = [h[:, own] for own in self.groups]  # eq-clock-hold
        for i in running(int(time.max()), self.periods):
            own = self.groups[i]
            a = z[:, own] + h[:, own.start :] @ U[own, own.start :].T
            parts[i] = torch.tanh(a)  # eq-clockwork
        return torch.cat(parts, dim=1), time + 1


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
        super().__init__()
        self.cell = ClockworkCell(
            input_size,
            hidden_size,
            periods,
            init=init,
            recurrent_init=recurrent_init,
            rng=rng,
        )

    def forward(self, x: Tensor) -> Tensor:
        cell = self.cell
        check_input(x, cell.input_size, 3, "ClockworkRNN")
        W, U, b = cell.weight_ih, cell.weight_hh, cell.bias_ih + cell.bias_hh
        hs, ys = {}, []
        for i in reversed(range(len(cell.periods))):
            own, period = cell.groups[i], cell.periods[i]
            z = x[::period] @ W[own].T + b[own]
            for j in range(i + 1, len(cell.periods)):  # eq-clock-input
                at = torch.from_numpy(heard(z, period, cell, j)).to(x.device)
                z = z + (hs[j] @ U[own, cell.groups[j]].T)[at]
            hs[i] = run_group(z, U[own, own])
            ys.append(hs[i][1:].repeat_interleave(period, dim=0)[: len(x)])
        return torch.cat(ys[::-1], dim=2)  # eq-clock-held


def run_group(z: Tensor, U: Tensor) -> Tensor:
    """Run one group over its own steps; return its states behind the first, zeros."""
    h = [torch.zeros_like(z[0])]
    for z_k in z.unbind(0):
        h.append(torch.tanh(z_k + h[-1] @ U.T))  # eq-clock-group
    return torch.stack(h)
