"""Attention: a decoder looks back at everything the encoder saw, in PyTorch.

Chapter: attention. Twin: course_lib/scratch/sequences/attention.py.
"""

import math

import numpy as np
import torch
from torch import Tensor
from torch.nn import Module

from ...scratch.sequences.attention import check_attention, draw
from ..module import parameter
from ..recurrent.unroll import still_going


class Attention(Module):
    """Base of both kinds: weights from scores, contexts from weights.

        w_tn = softmax over s of e_tns, e = -inf behind the end   (eq-attention-weights)
        c_tn = sum_s w_tns m_sn                                   (eq-attention-context)

    A subclass has the scores e. The weights of the latest call stay in ``weights``
    (T, N, S), for pictures.

    Shapes: queries q (T, N, Q), memory m (S, N, M), lengths of the memories (N,) or
    None -> contexts c (T, N, M).
    Raises: ValueError for other shapes or lengths.
    """

    weights: Tensor | None = None

    def __init__(self):
        super().__init__()

    def score(self, q: Tensor, m: Tensor) -> Tensor:
        """Return e (N, T, S) of queries (N, T, Q) and memories (N, S, M)."""
        raise NotImplementedError(f"{type(self).__name__} has no score")

    def forward(
        self, queries: Tensor, memory: Tensor, lengths: Tensor | None = None
    ) -> Tensor:
        check_attention(self, queries, memory)
        there = still_going(lengths, memory, type(self).__name__)
        q, m = queries.transpose(0, 1), memory.transpose(0, 1)
        e = self.score(q, m)
        if there is not None:
            e = e.masked_fill(~there.permute(1, 2, 0), -torch.inf)
        w = e.softmax(dim=2)  # eq-attention-weights
        self.weights = w.detach().transpose(0, 1)
        return (w @ m).transpose(0, 1)  # eq-attention-context


class DotProductAttention(Attention):
    """Scores are products of query and memory (Luong et al., 2015).

        e_ts = q_t . m_s / sqrt(M) if scaled, else without the root     (eq-dot-score)

    The root is that of Vaswani et al. (2017). There are no weights to learn; all else
    is as in Attention.

    Shapes: queries (T, N, M), memory (S, N, M), lengths (N,) or None -> (T, N, M).
    Raises: ValueError for other shapes or lengths.
    """

    def __init__(self, scaled: bool = True):
        super().__init__()
        self.scaled = scaled

    def score(self, q: Tensor, m: Tensor) -> Tensor:
        scale = 1 / math.sqrt(m.shape[2]) if self.scaled else 1.0
        return q @ m.transpose(1, 2) * scale  # eq-dot-score


class AdditiveAttention(Attention):
    """Scores come from a small network of query and memory (Bahdanau et al., 2015).

        a_ts = tanh(W q_t + U m_s),   e_ts = v . a_ts      (eq-additive-score)

    All else as in Attention.

    Shapes: queries (T, N, Q), memory (S, N, M), lengths (N,) or None -> (T, N, M).
    Parameters: query_weight W (H, Q), memory_weight U (H, M), score_weight v (H,).
    Raises: ValueError for other shapes or lengths.
    """

    def __init__(
        self,
        query_size: int,
        memory_size: int,
        hidden_size: int,
        *,
        rng: np.random.Generator,
    ):
        super().__init__()
        for name, array in draw(query_size, memory_size, hidden_size, rng).items():
            setattr(self, name, parameter(array))

    def score(self, q: Tensor, m: Tensor) -> Tensor:
        W, U, v = self.query_weight, self.memory_weight, self.score_weight
        a = torch.tanh((q @ W.T)[:, :, None] + (m @ U.T)[:, None])
        return a @ v  # eq-additive-score
