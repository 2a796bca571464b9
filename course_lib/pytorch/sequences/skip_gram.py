"""Vectors that predict the words around a word, in PyTorch.

Chapter: word-vectors. Twin: course_lib/scratch/sequences/skip_gram.py.
"""

import numpy as np
import torch
from torch import Tensor
from torch.nn import Module, functional

from ...scratch.sequences.skip_gram import check_pairs, check_sizes
from .embedding import Embedding


class SkipGram(Module):
    """Skip-gram with negative sampling, network and loss in one (Mikolov et al., 2013).

        s_n0 = v(center) . u(context),   s_nj = v(center) . u(negative j)
                                                                  (eq-skip-gram-score)
        J = -1/N sum_n [log sigmoid(s_n0) + sum_j log sigmoid(-s_nj)]     (eq-sgns)

    Shapes: integers centers (N,), contexts (N,), negatives (N, k) -> scalar J.
    Parameters: center.weight and context.weight, both (vocabulary_size, D); the first
    drawn from N(0, 1/D), the second zero.
    Raises: ValueError for other shapes or numbers that no word has, TypeError for
    numbers that are not whole.
    """

    def __init__(
        self, vocabulary_size: int, embedding_size: int, *, rng: np.random.Generator
    ):
        super().__init__()
        sizes = check_sizes(vocabulary_size, embedding_size, rng)
        self.center = Embedding(*sizes, rng=rng)
        self.context = Embedding(*sizes, rng=rng)
        self.center.weight.data /= np.sqrt(sizes[1])
        self.context.weight.data *= 0

    def forward(self, centers: Tensor, contexts: Tensor, negatives: Tensor) -> Tensor:
        check_pairs(centers, contexts, negatives)
        others = torch.cat([contexts[:, None], negatives], dim=1)
        v, u = self.center(centers), self.context(others)
        s = torch.einsum("nd,njd->nj", v, u)  # eq-skip-gram-score
        signs = torch.cat([s[:, :1], -s[:, 1:]], dim=1)
        return -functional.logsigmoid(signs).sum(dim=1).mean()  # eq-sgns
