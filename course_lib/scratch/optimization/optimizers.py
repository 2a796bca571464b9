"""Optimizers, from scratch; names, arguments and steps of torch.optim.

Chapters: backpropagation, momentum, adaptive-methods.
Twin: course_lib/pytorch/optimization/optimizers.py.
"""

from collections.abc import Iterable

import numpy as np

from ..module import Parameter


class Optimizer:
    """Base class: holds the parameters and an array beside each for every memory.

    ``step`` hands each parameter, with its memories, to ``update``.
    """

    def __init__(self, params: Iterable[Parameter], lr: float, memories: int = 0):
        self.params, who = list(params), type(self).__name__
        if not self.params or not all(isinstance(p, Parameter) for p in self.params):
            raise TypeError(
                f"{who} expected the parameters of a scratch module, as in "
                f"{who}(model.parameters(), lr=0.1), got {self.params[:1]}"
            )
        self._check("learning rate lr", lr >= 0, lr, ">= 0")
        self.lr, self.t = lr, 0
        self.memory = [
            [np.zeros_like(p.data) for _ in range(memories)] for p in self.params
        ]

    def _check(self, name: str, good: bool, value: object, wanted: str) -> None:
        if not good:
            raise ValueError(
                f"{type(self).__name__} expected {name} {wanted}, got {value}"
            )

    def zero_grad(self) -> None:
        for p in self.params:
            p.grad[...] = 0

    def step(self) -> None:
        self.t += 1
        for p, memory in zip(self.params, self.memory, strict=True):
            self.update(p, p.grad, *memory)

    def update(self, p: Parameter, g: np.ndarray, *memory: np.ndarray) -> None:
        raise NotImplementedError(f"{type(self).__name__} has no update")


class SGD(Optimizer):
    """Gradient descent (Robbins and Monro, 1951), with the options of torch.optim.

        g <- dp + weight_decay p            (eq-weight-decay)
        v <- momentum v + g                 (eq-momentum; Polyak, 1964)
        p <- p - lr v                       (eq-sgd, if momentum is 0)
        p <- p - lr (g + momentum v)        (eq-nesterov, if nesterov)

    Args: params, from model.parameters(); lr, the learning rate.
    Raises: ValueError for a negative option, or nesterov without momentum.
    """

    def __init__(
        self,
        params: Iterable[Parameter],
        lr: float,
        momentum: float = 0.0,
        weight_decay: float = 0.0,
        nesterov: bool = False,
    ):
        super().__init__(params, lr, memories=1 if momentum else 0)
        self._check("momentum", momentum >= 0, momentum, ">= 0")
        self._check("weight_decay", weight_decay >= 0, weight_decay, ">= 0")
        self._check("momentum", momentum > 0 or not nesterov, momentum, "with nesterov")
        self.momentum, self.weight_decay = momentum, weight_decay
        self.nesterov = nesterov

    def update(self, p, g, v=None):
        if self.weight_decay:
            g = g + self.weight_decay * p.data  # eq-weight-decay
        if self.momentum:
            v *= self.momentum
            v += g  # eq-momentum
            g = g + self.momentum * v if self.nesterov else v  # eq-nesterov
        p.data -= self.lr * g  # eq-sgd


class Adagrad(Optimizer):
    """Steps divided by the root of all squared gradients so far (Duchi et al., 2011).

    s <- s + dp^2,  p <- p - lr dp / (sqrt(s) + eps)      (eq-adagrad)
    """

    def __init__(
        self, params: Iterable[Parameter], lr: float = 0.01, eps: float = 1e-10
    ):
        super().__init__(params, lr, memories=1)
        self._check("eps", eps >= 0, eps, ">= 0")
        self.eps = eps

    def update(self, p, g, s):
        s += g**2
        p.data -= self.lr * g / (np.sqrt(s) + self.eps)  # eq-adagrad


