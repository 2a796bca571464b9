"""Bugs for the recurrent layers: state, time, direction, masks, forcing."""

CELL = "recurrent/cell.py"
ELMAN = "recurrent/elman.py"
JORDAN = "recurrent/jordan.py"
UNROLL = "recurrent/unroll.py"
BIDIRECTIONAL = "recurrent/bidirectional.py"
DEEP = "recurrent/deep.py"
FORCING = "recurrent/forcing.py"
CONTEXT = "recurrent/context.py"
LOSSES = "recurrent/losses.py"
NONLINEARITY = "recurrent/nonlinearity.py"

BUGS = [
    # the state is not carried
    (ELMAN, "a = h @ self._U_transposed\n        a += z", "a = z"),
    (UNROLL, "self.cell.step(z[t], state)  # eq-unroll",
     "self.cell.step(z[t], self.start(x.shape[1]))"),
    (UNROLL, "self.cell.step(z[t], state)  # eq-unroll",
     "self.cell.step(z[0], state)"),
    (ELMAN, "self.save(h, h_next)", "self.save(h_next, h_next)"),
    (ELMAN, "self._U_transposed = np.ascontiguousarray(U.T)",
     "self._U_transposed = np.ascontiguousarray(U)"),
    (ELMAN, "self._U_transposed = np.ascontiguousarray(U.T)",
     "self.__dict__.setdefault('_U_transposed', np.ascontiguousarray(U.T))"),
    # the gradient of the state is dropped, or added twice
    (ELMAN, "(da @ self.weight_hh.data,)", "(np.zeros_like(da),)"),
    (ELMAN, "(da @ self.weight_hh.data,)", "(dh @ self.weight_hh.data,)"),
    (ELMAN, "(da @ self.weight_hh.data,)", "(da @ self.weight_hh.data.T,)"),
    (UNROLL, "dnew = (dstate[0] + dy[t], *dstate[1:])  # eq-bptt",
     "dnew = (dy[t], *dstate[1:])"),
    (UNROLL, "dnew = (dstate[0] + dy[t], *dstate[1:])  # eq-bptt",
     "dnew = (2 * dstate[0] + dy[t], *dstate[1:])"),
    (UNROLL, "dnew = (dstate[0] + dy[t], *dstate[1:])  # eq-bptt",
     "dnew = (dstate[0] + dy[t], *(0 * d for d in dstate[1:]))"),
    (UNROLL, "dstate = self.start(x.shape[1]) if dstate is None else tuple(dstate)",
     "dstate = self.start(x.shape[1])"),
    # off by one in time
    (UNROLL, "dnew = (dstate[0] + dy[t], *dstate[1:])  # eq-bptt",
     "dnew = (dstate[0] + dy[t - 1], *dstate[1:])"),
    (UNROLL, "all_steps[t] = this_step", "all_steps[t - 1] = this_step"),
    (UNROLL, "all_steps[t] = this_step", "all_steps[-1 - t] = this_step"),
    (UNROLL, "in reversed(range(len(x)))", "in range(len(x))"),
    (UNROLL, "return x[t - 1, np.arange(x.shape[1])]",
     "return x[t - 2, np.arange(x.shape[1])]"),
    (UNROLL, "dx[t - 1, np.arange(shape[1])] = dy", "dx[-1] = dy / 2"),
    (FORCING, "m = np.where(own[t][:, None], m, teacher[t - 1])",
     "m = np.where(own[t][:, None], m, teacher[t])"),
    (FORCING, "m = np.where(own[t][:, None], m, teacher[t - 1])",
     "m = np.where(own[t - 1][:, None], m, teacher[t - 1])"),
    # a sum over time that is none
    (ELMAN, "self.weight_hh.grad += da_rows", "self.weight_hh.grad[...] = da_rows"),
    (ELMAN, "self.bias_hh.grad += db", "self.bias_hh.grad[...] = db"),
    (ELMAN, "self.bias_hh.grad += db", "pass"),
    (ELMAN, "db = da_rows.sum(axis=0)", "db = da_rows.mean(axis=0)"),
    (ELMAN, "da_rows.T @ rows(x)", "da[-1].T @ x[-1]"),
    (ELMAN, "da_rows.T @ rows(h)", "da[-1].T @ h[-1]"),
    (ELMAN, "in_steps(da_rows @ W, x)", "in_steps(rows(da[::-1]) @ W, x)"),
    # slopes
    (NONLINEARITY, '"tanh": lambda y: 1 - y**2,', '"tanh": lambda y: 1 - y,'),
    (NONLINEARITY, '"tanh": lambda y: 1 - y**2,',
     '"tanh": lambda y: 1 - np.tanh(y) ** 2,'),
    (NONLINEARITY, '"identity": np.ones_like,', '"identity": lambda y: y,'),
    (NONLINEARITY, "dm * m * (1 - m),", "dm * (1 - m),"),
    (NONLINEARITY, "m * (dm - (dm * m).sum(axis=-1, keepdims=True))",
     "m * (1 - m) * dm"),
    # Jordan
    (JORDAN, "(z + m @ U.T)", "(z + (0 * m) @ U.T)"),
    (JORDAN, "self.save(m, h, m_next)", "self.save(m_next, h, m_next)"),
    (JORDAN, "dy = dy + MEMORY_GRADS", "dy = 0 * dy + MEMORY_GRADS"),
    (JORDAN, "dy = dy + MEMORY_GRADS[self.memory](m_next, dm)", "dy = dy + dm"),
    (JORDAN, "dy = dy + MEMORY_GRADS[self.memory](m_next, dm)  # eq-jordan-dy", "pass"),
    (JORDAN, "(np.zeros_like(dy), da @ U)", "(dy, da @ U)"),
    (JORDAN, "(np.zeros_like(dy), da @ U)", "(np.zeros_like(dy), 0 * (da @ U))"),
    (JORDAN, "rows(dy).T @ rows(h)", "rows(dy).T @ rows(h[::-1])"),
    # masks
    (UNROLL, "going[t], new, state)", "going[t], new, new)"),
    (UNROLL, "going[t] * new[0]  # eq-mask", "new[0]"),
    (UNROLL, "going[t] * new[0]  # eq-mask", "state[0]"),
    (UNROLL, "(np.arange(T)[:, None] < lengths)", "(np.arange(T)[:, None] <= lengths)"),
    (UNROLL, "dnew[0] = dnew[0] + going[t] * dy[t]", "dnew[0] = dnew[0] + dy[t]"),
    (UNROLL, "tuple(d + k for d, k in zip(dstate, kept, strict=True))",
     "tuple(dstate)"),
    (UNROLL, "[[m * d for d in dstate] for m in (going[t], ~going[t])]",
     "[[m * d for d in dstate] for m in (True, ~going[t])]"),
    (LOSSES, 'there = still_going(lengths, y, "SequenceLoss")[:, :, 0]', "pass"),
    (LOSSES, "dy[there] = drows", "dy.reshape(-1, shape[-1])[: len(drows)] = drows"),
    # a state handed over
    (UNROLL, "return y, state", "return y, self.start(x.shape[1])"),
    (BIDIRECTIONAL, "return y, (first, last)", "return y, (last, first)"),
    (BIDIRECTIONAL, "return dx, (dfirst, dlast)", "return dx, (dlast, dfirst)"),
    (DEEP, "return dy, tuple(before[::-1])", "return dy, tuple(before)"),
    (DEEP, "None if dstate is None else dstate[::-1]", "dstate"),
    # directions
    (BIDIRECTIONAL, "self.backward_layer.run(turn(x, lengths), last, lengths)",
     "self.backward_layer.run(x, last, lengths)"),
    (BIDIRECTIONAL, "np.concatenate([h, turn(back, lengths)], axis=2)",
     "np.concatenate([h, back], axis=2)"),
    (BIDIRECTIONAL, "np.concatenate([h, turn(back, lengths)], axis=2)",
     "np.concatenate([turn(back, lengths), h], axis=2)"),
    (BIDIRECTIONAL, "run_backward(turn(dback, lengths), dlast)",
     "run_backward(dback, dlast)"),
    (BIDIRECTIONAL, "dx = dx + turn(back, lengths)", "dx = dx + back"),
    (BIDIRECTIONAL, "dx = dx + turn(back, lengths)", "dx = turn(back, lengths)"),
    (BIDIRECTIONAL, "lengths - 1 - t, t)", "lengths - 1 - t, len(x) - 1 - t)"),
    (BIDIRECTIONAL,
     "    if lengths is None:\n        return x[::-1]\n    T, N = x.shape[:2]",
     "    T, N = x.shape[:2]\n    lengths = np.full(N, T)"),
    # depth
    (DEEP, "x, new = layer.run(x, next(states), lengths)",
     "x, new = layer.run(x, next(states), None)"),
    (DEEP, "for layer in reversed(self.layers):", "for layer in self.layers:"),
    (DEEP, "dy = layer.backward(dy)", "layer.backward(dy)"),
    # feedback and context
    (FORCING, "(np.zeros_like(dy), dm, *ds)",
     "(np.zeros_like(dy), 0 * dm, *ds)"),
    (FORCING, "ds[0] = ds[0] + self.readout.backward(dy)",
     "ds[0] = self.readout.backward(dy)"),
    (FORCING, "(dlast, own[t][:, None] * dm, *rest)", "(dlast, dm, *rest)"),
    (FORCING, "(dlast, own[t][:, None] * dm, *rest)", "(dlast, 0 * dm, *rest)"),
    (FORCING, "dy = dy + MEMORY_GRADS[self.memory](m_next, dm)", "dy = dy + dm"),
    (CONTEXT, "dc = dc.sum(axis=0)", "dc = dc[0]"),
    (CONTEXT, "dc = dc.sum(axis=0)", "dc = dc.mean(axis=0)"),
    (CONTEXT, "ds * (1 - s**2)", "ds"),
    (CONTEXT, "dc = dc + self.to_state", "dc = self.to_state"),
    (CONTEXT, "s = np.tanh(self.to_state(c))", "s = self.to_state(c)"),
]  # fmt: skip
