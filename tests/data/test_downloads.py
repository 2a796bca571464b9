"""Published files: found, checked, refused if damaged, clearly missing if offline."""

import io
import os
import wave
from pathlib import Path

import numpy as np
import pytest

from course_lib.data import downloads, fsdd, published
from course_lib.data.atis import load_atis, parse
from course_lib.data.downloads import FILES, fetch
from course_lib.data.fsdd import load_fsdd
from course_lib.data.spoken import WORDS

REAL = os.environ.get("COURSE_DATA")
needs_data = pytest.mark.skipif(
    not REAL or not (Path(REAL) / "atis.test.iob").is_file(),
    reason="COURSE_DATA names no folder with the published files",
)


@pytest.fixture
def places(tmp_path, monkeypatch):
    """Use a folder for COURSE_DATA and one as the cache, both empty."""
    mine, kept = tmp_path / "mine", tmp_path / "kept"
    mine.mkdir()
    monkeypatch.setenv("COURSE_DATA", str(mine))
    monkeypatch.setattr(downloads, "cache", lambda: kept)
    return mine, kept


@pytest.fixture
def hello(monkeypatch):
    """Publish a small file of which we know the sum."""
    sum_of_hello = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"
    source = downloads.Source("https://example.org/hello", sum_of_hello, "example.org")
    monkeypatch.setitem(FILES, "hello.txt", source)
    return "hello.txt"


def test_my_folder_comes_first(places, hello):
    mine, kept = places
    kept.mkdir()
    for folder in (mine, kept):
        (folder / hello).write_text("hello")
    assert fetch(hello) == mine / hello
    (mine / hello).unlink()
    assert fetch(hello) == kept / hello


def test_a_damaged_file_is_refused_and_kept(places, hello):
    mine, _ = places
    (mine / hello).write_text("hell")
    with pytest.raises(ValueError, match=r"damaged or another version.*4 bytes"):
        fetch(hello)
    assert (mine / hello).read_text() == "hell"


def test_offline(places, hello, monkeypatch):
    import pooch

    def fail(*arguments, **options):
        raise ConnectionError("no network")

    monkeypatch.setattr(pooch, "retrieve", fail)
    with pytest.raises(FileNotFoundError, match="COURSE_DATA") as error:
        fetch(hello)
    assert "example.org/hello" in str(error.value)
    assert "ConnectionError" in str(error.value)


def test_fetched_with_its_sum(places, hello, monkeypatch):
    import pooch

    def retrieve(url, known_hash, fname, path, progressbar):
        assert known_hash == f"sha256:{FILES[hello].sha256}"
        path.mkdir()
        (path / fname).write_text("hello")

    monkeypatch.setattr(pooch, "retrieve", retrieve)
    assert fetch(hello).read_text() == "hello"


def test_what_cannot_be_fetched_says_where_it_is(places):
    with pytest.raises(FileNotFoundError, match="free-spoken-digit-dataset"):
        fetch("fsdd.tar.gz")


def test_unknown_names():
    with pytest.raises(ValueError, match="got 'mnist'"):
        fetch("mnist")


@needs_data
@pytest.mark.parametrize("name", list(FILES))
def test_the_published_files(name):
    assert fetch(name).name == name


@needs_data
def test_atis():
    train, test = load_atis("train"), load_atis("test")
    assert (len(train), len(test)) == (4978, 893)
    assert all(len(words) == len(tags) for words, tags in train + test)
    assert len({tag for _, tags in train + test for tag in tags}) == 127
    assert test[0][0][:3] == ["i", "would", "like"]


def test_atis_parts_and_lines():
    with pytest.raises(ValueError, match="got 'dev'"):
        load_atis("dev")
    assert parse("BOS to rome EOS\tO O B-city O", 1) == (
        ["to", "rome"],
        ["O", "B-city"],
    )
    for line in ("BOS to rome EOS\tO O", "to rome\tO B-city", ""):
        with pytest.raises(ValueError, match="line 7 of an ATIS file"):
            parse(line, 7)


@needs_data
def test_fsdd():
    recordings = load_fsdd()
    assert len(recordings) == 3000
    assert len({r.speaker for r in recordings}) == 6
    assert all(0 < np.abs(r.sound).max() <= 1 for r in recordings)
    assert sorted({r.word for r in recordings}) == sorted(WORDS)
    assert {r.take for r in recordings} == set(range(50))


def test_recordings_in_another_format_are_refused():
    content = io.BytesIO()
    with wave.open(content, "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(bytes(8))
    with pytest.raises(ValueError, match=r"jackson_3.*expected 1 channel"):
        fsdd.parse("7_jackson_3.wav", content.getvalue())


@needs_data
def test_mnist():
    x, t = published.load_mnist()
    assert x.shape == (10000, 28, 28)
    assert (x.min(), x.max()) == (0, 1)
    assert np.bincount(t).tolist()[:3] == [980, 1135, 1032]


def test_idx():
    good = bytes([0, 0, 8, 2, 0, 0, 0, 2, 0, 0, 0, 3, *range(6)])
    np.testing.assert_array_equal(published.read_idx(good), [[0, 1, 2], [3, 4, 5]])
    for bad in (b"", bytes([0, 0, 9, 1, 0, 0, 0, 1, 7]), good[:-1], good + b"0"):
        with pytest.raises(ValueError, match="read_idx expected"):
            published.read_idx(bad)


@needs_data
def test_chorales():
    parts = published.load_jsb()
    assert {part: len(pieces) for part, pieces in parts.items()} == {
        "train": 229,
        "valid": 76,
        "test": 77,
    }
    assert all(piece.shape[1] == 88 for pieces in parts.values() for piece in pieces)


def test_piano_roll():
    roll = published.piano_roll([[21, 60], []])
    assert roll.shape == (2, 88)
    assert np.flatnonzero(roll).tolist() == [0, 39]
    with pytest.raises(ValueError, match="got 109"):
        published.piano_roll([[109]])


@needs_data
def test_shakespeare():
    text = published.load_shakespeare()
    assert len(text) == 1115394
    assert text.startswith("First Citizen:")
