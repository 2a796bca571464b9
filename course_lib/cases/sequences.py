"""The rows of the part on sequence to sequence."""

import numpy as np

from .row import Case, torch_nn

SOURCE = np.array([[4, 6, 5], [5, 0, 6], [6, 0, 4], [4, 0, 0]])  # (S, N) = (4, 3)
LENGTHS = np.array([4, 1, 3])
INPUTS = np.array([[1, 1, 1], [5, 4, 6], [4, 4, 5]])  # (T, N) = (3, 3)


def tokens(*arrays: np.ndarray):
    """Give the same whole numbers in every draw."""
    return lambda rng: arrays


def looking(*shapes: tuple[int, ...], lengths: bool = True):
    """Draw queries and a memory, with the lengths of the memories if wanted."""

    def inputs(rng):
        drawn = tuple(rng.standard_normal(shape) for shape in shapes)
        return (*drawn, LENGTHS) if lengths else drawn

    return inputs


def translator(
    name: str, attention: str | None = None, lengths=True, **options
) -> Case:
    """Make the row of one encoder-decoder, over 7 tokens, with unequal lengths."""

    def build(dl, rng):
        encoder = dl.Encoder(7, 3, 4, **options, rng=rng)
        M = encoder.memory_size
        look = None
        if attention == "dot":
            look = dl.DotProductAttention()
        elif attention == "additive":
            look = dl.AdditiveAttention(4, M, 5, rng=rng)
        decoder = dl.Decoder(7, 3, 4, M, attention=look, rng=rng)
        return dl.Seq2Seq(encoder, decoder)

    given = (SOURCE, INPUTS, LENGTHS) if lengths else (SOURCE, INPUTS)
    bad = (
        (SOURCE[0], INPUTS),
        (SOURCE, INPUTS[:, :2]),
        (SOURCE, INPUTS + 3),
        (SOURCE + 3, INPUTS),
        (SOURCE, INPUTS, LENGTHS + 1),
    )
    return Case(name, build, tokens(*given), bad=bad)


BAD_LOOKS = (
    (np.zeros((2, 3, 4)), np.zeros((4, 2, 4))),
    (np.zeros((2, 3, 4)), np.zeros((4, 3, 5))),
    (np.zeros((2, 3)), np.zeros((4, 3, 4))),
    (np.zeros((2, 3, 4)), np.zeros((4, 3, 4)), np.array([4, 0, 3])),
)

CASES: list[Case] = [
    Case(
        "embedding",
        lambda dl, rng: dl.Embedding(7, 3, rng=rng),
        tokens(SOURCE),
        lambda: torch_nn().Embedding(7, 3),
        bad=((SOURCE + 3,), (SOURCE - 1,)),
    ),
    Case(
        "attention-dot",
        lambda dl, rng: dl.DotProductAttention(),
        looking((2, 3, 4), (4, 3, 4)),
        bad=BAD_LOOKS,
    ),
    Case(
        "attention-dot-unscaled",
        lambda dl, rng: dl.DotProductAttention(scaled=False),
        looking((2, 3, 4), (4, 3, 4), lengths=False),
    ),
    Case(
        "attention-additive",
        lambda dl, rng: dl.AdditiveAttention(4, 4, 6, rng=rng),
        looking((2, 3, 4), (4, 3, 4)),
        bad=BAD_LOOKS,
    ),
    Case(
        "attention-additive-sizes",
        lambda dl, rng: dl.AdditiveAttention(5, 4, 6, rng=rng),
        looking((2, 3, 5), (4, 3, 4), lengths=False),
    ),
    translator("seq2seq"),
    translator("seq2seq-reversed", reverse=True),
    translator("seq2seq-dot", "dot"),
    translator("seq2seq-additive", "additive", bidirectional=True),
    translator("seq2seq-no-lengths", "dot", lengths=False),
    Case(
        "language-model",
        lambda dl, rng: dl.LanguageModel(7, 3, 4, rng=rng),
        tokens(SOURCE, LENGTHS),
        bad=(
            (SOURCE[0],),
            (SOURCE + 3,),
            (SOURCE, LENGTHS + 1),
        ),
    ),
    Case(
        "language-model-no-lengths",
        lambda dl, rng: dl.LanguageModel(7, 5, 3, rng=rng),
        tokens(INPUTS),
    ),
]
