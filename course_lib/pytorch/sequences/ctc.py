"""Connectionist temporal classification: a loss without an alignment, in PyTorch.

Chapter: speech-recognition. Twin: course_lib/scratch/sequences/ctc.py.
"""

import torch
from torch import Tensor
from torch.nn import Module

from ...scratch.sequences.ctc import BLANK, check_ctc

IMPOSSIBLE = -1e30  # as a logarithm; -inf would make gradients of 0 * inf


class CTCLoss(Module):
    """Minus log-probability of a target over all alignments (Graves et al., 2006).

    The target l is written with blanks around tokens, l' = (-, l_1, -, ..., l_S, -).
    With y_t the softmax of the logits,

        alpha_t(u) = y_t[l'_u] (alpha_{t-1}(u) + alpha_{t-1}(u-1) + alpha_{t-1}(u-2))
        the last term only if l'_u is not l'_{u-2}, as blanks are         (eq-ctc-alpha)
        p(l | x) = alpha_T(2S + 1) + alpha_T(2S),   J = -mean log p       (eq-ctc)

    torch.nn.CTCLoss takes log-probabilities and divides by the target's length.

    Shapes: logits (T, N, K), targets (S, N) from 1 to K - 1, lengths (N,) of the
    inputs, target_lengths (N,) -> scalar. Token 0 is the blank.
    Raises: ValueError for other shapes, lengths or tokens, or a target that is too long
    for its input.
    """

    def __init__(self):
        super().__init__()

    def forward(
        self, logits: Tensor, targets: Tensor, lengths: Tensor, target_lengths: Tensor
    ) -> Tensor:
        check_ctc(logits, targets, lengths, target_lengths)
        written, skips = with_blanks(targets)
        T, N, _ = logits.shape
        places = written.T.expand(T, -1, -1)
        log_e = logits.log_softmax(dim=2).gather(2, places)  # (T, N, 2S + 1)
        alpha = [begin(log_e[0])]
        for log_e_t in log_e[1:].unbind(0):
            one, two = shift(alpha[-1], 1), shift(alpha[-1], 2)
            two = two.masked_fill(~skips, IMPOSSIBLE)
            stay = torch.logaddexp(alpha[-1], one)
            alpha.append(log_e_t + torch.logaddexp(stay, two))  # eq-ctc-alpha
        n = torch.arange(N, device=logits.device)
        last = torch.stack(alpha)[lengths - 1, n]
        blank, token = last[n, 2 * target_lengths], last[n, 2 * target_lengths - 1]
        return -torch.logaddexp(blank, token).mean()  # eq-ctc


def with_blanks(targets: Tensor) -> tuple[Tensor, Tensor]:
    """Return l' (2S + 1, N), and where a step of two is allowed, (N, 2S + 1)."""
    S, N = targets.shape
    written = targets.new_full((2 * S + 1, N), BLANK)
    written[1::2] = targets
    skips = torch.zeros_like(written, dtype=torch.bool)
    skips[2:] = written[2:] != written[:-2]  # false for a blank: so is its neighbor
    return written, skips.T


def begin(log_e: Tensor) -> Tensor:
    """Return log alpha of the first step: the blank or the first token."""
    rest = log_e.new_full((log_e.shape[0], log_e.shape[1] - 2), IMPOSSIBLE)
    return torch.cat([log_e[:, :2], rest], dim=1)


def shift(a: Tensor, places: int) -> Tensor:
    """Move (N, U) to the right."""
    left = a.new_full((a.shape[0], places), IMPOSSIBLE)
    return torch.cat([left, a[:, :-places]], dim=1)
