"""A sentence about an image: a CNN looks, a decoder writes; from scratch.

Chapter: image-captioning. Twin: course_lib/pytorch/sequences/captioner.py.
"""

from collections.abc import Sequence

import numpy as np

from ...initialization import check_rng
from ..convolutional.batch_norm import BatchNorm2d
from ..convolutional.conv import Conv2d, check_images
from ..convolutional.pooling import MaxPool2d
from ..feedforward.activations import ReLU
from ..feedforward.batch_norm import BatchNorm1d
from ..module import Module, Sequential
from .attention import Attention
from .encoder_decoder import Decoder, Seq2Seq


class ImageEncoder(Module):
    """Look at an image: a memory of every place, and their mean (Xu et al., 2015).

        f  = [Conv2d 3 x 3, BatchNorm2d, ReLU] for each of channels, pools between
        m_s = f at place s = i W + j                               (eq-image-memory)
        summary = 1/S sum_s m_s                                    (eq-image-summary)
        df at place s = dm_s + dsummary / S                        (eq-image-grad)

    An Encoder for images: it has the same two results, and Seq2Seq takes it as well.

    Shapes: images (N, in_channels, H', W') -> memory (S, N, M), summary (N, M), with
    S = H W places of the last feature map and M = channels[-1]. Back: takes dmemory or
    None, and dsummary; returns the gradient of the images.
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
        self, images: np.ndarray, lengths: np.ndarray | None = None
    ) -> tuple[np.ndarray, np.ndarray]:
        images = np.asarray(images)
        check_pictures(images, self.in_channels, self.least, lengths)
        f = self.features(images)
        N, M, H, W = f.shape
        memory = f.transpose(2, 3, 0, 1).reshape(H * W, N, M)  # eq-image-memory
        self.save(f.shape)
        return memory, memory.mean(axis=0)  # eq-image-summary

    def backward(
        self, dmemory: np.ndarray | None, dsummary: np.ndarray
    ) -> np.ndarray | None:
        ((N, M, H, W),) = self.saved()
        df = np.broadcast_to(dsummary / (H * W), (H * W, N, M))
        if dmemory is not None:
            df = df + dmemory  # eq-image-grad
        return self.features.backward(df.reshape(H, W, N, M).transpose(2, 3, 0, 1))


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


def check_pictures(images, channels: int, least: int, lengths) -> None:
    """Complain unless images fit the encoder, and no lengths came with them."""
    check_images(images, "ImageEncoder", channels, least, 0)
    if lengths is not None:
        raise ValueError(
            "ImageEncoder expected no lengths, since all images of a batch have one "
            f"size, got some of shape {tuple(lengths.shape)}"
        )
