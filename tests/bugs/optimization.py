"""Bugs to plant: file, what stands there, what a tired author might have written."""

STEPS = "optimization/optimizers.py"
CLIPPING = "optimization/clipping.py"

BUGS = [
    (STEPS, "m / (1 - b1**self.t)", "m"),
    (STEPS, "s / (1 - b2**self.t)", "s"),
    (STEPS, "1 - b2**self.t", "1 - b2 * self.t"),
    (STEPS, "self.t += 1", "self.t = 1"),
    (STEPS, "g + self.momentum * v if", "g - self.momentum * v if"),
    (STEPS, "g + self.momentum * v if", "v if"),
    (STEPS, "v += g  #", "v += self.lr * g  #"),
    (STEPS, "s += (1 - self.alpha) * g**2", "s += (1 - self.alpha) * g"),
    (STEPS, "(np.sqrt(s) + self.eps)  # eq-rms", "np.sqrt(s + self.eps)  # eq-rms"),
    (STEPS, "        s += g**2\n", "        s += (self.t > 1) * g**2\n"),
    (STEPS, "d += (1 - self.rho) * u**2", "d += (1 - self.rho) * g**2"),
    (STEPS, "p.data -= self.lr * self.weight_decay * p.data",
     "g = g + self.weight_decay * p.data"),
    # clipping that changes the direction, or clips what is short enough
    (CLIPPING, "g *= scale", "np.clip(g, -max_norm, max_norm, out=g)"),
    (CLIPPING, "g *= scale", "g *= min(1, max_norm / (np.sqrt((g**2).sum()) + 1e-6))"),
    (CLIPPING, "if scale < 1:", "if True:"),
    (CLIPPING, "math.sqrt(sum(float((g**2).sum()) for g in grads))",
     "max(math.sqrt(float((g**2).sum())) for g in grads)"),
    (CLIPPING, "math.sqrt(sum(float((g**2).sum()) for g in grads))",
     "sum(float((g**2).sum()) for g in grads)"),
]  # fmt: skip
