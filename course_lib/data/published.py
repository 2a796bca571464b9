"""Loaders of three published data sets: a text, handwritten digits, chorales."""

import gzip
import json
import math

import numpy as np

from .downloads import fetch


def load_shakespeare() -> str:
    """Return 1.1 million letters of Shakespeare's plays (Karpathy, 2015)."""
    return fetch("tinyshakespeare.txt").read_text(encoding="utf-8")


def load_mnist() -> tuple[np.ndarray, np.ndarray]:
    """Return the 10,000 test images of MNIST (10000, 28, 28), 0 to 1, and their digits.

    (LeCun et al., 1998.)
    """
    images, labels = (
        read_idx(gzip.decompress(fetch(f"t10k-{name}-ubyte.gz").read_bytes()))
        for name in ("images-idx3", "labels-idx1")
    )
    return images / 255, labels.astype(int)


def read_idx(content: bytes) -> np.ndarray:
    """Return the array of bytes in an IDX file.

    Two zeros, the type (8: bytes), the number of dimensions, their sizes in 4 bytes
    each, the most significant first, then the numbers.
    Raises: ValueError for another type, or too few or too many numbers.
    """
    if len(content) < 4 or content[:3] != b"\x00\x00\x08":
        raise ValueError(
            f"read_idx expected a file that begins with 00 00 08, got "
            f"{content[:4].hex(' ')}"
        )
    start = 4 + 4 * content[3]
    shape = tuple(int(k) for k in np.frombuffer(content[4:start], ">u4"))
    if len(content) - start != math.prod(shape):
        raise ValueError(
            f"read_idx expected {math.prod(shape)} bytes for an array of {shape}, got "
            f"{len(content) - start}"
        )
    return np.frombuffer(content, np.uint8, offset=start).reshape(shape)


def load_jsb() -> dict[str, list[np.ndarray]]:
    """Return Bach's chorales in quarter notes: "train", "valid" and "test".

    Each is a (T, 88) array, 1 where a key of the piano sounds. The split is that of
    Boulanger-Lewandowski et al. (2012).
    """
    parts = json.loads(fetch("jsb-chorales-quarter.json").read_text(encoding="utf-8"))
    return {part: [piano_roll(piece) for piece in parts[part]] for part in parts}


def piano_roll(piece: list[list[int]]) -> np.ndarray:
    """Turn lists of MIDI notes, 21 to 108, into rows of 88 zeros and ones."""
    roll = np.zeros((len(piece), 88))
    for t, notes in enumerate(piece):
        for note in notes:
            if not 21 <= note <= 108:
                raise ValueError(
                    f"piano_roll expected notes from 21 to 108, got {note}"
                )
            roll[t, int(note) - 21] = 1
    return roll
