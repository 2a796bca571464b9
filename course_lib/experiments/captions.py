"""Who can say what is in a picture? Captions of drawn scenes, judged by their truth.

Chapter: image-captioning. In PyTorch, in single precision.
"""

from collections import Counter
from typing import NamedTuple

import numpy as np
import torch

from .. import pytorch as dl
from ..data import scenes as drawn
from ..decoding import evaluating, greedy
from ..reservoir import ridge_regression
from ..trials import fast
from ..vocabulary import Vocabulary, shifted

IMAGES, EACH, TESTED, BATCH, LONGEST = 3000, 5, 400, 32, 20
FAULTS = ("wording", "thing", "twice", "size", "relation")
SETTINGS = [
    {"kind": kind, "updates": updates, "seed": seed}
    for kind, updates in (
        ("attention", 1000),
        ("every step", 1000),
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


class Blurred(dl.Module):
    """Attention that looks everywhere alike: the mean of the image at every step."""

    def forward(self, queries, memory, lengths=None):
        return memory.mean(dim=0).expand(len(queries), -1, -1)


def build(kind: str, words: int, rng: np.random.Generator):
    """Return a captioner that gets the image in one of several ways."""
    looks = {"attention": dl.DotProductAttention, "every step": Blurred}
    look = looks[kind]() if kind in looks else None
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


def new_things(texts: list[str], scenes: list) -> dict:
    """Return how often a new thing's color is right, its shape, and both, by kind.

    Of the captions that name the other thing, which is not new, once and rightly.
    """
    right: dict[tuple, list] = {kind: [] for kind in drawn.UNSEEN}
    for text, scene in zip(texts, scenes, strict=True):
        kinds = [(thing.color, thing.shape) for thing in scene]
        (new,) = (kind for kind in kinds if kind in drawn.UNSEEN)
        (other,) = (kind for kind in kinds if kind != new)
        names = drawn.named(text)
        if names.count(other) == 1:
            (name,) = (n for n in names if n != other)
            right[new].append([a == b for a, b in zip(name, new, strict=True)])
    every = [pair for pairs in right.values() for pair in pairs]
    color, shape = np.mean(every, axis=0) if every else (0.0, 0.0)
    found = {"color": color, "shape": shape}
    for new, pairs in right.items():
        found[f"says {' '.join(new)}"] = np.all(pairs, axis=1).mean() if pairs else 0.0
    return {name: round(float(share), 4) for name, share in found.items()}


def at_things(model, album: Album) -> tuple[np.ndarray, list[tuple[str, str]]]:
    """Return the memory of the place at which each thing stands, and what it is."""
    with evaluating(model):
        memory = model.encoder(torch.tensor(album.images))[0].numpy()
    things = [(n, thing) for n, pair in enumerate(album.scenes) for thing in pair]
    places = [4 * int(thing.y // 8) + int(thing.x // 8) for _, thing in things]
    rows = memory[places, [n for n, _ in things]]
    return rows, [(thing.color, thing.shape) for _, thing in things]


def probe(model, known: Album, tested: Album) -> dict:
    """Return how often ridge regression reads the shape of a thing from its place.

    It is fitted to the things of training, on a memory that the captions have made.
    """
    (F, kinds), (G, others) = (at_things(model, album) for album in (known, tested))
    mean, std = F.mean(axis=0), F.std(axis=0) + 1e-6
    F, G = (np.c_[(rows - mean) / std, np.ones(len(rows))] for rows in (F, G))
    shapes = [drawn.SHAPES.index(shape) for _, shape in kinds]
    weights = ridge_regression(F, np.eye(4)[shapes], 10.0)
    read = [drawn.SHAPES[k] for k in (G @ weights.T).argmax(axis=1)]
    found: dict[str, list] = {}
    for (color, shape), answer in zip(others, read, strict=True):
        name = f"{color} {shape}" if (color, shape) in drawn.UNSEEN else "others"
        found.setdefault(f"reads {name}", []).append(answer == shape)
    return {name: round(float(np.mean(right)), 4) for name, right in found.items()}


def run(kind: str, updates: int, seed: int) -> dict:
    """Train; return the shares of true captions and of faults, by kind of scene.

    Also the mean loss of the last 50 updates; what ``new_things`` and, with attention,
    ``probe`` say; and the share of true captions if the attention is then blurred.
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
        tested = album(TESTED, which, np.random.default_rng(1000))
        if kind == "nearest":
            texts = nearest(tested.images, known)
        else:
            texts = write(model, words, tested.images * blind)
        for what, share in judge(texts, tested.scenes).items():
            numbers[f"{which} {what}".strip()] = share
    numbers |= new_things(texts, tested.scenes)
    if kind == "attention":
        numbers |= probe(model, known, tested)
        model.decoder.attention = Blurred()
        tested = album(TESTED, "seen", np.random.default_rng(1000))
        texts = write(model, words, tested.images)
        numbers["blurred"] = judge(texts, tested.scenes)[""]
    return numbers
