"""A vector for each token, from scratch.

Chapter: word-vectors. Twin: course_lib/pytorch/sequences/embedding.py.
"""

import numpy as np

from ...initialization import check_rng, check_size
from ..module import Module, Parameter


class Embedding(Module):
    """Rows of a matrix, looked up by number (Bengio et al., 2003).

        y  = E[x], the product of one-hot rows with E                 (eq-embedding)
        dE[k] = sum of dy over all places that hold the token k      (eq-embedding-grad)

    Shapes: integers x (...) -> y (..., embedding_dim).
    Parameters: weight E (num_embeddings, embedding_dim), drawn from N(0, 1), as
    torch.nn.Embedding does.
    Raises: ValueError for numbers outside 0..num_embeddings-1, TypeError for numbers
    that are not whole.
    """

    def __init__(
        self, num_embeddings: int, embedding_dim: int, *, rng: np.random.Generator
    ):
        sizes = check_sizes(num_embeddings, embedding_dim, rng)
        self.num_embeddings, self.embedding_dim = sizes
        self.weight = Parameter(rng.standard_normal(sizes))

    def forward(self, x: np.ndarray) -> np.ndarray:
        x = np.asarray(x)
        check_tokens(x, self.num_embeddings, "Embedding")
        self.save(x)
        return self.weight.data[x]  # eq-embedding

    def backward(self, dy: np.ndarray) -> None:
        (x,) = self.saved()
        dE = self.weight.grad
        add_rows(dE, x.reshape(-1), dy.reshape(-1, dy.shape[-1]))  # eq-embedding-grad


def add_rows(matrix: np.ndarray, numbers: np.ndarray, rows: np.ndarray) -> None:
    """Add each row to the row of the matrix with its number; numbers may repeat.

    Rows of one number are summed first, in runs of a sorted copy: several times faster
    than np.add.at. With matrix[numbers] += rows, only one of them would count.
    """
    order = np.argsort(numbers, kind="stable")
    numbers = numbers[order]
    starts = np.flatnonzero(np.r_[True, numbers[1:] != numbers[:-1]])
    matrix[numbers[starts]] += np.add.reduceat(rows[order], starts, axis=0)


def check_sizes(num_embeddings: int, embedding_dim: int, rng) -> tuple[int, int]:
    """Return both sizes after checking them and the generator, for either half."""
    check_rng(rng, "Embedding")
    return (
        check_size(num_embeddings, "Embedding", "num_embeddings"),
        check_size(embedding_dim, "Embedding", "embedding_dim"),
    )


def check_tokens(x: np.ndarray, size: int, who: str) -> None:
    """Complain unless x holds whole numbers from 0 to size - 1, at least one."""
    if not np.issubdtype(x.dtype, np.integer):
        raise TypeError(f"{who} expected whole numbers (tokens), got {x.dtype}")
    if not x.size:
        raise ValueError(f"{who} expected at least one token, got shape {x.shape}")
    if x.min() < 0 or x.max() >= size:
        raise ValueError(
            f"{who} expected tokens from 0 to {size - 1}, got {x.min()} to {x.max()}"
        )
