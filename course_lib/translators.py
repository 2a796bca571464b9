"""Encoder-decoders of four kinds, and pairs of sentences as their batches.

Chapters: encoder-decoder, attention.
"""

from collections.abc import Callable, Sequence

import numpy as np

from .decoding import greedy
from .vocabulary import Vocabulary, pad, shifted

WAYS = ("forward", "reversed", "dot", "additive")


def build(
    dl,
    way: str,
    source_size: int,
    target_size: int,
    size: int,
    rng: np.random.Generator,
):
    """Return an encoder-decoder of either half with states of ``size`` numbers.

    "forward" and "reversed" hand over one vector; "dot" and "additive" look back at a
    memory of both directions, with ``size`` numbers a token as well.
    Raises: ValueError for another way.
    """
    if way not in WAYS:
        raise ValueError(f"build expected way to be one of {WAYS}, got {way!r}")
    both = way in ("dot", "additive")
    encoder = dl.Encoder(
        source_size,
        16,
        size // 2 if both else size,
        bidirectional=both,
        reverse=way == "reversed",
        rng=rng,
    )
    attention = None
    if way == "dot":
        attention = dl.DotProductAttention()
    elif way == "additive":
        attention = dl.AdditiveAttention(size, size, size // 2, rng=rng)
    decoder = dl.Decoder(target_size, 16, size, size, attention=attention, rng=rng)
    return dl.Seq2Seq(encoder, decoder)


class Translator:
    """Pairs of token lists as numbers: what goes in, is read, and shall be said."""

    def __init__(self, pairs: Sequence[tuple[list[str], list[str]]]):
        self.source = Vocabulary([s for s, _ in pairs])
        self.target = Vocabulary([t for _, t in pairs])

    def sources(self, pairs) -> tuple[np.ndarray, np.ndarray]:
        """Return the sources as numbers (S, N), and their lengths (N,)."""
        return pad([self.source.encode(s) for s, _ in pairs])

    def batch(self, pairs) -> tuple[tuple, tuple]:
        """Return ((source, inputs, lengths), (targets, their lengths))."""
        x, lengths = self.sources(pairs)
        inputs, targets, ends = shifted([self.target.encode(t) for _, t in pairs])
        return (x, inputs, lengths), (targets, ends)

    def sampler(self, draw: Callable[[], list]) -> Callable[[], tuple]:
        """Return what fit_sampled wants: a function that draws a fresh batch."""
        return lambda: self.batch(draw())

    def write(self, model, pairs, max_length: int) -> list[list[str]]:
        """Let the model write for each source, greedily, on its own."""
        x, lengths = self.sources(pairs)
        said = greedy(model, x, lengths, max_length=max_length)
        return [self.target.decode(s) for s in said]
