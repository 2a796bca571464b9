"""Language models that count: how often did each token follow the last few?

Chapter: language-model. They speak as dl.LanguageModel does: ``begin`` and ``next``.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence

import numpy as np

from .initialization import check_size
from .vocabulary import END, START


class Counts:
    """How often each token followed each context of up to ``longest`` tokens.

    ``raw[context]`` are the tokens seen behind a context and how often.
    ``kinds[context]`` are the same tokens, each with the number of different tokens
    that were seen in front of context and token together; a context that begins with
    START has nothing in front, and keeps its raw counts.

    Args: sequences, lists of tokens; size, that of the vocabulary; longest context;
    whole, False for pieces of a text, which have neither START nor END.
    """

    def __init__(
        self,
        sequences: Sequence[Sequence[int]],
        size: int,
        longest: int,
        *,
        whole: bool = True,
    ):
        self.size = check_size(size, "Counts", "size")
        self.longest = check_size(longest, "Counts", "longest", least=0)
        self.whole = whole
        raw, kinds = defaultdict(Counter), defaultdict(Counter)
        for sequence in sequences:
            s = (START, *sequence, END) if whole else tuple(sequence)
            for t in range(int(whole), len(s)):
                for first in range(max(0, t - longest), t + 1):
                    context = s[first:t]
                    raw[context][s[t]] += 1
                    if context and raw[context][s[t]] == 1:
                        kinds[context[1:]][s[t]] += 1
        kinds.update({c: n for c, n in raw.items() if c[:1] == (START,)})
        self.raw, self.kinds = pack(raw), pack(kinds)


def pack(table: dict) -> dict:
    """Turn the counters into pairs of arrays, tokens and counts."""
    return {
        context: (np.array(list(c)), np.array(list(c.values()), float))
        for context, c in table.items()
    }


class NGram:
    """Base: the next token depends on the ``order`` - 1 tokens before it.

    Args: counts, of contexts that are long enough.
    """

    def __init__(self, counts: Counts, order: int):
        self.order = check_size(order, type(self).__name__, "order")
        if order - 1 > counts.longest:
            raise ValueError(
                f"{type(self).__name__} of order {order} expected counts with contexts "
                f"of {order - 1} tokens, got {counts.longest}"
            )
        self.counts, self.known = counts, {}

    def probabilities(self, context: tuple[int, ...]) -> np.ndarray:
        """Return p (size,) of the next token, given the tokens before it."""
        context = tuple(context)[max(0, len(context) - self.order + 1) :]
        if context not in self.known:
            self.known[context] = self.distribution(context)
        return self.known[context]

    def distribution(self, context: tuple[int, ...]) -> np.ndarray:
        raise NotImplementedError(f"{type(self).__name__} has no distribution")

    def uniform(self) -> np.ndarray:
        """Return the same probability for all that can be said: not PAD, not START."""
        first = END if self.counts.whole else END + 1
        p = np.zeros(self.counts.size)
        p[first:] = 1 / (self.counts.size - first)
        return p

    def log_p(self, tokens: Sequence[int], before: Sequence[int]) -> np.ndarray:
        """Return log p of each token, given those in front of it."""
        s, first = (*before, *tokens), len(before)
        keep = max(self.order - 1, 1)
        with np.errstate(divide="ignore"):
            return np.log(
                [
                    self.probabilities(s[max(0, t - keep) : t])[s[t]]
                    for t in range(first, len(s))
                ]
            )

    def begin(self, batch: int) -> list[tuple[int, ...]]:
        """Return the state before the first token: no token seen."""
        return [()] * batch

    def next(self, tokens, state: list) -> tuple[np.ndarray, list]:
        """Read tokens (N,); return the next log-probabilities (N, K), and a state."""
        keep = max(self.order - 1, 1)
        state = [(*s, int(k))[-keep:] for s, k in zip(state, tokens, strict=True)]
        with np.errstate(divide="ignore"):
            return np.log([self.probabilities(s) for s in state]), state


class Uniform(NGram):
    """All tokens are equally probable: the ignorance that others are compared with."""

    def __init__(self, counts: Counts):
        super().__init__(counts, 1)

    def distribution(self, context: tuple[int, ...]) -> np.ndarray:
        return self.uniform()


class AddK(NGram):
    """Count, and give each token k for nothing (Laplace; Lidstone, 1920).

        p(w | u) = (c(u w) + k) / (c(u) + k V)      (eq-add-k)

    Args: k, more than 0.
    """

    def __init__(self, counts: Counts, order: int, k: float):
        super().__init__(counts, order)
        if not k > 0:
            raise ValueError(f"AddK expected k > 0, got {k}")
        self.k = k

    def distribution(self, context: tuple[int, ...]) -> np.ndarray:
        p = (self.uniform() > 0) * float(self.k)
        if context in self.counts.raw:
            tokens, counts = self.counts.raw[context]
            p[tokens] += counts
        return p / p.sum()  # eq-add-k


class KneserNey(NGram):
    """Interpolated Kneser-Ney smoothing (Kneser and Ney, 1995; Chen and Goodman, 1999).

        p(w | u) = max(c(u w) - d, 0) / c(u) + d m(u) / c(u) p(w | u')   (eq-kneser-ney)

    m(u) is the number of different tokens seen behind u, and u' is u without its first
    token. c counts occurrences if u has order - 1 tokens (or begins the sentence), and
    for the shorter contexts the different tokens in front of u w. Behind the empty
    context comes the uniform distribution.

    Args: discount d, from 0 to 1.
    """

    def __init__(self, counts: Counts, order: int, discount: float):
        super().__init__(counts, order)
        if not 0 < discount < 1:
            raise ValueError(f"KneserNey expected 0 < discount < 1, got {discount}")
        self.discount = discount

    def distribution(self, context: tuple[int, ...]) -> np.ndarray:
        shorter = self.probabilities(context[1:]) if context else self.uniform()
        table = self.counts.raw if self.is_full(context) else self.counts.kinds
        if context not in table:
            return shorter
        (tokens, counts), d = table[context], self.discount
        p = shorter * (d * len(tokens) / counts.sum())
        p[tokens] += np.maximum(counts - d, 0) / counts.sum()  # eq-kneser-ney
        return p

    def is_full(self, context: tuple[int, ...]) -> bool:
        return len(context) == self.order - 1


def tuned(models: list, score) -> tuple:
    """Return the model with the highest score on validation data, and that score."""
    scores = [score(model) for model in models]
    best = int(np.argmax(scores))
    return models[best], scores[best]
