"""From sound to letters: batches of spectrograms, and a recurrent recognizer.

Chapter: speech-recognition.
"""

from collections.abc import Sequence

import numpy as np

from .ctc_decoding import best_path
from .decoding import as_array, evaluating
from .spectrogram import spectrogram

LETTERS = " efghinorstuvwxz"  # of the ten digits; the blank is 0, these are 1, 2, ...
BANDS = 20


def spell(text: str) -> list[int]:
    """Return the letters of a text as numbers from 1.

    Raises: ValueError for a letter that no digit has.
    """
    for letter in text:
        if letter not in LETTERS:
            raise ValueError(f"spell expected letters of {LETTERS!r}, got {letter!r}")
    return [1 + LETTERS.index(letter) for letter in text]


def read(tokens: Sequence[int]) -> str:
    """Undo ``spell``."""
    return "".join(LETTERS[k - 1] for k in tokens)


def side_by_side(rows: Sequence[np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """Put (T_n, ...) of unequal length into one (T, N, ...), zeros behind the end."""
    lengths = np.array([len(r) for r in rows])
    x = np.zeros(
        (lengths.max(), len(rows), *np.shape(rows[0])[1:]), np.result_type(*rows)
    )
    for n, r in enumerate(rows):
        x[: len(r), n] = r
    return x, lengths


def batch(pairs) -> tuple[tuple, tuple]:
    """Return ((spectrograms, lengths), (targets, lengths, their lengths)) of sounds."""
    x, lengths = side_by_side([spectrogram(sound) for sound, _ in pairs])
    t, target_lengths = side_by_side([np.array(spell(text)) for _, text in pairs])
    return (x, lengths), (t, lengths, target_lengths)


def build(dl, hidden: int, rng: np.random.Generator):
    """Return a recognizer of either half: an LSTM in both directions, and a readout."""

    class Recognizer(dl.Module):
        """Scores of the blank and 16 letters at every step.

        Shapes: x (T, N, 20), lengths (N,) -> (T, N, 17).
        """

        def __init__(self):
            super().__init__()
            self.lstm = dl.LSTM(BANDS, hidden, bidirectional=True, rng=rng)
            self.readout = dl.Linear(2 * hidden, 1 + len(LETTERS), rng=rng)

        def forward(self, x, lengths):
            return self.readout(self.lstm.forward(x, lengths))

        def backward(self, dy):
            return self.lstm.backward(self.readout.backward(dy))

    return Recognizer()


def scores(model, pairs) -> tuple[np.ndarray, np.ndarray]:
    """Return the logits (T, N, K) of some sounds, and their lengths."""
    (x, lengths), _ = batch(pairs)
    given = (x, lengths)
    if hasattr(model, "named_modules"):
        from .pytorch.training import tensors

        given = tensors(model, *given)
    with evaluating(model):
        return as_array(model(*given)), lengths


def transcribe(model, pairs) -> list[str]:
    """Return what the model hears in some sounds."""
    return [read(tokens) for tokens in best_path(*scores(model, pairs))]
