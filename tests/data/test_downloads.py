"""Published files: found, checked, refused if damaged, clearly missing if offline."""

import os
from pathlib import Path

import pytest

from course_lib.data import downloads
from course_lib.data.atis import load_atis, parse
from course_lib.data.downloads import FILES, fetch

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
