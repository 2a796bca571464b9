"""Connectionist temporal classification: a loss without an alignment, from scratch.

Chapter: speech-recognition. Twin: course_lib/pytorch/sequences/ctc.py.
"""

import numpy as np

from ..feedforward.losses import log_softmax
from ..module import Module

BLANK = 0


class CTCLoss(Module):
    """Minus log-probability of a target over all alignments (Graves et al., 2006).

    The target l is written with blanks around tokens, l' = (-, l_1, -, ..., l_S, -).
    With y_t the softmax of the logits,

        alpha_t(u) = y_t[l'_u] (alpha_{t-1}(u) + alpha_{t-1}(u-1) + alpha_{t-1}(u-2))
        the last term only if l'_u is not l'_{u-2}, as blanks are         (eq-ctc-alpha)
        p(l | x) = alpha_T(2S + 1) + alpha_T(2S),   J = -mean log p       (eq-ctc)
        beta_t(u): the same backwards, without y_t                        (eq-ctc-beta)
        gamma_t(u) = alpha_t(u) beta_t(u) / p                             (eq-ctc-gamma)
        dlogits_t[k] = y_t[k] - sum over u with l'_u = k of gamma_t(u)    (eq-ctc-grad)

    divided by N.

    Shapes: logits (T, N, K), targets (S, N) from 1 to K - 1, lengths (N,) of the
    inputs, target_lengths (N,) -> scalar. Token 0 is the blank.
    Raises: ValueError for other shapes, lengths or tokens, or a target that is too long
    for its input.
    """

    def forward(
        self,
        logits: np.ndarray,
        targets: np.ndarray,
        lengths: np.ndarray,
        target_lengths: np.ndarray,
    ) -> float:
        logits, targets = np.asarray(logits), np.asarray(targets)
        lengths, target_lengths = np.asarray(lengths), np.asarray(target_lengths)
        check_ctc(logits, targets, lengths, target_lengths)
        written, skips = with_blanks(targets)
        log_y = log_softmax(logits)
        log_e = np.take_along_axis(log_y, written.T[None], axis=2)  # (T, N, 2S + 1)
        alpha = forward_sums(log_e, skips)
        ends = ends_of(written, target_lengths)
        last = alpha[lengths - 1, np.arange(len(lengths))]
        log_p = log_sum(np.where(ends, last, -np.inf))  # eq-ctc
        beta = backward_sums(log_e, skips, ends, lengths)
        self.save(log_y, written, alpha + beta - log_p[:, None], lengths)
        return -log_p.mean()

    def backward(self, dloss: float = 1.0) -> np.ndarray:
        log_y, written, log_gamma, lengths = self.saved()
        T, N, _ = log_y.shape
        gamma = np.exp(log_gamma)  # eq-ctc-gamma
        d = np.exp(log_y)
        for u, tokens in enumerate(written):
            d[:, np.arange(N), tokens] -= gamma[:, :, u]  # eq-ctc-grad
        there = np.arange(T)[:, None] < lengths
        return (dloss / N * d * there[:, :, None]).astype(log_y.dtype)


def with_blanks(targets: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return l' (2S + 1, N), and where a step of two is allowed, (N, 2S + 1)."""
    S, N = targets.shape
    written = np.full((2 * S + 1, N), BLANK)
    written[1::2] = targets
    skips = np.zeros(written.shape, bool)
    skips[2:] = written[2:] != written[:-2]  # false for a blank: so is its neighbor
    return written, skips.T


def ends_of(written: np.ndarray, target_lengths: np.ndarray) -> np.ndarray:
    """Return (N, 2S + 1): True at the last token and the blank behind it."""
    u = np.arange(len(written))
    last = 2 * target_lengths[:, None]
    return (u == last) | (u == last - 1)


def shift(a: np.ndarray, places: int) -> np.ndarray:
    """Move (N, U) to the right, -inf from the left; to the left if places < 0."""
    moved = np.full(a.shape, -np.inf, a.dtype)
    if places > 0:
        moved[:, places:] = a[:, :-places]
    else:
        moved[:, :places] = a[:, -places:]
    return moved


def log_sum(a: np.ndarray) -> np.ndarray:
    """Return log sum exp along the last axis; -inf where all are -inf."""
    return np.logaddexp.reduce(a, axis=-1)


def forward_sums(log_e: np.ndarray, skips: np.ndarray) -> np.ndarray:
    """Return log alpha (T, N, 2S + 1) of log-probabilities of the places of l'."""
    alpha = np.full(log_e.shape, -np.inf, log_e.dtype)
    alpha[0, :, :2] = log_e[0, :, :2]  # begin with the blank or the first token
    for t in range(1, len(log_e)):
        one, two = shift(alpha[t - 1], 1), shift(alpha[t - 1], 2)
        stay = np.logaddexp(alpha[t - 1], one)
        alpha[t] = log_e[t] + np.logaddexp(stay, np.where(skips, two, -np.inf))
    return alpha  # eq-ctc-alpha


def backward_sums(
    log_e: np.ndarray, skips: np.ndarray, ends: np.ndarray, lengths: np.ndarray
) -> np.ndarray:
    """Return log beta (T, N, 2S + 1); -inf behind the end of an input."""
    beta = np.full(log_e.shape, -np.inf, log_e.dtype)
    last = np.where(ends, 0, -np.inf)
    for t in reversed(range(len(log_e))):
        if t + 1 < len(log_e):
            ahead = beta[t + 1] + log_e[t + 1]
            one, two = shift(ahead, -1), shift(np.where(skips, ahead, -np.inf), -2)
            beta[t] = np.logaddexp(np.logaddexp(ahead, one), two)  # eq-ctc-beta
        beta[t] = np.where((lengths == t + 1)[:, None], last, beta[t])
    return beta


def check_ctc(logits, targets, lengths, target_lengths) -> None:
    """Complain unless the four fit together, for either half."""
    shapes = [tuple(a.shape) for a in (logits, targets, lengths, target_lengths)]
    N = shapes[0][1] if len(shapes[0]) == 3 else -1
    fit = shapes[1][1:] == shapes[2] == shapes[3] == (N,)
    if not fit or 0 in shapes[0]:
        raise ValueError(
            "CTCLoss expected logits (T, N, K), targets (S, N), lengths (N,) and "
            f"target_lengths (N,), got {', '.join(map(str, shapes))}"
        )
    (T, _, K), S = shapes[0], shapes[1][0]
    pairs = (("lengths", lengths, T), ("target_lengths", target_lengths, S))
    for name, values, most in pairs:
        if values.min() < 1 or values.max() > most:
            raise ValueError(
                f"CTCLoss expected {name} from 1 to {most}, got {int(values.min())} to "
                f"{int(values.max())}"
            )
    for n in range(N):
        target = [int(k) for k in targets[: int(target_lengths[n]), n]]
        if min(target) < 1 or max(target) >= K:
            raise ValueError(
                f"CTCLoss expected targets from 1 to {K - 1} (0 is the blank), got "
                f"{min(target)} to {max(target)}"
            )
        twice = sum(a == b for a, b in zip(target[1:], target[:-1], strict=True))
        if len(target) + twice > int(lengths[n]):
            raise ValueError(
                "CTCLoss expected inputs as long as their targets, and a step more for "
                f"each pair of equal neighbors, got {int(lengths[n])} steps for "
                f"{len(target)} tokens with {twice} such pair(s), in sequence {n} of "
                f"logits {shapes[0]}"
            )
