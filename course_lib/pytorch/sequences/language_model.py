"""A network that tells how probable each next token is, in PyTorch.

Chapter: language-model. Twin: course_lib/scratch/sequences/language_model.py.
"""

import numpy as np
import torch
from torch import Tensor
from torch.nn import Module

from ...scratch.sequences.encoder_decoder import check_sentences
from ..feedforward.linear import Linear
from ..memory.lstm import LSTM
from .embedding import Embedding


class LanguageModel(Module):
    """Embedding, LSTM, readout: p(next token | all before) (Mikolov et al., 2010).

        h_t, c_t = LSTM(E w_t, (h_{t-1}, c_{t-1}))                       (eq-lm-state)
        logits_t = V h_t + b,  p(w_{t+1} | w_1 ... w_t) = softmax(logits_t)
                                                                        (eq-lm-logits)

    ``run`` takes a first state and returns the last one, so that a long text can be
    read in windows; ``begin`` and ``next`` are for writing, a token at a time.

    Shapes: tokens (T, N), lengths (N,) or None -> logits (T, N, K).
    Raises: ValueError for other shapes, tokens or lengths.
    """

    def __init__(
        self,
        vocabulary_size: int,
        embedding_size: int,
        hidden_size: int,
        *,
        rng: np.random.Generator,
    ):
        super().__init__()
        self.embedding = Embedding(vocabulary_size, embedding_size, rng=rng)
        self.rnn = LSTM(embedding_size, hidden_size, rng=rng)
        self.readout = Linear(hidden_size, vocabulary_size, rng=rng)

    def forward(self, tokens: Tensor, lengths: Tensor | None = None) -> Tensor:
        return self.run(tokens, lengths=lengths)[0]

    def run(
        self,
        tokens: Tensor,
        state: tuple | None = None,
        lengths: Tensor | None = None,
    ) -> tuple[Tensor, tuple]:
        check_sentences(tokens, "LanguageModel")
        h, state = self.rnn.run(self.embedding(tokens), state, lengths)  # eq-lm-state
        return self.readout(h), state  # eq-lm-logits

    def begin(self, batch: int) -> tuple:
        """Return the state before the first token, for texts side by side."""
        return self.rnn.start(batch)

    def next(self, tokens: Tensor, state: tuple) -> tuple[Tensor, tuple]:
        """Read tokens (N,); return the next log-probabilities (N, K), and a state."""
        tokens = torch.as_tensor(tokens, device=self.embedding.weight.device)
        logits, state = self.run(tokens[None], state)
        return torch.log_softmax(logits[0], dim=1), state
