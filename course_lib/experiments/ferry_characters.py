"""Letter by letter through the ferry book: counting, a network, and both together.

Chapter: language-model. The network is written with torch.nn, as a practitioner would;
its first weights are those of dl.LanguageModel.
"""

import re

import numpy as np
import torch
from torch import nn

from .. import pytorch as dl
from ..data import load_ferry
from ..ngrams import Counts, KneserNey, tuned
from ..perplexity import bits, text_scores
from ..vocabulary import Vocabulary
from ..writing import go_on

EMBEDDING, HIDDEN, STREAMS, WINDOW, RATE = 64, 256, 16, 64, 0.005
EPOCHS = {0.0: 16, 0.3: 36}  # by dropout: without it, the best weights come early
ORDERS = (1, 2, 3, 4, 5, 6, 7, 8, 9)
DISCOUNTS = (0.6, 0.7, 0.8, 0.9, 0.95)
STAGES = (1, 6)  # epochs after which it writes, besides the first and the best weights
TEMPERATURES = (0.0, 0.5, 1.0, 1.5)
LOOKS = (1, 2, 4, 8, 16, 32, 64, 128)
PROMPT, BEFORE = "\n\nDecember 32.", 500
SETTINGS = [{"dropout": d, "seed": s} for d in (0.0, 0.3) for s in range(3)]


class Network(nn.Module):
    """Embedding, LSTM, readout, with dropout before and behind the LSTM."""

    def __init__(self, size: int, dropout: float, seed: int):
        super().__init__()
        rng = np.random.default_rng(seed)
        first = dl.LanguageModel(size, EMBEDDING, HIDDEN, rng=rng).float()
        self.embedding = nn.Embedding(size, EMBEDDING)
        self.rnn = nn.LSTM(EMBEDDING, HIDDEN)
        self.readout = nn.Linear(HIDDEN, size)
        self.load_state_dict(first.state_dict())
        self.dropout = dl.Dropout(dropout, rng=rng) if dropout else nn.Identity()

    def run(self, tokens, state=None):
        h, state = self.rnn(self.dropout(self.embedding(tokens)), state)
        return self.readout(self.dropout(h)), state

    def begin(self, batch: int) -> tuple:
        return tuple(torch.zeros(1, batch, HIDDEN) for _ in range(2))

    def next(self, tokens, state: tuple) -> tuple:
        logits, state = self.run(torch.as_tensor(tokens)[None], state)
        return logits[0].log_softmax(dim=1), state


def numbered() -> tuple[Vocabulary, list, list, list]:
    """Return the letters of the book, and its three parts as numbers."""
    parts = load_ferry()
    letters = Vocabulary(["".join(parts)])
    return (letters, *(letters.encode(part) for part in parts))


def streams(text: list, n: int = STREAMS) -> tuple[np.ndarray, np.ndarray]:
    """Cut a text into n pieces, read side by side; the targets are one letter later.

    Shapes: (T, n) and (T, n), with T = (len(text) - 1) // n.
    """
    T = (len(text) - 1) // n
    x, t = np.array(text[: T * n]), np.array(text[1 : T * n + 1])
    return x.reshape(n, T).T.copy(), t.reshape(n, T).T.copy()


def counted(train: list, valid: list, size: int) -> dict[int, KneserNey]:
    """Return the best counting model of each order."""
    counts = Counts([train], size, max(ORDERS) - 1, whole=False)

    def score(model) -> float:
        return -bits(text_scores(model, valid, before=train[-BEFORE:]))

    return {
        n: tuned([KneserNey(counts, n, d) for d in DISCOUNTS], score)[0] for n in ORDERS
    }


def learn(net, train: list, valid: list, epochs: int, see) -> tuple[list, int]:
    """Train by truncated backpropagation; leave the weights that validated best.

    Args: see(epoch) is called after each of STAGES.
    Returns validation bits of each epoch, and the best epoch, counted from 1.
    """
    adam = torch.optim.Adam(net.parameters())
    loss = dl.SequenceLoss(nn.CrossEntropyLoss())
    curve, best, data = [], None, streams(train)
    for epoch in range(epochs):
        for group in adam.param_groups:
            group["lr"] = RATE * (1 - epoch / epochs)
        net.train()
        dl.fit_truncated(net, loss, adam, data, window=WINDOW, max_norm=1.0)
        curve.append(bits(text_scores(net, valid, before=train[-BEFORE:])))
        if curve[-1] == min(curve):
            best = {name: a.clone() for name, a in net.state_dict().items()}
        if epoch + 1 in STAGES:
            see(epoch + 1)
    net.load_state_dict(best)
    return curve, 1 + int(np.argmin(curve))


