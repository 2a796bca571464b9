"""Data of the course: drawn, bundled, and split; NumPy alone at import."""

from .batching import batches, one_hot, split
from .digits import load_digits
from .photo import load_photo
from .toy import noisy_sine, two_moons, two_spirals

__all__ = [
    "batches",
    "load_digits",
    "load_photo",
    "noisy_sine",
    "one_hot",
    "split",
    "two_moons",
    "two_spirals",
]
