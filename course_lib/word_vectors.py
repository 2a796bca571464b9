"""From sentences to vectors of words, by counting and by prediction, and back to words.

Chapter: word-vectors. Words are numbers here, those of a Vocabulary.
"""

from collections.abc import Callable, Sequence

import numpy as np

from .history import History, progress_bar
from .initialization import check_rng, check_size


def context_pairs(
    sentences: Sequence[Sequence[int]], window: int
) -> tuple[np.ndarray, np.ndarray]:
    """Return every word with every word at most ``window`` places away (eq-window).

    A sentence ends at its end: no pair reaches into the next one.

    Shapes: lists of numbers -> centers (M,), contexts (M,).
    Raises: ValueError if window is less than 1 or no sentence has two words.
    """
    check_size(window, "context_pairs", "window")
    words = np.array([w for s in sentences for w in s], dtype=int)
    which = np.repeat(np.arange(len(sentences)), [len(s) for s in sentences])
    centers, contexts = [], []
    for k in range(1, window + 1):
        together = which[k:] == which[:-k]  # one sentence
        left, right = words[:-k][together], words[k:][together]
        centers += [left, right]
        contexts += [right, left]
    if not sum(map(len, centers)):
        raise ValueError("context_pairs expected a sentence of at least two words")
    return np.concatenate(centers), np.concatenate(contexts)


def cooccurrences(pairs: tuple[np.ndarray, np.ndarray], size: int) -> np.ndarray:
    """Count how often each word (row) has each context (column): (size, size)."""
    centers, contexts = pairs
    counts = np.bincount(centers * size + contexts, minlength=size * size)
    return counts.reshape(size, size)


def noise_distribution(counts: np.ndarray, power: float = 0.75) -> np.ndarray:
    """Return probabilities in proportion to counts to a power (eq-noise)."""
    weights = np.where(counts > 0, counts, 0).astype(float) ** power
    weights[counts <= 0] = 0  # 0 ** 0 would be 1
    return weights / weights.sum()


def pmi(counts: np.ndarray) -> np.ndarray:
    """Return log p(w, c) / (p(w) p(c)) of a table of counts (eq-pmi).

    Pairs that never occurred have minus infinity.
    """
    counts = np.asarray(counts, dtype=float)
    expected = counts.sum(1, keepdims=True) * counts.sum(0) / counts.sum()
    with np.errstate(divide="ignore"):
        return np.log(counts, where=counts > 0, out=np.full(counts.shape, -np.inf)) - (
            np.log(np.where(expected > 0, expected, 1))
        )


def ppmi(counts: np.ndarray, shift: float = 1.0) -> np.ndarray:
    """Return max(PMI - log shift, 0); without evidence, no association (eq-ppmi)."""
    return np.maximum(pmi(counts) - np.log(shift), 0)


def svd_vectors(matrix: np.ndarray, size: int) -> np.ndarray:
    """Return U sqrt(S), the best vectors of that size for the matrix (eq-svd-vectors).

    Shapes: matrix (V, V) -> (V, size).
    """
    U, S, _ = np.linalg.svd(matrix)
    return U[:, :size] * np.sqrt(S[:size])


def pair_sampler(
    pairs: tuple[np.ndarray, np.ndarray],
    noise: np.ndarray,
    *,
    batch_size: int,
    negatives: int,
    rng: np.random.Generator,
) -> Callable[[], tuple[np.ndarray, np.ndarray, np.ndarray]]:
    """Return a function that draws (centers, contexts, negatives) for one step.

    Shapes: (batch_size,), (batch_size,), (batch_size, negatives).
    """
    check_rng(rng, "pair_sampler")
    centers, contexts = pairs
    edges = np.cumsum(noise)
    edges /= edges[-1]

    def sample():
        places = rng.integers(len(centers), size=batch_size)
        drawn = np.searchsorted(
            edges, rng.random((batch_size, negatives)), side="right"
        )
        return centers[places], contexts[places], drawn

    return sample


def train_skip_gram(model, optimizer, sample: Callable, *, steps: int) -> list[float]:
    """Train either half's SkipGram on what ``sample()`` draws; return the losses."""
    check_size(steps, "train_skip_gram", "steps")
    by_hand = hasattr(model, "backward")
    history = History()
    for _ in progress_bar(steps, history, "step"):
        drawn = sample()
        if not by_hand:
            from torch import from_numpy

            drawn = map(from_numpy, drawn)
        optimizer.zero_grad()
        J = model(*drawn)
        model.backward() if by_hand else J.backward()
        optimizer.step()
        history.train_loss.append(J.item())
    return history.train_loss


def unit_rows(vectors: np.ndarray) -> np.ndarray:
    """Scale each row to length 1; a row of zeros stays."""
    vectors = np.asarray(vectors, dtype=float)
    norms = np.linalg.norm(vectors, axis=1, keepdims=True)
    return vectors / np.where(norms > 0, norms, 1)


def nearest(vectors: np.ndarray, word: int, n: int = 5) -> list[tuple[int, float]]:
    """Return the n other words with the largest cosine, each with it (eq-cosine)."""
    unit = unit_rows(vectors)
    cosines = unit @ unit[word]
    cosines[word] = -np.inf
    return [(int(k), float(cosines[k])) for k in np.argsort(-cosines)[:n]]


def analogies(
    vectors: np.ndarray, questions: np.ndarray, *, exclude: bool = True
) -> np.ndarray:
    """Answer "a is to b as c is to ?" by the word nearest to b - a + c (eq-analogy).

    Shapes: vectors (V, D), questions (Q, 3) or (Q, 4), numbers a, b, c -> answers (Q,).
    Args: exclude, whether a, b and c themselves may not be the answer; they are not, as
    is usual.
    """
    unit, questions = unit_rows(vectors), np.asarray(questions)
    a, b, c = questions[:, :3].T
    cosines = unit_rows(unit[b] - unit[a] + unit[c]) @ unit.T  # eq-analogy
    if exclude:
        cosines[np.arange(len(questions))[:, None], questions[:, :3]] = -np.inf
    return cosines.argmax(axis=1)


def accuracy(
    vectors: np.ndarray, questions: np.ndarray, *, exclude: bool = True
) -> float:
    """Return the share of questions (Q, 4) whose answer is the fourth word."""
    answers = analogies(vectors, questions, exclude=exclude)
    return float((answers == np.asarray(questions)[:, 3]).mean())


def principal_components(x: np.ndarray, n: int = 2) -> tuple[np.ndarray, np.ndarray]:
    """Return coordinates along the n directions of most variance, and their shares.

    (eq-pca)

    Shapes: x (N, D) -> (N, n), (n,).
    """
    x = x - x.mean(axis=0)
    U, S, _ = np.linalg.svd(x, full_matrices=False)
    return U[:, :n] * S[:n], S[:n] ** 2 / (S**2).sum()
