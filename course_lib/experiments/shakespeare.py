"""Shakespeare letter by letter: an LSTM, and counting models (Karpathy, 2015).

Chapter: language-model; page: results on published data. The last tenth of the text
tests, the 5 % before it validate, the rest trains. The network is that of the ferry
book, in PyTorch. The data must be in COURSE_DATA or fetched.
"""

import numpy as np
import torch
from torch import nn

from .. import pytorch as dl
from ..counting import count_parameters
from ..data.published import load_shakespeare
from ..ngrams import Counts, KneserNey, tuned
from ..perplexity import bits, text_scores
from ..pytorch.training import tensors
from ..vocabulary import Vocabulary
from ..writing import go_on
from .ferry_characters import HIDDEN, Network, streams

DATA = ("tinyshakespeare.txt",)
STREAMS, WINDOW, RATE, EPOCHS, DROPOUT, BEFORE = 32, 64, 0.004, 15, 0.3, 500
ORDERS, DISCOUNTS = (1, 2, 3, 4, 5, 6, 7), (0.7, 0.8, 0.9)
SETTINGS = [{"model": "Kneser-Ney", "order": n} for n in ORDERS] + [
    {"model": "LSTM", "seed": seed} for seed in range(3)
]


def numbered() -> tuple[Vocabulary, list, list, list]:
    """Return the letters, and the three parts of the text as numbers."""
    text = load_shakespeare()
    letters = Vocabulary([text])
    s, n = letters.encode(text), len(text)
    return letters, s[: n * 85 // 100], s[n * 85 // 100 : n * 9 // 10], s[n * 9 // 10 :]


def read(net: Network, text: list, before: list) -> np.ndarray:
    """Return log p of each letter of a text that goes on after ``before``."""
    (s,) = tensors(net, np.array([*before, *text]))
    net.eval()
    with torch.no_grad():
        log_p = net.run(s[:-1, None])[0][:, 0].log_softmax(dim=1)
    return log_p.gather(1, s[1:, None])[len(before) - 1 :, 0].cpu().numpy()


def train(net: Network, text: list, score) -> list[float]:
    """Train by truncated backpropagation; leave the weights that validated best."""
    adam, data = dl.Adam(net.parameters(), lr=RATE), streams(text, STREAMS)
    loss = dl.SequenceLoss(nn.CrossEntropyLoss())
    stopping = dl.EarlyStopping(EPOCHS)  # keeps the best weights, stops nothing
    curve = []
    for epoch in range(EPOCHS):
        for group in adam.param_groups:
            group["lr"] = RATE * (1 - epoch / EPOCHS)
        net.train()
        dl.fit_truncated(net, loss, adam, data, window=WINDOW, max_norm=1.0)
        curve.append(score())
        stopping.update(curve[-1], net)
    stopping.restore(net)
    return curve


def count(order: int) -> dict:
    """Return the bits a letter of a counting model; its discount is validated."""
    letters, text, valid, test = numbered()
    counts = Counts([text], len(letters), order - 1, whole=False)

    def score(model) -> float:
        return -bits(text_scores(model, valid, before=text[-BEFORE:]))

    model, best = tuned([KneserNey(counts, order, d) for d in DISCOUNTS], score)
    found = bits(text_scores(model, test, before=valid[-BEFORE:]))
    return {
        "bits": round(found, 4),
        "valid": round(-best, 4),
        "discount": model.discount,
        "contexts": len(counts.raw),
    }


def run(
    model: str, seed: int = 0, order: int | None = None, device: str = "cpu"
) -> dict:
    """Train or count; return bits a letter, and what the network writes."""
    torch.set_num_threads(1)
    if model != "LSTM":
        return count(order)
    letters, text, valid, test = numbered()
    net = Network(len(letters), DROPOUT, seed).to(device)
    curve = train(net, text, lambda: bits(read(net, valid, text[-BEFORE:])))
    prompt, rng = letters.encode("ROMEO:\n"), np.random.default_rng(seed)
    new = go_on(net.cpu(), prompt, 300, temperature=0.8, rng=rng)
    return {
        "bits": round(bits(read(net, test, valid[-BEFORE:])), 4),
        "valid": [round(b, 4) for b in curve],
        "hidden": HIDDEN,
        "weights": count_parameters(net),
        "sample": "".join(letters.tokens[k] for k in new),
    }
