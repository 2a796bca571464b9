"""Sequence generators: rules, published statistics, one seed one draw, bad input."""

import numpy as np
import pytest

from course_lib import data
from course_lib.data import reber, travel


def rng(seed: int = 0) -> np.random.Generator:
    return np.random.default_rng(seed)


DRAWS = {
    "adding": lambda r: data.adding_problem(4, 20, rng=r),
    "order": lambda r: data.temporal_order(4, 40, rng=r),
    "copy": lambda r: data.copy_memory(4, 5, rng=r),
    "sine": lambda r: (data.sine_waves(4, 20, noise=0.1, rng=r),),
    "mackey-glass": lambda r: (data.mackey_glass(50, rng=r),),
    "narma": lambda r: data.narma10(50, rng=r),
    "delay": lambda r: data.delay_lines(50, [0, 3], rng=r),
    "tones": lambda r: (data.tones(4, 50, rng=r),),
    "reber": lambda r: data.embedded_reber(4, rng=r),
    "travel": lambda r: travel.encode(data.travel_sentences(9, rng=r)),
}


@pytest.mark.parametrize("draw", DRAWS.values(), ids=DRAWS)
def test_one_seed_gives_one_draw(draw):
    one, two, other = draw(rng(4)), draw(rng(4)), draw(rng(5))
    for a, b in zip(one, two, strict=True):
        np.testing.assert_array_equal(a, b)
    same = [np.array_equal(a, b) for a, b in zip(one, other, strict=True)]
    assert not all(same)


