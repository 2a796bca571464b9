"""Digits spoken by a synthesizer: formants, in NumPy alone (after Klatt, 1980).

A voiced sound is a sum of harmonics of the pitch. Each is as loud as the mouth lets it
through: resonances, the formants, whose frequencies make the vowel. Hissing sounds are
noise in a band. From sound to sound the formants glide.
"""

from typing import NamedTuple

import numpy as np

from ..initialization import check_rng, check_size

RATE = 8000  # samples a second
WORDS = "zero one two three four five six seven eight nine".split()


class Sound(NamedTuple):
    """Seconds, loudness of the voice, formants in Hz, loudness and band of noise."""

    seconds: float
    voice: float
    formants: tuple[float, float, float]
    noise: float = 0.0
    band: tuple[float, float] = (0, 0)


SOUNDS = {
    "iy": Sound(0.12, 1.0, (270, 2290, 3010)),
    "ih": Sound(0.09, 1.0, (390, 1990, 2550)),
    "eh": Sound(0.10, 1.0, (530, 1840, 2480)),
    "ah": Sound(0.11, 1.0, (640, 1190, 2390)),
    "aa": Sound(0.10, 1.0, (730, 1090, 2440)),
    "ao": Sound(0.12, 1.0, (570, 840, 2410)),
    "uw": Sound(0.13, 0.9, (300, 870, 2240)),
    "ow": Sound(0.07, 1.0, (500, 900, 2300)),
    "r": Sound(0.08, 0.7, (310, 1060, 1380)),
    "w": Sound(0.08, 0.6, (290, 610, 2150)),
    "n": Sound(0.09, 0.35, (280, 1700, 2600)),
    "v": Sound(0.07, 0.3, (280, 1100, 2100), 0.05, (1500, 3800)),
    "z": Sound(0.09, 0.25, (280, 1700, 2600), 0.25, (2800, 4000)),
    "s": Sound(0.12, 0.0, (280, 1700, 2600), 0.4, (2800, 4000)),
    "f": Sound(0.11, 0.0, (280, 1100, 2100), 0.12, (1200, 4000)),
    "th": Sound(0.09, 0.0, (280, 1300, 2500), 0.08, (1800, 4000)),
    "closed": Sound(0.06, 0.0, (300, 1700, 2600)),
    "t": Sound(0.03, 0.0, (300, 1700, 2600), 0.5, (2500, 4000)),
    "k": Sound(0.03, 0.0, (300, 1900, 2400), 0.4, (1200, 2600)),
}
SPOKEN = {
    "zero": "z ih r ow uw",
    "one": "w ah n",
    "two": "closed t uw",
    "three": "th r iy",
    "four": "f ao r",
    "five": "f aa iy v",
    "six": "s ih closed k s",
    "seven": "s eh v ah n",
    "eight": "eh iy closed t",
    "nine": "n aa iy n",
}


class Voice(NamedTuple):
    """Pitch in Hz, what its formants are multiplied by, and its speed."""

    pitch: float
    size: float
    speed: float


def voice(rng: np.random.Generator) -> Voice:
    """Draw a voice: low and large, high and small, or between; slow or quick."""
    child = rng.uniform(0, 1)
    pitch = 95 * 2.2**child * rng.uniform(0.9, 1.1)
    size = (0.95 + 0.25 * child) * rng.uniform(0.96, 1.04)
    return Voice(pitch, size, rng.uniform(0.8, 1.25))


def tracks(names: list[str], who: Voice, rng) -> tuple[np.ndarray, ...]:
    """Return loudness of voice (n,), formants (n, 3), and a noise of n samples."""
    loud, formants, hiss = [], [], []
    for name in names:
        sound = SOUNDS[name]
        n = int(RATE * sound.seconds * rng.uniform(0.85, 1.15) / who.speed)
        loud.append(np.full(n, sound.voice))
        wobble = rng.uniform(0.96, 1.04, 3)
        formants.append(np.tile(np.multiply(sound.formants, who.size * wobble), (n, 1)))
        hiss.append(sound.noise * band_noise(n, sound.band, rng))
    return np.concatenate(loud), np.concatenate(formants), np.concatenate(hiss)


