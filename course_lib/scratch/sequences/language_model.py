"""A network that tells how probable each next token is, from scratch.

Chapter: language-model. Twin: course_lib/pytorch/sequences/language_model.py.
"""

import numpy as np

from ..feedforward.linear import Linear
from ..feedforward.losses import log_softmax
from ..memory.lstm import LSTM
from ..module import Module
from ..recurrent.cell import check_state
from ..recurrent.deep import check_states
from ..recurrent.unroll import still_going
from .embedding import Embedding
from .encoder_decoder import check_sentences


class LanguageModel(Module):
    """Embedding, LSTM, readout: p(next token | all before) (Mikolov et al., 2010).

        h_t, c_t = LSTM(E w_t, (h_{t-1}, c_{t-1}))                       (eq-lm-state)
        logits_t = V h_t + b,  p(w_{t+1} | w_1 ... w_t) = softmax(logits_t)
                                                                        (eq-lm-logits)
        dh_t = V^T dlogits_t,  dV = sum_t dlogits_t h_t^T,  db = sum_t dlogits_t
        then back through the LSTM, and dE[k] sums dx_t where w_t = k  (eq-lm-backward)

    ``run`` takes a first state and returns the last one, so that a long text can be
    read in windows; ``begin`` and ``next`` are for writing, a token at a time.

    Shapes: tokens (T, N), lengths (N,) or None -> logits (T, N, K). Back: None.
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
        self.embedding = Embedding(vocabulary_size, embedding_size, rng=rng)
        self.rnn = LSTM(embedding_size, hidden_size, rng=rng)
        self.readout = Linear(hidden_size, vocabulary_size, rng=rng)

    def forward(
        self, tokens: np.ndarray, lengths: np.ndarray | None = None
    ) -> np.ndarray:
        return self.run(tokens, lengths=lengths)[0]

    def backward(self, dlogits: np.ndarray) -> None:
        self.run_backward(dlogits)

    def run(
        self,
        tokens: np.ndarray,
        state: tuple | None = None,
        lengths: np.ndarray | None = None,
    ) -> tuple[np.ndarray, tuple]:
        tokens = np.asarray(tokens)
        check_reading(self, tokens, state, lengths)
        h, state = self.rnn.run(self.embedding(tokens), state, lengths)  # eq-lm-state
        return self.readout(h), state  # eq-lm-logits

    def run_backward(
        self, dlogits: np.ndarray, dstate: tuple | None = None
    ) -> tuple[None, tuple]:
        dh = self.readout.backward(dlogits)
        dx, dstate = self.rnn.run_backward(dh, dstate)
        self.embedding.backward(dx)  # eq-lm-backward
        return None, dstate

    def begin(self, batch: int) -> tuple:
        """Return the state before the first token, for texts side by side."""
        return self.rnn.start(batch)

    def next(self, tokens: np.ndarray, state: tuple) -> tuple[np.ndarray, tuple]:
        """Read tokens (N,); return the next log-probabilities (N, K), and a state."""
        logits, state = self.run(np.asarray(tokens)[None], state)
        return log_softmax(logits[0]), state


def check_reading(model, tokens, state, lengths) -> None:
    """Complain about tokens, lengths or a state, before anything is saved."""
    who = type(model).__name__
    check_sentences(tokens, who)
    still_going(lengths, tokens[..., None], who)
    states = check_states(model.rnn, state)
    for layer, given in zip(model.rnn.recurrent, states, strict=True):
        if given is not None:
            check_state(given, layer.cell, tokens.shape[1], who)