class RMSprop(Optimizer):
    """Adagrad that forgets (Tieleman and Hinton, 2012).

    s <- alpha s + (1 - alpha) dp^2,  p <- p - lr dp / (sqrt(s) + eps)  (eq-rmsprop)
    """

    def __init__(
        self,
        params: Iterable[Parameter],
        lr: float = 0.01,
        alpha: float = 0.99,
        eps: float = 1e-8,
    ):
        super().__init__(params, lr, memories=1)
        self._check("alpha", 0 <= alpha < 1, alpha, "from 0 to below 1")
        self._check("eps", eps >= 0, eps, ">= 0")
        self.alpha, self.eps = alpha, eps

    def update(self, p, g, s):
        s *= self.alpha
        s += (1 - self.alpha) * g**2
        p.data -= self.lr * g / (np.sqrt(s) + self.eps)  # eq-rmsprop


class Adadelta(Optimizer):
    """Steps in the units of the parameter (Zeiler, 2012).

    s <- rho s + (1 - rho) dp^2
    u <- dp sqrt(d + eps) / sqrt(s + eps)
    d <- rho d + (1 - rho) u^2,  p <- p - lr u      (eq-adadelta)
    """

    def __init__(
        self,
        params: Iterable[Parameter],
        lr: float = 1.0,
        rho: float = 0.9,
        eps: float = 1e-6,
    ):
        super().__init__(params, lr, memories=2)
        self._check("rho", 0 <= rho < 1, rho, "from 0 to below 1")
        self._check("eps", eps >= 0, eps, ">= 0")
        self.rho, self.eps = rho, eps

    def update(self, p, g, s, d):
        s *= self.rho
        s += (1 - self.rho) * g**2
        u = g * np.sqrt(d + self.eps) / np.sqrt(s + self.eps)
        d *= self.rho
        d += (1 - self.rho) * u**2
        p.data -= self.lr * u  # eq-adadelta


class Adam(Optimizer):
    """Running means of the gradient and of its square (Kingma and Ba, 2015).

        m <- b1 m + (1 - b1) dp,  s <- b2 s + (1 - b2) dp^2
        m^ = m / (1 - b1^t),  s^ = s / (1 - b2^t)      (eq-adam-bias)
        p <- p - lr m^ / (sqrt(s^) + eps)              (eq-adam)

    Args: weight_decay is added to the gradient, as an L2 penalty (eq-weight-decay).
    """

    def __init__(
        self,
        params: Iterable[Parameter],
        lr: float = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0.0,
    ):
        super().__init__(params, lr, memories=2)
        good = len(betas) == 2 and all(0 <= b < 1 for b in betas)
        self._check("betas", good, betas, "two numbers from 0 to below 1")
        self._check("eps", eps >= 0, eps, ">= 0")
        self._check("weight_decay", weight_decay >= 0, weight_decay, ">= 0")
        self.betas, self.eps, self.weight_decay = betas, eps, weight_decay

    def update(self, p, g, m, s):
        if self.weight_decay:
            g = g + self.weight_decay * p.data  # eq-weight-decay
        self.adapt(p, g, m, s)

    def adapt(self, p, g, m, s) -> None:
        b1, b2 = self.betas
        m *= b1
        m += (1 - b1) * g
        s *= b2
        s += (1 - b2) * g**2
        m_hat, s_hat = m / (1 - b1**self.t), s / (1 - b2**self.t)  # eq-adam-bias
        p.data -= self.lr * m_hat / (np.sqrt(s_hat) + self.eps)  # eq-adam


class AdamW(Adam):
    """Adam with the decay of weights apart from the gradient (Loshchilov and Hutter,
    2019).

    p <- p - lr weight_decay p, then the step of Adam      (eq-adamw)
    """

    def __init__(
        self,
        params: Iterable[Parameter],
        lr: float = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0.01,
    ):
        super().__init__(params, lr, betas, eps, weight_decay)

    def update(self, p, g, m, s):
        p.data -= self.lr * self.weight_decay * p.data  # eq-adamw
        self.adapt(p, g, m, s)
