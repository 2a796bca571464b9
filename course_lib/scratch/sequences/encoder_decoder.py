"""From one sequence to another of a different length, from scratch.

Chapters: encoder-decoder, attention. Twin: the file of this name in course_lib/pytorch.
"""

import numpy as np

from ..feedforward.linear import Linear
from ..feedforward.losses import log_softmax
from ..memory.gru import GRU
from ..module import Module
from ..recurrent.bidirectional import turn
from ..recurrent.unroll import still_going
from .attention import Attention
from .embedding import Embedding, check_tokens


class Encoder(Module):
    """Read a sentence: a memory of every step, and a summary (Cho et al., 2014).

        m_s = GRU(E x_s, m_{s-1}),   summary = the last m                (eq-encoder)
        bidirectional: m_s = [m_s, m'_s], summary = [last m, last m']
        dm_s += dmemory_s, and dsummary goes into the last state       (eq-encoder-grad)

    With reverse, each sentence is read from its end (Sutskever et al., 2014).

    Shapes: tokens (S, N), lengths (N,) or None -> memory (S, N, M), summary (N, M);
    M = hidden_size, or twice that. Back: takes dmemory or None, and dsummary.
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
        self.embedding = Embedding(vocabulary_size, embedding_size, rng=rng)
        self.rnn = GRU(
            embedding_size, hidden_size, bidirectional=bidirectional, rng=rng
        )
        self.memory_size = hidden_size * (1 + bidirectional)
        self.reverse = reverse

    def forward(
        self, source: np.ndarray, lengths: np.ndarray | None = None
    ) -> tuple[np.ndarray, np.ndarray]:
        source = np.asarray(source)
        check_sentences(source, "Encoder")
        still_going(lengths, source[..., None], "Encoder")
        if self.reverse:
            source = turn(source, lengths)
        memory, (state,) = self.rnn.run(self.embedding(source), lengths=lengths)
        summary = np.concatenate(last_states(state), axis=1)  # eq-encoder
        self.save(state, memory.shape, memory.dtype)
        return memory, summary

    def backward(self, dmemory: np.ndarray | None, dsummary: np.ndarray) -> None:
        state, shape, dtype = self.saved()
        dmemory = np.zeros(shape, dtype) if dmemory is None else dmemory
        dstates = np.split(dsummary, len(last_states(state)), axis=1)
        dstate = (dstates[0],) if len(dstates) == 1 else tuple((d,) for d in dstates)
        dx, _ = self.rnn.run_backward(dmemory, (dstate,))  # eq-encoder-grad
        self.embedding.backward(dx)


class Decoder(Module):
    """Write a sentence, one token at a time, given what an encoder read.

        h_0 = tanh(W summary + b),   h_t = GRU(E y_{t-1}, h_{t-1})     (eq-decoder)
        c_t = attention(h_t, memory)                                (eq-decoder-context)
        logits of y_t = V [h_t, c_t] + d, or V h_t + d without attention
                                                                     (eq-decoder-output)

    The attention follows the state, as in Luong et al. (2015), but c_t does not enter
    the next step. Back: dh_t += what the readout and the attention hand back; dh_0
    passes the tanh to the summary (eq-decoder-grad).

    Shapes: inputs (T, N) tokens y_0, ..., y_{T-1}, memory (S, N, M), summary (N, M),
    lengths of the memories (N,) or None -> logits (T, N, K). Back: (dmemory, dsummary),
    dmemory None without attention.
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
        read = hidden_size if attention is None else hidden_size + memory_size
        self.embedding = Embedding(vocabulary_size, embedding_size, rng=rng)
        self.bridge = Linear(memory_size, hidden_size, rng=rng)
        self.rnn = GRU(embedding_size, hidden_size, rng=rng)
        self.attention = attention
        self.readout = Linear(read, vocabulary_size, rng=rng)

    def forward(
        self,
        inputs: np.ndarray,
        memory: np.ndarray,
        summary: np.ndarray,
        lengths: np.ndarray | None = None,
    ) -> np.ndarray:
        inputs = np.asarray(inputs)
        self.check(inputs, len(summary))
        h_0 = self.begin(summary)
        h, _ = self.rnn.run(self.embedding(inputs), ((h_0,),))  # eq-decoder
        self.save(h_0, h.shape[2])
        return self.read(h, memory, lengths)

    def check(self, inputs, batch: int) -> None:
        """Complain unless inputs are tokens (T, batch)."""
        check_sentences(inputs, "Decoder", batch)
        check_tokens(inputs, self.embedding.num_embeddings, "Decoder")

    def begin(self, summary: np.ndarray) -> np.ndarray:
        """Return the first state h_0 (N, H)."""
        return np.tanh(self.bridge(summary))  # eq-decoder

    def read(self, h: np.ndarray, memory: np.ndarray, lengths) -> np.ndarray:
        """Return logits (T, N, K) of states (T, N, H)."""
        if self.attention is not None:
            c = self.attention.forward(h, memory, lengths)  # eq-decoder-context
            h = np.concatenate([h, c], axis=2)
        return self.readout(h)  # eq-decoder-output

    def backward(self, dlogits: np.ndarray) -> tuple[np.ndarray | None, np.ndarray]:
        (h_0, H), dmemory = self.saved(), None
        dh = self.readout.backward(dlogits)
        if self.attention is not None:
            dh, dc = dh[..., :H], dh[..., H:]
            dq, dmemory = self.attention.backward(dc)
            dh = dh + dq
        dx, ((dh_0,),) = self.rnn.run_backward(dh)
        self.embedding.backward(dx)
        return dmemory, self.bridge.backward(dh_0 * (1 - h_0**2))  # eq-decoder-grad


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
        self.encoder, self.decoder = encoder, decoder

    def forward(
        self,
        source: np.ndarray,
        inputs: np.ndarray,
        lengths: np.ndarray | None = None,
    ) -> np.ndarray:
        source, inputs = np.asarray(source), np.asarray(inputs)
        self.decoder.check(inputs, batch_of(source, self.encoder))
        memory, summary = self.encoder.forward(source, lengths)
        return self.decoder.forward(inputs, memory, summary, lengths)

    def backward(self, dlogits: np.ndarray) -> np.ndarray | None:
        return self.encoder.backward(*self.decoder.backward(dlogits))

    def begin(self, source: np.ndarray, lengths: np.ndarray | None = None) -> tuple:
        """Return the state before the first token: h, memory, lengths."""
        lengths = None if lengths is None else np.asarray(lengths)
        memory, summary = self.encoder.forward(source, lengths)
        return self.decoder.begin(summary), memory, lengths

    def next(self, tokens: np.ndarray, state: tuple) -> tuple[np.ndarray, tuple]:
        """Read tokens (N,); return log-probabilities of the next one, and a state."""
        (h, memory, lengths), decoder = state, self.decoder
        x = decoder.embedding(np.asarray(tokens)[None])
        y, ((h,),) = decoder.rnn.run(x, ((h,),))
        return log_softmax(decoder.read(y, memory, lengths)[0]), (h, memory, lengths)

    def select(self, state: tuple, rows: np.ndarray) -> tuple:
        """Return the state of some rows of the batch, in that order, also repeated."""
        h, memory, lengths = state
        return h[rows], memory[:, rows], None if lengths is None else lengths[rows]


def batch_of(source, encoder) -> int:
    """Return N, the number of sentences or images in a source."""
    if source.ndim <= encoder.batch_axis:
        raise ValueError(
            f"{type(encoder).__name__} expected a source with at least "
            f"{encoder.batch_axis + 1} dimensions, got shape {tuple(source.shape)}"
        )
    return source.shape[encoder.batch_axis]


def last_states(state: tuple) -> list:
    """Return the last outputs of a layer's state, one for each direction."""
    return [s[0] if isinstance(s, tuple) else s for s in state]


def check_sentences(tokens, who: str, batch: int | None = None) -> None:
    """Complain unless tokens are (T, N), with N = batch if that is given."""
    if tokens.ndim != 2 or (batch is not None and tokens.shape[1] != batch):
        raise ValueError(
            f"{who} expected tokens (T, N) with time first"
            + ("" if batch is None else f" and N = {batch}")
            + f", got shape {tuple(tokens.shape)}"
        )
