"""A network with auxiliary heads, and the loss that they are trained with.

Chapter: googlenet. Twin: course_lib/scratch/convolutional/inception_net.py.
"""

from collections.abc import Sequence

from torch import Tensor
from torch.nn import CrossEntropyLoss, Module, ModuleList


class InceptionNet(Module):
    """A chain of parts; in training, heads in the middle classify too.

        h_k = part_k(h_(k-1)),   y = head(h_last),   y_k = aux_head_k(h_k)

    As in GoogLeNet (Szegedy et al., 2015).

    Shapes: x -> y; in training with auxiliary heads -> (y, y_1, y_2, ...).
    Args: aux_heads, at most as many as there are parts.
    """

    def __init__(
        self,
        parts: Sequence[Module],
        head: Module,
        aux_heads: Sequence[Module] = (),
    ):
        super().__init__()
        self.parts = ModuleList(parts)
        self.aux_heads = ModuleList(aux_heads)
        self.head = head

    def forward(self, x: Tensor) -> Tensor | tuple[Tensor, ...]:
        aux_heads = self.aux_heads if self.training else []
        hs = []
        for part in self.parts:
            x = part(x)
            hs.append(x)
        y = self.head(x)
        aux = [head(h) for head, h in zip(aux_heads, hs, strict=False)]
        return (y, *aux) if aux else y


class AuxiliaryLoss(Module):
    """Cross-entropy of all heads: J = J_main + weight (J_1 + J_2 + ...).

    The weight was 0.3 in GoogLeNet (Szegedy et al., 2015).

    Shapes: y (N, K), or a tuple of such logits with the main ones first; target (N,)
    integer classes -> a number.
    """

    def __init__(self, weight: float = 0.3):
        super().__init__()
        self.weight = weight
        self.loss = CrossEntropyLoss()

    def forward(self, y: Tensor | tuple[Tensor, ...], target: Tensor) -> Tensor:
        ys = y if isinstance(y, tuple) else (y,)
        J, *aux = [self.loss(y, target) for y in ys]
        return J + self.weight * sum(aux)
