"""The Free Spoken Digit Dataset: 3,000 recordings of digits by six speakers, 8 kHz."""

import io
import tarfile
import wave
from typing import NamedTuple

import numpy as np

from .downloads import fetch
from .spoken import WORDS


class Recording(NamedTuple):
    """The sound, at most 1, its word, who spoke, and the number of the take."""

    sound: np.ndarray
    word: str
    speaker: str
    take: int


def load_fsdd() -> list[Recording]:
    """Return all recordings, ordered by file name; nothing is written to the disk.

    Raises: FileNotFoundError or ValueError as fetch does, ValueError for a recording in
    another format.
    """
    recordings = []
    with tarfile.open(fetch("fsdd.tar.gz")) as archive:
        for member in sorted(archive, key=lambda m: m.name):
            if member.isfile() and member.name.endswith(".wav"):
                name = member.name.rsplit("/", 1)[-1]
                recordings.append(parse(name, archive.extractfile(member).read()))
    return recordings


def parse(name: str, content: bytes) -> Recording:
    """Read one file, as in 7_jackson_32.wav: digit, speaker, take."""
    digit, speaker, take = name.removesuffix(".wav").split("_")
    with wave.open(io.BytesIO(content)) as file:
        form = (file.getnchannels(), file.getsampwidth(), file.getframerate())
        if form != (1, 2, 8000):
            raise ValueError(
                f"{name}: expected 1 channel of 2 bytes at 8000 Hz, got {form}"
            )
        samples = np.frombuffer(file.readframes(file.getnframes()), "<i2")
    x = samples / max(1, np.abs(samples.astype(int)).max())
    return Recording(x, WORDS[int(digit)], speaker, int(take))
