"""Bugs for the part on sequence to sequence: masks, blanks, shifted steps."""

EMBEDDING = "sequences/embedding.py"
ATTENTION = "sequences/attention.py"
SEQ2SEQ = "sequences/encoder_decoder.py"
SKIP_GRAM = "sequences/skip_gram.py"
LANGUAGE_MODEL = "sequences/language_model.py"
CAPTIONER = "sequences/captioner.py"
TAGGER = "sequences/tagger.py"
CTC = "sequences/ctc.py"

BUGS = [
    # blanks: skipped between equal tokens, or never skipped
    (CTC, "skips[2:] = written[2:] != written[:-2]",
     "skips[2:] = written[2:] != BLANK"),
    (CTC, "skips[2:] = written[2:] != written[:-2]", "skips[2:] = True"),
    (CTC, "skips[2:] = written[2:] != written[:-2]", "pass"),
    (CTC, "(u == last) | (u == last - 1)", "u == last"),
    (CTC, "alpha[0, :, :2] = log_e[0, :, :2]", "alpha[0, :, :1] = log_e[0, :, :1]"),
    (CTC, "last = alpha[lengths - 1,", "last = alpha[-1 + 0 * lengths,"),
    (CTC, "shift(np.where(skips, ahead, -np.inf), -2)", "shift(ahead, -2)"),
    (CTC, "beta[t + 1] + log_e[t + 1]", "beta[t + 1] + log_e[t]"),
    (CTC, "d[:, np.arange(N), tokens] -= gamma[:, :, u]",
     "d[:, np.arange(N), tokens] = -gamma[:, :, u]"),
    (CTC, "d * there[:, :, None]", "d"),
    (TAGGER, "inside = x if going is None else going * x", "inside = x"),
    (TAGGER, "dx[j : j + T] += shares", "dx[j : j + T] = shares"),
    (TAGGER, "framed[j : j + T] for j in range(2 * self.k + 1)",
     "framed[j : j + T] for j in reversed(range(2 * self.k + 1))"),
    (TAGGER, "dx = dx[k : k + T]", "dx = dx[:T]"),
    (TAGGER, "return dx if going is None else going * dx", "return dx"),
    (TAGGER, "self.layer.forward(self.embedding(x), lengths)",
     "self.layer.forward(self.embedding(x))"),
    # one of several equal tokens counts
    (EMBEDDING,
     "matrix[numbers[starts]] += np.add.reduceat(rows[order], starts, axis=0)",
     "matrix[numbers] += rows[order]"),
    (EMBEDDING, "np.add.reduceat(rows[order], starts, axis=0)",
     "np.add.reduceat(rows, starts, axis=0)"),
    (EMBEDDING, "matrix[numbers[starts]] += ", "matrix[numbers[starts]] = "),
    # words that are not there, and the two tables of skip-gram
    (SKIP_GRAM, "ds[:, 0] -= 1", "pass"),
    (SKIP_GRAM, "ds *= dloss / len(s)", "ds *= dloss / s.size"),
    (SKIP_GRAM, "ds[:, :, None] * v[:, None])", "ds[:, :, None] * u)"),
    (SKIP_GRAM, "[s[:, :1], -s[:, 1:]]", "[-s[:, :1], s[:, 1:]]"),
    (SKIP_GRAM, "np.logaddexp(0, -s).sum(axis=1).mean()", "np.logaddexp(0, -s).mean()"),
    (SKIP_GRAM, "self.center.backward(np.einsum(\"nj,njd->nd\", ds, u))",
     "self.center.backward(ds[:, 0, None] * u[:, 0])"),
    # attention over padding, and a mask that is shifted
    (ATTENTION, "if there is not None:", "if False:"),
    (ATTENTION, "batch_first(there).swapaxes(1, 2)",
     "np.roll(batch_first(there), 1, axis=1).swapaxes(1, 2)"),
    (ATTENTION, "de = w * (dw - (w * dw).sum(axis=2, keepdims=True))", "de = w * dw"),
    (ATTENTION, "(w * dw).sum(axis=2", "(w * dw).sum(axis=1"),
    (ATTENTION, "dm = dm + w.swapaxes(1, 2) @ dc", "dm = w.swapaxes(1, 2) @ dc"),
    (ATTENTION, "de = de * scale", "pass"),
    (ATTENTION, "dz = de[..., None] * v * (1 - a**2)",
     "dz = de[..., None] * v * (1 - a)"),
    (ATTENTION, "dWq, dUm = dz.sum(axis=2), dz.sum(axis=1)",
     "dWq, dUm = dz.sum(axis=2), dz.mean(axis=1)"),
    (ATTENTION, "self.score_weight.grad += ", "self.score_weight.grad[:] = "),
    # the state and the memory of the wrong step
    (SEQ2SEQ, "source = turn(source, lengths)", "source = source[::-1]"),
    (SEQ2SEQ, "self.rnn.run(self.embedding(source), lengths=lengths)",
     "self.rnn.run(self.embedding(source))"),
    (SEQ2SEQ, "self.attention.forward(h, memory, lengths)",
     "self.attention.forward(h, memory)"),
    (SEQ2SEQ, "dh = dh + dq", "pass"),
    (SEQ2SEQ, "dh_0 * (1 - h_0**2)", "dh_0"),
    (SEQ2SEQ, "return dmemory, self.bridge", "return None, self.bridge"),
    (SEQ2SEQ, "self.rnn.run_backward(dmemory, (dstate,))",
     "self.rnn.run_backward(dmemory)"),
    (SEQ2SEQ, "tuple((d,) for d in dstates)", "tuple((d,) for d in dstates[::-1])"),
    # a language model that reads padding, forgets its readout or its embedding
    (LANGUAGE_MODEL, "self.rnn.run(self.embedding(tokens), state, lengths)",
     "self.rnn.run(self.embedding(tokens), state)"),
    (LANGUAGE_MODEL, "dh = self.readout.backward(dlogits)",
     "dh = dlogits @ self.readout.weight.data"),
    (LANGUAGE_MODEL, "self.embedding.backward(dx)  # eq-lm-backward", "pass"),
    (LANGUAGE_MODEL, "self.embedding.backward(dx)  # eq-lm-backward",
     "self.embedding.backward(dx[::-1])"),
    # places in the wrong order, a share of the mean lost
    (CAPTIONER, "f.transpose(2, 3, 0, 1).reshape(H * W, N, M)",
     "f.transpose(3, 2, 0, 1).reshape(H * W, N, M)"),
    (CAPTIONER, "dsummary / (H * W)", "dsummary"),
    (CAPTIONER, "df = df + dmemory", "df = dmemory"),
    (CAPTIONER, "df.reshape(H, W, N, M)", "df.reshape(W, H, N, M)"),
    (CAPTIONER, "memory.mean(axis=0)", "memory[-1]"),
]  # fmt: skip
