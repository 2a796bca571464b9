"""The rows of the part on sequence to sequence."""

import numpy as np

from .row import Case, normal, torch_nn

SOURCE = np.array([[4, 6, 5], [5, 0, 6], [6, 0, 4], [4, 0, 0]])  # (S, N) = (4, 3)
LENGTHS = np.array([4, 1, 3])
INPUTS = np.array([[1, 1, 1], [5, 4, 6], [4, 4, 5]])  # (T, N) = (3, 3)


def tokens(*arrays: np.ndarray):
    """Give the same whole numbers in every draw."""
    return lambda rng: arrays


def with_contexts(model, rng: np.random.Generator):
    """Draw the second table too, which begins with zeros, where nothing would show."""
    table = model.context.weight.data  # an array, or a tensor
    for k, row in enumerate(rng.standard_normal(tuple(table.shape))):
        for j, value in enumerate(row):
            table[k, j] = float(value)
    return model


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


def captioner(name: str, hidden: int, attention: str | None = None, **options) -> Case:
    """Make the row of one captioner: three images of 6 x 4 pixels with two channels."""

    def build(dl, rng):
        look = None
        if attention == "dot":
            look = dl.DotProductAttention()
        elif attention == "additive":
            look = dl.AdditiveAttention(hidden, 4, 6, rng=rng)
        sizes = {"in_channels": 2, "channels": (3, 4)}
        return dl.Captioner(7, 3, hidden, **sizes, attention=look, rng=rng, **options)

    pictures = np.ones((3, 2, 6, 4))
    bad = (
        (pictures[:, :1], INPUTS),
        (pictures[0], INPUTS),
        (pictures[:, :, :1], INPUTS),
        (pictures[:2], INPUTS),
        (pictures, INPUTS + 3),
        (pictures, INPUTS, LENGTHS),
    )
    draw = lambda rng: (rng.standard_normal(pictures.shape), INPUTS)  # noqa: E731
    return Case(name, build, draw, bad=bad)


def tagger(name: str, build_layer, features: int | None) -> Case:
    """Make the row of one tagger with 5 classes over 7 tokens."""

    def build(dl, rng):
        return dl.Tagger(7, 3, build_layer(dl, rng), features, 5, rng=rng)

    bad = ((SOURCE[0],), (SOURCE + 3,), (SOURCE, LENGTHS + 1))
    return Case(name, build, tokens(SOURCE, LENGTHS), bad=bad)


SPELLED = np.array([[1, 3, 2], [1, 0, 4], [2, 0, 0]])  # (S, N); the first repeats
CTC = (SPELLED, np.array([6, 2, 4]), np.array([3, 1, 2]))


def ctc(rng):
    """Draw logits (6, 3, 5), with targets of 3, 1 and 2 tokens."""
    return (rng.standard_normal((6, 3, 5)), *CTC)


BAD_LOOKS = (
    (np.zeros((2, 3, 4)), np.zeros((4, 2, 4))),
    (np.zeros((2, 3, 4)), np.zeros((4, 3, 5))),
    (np.zeros((2, 3)), np.zeros((4, 3, 4))),
    (np.zeros((2, 3, 4)), np.zeros((4, 3, 4)), np.array([4, 0, 3])),
)

PAIRS = np.array([2, 0, 2, 5]), np.array([1, 1, 3, 2])  # centers, contexts (N,)
NEGATIVES = np.array([[1, 4, 1], [0, 0, 2], [3, 1, 6], [2, 2, 2]])  # (N, k)

CASES: list[Case] = [
    Case(
        "embedding",
        lambda dl, rng: dl.Embedding(7, 3, rng=rng),
        tokens(SOURCE),
        lambda: torch_nn().Embedding(7, 3),
        bad=((SOURCE + 3,), (SOURCE - 1,)),
    ),
    Case(
        "skip-gram",
        lambda dl, rng: with_contexts(dl.SkipGram(7, 3, rng=rng), rng),
        tokens(*PAIRS, NEGATIVES),
        bad=(
            (*PAIRS, NEGATIVES[:3]),
            (*PAIRS, NEGATIVES[:, 0]),
            (PAIRS[0] + 2, PAIRS[1], NEGATIVES),
            (*PAIRS, NEGATIVES + 1),
        ),
    ),
    Case(
        "skip-gram-fresh",
        lambda dl, rng: dl.SkipGram(7, 3, rng=rng),
        tokens(*PAIRS, NEGATIVES),
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
    captioner("captioner", 5),
    captioner("captioner-dot", 4, "dot"),
    captioner("captioner-additive", 5, "additive"),
    captioner("captioner-no-norm", 4, "dot", norm=False),
    Case(
        "window",
        lambda dl, rng: dl.Window(3, 4, 2, rng=rng),
        lambda rng: (rng.standard_normal((4, 3, 3)), LENGTHS),
        bad=((np.zeros((4, 3)),), (np.zeros((4, 3, 2)),)),
    ),
    Case(
        "window-of-one",
        lambda dl, rng: dl.Window(3, 4, 0, rng=rng),
        normal(4, 3, 3),
    ),
    tagger("tagger-window", lambda dl, rng: dl.Window(3, 4, 1, rng=rng), 4),
    tagger(
        "tagger-lstm", lambda dl, rng: dl.LSTM(3, 2, bidirectional=True, rng=rng), 4
    ),
    tagger(
        "tagger-jordan",
        lambda dl, rng: dl.Recurrent(dl.JordanCell(3, 4, 5, memory="softmax", rng=rng)),
        None,
    ),
    Case(
        "ctc",
        lambda dl, rng: dl.CTCLoss(),
        ctc,
        bad=(
            (np.zeros((6, 3)), *CTC),
            (np.zeros((6, 2, 5)), *CTC),
            (np.zeros((6, 3, 4)), *CTC),
            (np.zeros((6, 3, 5)), SPELLED, np.array([3, 2, 4]), CTC[2]),
            (np.zeros((6, 3, 5)), SPELLED, np.array([7, 2, 4]), CTC[2]),
            (np.zeros((6, 3, 5)), SPELLED, CTC[1], np.array([3, 2, 2])),
        ),
    ),
]
