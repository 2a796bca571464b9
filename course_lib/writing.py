"""Let a language model write: draw a token, read it, draw the next.

Chapter: language-model. For networks and for counting models alike.
"""

from collections.abc import Sequence

import numpy as np

from .decoding import as_array
from .initialization import check_rng, check_size
from .perplexity import reading
from .vocabulary import END, PAD, START, UNK


def tempered(log_p: np.ndarray, temperature: float) -> np.ndarray:
    """Return p^(1/temperature), divided by its sum; the largest alone at 0.

        q(w) = p(w)^(1/T) / sum_v p(v)^(1/T)      (eq-temperature)

    Shapes: log-probabilities (N, K) -> probabilities (N, K).
    Raises: ValueError for a temperature below 0.
    """
    if not temperature >= 0:
        raise ValueError(f"tempered expected a temperature >= 0, got {temperature}")
    if temperature == 0:
        return np.eye(log_p.shape[1])[log_p.argmax(axis=1)]
    q = np.exp((log_p - log_p.max(axis=1, keepdims=True)) / temperature)
    return q / q.sum(axis=1, keepdims=True)  # eq-temperature


def draw(log_p, temperature: float, rng, banned: tuple[int, ...]) -> np.ndarray:
    """Draw one token of each row (N,), none of the banned ones."""
    log_p = as_array(log_p).astype(float)
    log_p[:, banned] = -np.inf
    up_to = tempered(log_p, temperature).cumsum(axis=1)
    where = rng.random((len(up_to), 1)) * up_to[:, -1:]
    return (up_to <= where).sum(axis=1)


def write(
    model, n: int, *, temperature: float = 1.0, max_length: int, rng
) -> list[list[int]]:
    """Write n sentences, each until END or max_length tokens."""
    check_size(n, "write", "n")
    check_size(max_length, "write", "max_length")
    check_rng(rng, "write")
    written, tokens = [], np.full(n, START)
    with reading(model):
        state = model.begin(n)
        for _ in range(max_length):
            log_p, state = model.next(tokens, state)
            tokens = draw(log_p, temperature, rng, (PAD, START, UNK))
            written.append(tokens)
    columns = np.array([*written, np.full(n, END)]).T
    return [c[: np.argmax(c == END)].tolist() for c in columns]


def go_on(
    model, prompt: Sequence[int], length: int, *, temperature: float = 1.0, rng
) -> list[int]:
    """Read the prompt, then write that many tokens of text without END.

    Raises: ValueError if the prompt is empty.
    """
    check_size(length, "go_on", "length")
    check_rng(rng, "go_on")
    if not len(prompt):
        raise ValueError("go_on expected a prompt of at least one token, got none")
    tokens = list(prompt)
    with reading(model):
        state = model.begin(1)
        for token in prompt[:-1]:
            _, state = model.next(np.array([token]), state)
        for _ in range(length):
            log_p, state = model.next(np.array(tokens[-1:]), state)
            tokens += draw(log_p, temperature, rng, (PAD, START, END, UNK)).tolist()
    return tokens[len(prompt) :]
