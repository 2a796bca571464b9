"""Tokens and their numbers, and batches of sentences of unequal length.

Chapters: word-vectors to slot-filling. Both halves read the same numbers.
"""

from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np

from .initialization import check_size

SPECIAL = ("<pad>", "<start>", "<end>", "<unk>")
PAD, START, END, UNK = range(4)


class Vocabulary:
    """A number for each token; 0 to 3 are padding, start, end and unknown.

    Tokens are any strings: words, letters. The most frequent ones come first; those of
    one frequency in the order of the alphabet.

    Args: sentences, lists of tokens; a string counts as a list of its letters. least,
    how often a token must occur to get a number; rarer ones are <unk>.
    Raises: ValueError if there is nothing to number, TypeError for tokens that are no
    strings.
    """

    def __init__(self, sentences: Iterable[Sequence[str]], *, least: int = 1):
        check_size(least, "Vocabulary", "least")
        counts = Counter(token for sentence in sentences for token in sentence)
        for token in counts:
            if not isinstance(token, str):
                raise TypeError(f"Vocabulary expected tokens to be str, got {token!r}")
        counts = {t: n for t, n in counts.items() if n >= least and t not in SPECIAL}
        if not counts:
            raise ValueError(
                "Vocabulary expected sentences with tokens that occur at least "
                f"{least} time(s), got none"
            )
        self.tokens = [*SPECIAL, *sorted(counts, key=lambda t: (-counts[t], t))]
        self._number = {token: k for k, token in enumerate(self.tokens)}

    def __len__(self) -> int:
        return len(self.tokens)

    def __contains__(self, token: str) -> bool:
        return token in self._number

    def __getitem__(self, token: str) -> int:
        """Return the number of a token, that of <unk> if it has none."""
        return self._number.get(token, UNK)

    def encode(self, tokens: Sequence[str]) -> list[int]:
        """Return the numbers of the tokens of one sentence."""
        return [self[token] for token in tokens]

    def decode(self, numbers: Iterable[int]) -> list[str]:
        """Return the tokens up to the end, without padding and start.

        Raises: ValueError for a number that no token has.
        """
        tokens = []
        for k in numbers:
            if k == END:
                break
            if not 0 <= k < len(self):
                raise ValueError(
                    f"Vocabulary.decode expected numbers from 0 to {len(self) - 1}, "
                    f"got {k}"
                )
            if k not in (PAD, START):
                tokens.append(self.tokens[k])
        return tokens


def pad(sequences: Sequence[Sequence[int]]) -> tuple[np.ndarray, np.ndarray]:
    """Put sequences of unequal length side by side, with PAD behind the end.

    Shapes: N lists of up to T numbers -> (T, N), lengths (N,).
    Raises: ValueError if there is no sequence or one is empty.
    """
    lengths = np.array([len(s) for s in sequences], dtype=int)
    if not len(lengths) or not lengths.min():
        raise ValueError(
            f"pad expected sequences of at least one number, got lengths {lengths}"
        )
    x = np.full((lengths.max(), len(lengths)), PAD)
    for n, sequence in enumerate(sequences):
        x[: lengths[n], n] = sequence
    return x, lengths


def shifted(
    sequences: Sequence[Sequence[int]],
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return what a decoder reads, what it shall say, and the lengths of both.

    It reads START, s_1, ..., s_n and shall say s_1, ..., s_n, END.

    Shapes: N lists of up to T - 1 numbers -> (T, N), (T, N), (N,). PAD stands behind
    the end; SequenceLoss leaves it out by the lengths.
    """
    inputs, lengths = pad([[START, *s] for s in sequences])
    targets, _ = pad([[*s, END] for s in sequences])
    return inputs, targets, lengths
