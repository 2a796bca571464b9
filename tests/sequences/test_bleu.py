"""BLEU: the examples of its paper, and numbers that two other programs gave."""

import math

import pytest
from hypothesis import given, settings, strategies as st

from course_lib.bleu import bleu, clipped, closest, ngrams

FIRST = (
    "it is a guide to action which ensures that the military always obeys the commands "
    "of the party"
).split()
SECOND = (
    "it is to insure the troops forever hearing the activity guidebook that party "
    "direct"
).split()
REFERENCES = [
    "it is a guide to action that ensures that the military will forever heed party "
    "commands",
    "it is the guiding principle which guarantees the military forces always being "
    "under the command of the party",
    "it is the practical guide for the army always to heed the directions of the party",
]
REFERENCES = [r.split() for r in REFERENCES]
CATS = ["the cat is on the mat".split(), "there is a cat on the mat".split()]


def test_the_examples_of_papineni():
    """Section 2.1 of the paper: 17/18 and 10/17, 8/14 and 1/13, 2/7 and 0/6."""
    assert [clipped(FIRST, REFERENCES, n) for n in (1, 2)] == [(17, 18), (10, 17)]
    assert [clipped(SECOND, REFERENCES, n) for n in (1, 2)] == [(8, 14), (1, 13)]
    assert [clipped(["the"] * 7, CATS, n) for n in (1, 2)] == [(2, 7), (0, 6)]


CORPORA = [  # letters as words; scores by sacrebleu 2.6.0 and nltk 3.10.4, which agree
    (
        "dffdefbab edcdbdcaf eccdf dffdbadb efadbdfaf",
        "defdefba|edcdeccbf|accdac|dffdbadbe|ecadbefefd",
        (50.07553304, 0.951229424500714, 42),
    ),
    (
        "adbcbcc efcbdcd cfbdbbed fccdd ecdfbfc",
        "aface bfbcbbd|aecfdcd dfcbdcdb|cdcdbbed cdeabbedaa|fcfddad fcfdded|"
        "ecdfbdcbf edffbacbf",
        (48.61120639, 0.8890097654027757, 38),
    ),
    (
        "bcaccfca afdfab bbfeea dcdafdafca dbdcfcfc",
        "acabcac bcccccca bcabbcc|afdcabbb efdbabb abdfaeb|abaeba ebaeea beaeea|"
        "dcdcfdaf dcdaecaf ccdafdafca|dfdcfaf dfdcbcf dfdcbc",
        (57.38657995, 1.0, 38),
    ),
]


@pytest.mark.parametrize(("candidates", "references", "wanted"), CORPORA)
def test_against_other_programs(candidates, references, wanted):
    said = [list(s) for s in candidates.split()]
    right = [[list(r) for r in refs.split()] for refs in references.split("|")]
    found = bleu(said, right)
    assert found.score == pytest.approx(wanted[0], abs=1e-7)
    assert found.brevity_penalty == pytest.approx(wanted[1], rel=1e-12)
    assert found.reference_length == wanted[2]


words = st.lists(st.sampled_from("abcd"), min_size=4, max_size=12)


@settings(max_examples=50, deadline=None)
@given(st.lists(words, min_size=1, max_size=5), st.lists(words, min_size=1, max_size=5))
def test_properties(said, right):
    same = bleu(said, [[s] for s in said])
    assert same.score == pytest.approx(100)
    n = min(len(said), len(right))
    found = bleu(said[:n], [[r] for r in right[:n]])
    assert 0 <= found.score <= 100
    more = bleu(said[:n], [[r, s] for r, s in zip(right, said, strict=False)])
    assert more.score == pytest.approx(100)
    assert all(0 <= p <= 1 for p in found.precisions)


def test_lengths():
    assert closest(5, [[1] * 4, [1] * 6, [1] * 9]) == 4  # a tie
    assert closest(8, [[1] * 4, [1] * 6, [1] * 9]) == 9
    short, long = "a b c d".split(), "a b c d e f g h".split()
    assert bleu([short], [[long]]).score == pytest.approx(100 * math.exp(-1))
    assert bleu([long], [[short]]).brevity_penalty == 1
    assert bleu([[]], [[short]]).score == 0
    assert bleu(["a b c".split()], [["a b c".split()]]).score == 0  # no four words
    assert bleu(["a b c".split()], [["a b c".split()]], order=3).score == 100


def test_a_corpus_is_not_a_mean_of_sentences():
    one, two = "a b c d e".split(), "a b c x e f g h".split()
    right = [[one], ["a b c d e f g h".split()]]
    both = bleu([one, two], right)
    assert both.precisions[0] == 12 / 13
    assert both.precisions[3] == pytest.approx(3 / 7)
    single = [bleu([s], [r]).score for s, r in zip([one, two], right, strict=True)]
    assert abs(both.score - sum(single) / 2) > 1


def test_ngrams():
    assert ngrams("a b a b".split(), 2) == {("a", "b"): 2, ("b", "a"): 1}
    assert not ngrams(["a"], 2)


def test_bad_input():
    with pytest.raises(ValueError, match="as many lists of references"):
        bleu([["a"]], [])
    with pytest.raises(ValueError, match="one or more references of sentence 0"):
        bleu([["a"]], [[]])
    with pytest.raises(TypeError, match="a single reference is"):
        bleu([["a", "b"]], [["a", "b"]])
    with pytest.raises(TypeError, match="list of words"):
        bleu(["a b"], [[["a", "b"]]])
    with pytest.raises(ValueError, match="order"):
        bleu([["a"]], [[["a"]]], order=0)
