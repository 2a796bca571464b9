"""Signals: sines, a chaotic series, a system to identify, delay lines, notes."""

from collections.abc import Sequence

import numpy as np

from ..initialization import check_rng, check_size


def sine_waves(
    n: int,
    length: int,
    *,
    periods: tuple[float, float] = (10.0, 30.0),
    noise: float = 0.0,
    rng: np.random.Generator,
) -> np.ndarray:
    """Draw sines of different period and phase.

    x_t = sin(2 pi t / period + phase) + noise

    Shapes: x (length, n, 1).
    Args: periods, the range of the period in steps; noise, its standard deviation.
    Raises: ValueError unless 2 < lowest period <= highest, and noise >= 0.
    """
    check_size(n, "sine_waves", "n")
    check_size(length, "sine_waves", "length")
    check_rng(rng, "sine_waves")
    low, high = periods
    if not 2 < low <= high:
        raise ValueError(
            f"sine_waves expected periods with 2 < lowest <= highest, got {periods}"
        )
    if not noise >= 0:
        raise ValueError(f"sine_waves expected noise >= 0, got {noise}")
    period, phase = rng.uniform(low, high, n), rng.uniform(0, 2 * np.pi, n)
    x = np.sin(2 * np.pi * np.arange(length)[:, None] / period + phase)
    return (x + noise * rng.standard_normal(x.shape))[:, :, None]


def mackey_glass(
    length: int,
    *,
    tau: float = 17.0,
    step: float = 0.1,
    every: int = 10,
    discard: int = 1000,
    start: float = 1.2,
    rng: np.random.Generator | None = None,
) -> np.ndarray:
    """Return the series of Mackey and Glass (1977), chaotic from tau = 17 on.

        dy/dt = 0.2 y(t - tau) / (1 + y(t - tau)^10) - 0.1 y(t)

    by Euler's method, as Jaeger (2001) does: a step of 0.1, every tenth value kept, so
    one value is one unit of time. Before t = 0 it is ``start``; with an rng, each value
    there is start + U(-0.1, 0.1), and every seed has a series of its own.

    Shapes: (length,).
    Args: discard, how many values at the beginning are left out.
    Raises: ValueError for sizes below 1, or a tau that is no number of steps.
    """
    check_size(length, "mackey_glass", "length")
    check_size(every, "mackey_glass", "every")
    check_size(discard, "mackey_glass", "discard", least=0)
    delay = round(tau / step) if step > 0 else 0
    if delay < 1 or abs(delay * step - tau) > 1e-9:
        raise ValueError(
            "mackey_glass expected tau to be a whole number of steps, at least one, "
            f"got tau={tau} and step={step}"
        )
    history = np.full(delay + 1, float(start))
    if rng is not None:
        history += check_rng(rng, "mackey_glass").uniform(-0.1, 0.1, delay + 1)
    y = history.tolist()  # faster than an array, one number at a time
    for k in range((length + discard) * every - 1):
        past, now = y[k], y[-1]
        y.append(now + step * (0.2 * past / (1 + past**10) - 0.1 * now))
    return np.array(y[delay::every])[discard : discard + length]


def narma10(length: int, *, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Draw an input and what a nonlinear system of order 10 makes of it.

        y(t+1) = 0.3 y(t) + 0.05 y(t) sum_{i=0}^{9} y(t-i) + 1.5 u(t-9) u(t) + 0.1

    with u from U(0, 0.5) (Atiya and Parlos, 2000). Rarely y runs away; such a draw is
    thrown away and made anew.

    Shapes: u (length,), y (length,); y[t] depends on u[0], ..., u[t-1].
    """
    check_size(length, "narma10", "length")
    check_rng(rng, "narma10")
    warm = 100
    while True:
        u = rng.uniform(0, 0.5, length + warm)
        y = np.zeros(length + warm)
        for t in range(9, len(y) - 1):
            y[t + 1] = (
                0.3 * y[t]
                + 0.05 * y[t] * y[t - 9 : t + 1].sum()
                + 1.5 * u[t - 9] * u[t]
                + 0.1
            )
            if y[t + 1] > 1:
                break
        else:
            return u[warm:], y[warm:]


def delay_lines(
    length: int, delays: Sequence[int], *, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Draw noise, and the same noise some steps later (Jaeger, 2002).

        y_k(t) = u(t - delays[k]),   u from U(-0.5, 0.5)

    Shapes: u (length,), y (length, number of delays). What would lie before the first
    step is drawn too, so no value is missing.
    Raises: ValueError if there is no delay, or one below 0.
    """
    check_size(length, "delay_lines", "length")
    check_rng(rng, "delay_lines")
    delays = [check_size(d, "delay_lines", "each delay", least=0) for d in delays]
    if not delays:
        raise ValueError("delay_lines expected at least one delay, got none")
    most = max(delays)
    u = rng.uniform(-0.5, 0.5, length + most)
    y = np.stack([u[most - d : most - d + length] for d in delays], axis=1)
    return u[most:], y


def tones(
    n: int, length: int = 320, *, harmonics: int = 8, rng: np.random.Generator
) -> np.ndarray:
    """Draw the beginnings of plucked notes: harmonics that fade, at 44,100 Hz.

        x_t = sum_k a_k e^(-d_k t) sin(2 pi k f t / 44100 + phase_k),   k = 1, 2, ...

    with f from 300 to 600 Hz, a_k from 0.2 to 1 over sqrt(k), and d_k such that in the
    whole length harmonic k loses up to a factor e^(4 sqrt(k)). Each note is scaled so
    that its lowest value is -1 and its highest 1.

    Shapes: x (length, n, 1).
    """
    check_size(n, "tones", "n")
    check_size(length, "tones", "length", least=2)
    check_size(harmonics, "tones", "harmonics")
    check_rng(rng, "tones")
    k, sizes = np.arange(1, harmonics + 1), (n, harmonics)
    f = rng.uniform(300, 600, (n, 1))
    a = rng.uniform(0.2, 1, sizes) / np.sqrt(k)
    d = rng.uniform(0, 4, sizes) * np.sqrt(k) / length
    phase = rng.uniform(0, 2 * np.pi, sizes)
    t = np.arange(length)[:, None, None]
    turns = k * f * t / 44100
    x = (a * np.exp(-d * t) * np.sin(2 * np.pi * turns + phase)).sum(axis=2)
    low, high = x.min(axis=0), x.max(axis=0)
    return (2 * (x - low) / (high - low) - 1)[:, :, None]
