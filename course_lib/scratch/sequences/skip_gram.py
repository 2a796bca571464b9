"""Vectors that predict the words around a word, from scratch.

Chapter: word-vectors. Twin: course_lib/pytorch/sequences/skip_gram.py.
"""

import numpy as np

from ...initialization import check_rng, check_size
from ..feedforward.activations import sigmoid
from ..module import Module
from .embedding import Embedding


class SkipGram(Module):
    """Skip-gram with negative sampling, network and loss in one (Mikolov et al., 2013).

        s_n0 = v(center) . u(context),   s_nj = v(center) . u(negative j)
                                                                  (eq-skip-gram-score)
        J   = -1/N sum_n [log sigmoid(s_n0) + sum_j log sigmoid(-s_nj)]   (eq-sgns)
        ds  = (sigmoid(s) - t) / N,   t = 1 for the context, else 0    (eq-sgns-ds)
        dv_n = sum_j ds_nj u_nj,   du_nj = ds_nj v_n                   (eq-sgns-grad)

    Shapes: integers centers (N,), contexts (N,), negatives (N, k) -> scalar J. Back:
    nothing, since words have no gradient; those of both tables are added.
    Parameters: center.weight and context.weight, both (vocabulary_size, D); the first
    drawn from N(0, 1/D), the second zero.
    Raises: ValueError for other shapes or numbers that no word has, TypeError for
    numbers that are not whole.
    """

    def __init__(
        self, vocabulary_size: int, embedding_size: int, *, rng: np.random.Generator
    ):
        sizes = check_sizes(vocabulary_size, embedding_size, rng)
        self.center = Embedding(*sizes, rng=rng)
        self.context = Embedding(*sizes, rng=rng)
        self.center.weight.data /= np.sqrt(sizes[1])
        self.context.weight.data *= 0

    def forward(
        self, centers: np.ndarray, contexts: np.ndarray, negatives: np.ndarray
    ) -> float:
        others = together(*map(np.asarray, (centers, contexts, negatives)))
        v, u = self.look_up(centers, others)
        s = np.einsum("nd,njd->nj", v, u)  # eq-skip-gram-score
        self.save(v, u, s)
        s = np.concatenate([s[:, :1], -s[:, 1:]], axis=1)
        return np.logaddexp(0, -s).sum(axis=1).mean()  # eq-sgns

    def backward(self, dloss: float = 1.0) -> None:
        v, u, s = self.saved()
        ds = sigmoid(s)
        ds[:, 0] -= 1
        ds *= dloss / len(s)  # eq-sgns-ds
        self.context.backward(ds[:, :, None] * v[:, None])  # eq-sgns-grad, du
        self.center.backward(np.einsum("nj,njd->nd", ds, u))  # eq-sgns-grad, dv

    def look_up(self, centers: np.ndarray, others: np.ndarray):
        """Return v (N, D) and u (N, 1 + k, D), or save nothing if a word is wrong."""
        v = self.center(centers)
        try:
            return v, self.context(others)
        except (TypeError, ValueError):
            self.center.saved()
            raise


def together(centers, contexts, negatives) -> np.ndarray:
    """Return contexts and negatives side by side, (N, 1 + k), after checking shapes."""
    check_pairs(centers, contexts, negatives)
    return np.concatenate([contexts[:, None], negatives], axis=1)


def check_sizes(vocabulary_size: int, embedding_size: int, rng) -> tuple[int, int]:
    """Return both sizes after checking them and the generator, for either half."""
    check_rng(rng, "SkipGram")
    return (
        check_size(vocabulary_size, "SkipGram", "vocabulary_size"),
        check_size(embedding_size, "SkipGram", "embedding_size"),
    )


def check_pairs(centers, contexts, negatives) -> None:
    """Complain unless the shapes are (N,), (N,) and (N, k), for either half."""
    shapes = [tuple(a.shape) for a in (centers, contexts, negatives)]
    if (
        len(shapes[0]) != 1
        or shapes[1] != shapes[0]
        or len(shapes[2]) != 2
        or shapes[2][:1] != shapes[0]
        or 0 in shapes[2]
    ):
        raise ValueError(
            "SkipGram expected centers (N,), contexts (N,) and negatives (N, k), "
            f"got {shapes[0]}, {shapes[1]} and {shapes[2]}"
        )
