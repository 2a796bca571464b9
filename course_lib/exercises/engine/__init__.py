"""What an exercise is, and how an answer is checked; NumPy alone.

Reading order: outcome (what an answer did, and when two are alike), run and limit
(calling it safely), base (the verdict), explain, diagnose and text (the words), then
the kinds: function, layer with trial, value. display shows; memory and progress keep.
"""

from .function import Function
from .layer import Layer
from .value import Choice, Value

__all__ = ["Choice", "Function", "Layer", "Value"]