def band_noise(n: int, band: tuple[float, float], rng) -> np.ndarray:
    """Draw noise with frequencies in a band, of spread 1; zeros for an empty band."""
    if band[1] <= band[0] or not n:
        return np.zeros(n)
    spectrum = np.fft.rfft(rng.standard_normal(n))
    f = np.fft.rfftfreq(n, 1 / RATE)
    spectrum[(f < band[0]) | (f > band[1])] = 0
    x = np.fft.irfft(spectrum, n)
    return x / max(x.std(), 1e-9)


def smooth(x: np.ndarray, seconds: float) -> np.ndarray:
    """Take the mean over a moving stretch, along the first axis, so that it glides."""
    n = max(1, int(RATE * seconds))
    pad = [(n // 2, n - 1 - n // 2)] + [(0, 0)] * (x.ndim - 1)
    sums = np.cumsum(np.pad(x, pad, mode="edge"), axis=0)
    return (sums[n - 1 :] - np.concatenate([0 * sums[:1], sums[:-n]])) / n


def say(words: list[str], who: Voice, *, rng: np.random.Generator) -> np.ndarray:
    """Return the sound of some words of WORDS, 8,000 samples a second, at most 1.

    Raises: ValueError for a word that is no digit.
    """
    check_rng(rng, "say")
    parts = [silence(rng)]
    for word in words:
        if word not in SPOKEN:
            raise ValueError(f"say expected words of {WORDS}, got {word!r}")
        parts += [one_word(SPOKEN[word].split(), who, rng), silence(rng)]
    x = np.concatenate(parts)
    return x / np.abs(x).max()


def silence(rng) -> np.ndarray:
    return np.zeros(int(RATE * rng.uniform(0.04, 0.16)))


def one_word(names: list[str], who: Voice, rng) -> np.ndarray:
    """Return the sound of one word: harmonics, let through by formants, and noise."""
    loud, formants, hiss = tracks(names, who, rng)
    loud, formants = smooth(loud, 0.03), smooth(formants, 0.05)
    n = len(loud)
    fall = np.linspace(1.08, 0.88, n) * (1 + 0.01 * rng.standard_normal())
    phase = 2 * np.pi * np.cumsum(who.pitch * fall) / RATE
    x = np.zeros(n)
    for h in range(1, int(0.5 * RATE / (1.1 * who.pitch))):
        f = h * who.pitch * fall
        x += resonance(f, formants) / h * np.sin(h * phase)
    edge = np.minimum(1, np.minimum(np.arange(n), np.arange(n)[::-1]) / (0.01 * RATE))
    return edge * (loud * x / max(x.std(), 1e-9) + hiss)


def resonance(f: np.ndarray, formants: np.ndarray) -> np.ndarray:
    """Return how much of a frequency the mouth lets through: a sum of resonances."""
    wide = np.array([80.0, 110.0, 160.0])
    strong = np.array([1.0, 0.6, 0.35])
    return (strong / np.sqrt(1 + ((f[:, None] - formants) / wide) ** 2)).sum(axis=1)


def add_noise(x: np.ndarray, decibels: float, *, rng) -> np.ndarray:
    """Add white noise; decibels say how much louder the speech is (0: as loud).

    SNR = 10 log10(power of x / power of the noise)      (eq-decibels)
    """
    check_rng(rng, "add_noise")
    power = (x**2).mean() / 10 ** (decibels / 10)  # eq-decibels
    return x + np.sqrt(power) * rng.standard_normal(len(x))


def spoken_digits(
    n: int, *, longest: int = 3, rng: np.random.Generator
) -> list[tuple[np.ndarray, str]]:
    """Draw strings of 1 to ``longest`` digits; say each in a voice of its own.

    Returns: pairs of sound and text, as in "two five".
    """
    check_size(n, "spoken_digits", "n")
    check_size(longest, "spoken_digits", "longest")
    check_rng(rng, "spoken_digits")
    pairs = []
    for _ in range(n):
        count = rng.integers(1, longest + 1)
        words = [WORDS[k] for k in rng.integers(0, 10, count)]
        pairs.append((say(words, voice(rng), rng=rng), " ".join(words)))
    return pairs
