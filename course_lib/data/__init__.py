"""Data of the course: drawn, bundled, and split; NumPy alone at import."""

from .batching import batches, one_hot, split
from .digits import load_digits
from .expressions import expressions
from .ferry import load_ferry
from .long_range import adding_problem, copy_baseline, copy_memory, temporal_order
from .mnist1d import mnist1d
from .navon import navon
from .photo import load_photo
from .reber import embedded_reber
from .signals import delay_lines, mackey_glass, narma10, sine_waves, tones
from .toy import noisy_sine, two_moons, two_spirals
from .translations import translations
from .travel import travel_sentences
from .worlds import analogy_questions, world_sentences

__all__ = [
    "adding_problem",
    "analogy_questions",
    "batches",
    "copy_baseline",
    "copy_memory",
    "delay_lines",
    "embedded_reber",
    "expressions",
    "load_digits",
    "load_ferry",
    "load_photo",
    "mackey_glass",
    "mnist1d",
    "narma10",
    "navon",
    "noisy_sine",
    "one_hot",
    "sine_waves",
    "split",
    "temporal_order",
    "tones",
    "translations",
    "travel_sentences",
    "two_moons",
    "two_spirals",
    "world_sentences",
]
