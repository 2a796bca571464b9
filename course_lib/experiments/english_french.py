"""Who translates English into French: with or without attention, from how many pairs?

Chapter: machine-translation. All networks have 128 units in the decoder and a memory of
128; in PyTorch.
"""

from collections import Counter

import numpy as np
import torch

from .. import pytorch
from ..bleu import bleu
from ..data.french import ENGLISH
from ..data.translations import translations
from ..decoding import as_array, beam_search, evaluating, greedy
from ..metrics import exact
from ..pytorch.training import tensors
from ..vocabulary import Vocabulary, pad, shifted

UPDATES = {500: 400, 2000: 600, 5000: 800}  # of 64 sentences
TESTED, MAX_LENGTH = 400, 30
SETTINGS = [
    {"kind": kind, "pairs": pairs, "seed": seed, "longer": longer}
    for longer in (1, 3)
    for kind in ("plain", "reversed", "dot", "additive")
    for pairs in UPDATES
    for seed in range(3)
    if longer == 1 or (pairs == 5000 and kind in ("plain", "reversed"))
]


class Languages:
    """Two vocabularies, of the words of some pairs."""

    def __init__(self, pairs):
        self.english = Vocabulary([p.english for p in pairs])
        self.french = Vocabulary([p.french for p in pairs])

    def source(self, pairs):
        """Return English sentences as numbers, with their lengths."""
        return pad([self.english.encode(p.english) for p in pairs])

    def target(self, pairs):
        """Return what the decoder reads and shall say, and the lengths."""
        return shifted([self.french.encode(p.french) for p in pairs])


