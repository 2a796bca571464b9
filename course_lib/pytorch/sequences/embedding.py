"""A vector for each token, in PyTorch.

Chapter: word-vectors. Twin: course_lib/scratch/sequences/embedding.py.
"""

import numpy as np
import torch
from torch import Tensor
from torch.nn import Module, functional

from ...scratch.sequences.embedding import check_sizes
from ..module import parameter


class Embedding(Module):
    """Rows of a matrix, looked up by number (Bengio et al., 2003).

        y = E[x], the product of one-hot rows with E      (eq-embedding)

    Shapes: integers x (...) -> y (..., embedding_dim).
    Parameters: weight E (num_embeddings, embedding_dim), drawn from N(0, 1), as
    torch.nn.Embedding does.
    Raises: ValueError for numbers outside 0..num_embeddings-1, TypeError for numbers
    that are not whole.
    """

    def __init__(
        self, num_embeddings: int, embedding_dim: int, *, rng: np.random.Generator
    ):
        super().__init__()
        sizes = check_sizes(num_embeddings, embedding_dim, rng)
        self.num_embeddings, self.embedding_dim = sizes
        self.weight = parameter(rng.standard_normal(sizes))

    def forward(self, x: Tensor) -> Tensor:
        check_tokens(x, self.num_embeddings, "Embedding")
        return functional.embedding(x, self.weight)  # eq-embedding


def check_tokens(x: Tensor, size: int, who: str) -> None:
    """Complain unless x holds whole numbers from 0 to size - 1, at least one."""
    if x.is_floating_point() or x.dtype == torch.bool:
        raise TypeError(f"{who} expected whole numbers (tokens), got {x.dtype}")
    if not x.numel():
        raise ValueError(f"{who} expected at least one token, got {tuple(x.shape)}")
    if x.min() < 0 or x.max() >= size:
        raise ValueError(
            f"{who} expected tokens from 0 to {size - 1}, got {x.min()} to {x.max()}"
        )
