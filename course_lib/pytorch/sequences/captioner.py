"""A sentence about an image: a CNN looks, a decoder writes; in PyTorch.

Chapter: image-captioning. Twin: course_lib/scratch/sequences/captioner.py.
"""

from collections.abc import Sequence

import numpy as np
from torch import Tensor
from torch.nn import Module, Sequential

from ...initialization import check_rng
from ...scratch.sequences.captioner import check_pictures
from ..convolutional.batch_norm import BatchNorm2d
from ..convolutional.conv import Conv2d
from ..convolutional.pooling import MaxPool2d
from ..feedforward.activations import ReLU
from ..feedforward.batch_norm import BatchNorm1d
from .attention import Attention
from .encoder_decoder import Decoder, Seq2Seq


class ImageEncoder(Module):
    """Look at an image: a memory of every place, and their mean (Xu et al., 2015).

        f  = [Conv2d 3 x 3, BatchNorm2d, ReLU] for each of channels, pools between
        m_s = f at place s = i W + j                               (eq-image-memory)
        summary = 1/S sum_s m_s                                    (eq-image-summary)

    An Encoder for images: it has the same two results, and Seq2Seq takes it as well.

    Shapes: images (N, in_channels, H', W') -> memory (S, N, M), summary (N, M), with
    S = H W places of the last feature map and M = channels[-1].
    Args: channels, feature maps of each convolution; norm, False for none.
    Raises: ValueError for other shapes, images too small for the pooling, or lengths.
    """

    batch_axis = 0

    def __init__(
        self,
        in_channels: int = 3,
        channels: Sequence[int] = (8, 16, 32, 64),
        *,
        norm: bool = True,
        rng: np.random.Generator,
    ):
        super().__init__()
        check_rng(rng, "ImageEncoder")
        layers: list[Module] = []
        maps = in_channels
        for n in channels:
            layers += [MaxPool2d(2)] if layers else []
            layers += [Conv2d(maps, n, 3, padding=1, bias=not norm, rng=rng)]
            layers += [BatchNorm2d(n), ReLU()] if norm else [ReLU()]
            maps = n
        self.features = Sequential(*layers)
        self.in_channels, self.memory_size = in_channels, maps
        self.least = 2 ** (len(channels) - 1)

    def forward(
        self, images: Tensor, lengths: Tensor | None = None
    ) -> tuple[Tensor, Tensor]:
        check_pictures(images, self.in_channels, self.least, lengths)
        f = self.features(images)
        memory = f.flatten(2).permute(2, 0, 1)  # eq-image-memory
        return memory, memory.mean(dim=0)  # eq-image-summary


class Captioner(Seq2Seq):
    """Show and tell (Vinyals et al., 2015); with attention, look again at every word.

        memory, summary = ImageEncoder(image)
        h_0 = tanh(BatchNorm1d(W summary)),   then as in Decoder  (eq-caption-start)

    Shapes: images (N, in_channels, H, W), inputs (T, N) tokens -> logits (T, N, K).
    Args: channels as in ImageEncoder; norm, False for no batch normalization at all;
    attention, such as DotProductAttention(), which wants hidden_size = channels[-1].
    Raises: ValueError as encoder and decoder do.
    """

    def __init__(
        self,
        vocabulary_size: int,
        embedding_size: int,
        hidden_size: int,
        *,
        in_channels: int = 3,
        channels: Sequence[int] = (8, 16, 32, 64),
        norm: bool = True,
        attention: Attention | None = None,
        rng: np.random.Generator,
    ):
        encoder = ImageEncoder(in_channels, channels, norm=norm, rng=rng)
        decoder = Decoder(
            vocabulary_size,
            embedding_size,
            hidden_size,
            encoder.memory_size,
            attention=attention,
            rng=rng,
        )
        if norm:  # eq-caption-start
            decoder.bridge.bias = None  # it would be subtracted with the mean
            decoder.bridge = Sequential(decoder.bridge, BatchNorm1d(hidden_size))
        super().__init__(encoder, decoder)