def mixed(net: np.ndarray, counting: np.ndarray, share: float) -> np.ndarray:
    """Return log of share p + (1 - share) q, for log p and log q."""
    return np.log(share * np.exp(net) + (1 - share) * np.exp(counting))


def looking_back(net: Network, text: list, before: list, k: int) -> float:
    """Return bits a letter if the state is 0 and only the last k letters are read.

    At every third letter of the text.
    """
    s = np.array([*before[-k:], *text])
    ends = np.arange(k, len(s), 3)
    x = torch.tensor(np.stack([s[ends - k + j] for j in range(k)]))
    net.eval()
    with torch.no_grad():
        h, _ = net.rnn(net.embedding(x))
        log_p = net.readout(h[-1]).log_softmax(dim=1).numpy()
    return bits(log_p[np.arange(len(ends)), s[ends]])


def written(model, letters: Vocabulary, text: str, temperature: float) -> dict:
    """Let a model write 3,000 letters; return the first, and what they are like.

    words: the share of words that occur in the text; copied: the share of all pieces of
    20 letters that do.
    """
    rng = np.random.default_rng(5)
    prompt = letters.encode(PROMPT)
    new = go_on(model, prompt, 3000, temperature=temperature, rng=rng)
    sample = "".join(letters.tokens[k] for k in new)
    known, words = (set(re.findall("[A-Za-z]+", s)) for s in (text, sample))
    words = re.findall("[A-Za-z]+", sample)
    pieces = [sample[k : k + 20] for k in range(len(sample) - 19)]
    return {
        "sample": sample[:300],
        "words": round(float(np.mean([w in known for w in words])), 3),
        "copied": round(float(np.mean([piece in text for piece in pieces])), 3),
    }


def run(dropout: float, seed: int) -> dict:
    """Train, mix, measure and write."""
    letters, train, valid, test = numbered()
    text = load_ferry().train
    counting = counted(train, valid, len(letters))
    pairs = ((valid, train[-BEFORE:]), (test, valid[-BEFORE:]))
    by_order = {
        n: [text_scores(model, part, before=b) for part, b in pairs]
        for n, model in counting.items()
    }
    order = min(by_order, key=lambda n: bits(by_order[n][0]))
    net = Network(len(letters), dropout, seed)
    stages = [{"epoch": 0, **written(net, letters, text, 1.0)}]

    def see(epoch: int) -> None:
        stages.append({"epoch": epoch, **written(net, letters, text, 1.0)})

    curve, best = learn(net, train, valid, EPOCHS[dropout], see)
    stages.append({"epoch": best, **written(net, letters, text, 1.0)})
    own = [text_scores(net, part, before=b) for part, b in pairs]
    share = min(
        np.linspace(0.05, 0.95, 19),
        key=lambda a: bits(mixed(own[0], by_order[order][0], a)),
    )
    mixture = mixed(own[1], by_order[order][1], share)
    return {
        "order": order,
        "discount": counting[order].discount,
        "counting": round(bits(by_order[order][1]), 4),
        "by_order": [round(bits(by_order[n][1]), 4) for n in ORDERS],
        "lstm": round(bits(own[1]), 4),
        "share": round(float(share), 2),
        "mixture": round(bits(mixture), 4),
        "best_epoch": best,
        "valid": [round(b, 3) for b in curve],
        "looks": [round(looking_back(net, test, valid[-BEFORE:], k), 4) for k in LOOKS],
        "stages": stages,
        "temperatures": [
            {"temperature": t, **written(net, letters, text, t)} for t in TEMPERATURES
        ],
        "counting_writes": [
            {"temperature": t, **written(counting[order], letters, text, t)}
            for t in TEMPERATURES
        ],
    }