@pytest.mark.parametrize("length", [2, 7, 50])
def test_adding_marks_one_number_in_each_half(length):
    x, t = data.adding_problem(3000, length, rng=rng())
    marks = x[..., 1]
    assert x.shape == (length, 3000, 2)
    assert (marks[: length // 2].sum(axis=0) == 1).all()
    assert (marks[length // 2 :].sum(axis=0) == 1).all()
    np.testing.assert_allclose(t[:, 0], (x[..., 0] * marks).sum(axis=0))
    assert ((t - 1) ** 2).mean() == pytest.approx(1 / 6, rel=0.05)


@pytest.mark.parametrize(
    ("symbols", "places"),
    [(2, [(10, 20), (50, 60)]), (3, [(10, 20), (33, 43), (66, 76)])],
)
def test_temporal_order_has_the_papers_positions_at_length_100(symbols, places):
    x, t = data.temporal_order(4000, 100, symbols=symbols, rng=rng())
    assert (x.sum(axis=2) == 1).all()
    assert (x[0, :, 0] == 1).all()
    assert (x[-1, :, 1] == 1).all()
    steps, who = np.nonzero(x[..., 6:].sum(axis=2).T)[::-1]
    steps = steps.reshape(4000, symbols)
    assert (who.reshape(4000, symbols) == np.arange(4000)[:, None]).all()
    assert [(a, b) for a, b in zip(steps.min(0), steps.max(0), strict=True)] == places
    bits = x[steps, np.arange(4000)[:, None], 7]
    np.testing.assert_array_equal(t, bits @ 2 ** np.arange(symbols)[::-1])
    assert np.bincount(t).min() > 4000 / 2**symbols * 0.85


@pytest.mark.parametrize("length", range(20, 60, 7))
def test_temporal_order_keeps_its_symbols_apart_at_other_lengths(length):
    x, _ = data.temporal_order(300, length, rng=rng())
    assert (x[..., 6:].sum(axis=(0, 2)) == 2).all()
    assert (x[0, :, 0] == 1).all()
    assert (x[-1, :, 1] == 1).all()


def test_copying_asks_for_the_first_symbols_last():
    x, t = data.copy_memory(5, 7, symbols=4, recall=3, rng=rng())
    text = x.argmax(axis=2)
    assert text.shape == t.shape == (13, 5)
    np.testing.assert_array_equal(t[-3:], text[:3])
    assert (t[:-3] == 4).all()
    assert (text[9] == 5).all()
    assert (np.delete(text[3:], 6, axis=0) == 4).all()
    assert data.copy_baseline(7, symbols=4, recall=3) == pytest.approx(
        3 * np.log(4) / 13
    )


def test_sines_have_the_periods_asked_for():
    x = data.sine_waves(50, 4000, periods=(10, 30), rng=rng())[:, :, 0]
    peak = np.abs(np.fft.rfft(x, axis=0)).argmax(axis=0)
    assert ((4000 / peak > 9.9) & (4000 / peak < 30.1)).all()
    np.testing.assert_allclose((x**2).mean(), 0.5, atol=0.01)


def test_mackey_glass_solves_its_equation_and_is_chaotic():
    y = data.mackey_glass(5000)
    assert 0.35 < y.min() < 0.5
    assert 1.25 < y.max() < 1.4
    fine = data.mackey_glass(40, step=0.01, every=100, discard=0)
    coarse = data.mackey_glass(40, discard=0)
    np.testing.assert_allclose(fine, coarse, atol=0.02)
    near = data.mackey_glass(1500, start=1.2 + 1e-6)
    apart = np.abs(near - y[:1500])
    assert apart[:10].max() < 0.05
    assert apart.max() > 0.1
    steps = data.mackey_glass(400, every=1, discard=0)
    slope = 0.2 * steps[29:-171] / (1 + steps[29:-171] ** 10) - 0.1 * steps[199:-1]
    np.testing.assert_allclose(steps[200:], steps[199:-1] + 0.1 * slope)


def test_narma10_follows_its_recursion():
    u, y = data.narma10(3000, rng=rng())
    assert 0 <= u.min() <= u.max() <= 0.5
    past = np.lib.stride_tricks.sliding_window_view(y, 10).sum(axis=1)[:-1]
    now, first, last = y[9:-1], u[:-10], u[9:-1]
    expected = 0.3 * now + 0.05 * now * past + 1.5 * first * last + 0.1
    np.testing.assert_allclose(y[10:], expected)
    assert y.max() <= 1
    assert y.mean() == pytest.approx(0.39, abs=0.02)
    assert y.std() == pytest.approx(0.107, abs=0.01)


def test_delay_lines_are_the_same_noise_later():
    u, y = data.delay_lines(5000, [4, 0, 20], rng=rng())
    np.testing.assert_array_equal(y[4:, 0], u[:-4])
    np.testing.assert_array_equal(y[:, 1], u)
    np.testing.assert_array_equal(y[20:, 2], u[:-20])
    assert u.var() == pytest.approx(1 / 12, rel=0.05)


def test_reber_strings_are_legal_and_of_the_expected_length():
    strings = [reber.reber_string(rng=rng(k)) for k in range(4000)]
    assert all(map(reber.is_reber, strings))
    assert min(map(len, strings)) == 5
    # Of the graph's linear equations: a string has 8 letters on average.
    assert np.mean([len(s) for s in strings]) == pytest.approx(8, rel=0.03)
    assert np.mean([s[1] == "T" for s in strings]) == pytest.approx(0.5, abs=0.03)


def test_embedded_strings_repeat_their_second_letter():
    for k in range(300):
        text = reber.embedded_reber_string(rng=rng(k))
        assert reber.is_embedded_reber(text)
        swapped = text[:-2] + ("P" if text[-2] == "T" else "T") + "E"
        assert not reber.is_embedded_reber(swapped)
        assert not reber.is_embedded_reber(text[:-1])
    for wrong in ("", "B", "BTE", "BTBTSXSEPE", "BTBTTTTETE"):
        assert not reber.is_embedded_reber(wrong)


def test_the_next_letters_are_those_of_the_graph():
    assert reber.legal_next("BTBTSXSETE") == [
        "TP", "B", "TP", "SX", "SX", "XS", "E", "T", "E",
    ]  # fmt: skip
    with pytest.raises(ValueError, match="embedded Reber"):
        reber.legal_next("BTE")


def test_encoded_reber_strings():
    x, t, lengths = data.embedded_reber(200, rng=rng())
    assert x.shape == t.shape == (lengths.max(), 200, 7)
    there = np.arange(len(x))[:, None] < lengths
    np.testing.assert_array_equal(x.sum(axis=2), there)
    assert ((t.sum(axis=2) >= 1) == there).all()
    follows = (t[:-1] * x[1:]).sum(axis=2)
    np.testing.assert_array_equal(follows, there[1:])


def test_a_city_alone_does_not_tell_its_slot():
    found = {}
    for words, tags in data.travel_sentences(3000, rng=rng()):
        assert len(words) == len(tags)
        for word, tag in zip(words, tags, strict=True):
            if word in travel.CITIES:
                found.setdefault(word, set()).add(tag)
            else:
                assert tag not in ("departure", "destination")
    assert len(found) == len(travel.CITIES)
    assert all(tags == {"departure", "destination"} for tags in found.values())


def test_every_departure_has_a_destination_beside_it():
    """Both slots are equally likely, and so is each in templates with one city."""
    for templates in (travel.BEFORE, travel.AFTER):
        text = " ".join(templates)
        assert text.count("<") == text.count(">")


@pytest.mark.parametrize("cue", ["before", "after"])
def test_the_words_before_a_city_tell_its_slot_or_do_not(cue):
    seen = {}
    for words, tags in data.travel_sentences(2000, cue=cue, rng=rng()):
        place = next(k for k, word in enumerate(words) if word in travel.CITIES)
        before = tuple(w for w in words[:place] if w not in travel.TIMES)
        before = tuple(w for w in before if w not in travel.MONTHS + list(travel.DAYS))
        seen.setdefault(before, set()).add(tags[place])
    sizes = {len(tags) for tags in seen.values()}
    assert sizes == ({1} if cue == "before" else {2})


def test_encoded_sentences():
    sentences = data.travel_sentences(50, rng=rng())
    x, t, lengths = travel.encode(sentences)
    words = travel.vocabulary()
    assert len(set(words)) == len(words)
    for n, (text, tags) in enumerate(sentences):
        assert [words[k] for k in x[: lengths[n], n]] == text
        assert [travel.TAGS[k] for k in t[: lengths[n], n]] == tags
    there = np.arange(len(x))[:, None] < lengths
    assert (x[~there] == 0).all()
    assert (t[~there] == -1).all()


def test_tones_are_harmonics_of_one_note_and_fill_their_range():
    x = data.tones(30, 4410, harmonics=3, rng=rng())[:, :, 0]
    np.testing.assert_allclose(x.min(axis=0), -1)
    np.testing.assert_allclose(x.max(axis=0), 1)
    power = (np.abs(np.fft.rfft(x - x.mean(axis=0), axis=0)) ** 2).cumsum(axis=0)
    edge = power / power[-1]  # one bin is 10 Hz
    assert (edge[25] < 0.1).all()
    assert (edge[185] > 0.9).all()
    early, late = np.abs(x[:500]).max(axis=0), np.abs(x[-500:]).max(axis=0)
    assert late.mean() < 0.7 * early.mean()


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: data.adding_problem(3, 1, rng=rng()), ValueError, "length"),
        (lambda: data.adding_problem(3, 9, rng=3), TypeError, "default_rng"),
        (lambda: data.adding_problem(0, 9, rng=rng()), ValueError, "n to be"),
        (lambda: data.temporal_order(3, 19, rng=rng()), ValueError, "length"),
        (
            lambda: data.temporal_order(3, 50, symbols=4, rng=rng()),
            ValueError,
            "2 or 3",
        ),
        (lambda: data.copy_memory(3, 0, rng=rng()), ValueError, "delay"),
        (
            lambda: data.sine_waves(3, 9, periods=(1, 5), rng=rng()),
            ValueError,
            "periods",
        ),
        (lambda: data.sine_waves(3, 9, noise=-1, rng=rng()), ValueError, "noise"),
        (lambda: data.mackey_glass(5, tau=0.25), ValueError, "tau"),
        (lambda: data.mackey_glass(5, step=0), ValueError, "step"),
        (lambda: data.narma10(0, rng=rng()), ValueError, "length"),
        (lambda: data.delay_lines(5, [], rng=rng()), ValueError, "at least one"),
        (lambda: data.delay_lines(5, [-1], rng=rng()), ValueError, "each delay"),
        (lambda: data.tones(2, 1, rng=rng()), ValueError, "length"),
        (lambda: data.tones(2, harmonics=0, rng=rng()), ValueError, "harmonics"),
        (lambda: data.embedded_reber(2.5, rng=rng()), TypeError, "n to be"),
        (lambda: data.travel_sentences(3, cue="left", rng=rng()), ValueError, "cue"),
        (lambda: travel.encode([]), ValueError, "none"),
        (lambda: travel.encode([(["to"], [])]), ValueError, "a tag for each"),
        (lambda: travel.encode([(["xyz"], ["other"])]), ValueError, "'xyz'"),
    ],
)
def test_bad_input(call, error, words):
    with pytest.raises(error, match=words):
        call()
