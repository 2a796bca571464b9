"""Attention: a decoder looks back at everything the encoder saw, from scratch.

Chapter: attention. Twin: course_lib/pytorch/sequences/attention.py.
"""

import math

import numpy as np

from ...initialization import check_rng, check_size, uniform
from ..module import Module, Parameter
from ..recurrent.unroll import still_going


class Attention(Module):
    """Base of both kinds: weights from scores, contexts from weights.

        w_tn = softmax over s of e_tns, e = -inf behind the end   (eq-attention-weights)
        c_tn = sum_s w_tns m_sn                                   (eq-attention-context)
        dw_tns = dc_tn . m_sn,   dm_sn = sum_t w_tns dc_tn             (eq-attention-dw)
        de = w * (dw - sum_s w dw)                                     (eq-attention-de)

    A subclass has the scores e: ``score`` and ``score_backward``. The weights of the
    latest call stay in ``weights`` (T, N, S), for pictures.

    Shapes: queries q (T, N, Q), memory m (S, N, M), lengths of the memories (N,) or
    None -> contexts c (T, N, M). Back: (dq, dm).
    Raises: ValueError for other shapes or lengths.
    """

    weights: np.ndarray | None = None

    def score(self, q: np.ndarray, m: np.ndarray) -> np.ndarray:
        """Return e (N, T, S) of queries (N, T, Q) and memories (N, S, M)."""
        raise NotImplementedError(f"{type(self).__name__} has no score")

    def score_backward(self, de: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return the gradients of queries (N, T, Q) and memories (N, S, M)."""
        raise NotImplementedError(f"{type(self).__name__} has no score_backward")

    def forward(
        self,
        queries: np.ndarray,
        memory: np.ndarray,
        lengths: np.ndarray | None = None,
    ) -> np.ndarray:
        queries, memory = np.asarray(queries), np.asarray(memory)
        check_attention(self, queries, memory)
        there = still_going(lengths, memory, type(self).__name__)
        q, m = batch_first(queries), batch_first(memory)
        e = self.score(q, m)
        if there is not None:
            e = np.where(batch_first(there).swapaxes(1, 2), e, -np.inf)
        w = np.exp(e - e.max(axis=2, keepdims=True))
        w /= w.sum(axis=2, keepdims=True)  # eq-attention-weights
        self.save(m, w)
        self.weights = w.swapaxes(0, 1)
        return (w @ m).swapaxes(0, 1)  # eq-attention-context

    def backward(self, dcontexts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        m, w = self.saved()
        dc = batch_first(dcontexts)
        dw = dc @ m.swapaxes(1, 2)  # eq-attention-dw
        de = w * (dw - (w * dw).sum(axis=2, keepdims=True))  # eq-attention-de
        dq, dm = self.score_backward(de)
        dm = dm + w.swapaxes(1, 2) @ dc  # eq-attention-dw
        return dq.swapaxes(0, 1), dm.swapaxes(0, 1)


class DotProductAttention(Attention):
    """Scores are products of query and memory (Luong et al., 2015).

        e_ts = q_t . m_s / sqrt(M) if scaled, else without the root     (eq-dot-score)
        dq_t = sum_s de_ts m_s / sqrt(M),  dm_s = sum_t de_ts q_t / sqrt(M)
                                                                     (eq-dot-score-grad)

    The root is that of Vaswani et al. (2017). There are no weights to learn; all else
    is as in Attention.

    Shapes: queries (T, N, M), memory (S, N, M), lengths (N,) or None -> (T, N, M).
    Raises: ValueError for other shapes or lengths.
    """

    def __init__(self, scaled: bool = True):
        self.scaled = scaled

    def score(self, q: np.ndarray, m: np.ndarray) -> np.ndarray:
        scale = 1 / math.sqrt(m.shape[2]) if self.scaled else 1.0
        self.save(q, m, scale)
        return q @ m.swapaxes(1, 2) * scale  # eq-dot-score

    def score_backward(self, de: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        q, m, scale = self.saved()
        de = de * scale
        return de @ m, de.swapaxes(1, 2) @ q  # eq-dot-score-grad


class AdditiveAttention(Attention):
    """Scores come from a small network of query and memory (Bahdanau et al., 2015).

        a_ts = tanh(W q_t + U m_s),   e_ts = v . a_ts               (eq-additive-score)
        dz_ts = de_ts v * (1 - a_ts^2),   dv = sum_ts de_ts a_ts    (eq-additive-dz)
        dq_t = W^T sum_s dz_ts,   dm_s = U^T sum_t dz_ts            (eq-additive-dq)
        dW = sum_t (sum_s dz_ts) q_t^T,  dU = sum_s (sum_t dz_ts) m_s^T
                                                                    (eq-additive-dw)

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
        for name, array in draw(query_size, memory_size, hidden_size, rng).items():
            setattr(self, name, Parameter(array))

    def score(self, q: np.ndarray, m: np.ndarray) -> np.ndarray:
        W, U = self.query_weight.data, self.memory_weight.data
        v = self.score_weight.data
        a = np.tanh((q @ W.T)[:, :, None] + (m @ U.T)[:, None])  # (N, T, S, H)
        self.save(q, m, a)
        return a @ v  # eq-additive-score

    def score_backward(self, de: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        W, U = self.query_weight.data, self.memory_weight.data
        (q, m, a), v = self.saved(), self.score_weight.data
        self.score_weight.grad += de.reshape(-1) @ a.reshape(-1, len(v))
        dz = de[..., None] * v * (1 - a**2)  # eq-additive-dz
        dWq, dUm = dz.sum(axis=2), dz.sum(axis=1)
        self.query_weight.grad += np.tensordot(dWq, q, ([0, 1], [0, 1]))
        self.memory_weight.grad += np.tensordot(dUm, m, ([0, 1], [0, 1]))
        return dWq @ W, dUm @ U  # eq-additive-dq, and eq-additive-dw above


def batch_first(x: np.ndarray) -> np.ndarray:
    """Exchange time and batch, (T, N, .) -> (N, T, .): one product a sentence."""
    return x.swapaxes(0, 1)


def draw(query_size: int, memory_size: int, hidden_size: int, rng) -> dict:
    """Draw the weights of AdditiveAttention, each U(-k, k) with k = 1/sqrt(fan_in)."""
    who = "AdditiveAttention"
    check_rng(rng, who)
    Q = check_size(query_size, who, "query_size")
    M = check_size(memory_size, who, "memory_size")
    H = check_size(hidden_size, who, "hidden_size")
    return {
        "query_weight": uniform(rng, (H, Q)),
        "memory_weight": uniform(rng, (H, M)),
        "score_weight": uniform(rng, (1, H))[0],
    }


def check_attention(layer, queries, memory) -> None:
    """Complain unless queries are (T, N, Q) and memory (S, N, M), as they should."""
    got = f"got queries {tuple(queries.shape)} and memory {tuple(memory.shape)}"
    if hasattr(layer, "query_weight"):
        Q, M = (
            layer.query_weight.data.shape[1],
            layer.memory_weight.data.shape[1],
        )
    else:
        Q = M = memory.shape[-1] if memory.ndim else 0
    if (
        queries.ndim != 3
        or memory.ndim != 3
        or 0 in (*queries.shape, *memory.shape)
        or queries.shape[1] != memory.shape[1]
        or (queries.shape[2], memory.shape[2]) != (Q, M)
    ):
        raise ValueError(
            f"{type(layer).__name__} expected queries (T, N, {Q}) and memory "
            f"(S, N, {M}) of one batch size, {got}"
        )
