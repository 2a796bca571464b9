"""The captioner: places in order, a mean, both ways back, and no norm if not wanted."""

import numpy as np
import pytest
import torch

from course_lib import pytorch, scratch
from course_lib.decoding import beam_search, greedy

HALVES = pytest.mark.parametrize("half", [scratch, pytorch], ids=["scratch", "pytorch"])


def rng(seed: int = 0) -> np.random.Generator:
    return np.random.default_rng(seed)


def captioner(half, attention=True, **options):
    look = half.DotProductAttention() if attention else None
    sizes = {"in_channels": 2, "channels": (3, 4)}
    return half.Captioner(7, 3, 4, **sizes, attention=look, rng=rng(), **options)


def test_places_are_counted_row_by_row():
    encoder = scratch.ImageEncoder(2, (3, 4), rng=rng())
    images = rng(1).standard_normal((5, 2, 6, 8))
    memory, summary = encoder.forward(images)
    assert memory.shape == (12, 5, 4)
    assert summary.shape == (5, 4)
    f = encoder.features(images)
    np.testing.assert_array_equal(memory[1 * 4 + 3], f[:, :, 1, 3])
    np.testing.assert_allclose(summary, f.mean(axis=(2, 3)))


def test_the_gradient_is_the_same_without_a_memory_as_with_zeros():
    encoder = scratch.ImageEncoder(2, (3, 4), rng=rng())
    images, dz = rng(1).standard_normal((2, 2, 4, 4)), rng(2).standard_normal((2, 4))
    memory, _ = encoder.forward(images)
    alone = encoder.backward(None, dz)
    encoder.forward(images)
    np.testing.assert_array_equal(encoder.backward(np.zeros_like(memory), dz), alone)
    assert np.abs(alone).max() > 0


@HALVES
def test_norm_is_everywhere_or_nowhere(half):
    with_norm, without = captioner(half), captioner(half, norm=False)
    names = [[name for name, _ in m.named_parameters()] for m in (with_norm, without)]
    assert "decoder.bridge.1.weight" in names[0]
    assert "decoder.bridge.0.bias" not in names[0]
    assert "encoder.features.0.bias" not in names[0]
    assert "decoder.bridge.bias" in names[1]
    assert "encoder.features.0.bias" in names[1]


@HALVES
@pytest.mark.parametrize("attention", [True, False])
def test_both_ways_of_writing_agree_for_one_beam(half, attention):
    model = captioner(half, attention)
    images = rng(1).standard_normal((4, 2, 6, 6))
    one = greedy(model, images, max_length=5)
    assert one == beam_search(model, images, width=1, max_length=5)
    assert len(one) == 4


def test_halves_write_the_same():
    images = rng(1).standard_normal((6, 2, 6, 6))
    said = [
        greedy(captioner(half), images, max_length=5) for half in (scratch, pytorch)
    ]
    assert said[0] == said[1]


@HALVES
def test_lengths_and_small_images_are_refused(half):
    model = captioner(half)
    images = torch.ones(3, 2, 6, 6) if half is pytorch else np.ones((3, 2, 6, 6))
    with pytest.raises(ValueError, match="ImageEncoder expected no lengths"):
        model.encoder.forward(images, np.array([1, 2, 3]))
    with pytest.raises(ValueError, match="ImageEncoder expected images of at least 2"):
        model.encoder.forward(images[:, :, :1])
