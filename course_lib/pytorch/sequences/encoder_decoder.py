"""From one sequence to another of a different length, in PyTorch.

Chapters: encoder-decoder, attention. Twin: the file of this name in course_lib/scratch.
"""

import numpy as np
import torch
from torch import Tensor
from torch.nn import Module

from ...scratch.sequences.encoder_decoder import batch_of, check_sentences, last_states
from ..feedforward.linear import Linear
from ..memory.gru import GRU
from ..recurrent.bidirectional import turn
from ..recurrent.unroll import still_going
from .attention import Attention
from .embedding import Embedding, check_tokens


class Encoder(Module):
    """Read a sentence: a memory of every step, and a summary (Cho et al., 2014).

        m_s = GRU(E x_s, m_{s-1}),   summary = the last m      (eq-encoder)
        bidirectional: m_s = [m_s, m'_s], summary = [last m, last m']

    With reverse, each sentence is read from its end (Sutskever et al., 2014).

    Shapes: tokens (S, N), lengths (N,) or None -> memory (S, N, M), summary (N, M);
    M = hidden_size, or twice that.
    Raises: ValueError for other shapes, tokens or lengths.
    """

    batch_axis = 1  # where N stands in the shape of a source

    def __init__(
        self,
        vocabulary_size: int,
        embedding_size: int,
        hidden_size: int,
        *,
        bidirectional: bool = False,
        reverse: bool = False,
        rng: np.random.Generator,
    ):
        super().__init__()
        self.embedding = Embedding(vocabulary_size, embedding_size, rng=rng)
        self.rnn = GRU(
            embedding_size, hidden_size, bidirectional=bidirectional, rng=rng
        )
        self.memory_size = hidden_size * (1 + bidirectional)
        self.reverse = reverse

    def forward(
        self, source: Tensor, lengths: Tensor | None = None
    ) -> tuple[Tensor, Tensor]:
        check_sentences(source, "Encoder")
        still_going(lengths, source[..., None], "Encoder")
        if self.reverse:
            source = turn(source, lengths)
        memory, (state,) = self.rnn.run(self.embedding(source), lengths=lengths)
        return memory, torch.cat(last_states(state), dim=1)  # eq-encoder


class Decoder(Module):
    """Write a sentence, one token at a time, given what an encoder read.

        h_0 = tanh(W summary + b),   h_t = GRU(E y_{t-1}, h_{t-1})     (eq-decoder)
        c_t = attention(h_t, memory)                                (eq-decoder-context)
        logits of y_t = V [h_t, c_t] + d, or V h_t + d without attention
                                                                     (eq-decoder-output)

    The attention follows the state, as in Luong et al. (2015), but c_t does not enter
    the next step.

    Shapes: inputs (T, N) tokens y_0, ..., y_{T-1}, memory (S, N, M), summary (N, M),
    lengths of the memories (N,) or None -> logits (T, N, K).
    Args: attention, such as DotProductAttention(), or None.
    Raises: ValueError for other shapes, tokens or lengths.
    """

    def __init__(
        self,
        vocabulary_size: int,
        embedding_size: int,
        hidden_size: int,
        memory_size: int,
        *,
        attention: Attention | None = None,
        rng: np.random.Generator,
    ):
        super().__init__()
        read = hidden_size if attention is None else hidden_size + memory_size
        self.embedding = Embedding(vocabulary_size, embedding_size, rng=rng)
        self.bridge = Linear(memory_size, hidden_size, rng=rng)
        self.rnn = GRU(embedding_size, hidden_size, rng=rng)
        self.attention = attention
        self.readout = Linear(read, vocabulary_size, rng=rng)

    def forward(
        self,
        inputs: Tensor,
        memory: Tensor,
        summary: Tensor,
        lengths: Tensor | None = None,
    ) -> Tensor:
        self.check(inputs, len(summary))
        h_0 = self.begin(summary)
        h, _ = self.rnn.run(self.embedding(inputs), ((h_0,),))  # eq-decoder
        return self.read(h, memory, lengths)

    def check(self, inputs, batch: int) -> None:
        """Complain unless inputs are tokens (T, batch)."""
        check_sentences(inputs, "Decoder", batch)
        check_tokens(inputs, self.embedding.num_embeddings, "Decoder")

    def begin(self, summary: Tensor) -> Tensor:
        """Return the first state h_0 (N, H)."""
        return torch.tanh(self.bridge(summary))  # eq-decoder

    def read(self, h: Tensor, memory: Tensor, lengths) -> Tensor:
        """Return logits (T, N, K) of states (T, N, H)."""
        if self.attention is not None:
            c = self.attention(h, memory, lengths)  # eq-decoder-context
            h = torch.cat([h, c], dim=2)
        return self.readout(h)  # eq-decoder-output


class Seq2Seq(Module):
    """An encoder and a decoder, trained together (Sutskever et al., 2014).

        p(y | x) = prod_t softmax(logits_t)[y_t]      (eq-seq2seq)

    ``forward`` hands the decoder the right tokens (teacher forcing); to write alone, it
    takes ``begin`` and then ``next`` for each token, as greedy and beam_search do.

    Shapes: source (S, N) tokens, inputs (T, N) tokens, START first, lengths of the
    sources (N,) or None -> logits (T, N, K).
    Args: encoder, any module that returns a memory (S, N, M) and a summary (N, M), and
    whose batch_axis tells where N stands in the shape of a source.
    Raises: ValueError as encoder and decoder do.
    """

    def __init__(self, encoder: Module, decoder: Decoder):
        super().__init__()
        self.encoder, self.decoder = encoder, decoder

    def forward(
        self, source: Tensor, inputs: Tensor, lengths: Tensor | None = None
    ) -> Tensor:
        self.decoder.check(inputs, batch_of(source, self.encoder))
        memory, summary = self.encoder(source, lengths)
        return self.decoder(inputs, memory, summary, lengths)

    def begin(self, source, lengths=None) -> tuple:
        """Return the state before the first token: h, memory, lengths."""
        like = next(self.parameters())
        source = torch.as_tensor(source, device=like.device)
        if source.is_floating_point():
            source = source.to(like.dtype)
        if lengths is not None:
            lengths = torch.as_tensor(lengths, device=like.device)
        memory, summary = self.encoder(source, lengths)
        return self.decoder.begin(summary), memory, lengths

    def next(self, tokens, state: tuple) -> tuple[Tensor, tuple]:
        """Read tokens (N,); return log-probabilities of the next one, and a state."""
        (h, memory, lengths), decoder = state, self.decoder
        tokens = torch.as_tensor(tokens, device=h.device)
        y, ((h,),) = decoder.rnn.run(decoder.embedding(tokens[None]), ((h,),))
        logits = decoder.read(y, memory, lengths)[0]
        return logits.log_softmax(dim=1), (h, memory, lengths)

    def select(self, state: tuple, rows) -> tuple:
        """Return the state of some rows of the batch, in that order, also repeated."""
        h, memory, lengths = state
        rows = torch.as_tensor(rows, device=h.device)
        return h[rows], memory[:, rows], None if lengths is None else lengths[rows]
