"""Optimizers, from scratch; names and arguments of torch.optim.

Chapter: backpropagation. Twin: course_lib/pytorch/optimization/optimizers.py.
"""

from collections.abc import Iterable

from ..module import Parameter


class Optimizer:
    """Base class: holds the parameters and clears their gradients."""

    def __init__(self, params: Iterable[Parameter], lr: float):
        self.params, who = list(params), type(self).__name__
        if not self.params or not all(isinstance(p, Parameter) for p in self.params):
            raise TypeError(
                f"{who} expected the parameters of a scratch module, as in "
                f"{who}(model.parameters(), lr=0.1), got {self.params[:1]}"
            )
        if not lr >= 0:
            raise ValueError(f"{who} expected a learning rate lr >= 0, got {lr}")
        self.lr = lr

    def zero_grad(self) -> None:
        for p in self.params:
            p.grad[...] = 0


class SGD(Optimizer):
    """Gradient descent: a step against the gradient (Robbins and Monro, 1951).

    p <- p - lr * dp      (eq-sgd)

    Args: params, from model.parameters(); lr, the learning rate.
    """

    def __init__(self, params: Iterable[Parameter], lr: float):
        super().__init__(params, lr)

    def step(self) -> None:
        for p in self.params:
            p.data -= self.lr * p.grad  # eq-sgd