def build(kind: str, languages: Languages, rng, *, dl=pytorch, size: int = 128):
    """Return a translator of either half; with attention it reads both ways."""
    E, F = len(languages.english), len(languages.french)
    attention = None
    if kind == "dot":
        attention = dl.DotProductAttention()
    elif kind == "additive":
        attention = dl.AdditiveAttention(size, size, size // 2, rng=rng)
    both = attention is not None
    encoder = dl.Encoder(
        E,
        size // 2,
        size // 2 if both else size,
        bidirectional=both,
        reverse=kind == "reversed",
        rng=rng,
    )
    decoder = dl.Decoder(F, size // 2, size, size, attention=attention, rng=rng)
    return dl.Seq2Seq(encoder, decoder)


def batches(pairs, size: int, rng):
    """Yield batches without end, each of sentences of about one length."""
    lengths = np.array([len(p.french) for p in pairs])
    while True:
        order = rng.permutation(len(pairs))
        order = order[np.argsort(lengths[order], kind="stable")]
        parts = np.array_split(order, len(pairs) // size)
        for k in rng.permutation(len(parts)):
            yield [pairs[i] for i in parts[k]]


def train(model, languages: Languages, pairs, updates: int, rng, *, dl=pytorch):
    """Train with Adam, the last quarter at a lower rate; return the losses."""
    drawn, losses = batches(pairs, 64, rng), []
    loss = dl.SequenceLoss(dl.CrossEntropyLoss())

    def sample():
        batch = next(drawn)
        x, lengths = languages.source(batch)
        inputs, targets, ends = languages.target(batch)
        return (x, inputs, lengths), (targets, ends)

    for rate, steps in ((0.005, updates - updates // 4), (0.001, updates // 4)):
        optimizer = dl.Adam(model.parameters(), lr=rate)
        losses += dl.fit_sampled(
            model, loss, optimizer, sample, steps=steps, max_norm=1.0
        )
    return losses


def translate(model, languages: Languages, pairs, width: int = 1) -> list[list[str]]:
    """Translate the English of the pairs, greedily or with a beam."""
    x, lengths = languages.source(pairs)
    if width == 1:
        found = greedy(model, x, lengths, max_length=MAX_LENGTH)
    else:
        found = beam_search(model, x, lengths, width=width, max_length=MAX_LENGTH)
    return [languages.french.decode(s) for s in found]


def error_kind(said: list[str], right: list[str]) -> str:
    """Name what is wrong, the first of these that applies.

    negation: a "pas" too few or too many. form: the same words in other forms. small
    word: only articles, prepositions or pronouns differ. left out: nouns, verbs or
    adjectives are missing, none is wrong. order: they stand elsewhere. word: others.
    """
    if said == right:
        return "none"
    if said.count("pas") != right.count("pas"):
        return "negation"
    if plain(said) == plain(right):
        return "form"
    words, true = ([ENGLISH[w] for w in s if w in ENGLISH] for s in (said, right))
    if words == true:
        return "small word"
    behind = iter(true)
    if all(w in behind for w in words):
        return "left out"
    return "order" if sorted(words) == sorted(true) else "word"


def plain(sentence: list[str]) -> list[str]:
    """Undo agreement, elision and contraction: "aux filles" is to the girl."""
    parts = {"du": "de le", "des": "de le", "au": "à le", "aux": "à le"}
    small = {"la": "le", "les": "le", "l'": "le", "d'": "de", "n'": "ne", "m'": "me"}
    small |= {"j'": "je", "qu'": "que", "une": "un", "lui": "leur", "elle": "il"}
    small |= dict.fromkeys(("cet", "cette", "ces"), "ce")
    small |= {m[0] + e: m for m in ("mon", "son") for e in ("a", "es")}
    small |= {"nos": "notre", "vos": "votre"}
    words = " ".join(parts.get(w, w) for w in sentence).split()
    return [ENGLISH.get(w, small.get(w, w)) for w in words]


def weights(model, languages: Languages, pairs) -> np.ndarray:
    """Return the attention (T, N, S) of a model of either half, given the French."""
    (x, lengths), (inputs, _, _) = languages.source(pairs), languages.target(pairs)
    arrays = (x, inputs, lengths)
    if isinstance(model, torch.nn.Module):
        arrays = tensors(model, *arrays)
    with evaluating(model):
        model(*arrays)
    return as_array(model.decoder.attention.weights)


def aligned(model, languages: Languages, pairs) -> float:
    """Return for how many French words the largest weight is at a right English one."""
    best = weights(model, languages, pairs).argmax(axis=2)
    hits = [
        best[t, n] in places
        for n, pair in enumerate(pairs)
        for t, places in enumerate(pair.links)
    ]
    return float(np.mean(hits))


def data(pairs: int, seed: int) -> tuple:
    """Return training pairs, other sentences, and unseen combinations."""
    rng = np.random.default_rng(seed)
    drawn = translations(max(UPDATES) + TESTED, rng=rng)
    unseen = translations(TESTED, held_out=True, rng=rng)
    return drawn[TESTED : TESTED + pairs], drawn[:TESTED], unseen


def run(kind: str, pairs: int, seed: int, longer: int) -> dict:
    """Train and test; exact is a share of sentences, errors are counts of them."""
    torch.set_num_threads(1)
    training, *tests = data(pairs, seed)
    rng = np.random.default_rng([seed, pairs])
    languages = Languages(training)
    model = build(kind, languages, rng).float()
    losses = train(model, languages, training, UPDATES[pairs] * longer, rng)
    numbers = {
        "weights": sum(p.numel() for p in model.parameters()),
        "loss": round(float(np.mean(losses[-50:])), 4),
        "aligned": None,
    }
    for name, test in zip(("", "_unseen"), tests, strict=True):
        said, right = translate(model, languages, test), [p.french for p in test]
        numbers["bleu" + name] = round(bleu(said, [[r] for r in right]).score, 2)
        numbers["exact" + name] = round(exact(said, right), 4)
        numbers["errors" + name] = Counter(map(error_kind, said, right))
    if model.decoder.attention is not None:
        numbers["aligned"] = round(aligned(model, languages, tests[0]), 4)
    if pairs == 5000 and longer == 1:
        few = tests[1][:100]
        said, right = translate(model, languages, few, width=5), [p.french for p in few]
        numbers["exact_beam"] = round(exact(said, right), 4)
        greedily = translate(model, languages, few)
        numbers["exact_greedy"] = round(exact(greedily, right), 4)
    return numbers
