"""Writing with a trained network: the best next token, or the best sentence.

Chapter: encoder-decoder. One file for both halves: a model has ``begin``, ``next`` and
``select`` (see Seq2Seq), and its log-probabilities become NumPy arrays here.
"""

import contextlib

import numpy as np

from .initialization import check_size
from .vocabulary import END, START


def greedy(model, source, lengths=None, *, max_length: int) -> list[list[int]]:
    """Write the likeliest next token, again and again, until END.

        y_t = argmax_k log p(k | y_1, ..., y_{t-1}, x)      (eq-greedy)

    Shapes: source as the model's encoder reads it, N of them -> N lists of tokens,
    without START and END, of at most max_length tokens.
    """
    check_size(max_length, "greedy", "max_length")
    with evaluating(model):
        state = model.begin(source, lengths)
        N = len(as_array(state[0]))
        tokens, written = np.full(N, START), []
        going = np.ones(N, bool)
        for _ in range(max_length):
            log_p, state = model.next(tokens, state)
            tokens = as_array(log_p).argmax(axis=1)  # eq-greedy
            going &= tokens != END
            if not going.any():
                break
            written.append(np.where(going, tokens, END))
    return [[int(k) for k in s if k != END] for s in np.array(written).T] or [
        [] for _ in range(N)
    ]


def beam_search(
    model,
    source,
    lengths=None,
    *,
    width: int,
    max_length: int,
    length_power: float = 1.0,
) -> list[list[int]]:
    """Keep the ``width`` best beginnings of each sentence; return the best ended one.

        score(y) = 1/n^alpha sum_t log p(y_t | y_1, ..., y_{t-1}, x)    (eq-beam-score)

    n counts END. With alpha = length_power = 0 short sentences win, as tokens cost.
    Beginnings of one length are compared by their sums. The search of a sentence stops
    when ``width`` of them have ended; after max_length tokens, all are made to end.

    Shapes: as greedy.
    Raises: ValueError or TypeError for a bad width or length.
    """
    check_size(width, "beam_search", "width")
    check_size(max_length, "beam_search", "max_length")
    with evaluating(model):
        state = model.begin(source, lengths)
        return [
            best_sentence(
                model,
                model.select(state, np.array([n])),
                width,
                max_length,
                length_power,
            )
            for n in range(len(as_array(state[0])))
        ]


def best_sentence(
    model, state, width: int, max_length: int, length_power: float
) -> list[int]:
    """Search one sentence; ``state`` is that of a batch of one."""
    beams, sums, tokens = [[]], np.zeros(1), np.array([START])
    ended = []  # pairs of score and sentence
    for n in range(1, max_length + 2):
        log_p, state = model.next(tokens, state)
        totals = sums[:, None] + as_array(log_p)
        if n > max_length:  # nothing but END may follow
            totals[:, np.arange(totals.shape[1]) != END] = -np.inf
        best = np.argsort(-totals, axis=None, kind="stable")[:width]
        rows, tokens = np.divmod(best, totals.shape[1])
        sums = totals[rows, tokens]
        for row, token, total in zip(rows, tokens, sums, strict=True):
            if token == END and np.isfinite(total):
                ended.append((total / n**length_power, beams[row]))  # eq-beam-score
        going = tokens != END
        if len(ended) >= width or n > max_length or not going.any():
            break
        rows, tokens, sums = rows[going], tokens[going], sums[going]
        beams = [[*beams[row], int(k)] for row, k in zip(rows, tokens, strict=True)]
        state = model.select(state, rows)
    return max(ended, key=lambda pair: pair[0])[1]


@contextlib.contextmanager
def evaluating(model):
    """Within this block the model is in evaluation mode and saves nothing."""
    if hasattr(model, "named_modules"):  # PyTorch's
        import torch

        no_grad = torch.no_grad
    else:
        from .scratch.module import no_grad
    training = model.training
    model.eval()
    try:
        with no_grad():
            yield
    finally:
        model.train(training)


def as_array(x) -> np.ndarray:
    """Return a NumPy array or tensor as a NumPy array."""
    return x if isinstance(x, np.ndarray) else x.detach().cpu().numpy()
