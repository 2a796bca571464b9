"""A network with auxiliary heads, and the loss that they are trained with.

Chapter: googlenet. Twin: course_lib/pytorch/convolutional/inception_net.py.
"""

from collections.abc import Sequence

import numpy as np

from ..feedforward.losses import CrossEntropyLoss
from ..module import Module


class InceptionNet(Module):
    """A chain of parts; in training, heads in the middle classify too.

        h_k = part_k(h_(k-1)),   y = head(h_last),   y_k = aux_head_k(h_k)

    Backward, the gradient of h_k is the sum of what comes from the next part and what
    comes from its own head (Szegedy et al., 2015).

    Shapes: x -> y; in training with auxiliary heads -> (y, y_1, y_2, ...), and then
    backward takes as many gradients, or one tuple of them.
    Args: aux_heads, at most as many as there are parts.
    Raises: ValueError if backward gets another number of gradients.
    """

    def __init__(
        self,
        parts: Sequence[Module],
        head: Module,
        aux_heads: Sequence[Module] = (),
    ):
        self.parts = list(parts)
        self.aux_heads = list(aux_heads)
        self.head = head

    @property
    def input_grad(self) -> bool:
        return self.parts[0].input_grad

    @input_grad.setter
    def input_grad(self, wanted: bool) -> None:
        self.parts[0].input_grad = wanted

    def forward(self, x: np.ndarray) -> np.ndarray | tuple[np.ndarray, ...]:
        aux_heads = self.aux_heads if self.training else []
        hs = []
        for part in self.parts:
            x = part(x)
            hs.append(x)
        y = self.head(x)
        aux = [head(h) for head, h in zip(aux_heads, hs, strict=False)]
        self.save(len(aux))
        return (y, *aux) if aux else y

    def backward(self, *dys: np.ndarray) -> np.ndarray | None:
        dys = dys[0] if len(dys) == 1 and isinstance(dys[0], tuple) else dys
        (n_aux,) = self.saved()
        if len(dys) != 1 + n_aux:
            self.save(n_aux)  # as if it had not been called
            raise ValueError(
                f"InceptionNet.backward expected {1 + n_aux} gradients, one for each "
                f"output of its forward, got {len(dys)}"
            )
        dx = self.head.backward(dys[0])
        for k in reversed(range(len(self.parts))):
            if k < n_aux:
                dx = dx + self.aux_heads[k].backward(dys[1 + k])
            dx = self.parts[k].backward(dx)
        return dx


class AuxiliaryLoss(Module):
    """Cross-entropy of all heads: J = J_main + weight (J_1 + J_2 + ...).

    The weight was 0.3 in GoogLeNet (Szegedy et al., 2015).

    Shapes: y (N, K), or a tuple of such logits with the main ones first; target (N,)
    integer classes -> a number. Backward returns what it was given: one or a tuple.
    """

    def __init__(self, weight: float = 0.3):
        self.weight = weight
        self.loss = CrossEntropyLoss()

    def forward(self, y: np.ndarray | tuple[np.ndarray, ...], target: np.ndarray):
        ys = y if isinstance(y, tuple) else (y,)
        self.save(len(ys))
        J, *aux = [self.loss(y, target) for y in ys]
        return J + self.weight * sum(aux)

    def backward(self, dloss: float = 1.0) -> np.ndarray | tuple[np.ndarray, ...]:
        (n,) = self.saved()
        weights = [dloss] + [dloss * self.weight] * (n - 1)
        dys = [self.loss.backward(w) for w in reversed(weights)]
        return tuple(reversed(dys)) if n > 1 else dys[0]
