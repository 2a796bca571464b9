"""Scenes: what is drawn, what is true of it, and what training never shows."""

import numpy as np
import pytest

from course_lib.data import scenes as drawn
from course_lib.data.scenes import Thing


def rng(seed: int = 0) -> np.random.Generator:
    return np.random.default_rng(seed)


RED, BLUE = (
    Thing("red", "circle", "small", 8.0, 10.0),
    Thing("blue", "square", "large", 23.0, 12.0),
)


def test_one_seed_gives_one_draw():
    assert drawn.scenes(5, rng=rng(1)) == drawn.scenes(5, rng=rng(1))
    assert drawn.scenes(5, rng=rng(1)) != drawn.scenes(5, rng=rng(2))
    some = drawn.scenes(3, rng=rng(1))
    one, two = (drawn.images(some, rng=rng(4)) for _ in range(2))
    np.testing.assert_array_equal(one, two)
    assert one.shape == (3, 3, 32, 32)
    assert one.min() >= 0
    assert one.max() <= 1


@pytest.mark.parametrize("which", drawn.COUPLES)
def test_every_caption_of_the_grammar_is_true_and_different(which):
    for scene in drawn.scenes(60, which, rng=rng()):
        texts = drawn.captions(scene)
        assert len(set(texts)) == 48
        assert all(drawn.true(text, scene) for text in texts)
        mirrored = tuple(t._replace(x=31 - t.x, y=31 - t.y) for t in scene)
        assert {drawn.fault(text, mirrored) for text in texts} == {"relation"}


def test_couples_are_kept_apart_and_cover_everything():
    seen, new = (
        {frozenset(c) for c in drawn.COUPLES[w]} for w in ("seen", "new couple")
    )
    assert not seen & new
    assert len(seen | new) == 190
    met = [set().union(*(c for c in seen if kind in c)) for kind in drawn.SEEN]
    assert min(map(len, met)) >= 14
    for couple in drawn.COUPLES["new thing"]:
        assert sum(kind in drawn.UNSEEN for kind in couple) == 1
    for axis, values in ((0, drawn.COLORS), (1, drawn.SHAPES)):
        assert {kind[axis] for kind in drawn.SEEN} == set(values)
        assert len({kind[axis] for kind in drawn.UNSEEN}) == 4


@pytest.mark.parametrize("which", drawn.COUPLES)
def test_things_lie_in_the_picture_and_apart(which):
    for one, two in drawn.scenes(200, which, rng=rng()):
        reach = drawn.SIZES[one.size] + drawn.SIZES[two.size]
        assert max(abs(one.x - two.x), abs(one.y - two.y)) > reach
        for thing in (one, two):
            r = drawn.SIZES[thing.size]
            assert r <= min(thing.x, thing.y) + 0.5
            assert max(thing.x, thing.y) + r <= 31.5
        kinds = {(t.color, t.shape) for t in (one, two)}
        assert len(kinds) == 2


def test_a_thing_is_painted_where_it_is():
    picture = drawn.images([(RED, BLUE)], rng=rng())[0]
    at_red, at_blue = picture[:, 10, 8], picture[:, 12, 23]
    assert at_red.argmax() == 0
    assert at_blue.argmax() == 2
    assert np.ptp(picture[:, 28, 15]) < 0.3  # the ground is grey


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("a red circle left of a blue square", ""),
        ("there is a large blue square to the right of a small red circle", ""),
        ("a blue square is right of a red circle", ""),
        ("a red circle right of a blue square", "relation"),
        ("a red circle is above a blue square", "relation"),
        ("a large red circle left of a blue square", "size"),
        ("a red circle left of a small blue square", "size"),
        ("a large red circle right of a blue square", "size"),
        ("a red circle left of a red circle", "twice"),
        ("a red square left of a blue square", "thing"),
        ("a red square left of a red square", "thing"),
        ("a blue circle left of a red square", "thing"),
        ("there is a red circle is left of a blue square", "wording"),
        ("a red circle left of a blue square a", "wording"),
        ("red circle left of blue square", "wording"),
        ("a circle left of a square", "wording"),
        ("", "wording"),
    ],
)
def test_faults_are_named(text, fault):
    assert drawn.fault(text, (RED, BLUE)) == fault
    assert drawn.fault(text, (BLUE, RED)) == fault
    assert drawn.true(text, (RED, BLUE)) == (fault == "")


def test_named_finds_both_things():
    text = "there is a small red circle over a blue square"
    assert drawn.named(text) == [("red", "circle"), ("blue", "square")]
    assert drawn.named("a moon") == []


def test_bad_arguments_are_refused():
    with pytest.raises(ValueError, match=r"expected one of .*, got 'old'"):
        drawn.scenes(2, "old", rng=rng())
    with pytest.raises(ValueError, match="n to be at least 1"):
        drawn.scenes(0, rng=rng())
    with pytest.raises(TypeError, match="default_rng"):
        drawn.scenes(2, rng=0)
    with pytest.raises(TypeError, match="default_rng"):
        drawn.images([(RED, BLUE)], rng=None)
