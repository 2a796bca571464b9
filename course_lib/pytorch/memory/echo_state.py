"""Echo state network: a drawn reservoir, and a readout by regression, in PyTorch.

Chapter: echo-state-network. Twin: course_lib/scratch/memory/echo_state.py.
"""

import numpy as np
import torch
from torch import Tensor
from torch.nn import Module

from ...initialization import check_size
from ...reservoir import Settings, check_noise, check_teacher, draw_reservoir
from ..recurrent.cell import check_input, check_state


class EchoStateNetwork(Module):
    """A recurrent network that trains its last layer only (Jaeger, 2001).

        a_t = W x_{t-1} + W_in u_t + W_fb y_{t-1} + b
        x_t = (1 - leak) x_{t-1} + gain tanh(a_t)                  (eq-esn-state)
        y_t = W_out [1, u_t, x_t]                                  (eq-esn-output)
        W_out = Y^T F (F^T F + ridge I)^{-1},  F = rows [1, u, x]  (eq-ridge)

    W is sparse and drawn once, scaled to the spectral radius. While the network
    learns, y_{t-1} is the teacher's; afterwards its own. With ridge = 0 the regression
    is by least squares alone.

    Shapes: u (T, N, D) -> y (T, N, K); D may be 0. State (x, y): (N, R) and (N, K).
    Buffers: weight_in (R, D), weight_hh (R, fan_in) the connections of each unit, with
    the units they come from in columns, weight_fb (R, K), bias (R,), weight_out
    (K, 1 + D + R).
    Args: density, the share of the R^2 connections that exist, as many for each unit;
    input_scale, feedback_scale and bias_scale, the range of those weights; gain, as
    leak if None.
    Raises: ValueError for other shapes and settings.
    """

    def __init__(
        self,
        input_size: int,
        reservoir_size: int,
        output_size: int,
        *,
        spectral_radius: float = 0.9,
        density: float = 0.1,
        input_scale: float = 1.0,
        feedback_scale: float = 0.0,
        bias_scale: float = 0.0,
        leak: float = 1.0,
        gain: float | None = None,
        ridge: float = 1e-8,
        rng: np.random.Generator,
    ):
        super().__init__()
        scales = (input_scale, feedback_scale, bias_scale)
        gain = leak if gain is None else gain
        self.settings = Settings(
            input_size,
            reservoir_size,
            output_size,
            spectral_radius,
            density,
            *scales,
            leak,
            gain,
            ridge,
        )
        self.input_size = input_size
        self.state_sizes = (reservoir_size, output_size)
        for name, array in draw_reservoir(self.settings, rng).items():
            self.register_buffer(name, torch.from_numpy(array))

    def start(self, batch: int) -> tuple[np.ndarray, np.ndarray]:
        """Return the state before the first step: zeros."""
        check_size(batch, "EchoStateNetwork.start", "batch")
        return tuple(self.weight_in.new_zeros(batch, n) for n in self.state_sizes)

    def forward(self, u: Tensor) -> Tensor:
        return self.run(u)[0]

    def run(self, u: Tensor, state=None) -> tuple[Tensor, tuple]:
        """Return the outputs and the last state; the network hears its own output."""
        _, y, state = self._unroll(u, state)
        return y, state

    def states(
        self,
        u: Tensor,
        teacher: Tensor | None = None,
        state=None,
        *,
        noise: float = 0.0,
        rng: np.random.Generator | None = None,
    ) -> tuple[Tensor, tuple]:
        """Return the states x (T, N, R) and the last state; hear the teacher if given.

        Args: noise, the range of what is added to a_t, drawn by rng.
        """
        x, _, state = self._unroll(u, state, teacher, noise, rng)
        return x, state

    @torch.no_grad()
    def fit(
        self,
        u: Tensor,
        y: Tensor,
        *,
        washout: int,
        noise: float = 0.0,
        rng: np.random.Generator | None = None,
    ) -> tuple[Tensor, Tensor]:
        """Learn the readout, and return the state after the last step.

        Args: washout, how many first steps are not learned from: they still remember
        that the state began with zeros.
        """
        check_teacher(u, y, self.settings, washout)
        x, state = self.states(u, y, noise=noise, rng=rng)
        F = features(u, x)[washout:].flatten(0, 1).double()
        Y = y[washout:].flatten(0, 1).double()
        if self.settings.ridge == 0:
            W_out = torch.linalg.lstsq(F, Y, driver="gelsd").solution.T
        else:
            gram = F.T @ F + self.settings.ridge * torch.eye(F.shape[1]).to(F)
            W_out = torch.linalg.solve(gram, F.T @ Y).T  # eq-ridge
        self.weight_out.copy_(W_out)
        return state

    def _unroll(self, u, state=None, teacher=None, noise=0.0, rng=None):
        s = self.settings
        check_input(u, self.input_size, 3, "EchoStateNetwork")
        state = self.start(u.shape[1]) if state is None else state
        check_state(state, self, u.shape[1], "EchoStateNetwork")
        check_noise(noise, rng)
        x, y = state
        a = u @ self.weight_in.T + self.bias
        if noise:
            a = a + noise * torch.from_numpy(rng.uniform(-1, 1, a.shape)).to(a)
        xs, ys = [], []
        for t, a_t in enumerate(a.unbind(0)):
            heard = (x[:, self.columns] * self.weight_hh).sum(dim=2)
            a_t = a_t + heard + y @ self.weight_fb.T
            x = (1 - s.leak) * x + s.gain * torch.tanh(a_t)  # eq-esn-state
            y = features(u[t], x) @ self.weight_out.T  # eq-esn-output
            y = y if teacher is None else teacher[t]
            xs.append(x)
            ys.append(y)
        return torch.stack(xs), torch.stack(ys), (x, y)


def features(u: Tensor, x: Tensor) -> Tensor:
    """Put 1, the input and the state side by side, as the readout sees them."""
    return torch.cat([torch.ones_like(x[..., :1]), u, x], dim=-1)
