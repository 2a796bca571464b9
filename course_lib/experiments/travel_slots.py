"""Arrive in Taipei or leave Taipei: which taggers tell the two kinds of cities apart?

Chapter: slot-filling. In PyTorch, on sentences from templates. "before" has the words
that decide in front of the city, "after" behind it. "unknown" trains with 24 cities and
tests with 6 others, with or without words hidden at random in training.
"""

import numpy as np
import torch

from .. import pytorch
from ..data import travel_sentences
from ..data.travel import CITIES, TAGS
from ..decoding import as_array, evaluating
from ..vocabulary import UNK, Vocabulary, pad

D, H, BATCH, UPDATES, TESTED = 16, 24, 32, 400, 500
NETWORKS = (
    *(f"window {k}" for k in range(5)),
    "Elman",
    "Jordan",
    "Jordan taught",
    "LSTM",
    "bi-LSTM",
)
SETTINGS = [
    {"network": network, "cue": cue, "hidden": 0.0, "seed": seed}
    for network in NETWORKS
    for cue in ("before", "after")
    for seed in range(3)
] + [
    {"network": network, "cue": "unknown", "hidden": hidden, "seed": seed}
    for network in ("window 2", "LSTM", "bi-LSTM")
    for hidden in (0.0, 0.1)
    for seed in range(3)
]


def build(dl, network: str, words: int, classes: int, rng, *, size=H, width=D):
    """Return a tagger of either half."""
    if network.startswith("window"):
        layer = dl.Window(width, size, int(network[-1]), rng=rng)
    elif network == "Elman":
        layer = dl.RNN(width, size, rng=rng)
    elif network.startswith("Jordan"):
        cell = dl.JordanCell(width, size, classes, memory="softmax", rng=rng)
        return dl.Tagger(words, width, dl.Recurrent(cell), None, classes, rng=rng)
    else:
        both = network == "bi-LSTM"
        layer = dl.LSTM(width, size // (1 + both), bidirectional=both, rng=rng)
    return dl.Tagger(words, width, layer, size, classes, rng=rng)


class Taught(pytorch.Module):
    """A Jordan tagger that reads the right tags of earlier steps while it learns."""

    def __init__(self, tagger):
        super().__init__()
        self.tagger = tagger
        self.forced = pytorch.TeacherForced(tagger.layer.cell)

    def forward(self, x, lengths, tags):
        K = self.tagger.layer.cell.output_size
        teacher = torch.nn.functional.one_hot(tags.clamp(min=0), K)
        x = self.tagger.embedding(x)
        return self.forced(x, teacher.to(x.dtype))


def numbered(sentences, vocabulary, tags) -> tuple:
    """Return words (T, N), their tags (T, N), -1 behind the end, and lengths (N,)."""
    x, lengths = pad([vocabulary.encode(words) for words, _ in sentences])
    t = np.full(x.shape, -1)
    for n, (_, names) in enumerate(sentences):
        t[: len(names), n] = [tags.index(name) for name in names]
    return x, t, lengths


def hide(x: np.ndarray, share: float, rng) -> np.ndarray:
    """Replace words by the unknown one, at random."""
    return np.where((rng.random(x.shape) < share) & (x > UNK), UNK, x)


def train(model, network, sample, updates: int, *, lr=0.01, dl=pytorch) -> None:
    """Train with Adam; ``sample()`` returns words, tags and lengths."""
    loss = dl.SequenceLoss(dl.CrossEntropyLoss())
    taught = network == "Jordan taught"

    def batch():
        x, t, lengths = sample()
        return (x, lengths, t) if taught else (x, lengths), (np.maximum(t, 0), lengths)

    model = Taught(model) if taught else model
    adam = dl.Adam(model.parameters(), lr=lr)
    dl.fit_sampled(model, loss, adam, batch, steps=updates, max_norm=5.0)


def said(model, x, lengths) -> np.ndarray:
    """Return the likeliest class of each word (T, N)."""
    if isinstance(model, torch.nn.Module):
        x, lengths = torch.as_tensor(x), torch.as_tensor(lengths)
    with evaluating(model):
        return as_array(model(x, lengths)).argmax(axis=2)


def draw(n: int, cue: str, cities, rng) -> list:
    """Draw sentences whose cities are among some."""
    drawn = []
    while len(drawn) < n:
        for words, tags in travel_sentences(n, cue=cue, rng=rng):
            if all(w in cities for w in words if w in CITIES):
                drawn.append((words, tags))
    return drawn[:n]


def run(network: str, cue: str, hidden: float, seed: int) -> dict:
    """Train; return the share of right tags for cities, and for all words."""
    torch.set_num_threads(1)
    rng = np.random.default_rng(seed)
    known, new = (CITIES[6:], CITIES[:6]) if cue == "unknown" else (CITIES, CITIES)
    kind = "both" if cue == "unknown" else cue
    training = draw(2000, kind, known, rng)
    test = draw(TESTED, kind, new, rng)
    vocabulary = Vocabulary([words for words, _ in training])
    model = build(pytorch, network, len(vocabulary), len(TAGS), rng)

    def sample():
        chosen = [training[k] for k in rng.integers(0, len(training), BATCH)]
        x, t, lengths = numbered(chosen, vocabulary, TAGS)
        return hide(x, hidden, rng), t, lengths

    train(model, network, sample, UPDATES)
    x, t, lengths = numbered(test, vocabulary, TAGS)
    right = said(model, x, lengths) == t
    city = (t == TAGS.index("departure")) | (t == TAGS.index("destination"))
    return {
        "cities": round(float(right[city].mean()), 4),
        "words": round(float(right[t >= 0].mean()), 4),
    }
