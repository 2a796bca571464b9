"""Who can say what is in a picture? Captions of drawn scenes, judged by their truth.

Chapter: image-captioning. In PyTorch, in single precision.
"""

from collections import Counter
from typing import NamedTuple

import numpy as np
import torch

from .. import pytorch as dl
from ..data import scenes as drawn
from ..decoding import greedy
from ..trials import fast
from ..vocabulary import Vocabulary, shifted

IMAGES, EACH, TESTED, BATCH, LONGEST = 3000, 5, 400, 32, 20
FAULTS = ("wording", "thing", "twice", "size", "relation")
SETTINGS = [
    {"kind": kind, "updates": updates, "seed": seed}
    for kind, updates in (
        ("attention", 1000),
        ("mean", 1000),
        ("mean", 3000),
        ("map", 1000),
        ("map", 3000),
        ("blind", 1000),
        ("nearest", 0),
    )
    for seed in range(3)
]


class Album(NamedTuple):
    """Scenes, their images (n, 3, 32, 32), and some true captions of each, as words."""

    scenes: list
    images: np.ndarray
    captions: list[list[list[str]]]


def album(n: int, which: str, rng: np.random.Generator) -> Album:
    """Draw scenes, paint them, and draw true captions of each."""
    scenes = drawn.scenes(n, which, rng=rng)
    images = drawn.images(scenes, rng=rng).astype(np.float32) - 0.75
    texts = []
    for scene in scenes:
        every = drawn.captions(scene)
        chosen = rng.choice(len(every), EACH, replace=False)
        texts.append([every[k].split() for k in chosen])
    return Album(scenes, images, texts)


class WholeMap(dl.ImageEncoder):
    """The summary is the whole feature map, S M numbers, instead of its mean."""

    def forward(self, images, lengths=None):
        memory, _ = super().forward(images, lengths)
        return memory, memory.transpose(0, 1).flatten(1)


def build(kind: str, words: int, rng: np.random.Generator):
    """Return a captioner that looks again, or starts from a summary, or is blind."""
    look = dl.DotProductAttention() if kind == "attention" else None
    model = dl.Captioner(words, 32, 64, attention=look, rng=rng)
    if kind == "map":
        model.encoder = WholeMap(rng=rng)
        linear = dl.Linear(16 * 64, 64, bias=False, rng=rng)
        model.decoder.bridge = dl.Sequential(linear, dl.BatchNorm1d(64))
    return fast(model)


def train(model, album: Album, words: Vocabulary, updates: int, rng) -> list[float]:
    """Train on one caption of each image of a batch, drawn anew; return the losses.

    The last fifth of the updates has a fifth of the learning rate.
    """
    coded = [[words.encode(c) for c in five] for five in album.captions]
    images = torch.tensor(album.images)
    adam = dl.Adam(model.parameters(), lr=0.01)

    def sample():
        rows = rng.integers(0, len(coded), BATCH)
        chosen = [coded[r][rng.integers(EACH)] for r in rows]
        inputs, targets, lengths = shifted(chosen)
        return (images[rows], inputs), (targets, lengths)

    loss, losses = dl.SequenceLoss(dl.CrossEntropyLoss()), []
    for share, rate in ((0.8, 0.01), (0.2, 0.002)):
        adam.param_groups[0]["lr"] = rate
        losses += dl.fit_sampled(
            model, loss, adam, sample, steps=round(share * updates), max_norm=1.0
        )
    return losses


def write(model, words: Vocabulary, images: np.ndarray) -> list[str]:
    """Return the likeliest words, one after the other, as a sentence for each image."""
    return [
        " ".join(words.decode(tokens))
        for tokens in greedy(model, images, max_length=LONGEST)
    ]


def nearest(images: np.ndarray, known: Album) -> list[str]:
    """Return the first caption of the nearest training image, pixel by pixel."""
    x, y = (a.reshape(len(a), -1) for a in (images, known.images))
    x, y = (a - a.mean(axis=1, keepdims=True) for a in (x, y))  # whatever the light
    distance = (y**2).sum(axis=1) - 2 * x @ y.T
    return [" ".join(known.captions[k][0]) for k in distance.argmin(axis=1)]


def judge(texts: list[str], scenes: list) -> dict:
    """Return the share of true captions, and of each fault."""
    found = Counter(map(drawn.fault, texts, scenes))
    return {kind: round(found[kind] / len(texts), 4) for kind in ("", *FAULTS)}


def halves(texts: list[str], scenes: list) -> tuple[float, float]:
    """Return how often the color of a new thing is right, and how often its shape.

    Of the captions that name the other thing, which is not new, once and rightly.
    """
    right = []
    for text, scene in zip(texts, scenes, strict=True):
        kinds = [(thing.color, thing.shape) for thing in scene]
        (new,) = (kind for kind in kinds if kind in drawn.UNSEEN)
        (other,) = (kind for kind in kinds if kind != new)
        names = drawn.named(text)
        if names.count(other) == 1:
            (name,) = (n for n in names if n != other)
            right.append([a == b for a, b in zip(name, new, strict=True)])
    color, shape = np.mean(right, axis=0) if right else (0.0, 0.0)
    return round(float(color), 4), round(float(shape), 4)


def run(kind: str, updates: int, seed: int) -> dict:
    """Train; return the shares of true captions and of faults, by kind of scene.

    Also the mean loss of the last 50 updates, and what ``halves`` says.
    """
    torch.set_num_threads(1)
    rng = np.random.default_rng(seed)
    known = album(IMAGES, "seen", rng)
    blind = 0 if kind == "blind" else 1
    known = known._replace(images=known.images * blind)
    words = Vocabulary([c for five in known.captions for c in five])
    numbers: dict = {"loss": None}
    if kind != "nearest":
        model = build(kind, len(words), rng)
        losses = train(model, known, words, updates, rng)
        numbers["loss"] = round(float(np.mean(losses[-50:])), 4)
    for which in drawn.COUPLES:
        scenes, images, _ = album(TESTED, which, np.random.default_rng(1000))
        if kind == "nearest":
            texts = nearest(images, known)
        else:
            texts = write(model, words, images * blind)
        for what, share in judge(texts, scenes).items():
            numbers[f"{which} {what}".strip()] = share
        if which == "new thing":
            numbers["color"], numbers["shape"] = halves(texts, scenes)
    return numbers
