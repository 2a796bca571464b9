"""Echo state network: a drawn reservoir, and a readout by regression, from scratch.

Chapter: echo-state-network. Twin: course_lib/pytorch/memory/echo_state.py.
"""

from importlib.util import find_spec

import numpy as np

from ...initialization import check_size
from ...reservoir import (
    Settings,
    check_noise,
    check_teacher,
    draw_reservoir,
    ridge_regression,
)
from ..module import Buffer, Module
from ..recurrent.cell import check_input, check_state, rows


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
            setattr(self, name, Buffer(array))

    def start(self, batch: int) -> tuple[np.ndarray, np.ndarray]:
        """Return the state before the first step: zeros."""
        check_size(batch, "EchoStateNetwork.start", "batch")
        dtype = self.weight_in.data.dtype
        return tuple(np.zeros((batch, n), dtype) for n in self.state_sizes)

    def forward(self, u: np.ndarray) -> np.ndarray:
        return self.run(u)[0]

    def run(self, u: np.ndarray, state=None) -> tuple[np.ndarray, tuple]:
        """Return the outputs and the last state; the network hears its own output."""
        _, y, state = self._unroll(u, state)
        return y, state

    def states(
        self,
        u: np.ndarray,
        teacher: np.ndarray | None = None,
        state=None,
        *,
        noise: float = 0.0,
        rng: np.random.Generator | None = None,
    ) -> tuple[np.ndarray, tuple]:
        """Return the states x (T, N, R) and the last state; hear the teacher if given.

        Args: noise, the range of what is added to a_t, drawn by rng.
        """
        x, _, state = self._unroll(u, state, teacher, noise, rng)
        return x, state

    def fit(
        self,
        u: np.ndarray,
        y: np.ndarray,
        *,
        washout: int,
        noise: float = 0.0,
        rng: np.random.Generator | None = None,
    ) -> tuple[np.ndarray, np.ndarray]:
        """Learn the readout, and return the state after the last step.

        Args: washout, how many first steps are not learned from: they still remember
        that the state began with zeros.
        """
        u, y = np.asarray(u), np.asarray(y)
        check_teacher(u, y, self.settings, washout)
        x, state = self.states(u, y, noise=noise, rng=rng)
        F = rows(features(u, x)[washout:])
        W_out = ridge_regression(F, rows(y[washout:]), self.settings.ridge)
        self.weight_out.data[...] = W_out  # eq-ridge
        return state

    def _unroll(self, u, state=None, teacher=None, noise=0.0, rng=None):
        u, s = np.asarray(u), self.settings
        check_input(u, self.input_size, 3, "EchoStateNetwork")
        state = self.start(u.shape[1]) if state is None else state
        check_state(state, self, u.shape[1], "EchoStateNetwork")
        check_noise(noise, rng)
        x, y = state
        W_fb, W_out = self.weight_fb.data, self.weight_out.data
        times_W = sparse_product(self.columns.data, self.weight_hh.data)
        a = u @ self.weight_in.data.T + self.bias.data  # all steps in one product
        if noise:
            a = a + noise * rng.uniform(-1, 1, a.shape)
        xs = np.empty((len(u), *x.shape), x.dtype)
        ys = np.empty((len(u), *y.shape), y.dtype)
        for t in range(len(u)):
            a[t] += times_W(x)
            if s.feedback_scale:
                a[t] += y @ W_fb.T
            x = (1 - s.leak) * x + s.gain * np.tanh(a[t])  # eq-esn-state
            y = features(u[t], x) @ W_out.T if teacher is None else teacher[t]
            xs[t], ys[t] = x, y  # eq-esn-output
        return xs, ys, (x, y)


def features(u: np.ndarray, x: np.ndarray) -> np.ndarray:
    """Put 1, the input and the state side by side, as the readout sees them."""
    return np.concatenate([np.ones((*x.shape[:-1], 1), x.dtype), u, x], axis=-1)


def sparse_product(columns: np.ndarray, values: np.ndarray):
    """Return the function x -> x W^T, with SciPy's sparse matrices if it is there."""
    R, k = columns.shape
    if not find_spec("scipy"):
        return lambda x: (x[:, columns] * values).sum(axis=2)
    from scipy.sparse import csr_array

    starts = np.arange(0, R * k + 1, k)
    W = csr_array((values.ravel(), columns.ravel(), starts), shape=(R, R))
    return lambda x: (W @ x.T).T
