"""Bugs for the networks that remember: gates, the path of the cell, the reset."""

LSTM = "memory/lstm.py"
GRU = "memory/gru.py"
CLOCKWORK = "memory/clockwork.py"

BUGS = [
    # gates swapped
    (LSTM, "i, f, g, o = quarters(gates)\n        c_next",
     "f, i, g, o = quarters(gates)\n        c_next"),
    (LSTM, "i, f, g, o = quarters(gates)\n        dc",
     "i, f, o, g = quarters(gates)\n        dc"),
    (LSTM, "di, df, dg, do = quarters(da)", "di, df, do, dg = quarters(da)"),
    # the path of the cell dropped, as in a well-known derivation
    (LSTM, "dc = dc + dh * o * (1 - tanh_c**2)  # eq-lstm-dc",
     "dc = dh * o * (1 - tanh_c**2)"),
    (LSTM, "(da @ self.weight_hh.data, dc * f)", "(da @ self.weight_hh.data, 0 * dc)"),
    (LSTM, "(da @ self.weight_hh.data, dc * f)", "(da @ self.weight_hh.data, dc)"),
    (LSTM, "dc + dh * o * (1 - tanh_c**2)", "dc + dh * o * (1 - tanh_c)"),
    (LSTM, "np.multiply(dc, c, out=df)", "np.multiply(dc, tanh_c, out=df)"),
    (LSTM, "np.multiply(dh, tanh_c, out=do)", "np.multiply(dc, tanh_c, out=do)"),
    (LSTM, "slopes[:, 2 * H : 3 * H] += 1 - gates[:, 2 * H : 3 * H]", "pass"),
    (LSTM, "return o * tanh_c, c_next  # eq-lstm-output", "return tanh_c, c_next"),
    (LSTM, "self.save(h, c, gates, tanh_c)", "self.save(h, c_next, gates, tanh_c)"),
    (LSTM, 'drawn["bias_hh"][H : 2 * H] = 0', "pass"),
    (LSTM, 'drawn["bias_ih"][H : 2 * H] = value', 'drawn["bias_ih"][:H] = value'),
    # peepholes
    (LSTM, "sigmoid(o + p_o * c_next)", "sigmoid(o + p_o * c)"),
    (LSTM, "(1 - tanh_c**2) + da_o * p_o", "(1 - tanh_c**2)"),
    (LSTM, "dc = dc * f + da_i * p_i + da_f * p_f", "dc = dc * f"),
    (LSTM, "da_o * rows(c_next)", "da_o * rows(c)"),
    # the reset gate at the wrong place, and the update gate the other way round
    (GRU, "np.tanh(z[:, 2 * H :] + r * q)", "np.tanh(z[:, 2 * H :] + q)"),
    (GRU, "np.tanh(z[:, 2 * H :] + r * q)", "np.tanh(r * (z[:, 2 * H :] + q))"),
    (GRU, "np.tanh(z[:, 2 * H :] + r * q)", "np.tanh(z[:, 2 * H :] + (1 - r) * q)"),
    (GRU, "(n + keep * (h - n),)", "(h + keep * (n - h),)"),
    (GRU, "r, keep = gates[:, :H], gates[:, H:]\n        n",
     "keep, r = gates[:, :H], gates[:, H:]\n        n"),
    (GRU, "du[:, 2 * H :] *= r", "pass"),
    (GRU, "dh * keep + du @", "du @"),
    (GRU, "dh * keep + du @", "dh + du @"),
    (GRU, "dh * keep + du @", "dh * keep + da @"),
    (GRU, "rows(du).T @ rows(h)", "rows(da).T @ rows(h)"),
    (GRU, "rows(du).sum(axis=0)", "rows(da).sum(axis=0)"),
    (GRU, "np.multiply(dh, h - n, out=da_z)", "np.multiply(dh, n - h, out=da_z)"),
    (GRU, "np.multiply(da_n, q, out=da_r)", "np.multiply(da_n, r * q, out=da_r)"),
    # clocks: period off by one, lower for upper triangle, sleepers
    (CLOCKWORK, "if time % period == 0", "if (time + 1) % period == 0"),
    (CLOCKWORK, "(np.arange(len(z)) * period - 1) //",
     "(np.arange(len(z)) * period) //"),
    (CLOCKWORK, "mask[own, own.start :] = 1", "mask[own, : own.stop] = 1"),
    (CLOCKWORK, "mask[own, own.start :] = 1", "mask[own, own] = 1"),
    (CLOCKWORK, "U, next_h = self.weight_hh.data, h.copy()",
     "U, next_h = self.weight_hh.data, np.zeros_like(h)"),
    (CLOCKWORK, "dh[:, own] = 0  #", "pass  #"),
    (CLOCKWORK, "da, dh = self.weight_hh.data, np.zeros_like(h), dh.copy()",
     "da, dh = self.weight_hh.data, np.zeros_like(h), 0 * dh"),
    (CLOCKWORK, "(da_rows.T @ rows(h)) * upper_blocks(self.groups)",
     "da_rows.T @ rows(h)"),
    (CLOCKWORK, "np.repeat(hs[i][1:], period, axis=0)[:T]",
     "np.repeat(hs[i][:-1], period, axis=0)[:T]"),
    (CLOCKWORK, "np.arange(len(x)) // period + 1", "np.arange(len(x)) // period"),
    (CLOCKWORK, "dhs[j] += in_steps(", "dhs[j] = in_steps("),
    (CLOCKWORK, "(np.arange(n)[:, None] == at)", "(np.arange(n)[:, None] >= at)"),
    (CLOCKWORK, "dU[own, other] += rows(dp)", "dU[own, other] = rows(dp)"),
    (CLOCKWORK, "dx[::period] += in_steps", "dx[::period] = in_steps"),
    (CLOCKWORK, "dh[k] += da[k] @ U", "pass"),
]  # fmt: skip
