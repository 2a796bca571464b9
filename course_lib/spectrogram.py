"""What a recognizer hears: how loud each band of pitches is, a hundred times a second.

Chapter: speech-recognition.
"""

import numpy as np

from .initialization import check_size


def mel(hertz: np.ndarray) -> np.ndarray:
    """Return the pitch that is heard: m = 2595 log10(1 + f / 700)      (eq-mel)."""
    return 2595 * np.log10(1 + np.asarray(hertz) / 700)


def mel_bands(bands: int, points: int, rate: int) -> np.ndarray:
    """Return triangles (bands, points) over frequencies 0 to rate / 2, even in mel."""
    edges = 700 * (10 ** (np.linspace(0, mel(rate / 2), bands + 2) / 2595) - 1)
    f = np.linspace(0, rate / 2, points)
    low, peak, high = edges[:-2, None], edges[1:-1, None], edges[2:, None]
    rising, falling = (f - low) / (peak - low), (high - f) / (high - peak)
    return np.maximum(0, np.minimum(rising, falling))


def spectrogram(
    x: np.ndarray,
    *,
    rate: int = 8000,
    frame: int = 256,
    hop: int = 128,
    bands: int = 20,
) -> np.ndarray:
    """Return the loudness of mel bands over time, each band with mean 0 and spread 1.

    Frames of ``frame`` samples, ``hop`` apart, times a Hann window; power of the
    Fourier transform; sums over triangles; logarithm (Davis and Mermelstein, 1980).

    Shapes: x (samples,) -> (T, bands).
    Raises: ValueError if x is no line of samples or shorter than a frame.
    """
    x = np.asarray(x, dtype=float)
    check_size(hop, "spectrogram", "hop")
    if x.ndim != 1 or len(x) < frame:
        raise ValueError(
            f"spectrogram expected a line of at least {frame} samples, got {x.shape}"
        )
    starts = np.arange(0, len(x) - frame + 1, hop)
    frames = x[starts[:, None] + np.arange(frame)] * np.hanning(frame)
    power = np.abs(np.fft.rfft(frames, axis=1)) ** 2
    loud = np.log(power @ mel_bands(bands, power.shape[1], rate).T + 1e-3)
    return (loud - loud.mean(axis=0)) / (loud.std(axis=0) + 1e-3)
