"""How well does a language model expect what comes? Scores and their means.

Chapter: language-model. For networks of both halves and for counting models alike: all
that is asked of a model is ``begin(batch)`` and ``next(tokens, state)``.
"""

from collections.abc import Iterable, Sequence

import numpy as np

from .decoding import as_array, evaluating
from .ngrams import NGram
from .vocabulary import END, START, shifted


def scores(model, sequences: Sequence[Sequence[int]]) -> list[np.ndarray]:
    """Return, for each sentence, log p of its tokens and of END.

    Their sum is log p of the sentence (eq-lm-chain). The right tokens are read,
    whatever the model would have said (teacher forcing).
    """
    if isinstance(model, NGram):
        return [model.log_p([*s, END], (START,)) for s in sequences]
    inputs, targets, lengths = shifted(sequences)
    found = np.empty(inputs.shape)
    with reading(model):
        state = model.begin(inputs.shape[1])
        for t, (read, said) in enumerate(zip(inputs, targets, strict=True)):
            log_p, state = model.next(read, state)
            found[t] = as_array(log_p)[np.arange(len(said)), said]
    return [found[:n, k] for k, n in enumerate(lengths)]


def text_scores(model, text: Sequence[int], *, before: Sequence[int]) -> np.ndarray:
    """Return log p of each token of a text, which goes on after ``before``.

    Raises: ValueError if one of them is empty.
    """
    if not len(text) or not len(before):
        raise ValueError(
            f"text_scores expected tokens to read and to score, got {len(before)} and "
            f"{len(text)}"
        )
    if isinstance(model, NGram):
        return model.log_p(text, before)
    tokens = np.array([*before, *text])[:, None]
    found = np.empty(len(tokens) - 1)
    with reading(model):
        state = model.begin(1)
        for t in range(len(found)):
            log_p, state = model.next(tokens[t], state)
            found[t] = as_array(log_p)[0, tokens[t + 1, 0]]
    return found[len(before) - 1 :]


def perplexity(found: np.ndarray | Iterable[np.ndarray]) -> float:
    """Return exp(-mean log p) over all tokens (eq-perplexity)."""
    return float(np.exp(-mean(found)))


def bits(found: np.ndarray | Iterable[np.ndarray]) -> float:
    """Return -mean log2 p, bits a token (eq-bits)."""
    return float(-mean(found) / np.log(2))


def mean(found: np.ndarray | Iterable[np.ndarray]) -> float:
    if isinstance(found, np.ndarray):
        return found.mean()
    return np.concatenate(list(found)).mean()


def reading(model):
    """Return a block in which a network neither drops nor saves anything."""
    if isinstance(model, NGram):
        return np.errstate()
    return evaluating(model)
