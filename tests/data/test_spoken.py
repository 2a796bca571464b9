"""Synthesized speech: seeded, of every word, told apart, with the noise asked for."""

import numpy as np
import pytest

from course_lib.ctc_decoding import best_path, collapse
from course_lib.data.spoken import (
    RATE,
    SOUNDS,
    SPOKEN,
    WORDS,
    Voice,
    add_noise,
    say,
    spoken_digits,
    voice,
)
from course_lib.recognizer import LETTERS, batch, read, spell
from course_lib.spectrogram import mel, mel_bands, spectrogram

PLAIN = Voice(120, 1.0, 1.0)


def test_every_word_has_its_sounds():
    assert list(SPOKEN) == WORDS
    assert {s for sounds in SPOKEN.values() for s in sounds.split()} <= set(SOUNDS)


def test_the_same_seed_says_the_same():
    a, b = (say(["two"], PLAIN, rng=np.random.default_rng(3)) for _ in range(2))
    np.testing.assert_array_equal(a, b)
    assert np.abs(a).max() == 1
    assert 0.2 * RATE < len(a) < RATE


def test_pitch_and_vowels_are_in_the_sound():
    x = say(["nine"], Voice(150, 1.0, 0.5), rng=np.random.default_rng(0))
    middle = x[len(x) // 2 - 1024 : len(x) // 2 + 1024] * np.hanning(2048)
    power = np.abs(np.fft.rfft(middle)) ** 2
    spread = np.correlate(power[:400], power[:400], "full")[400:]
    pitch = (np.argmax(spread[20:60]) + 21) * RATE / 2048
    assert 130 < pitch < 175


def test_hiss_is_high_and_vowels_are_low():
    rng = np.random.default_rng(1)
    six, one = say(["six"], PLAIN, rng=rng), say(["one"], PLAIN, rng=rng)
    f = np.fft.rfftfreq(4096, 1 / RATE)
    high = [
        (np.abs(np.fft.rfft(x, 4096)) ** 2)[f > 2700].sum()
        / (np.abs(np.fft.rfft(x, 4096)) ** 2).sum()
        for x in (six, one)
    ]
    assert high[0] > 3 * high[1]


@pytest.mark.parametrize("decibels", [0, 10, 20])
def test_noise_is_as_loud_as_asked(decibels):
    rng = np.random.default_rng(0)
    x = say(["three"], PLAIN, rng=rng)
    noise = add_noise(x, decibels, rng=rng) - x
    snr = 10 * np.log10((x**2).mean() / (noise**2).mean())
    assert abs(snr - decibels) < 0.5


def test_bad_words():
    with pytest.raises(ValueError, match="got 'ten'"):
        say(["ten"], PLAIN, rng=np.random.default_rng(0))


def test_strings_and_voices():
    pairs = spoken_digits(60, longest=3, rng=np.random.default_rng(0))
    assert {len(text.split()) for _, text in pairs} == {1, 2, 3}
    assert {w for _, text in pairs for w in text.split()} == set(WORDS)
    voices = [voice(np.random.default_rng(s)) for s in range(50)]
    assert min(v.pitch for v in voices) < 120
    assert max(v.pitch for v in voices) > 180


def test_mel_bands_cover_all_frequencies():
    bands = mel_bands(20, 129, RATE)
    assert bands.shape == (20, 129)
    assert (bands.sum(axis=0)[4:-8] > 0.5).all()
    assert abs(float(mel(1000)) - 1000) < 1


def test_spectrogram():
    t = np.arange(RATE) / RATE
    tone = np.where(t < 0.5, np.sin(2 * np.pi * 300 * t), np.sin(2 * np.pi * 3000 * t))
    s = spectrogram(tone)
    assert s.shape == ((RATE - 256) // 128 + 1, 20)
    np.testing.assert_allclose(s.mean(axis=0), 0, atol=1e-9)
    assert s[:25].mean(axis=0).argmax() < 6
    assert s[-25:].mean(axis=0).argmax() > 14
    for bad in (np.zeros(10), np.zeros((300, 2))):
        with pytest.raises(ValueError, match="spectrogram expected"):
            spectrogram(bad)


def test_letters():
    assert read(spell("six two")) == "six two"
    assert set(LETTERS) == set("".join(WORDS)) | {" "}
    with pytest.raises(ValueError, match="got 'q'"):
        spell("q")


def test_batches_pad_sounds_and_texts():
    pairs = spoken_digits(4, rng=np.random.default_rng(0))
    (x, lengths), (t, same, sizes) = batch(pairs)
    assert x.shape == (lengths.max(), 4, 20)
    assert [read(t[:s, n]) for n, s in enumerate(sizes)] == [text for _, text in pairs]
    np.testing.assert_array_equal(lengths, same)
    for n, length in enumerate(lengths):
        assert (x[length:, n] == 0).all()


def test_collapse_and_best_path():
    assert collapse([1, 1, 0, 1, 2, 2, 0]) == [1, 1, 2]
    assert collapse([0, 0]) == []
    assert collapse([]) == []
    logits = np.eye(3)[[[1, 0], [1, 2], [0, 2]]]
    assert best_path(logits, np.array([3, 1])) == [[1], []]
    with pytest.raises(ValueError, match="best_path expected"):
        best_path(logits, np.array([3]))
