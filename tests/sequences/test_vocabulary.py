"""Tokens and their numbers, padding, and the shift between reading and saying."""

import numpy as np
import pytest

from course_lib.vocabulary import END, PAD, START, UNK, Vocabulary, pad, shifted


def test_frequent_tokens_come_first_and_rare_ones_are_unknown():
    v = Vocabulary([["b", "a", "b"], ["c", "a"]], least=2)
    assert v.tokens == ["<pad>", "<start>", "<end>", "<unk>", "a", "b"]
    assert (v["a"], v["b"], v["c"]) == (4, 5, UNK)
    assert "a" in v
    assert "c" not in v
    assert len(v) == 6


def test_a_string_is_a_list_of_letters():
    assert Vocabulary(["ab"]).encode("ba") == [5, 4]


def test_decoding_stops_at_the_end():
    v = Vocabulary(["ab"])
    assert v.decode([START, 4, PAD, 5, END, 4]) == ["a", "b"]
    with pytest.raises(ValueError, match="from 0 to 5, got 6"):
        v.decode([6])


def test_special_tokens_in_the_text_get_no_second_number():
    assert Vocabulary([["<unk>", "a"]]).tokens.count("<unk>") == 1


@pytest.mark.parametrize(
    ("sentences", "error"), [([], ValueError), ([[]], ValueError), ([[3]], TypeError)]
)
def test_bad_sentences(sentences, error):
    with pytest.raises(error, match="Vocabulary expected"):
        Vocabulary(sentences)


def test_pad():
    x, lengths = pad([[4, 5, 6], [7]])
    np.testing.assert_array_equal(x, [[4, 7], [5, PAD], [6, PAD]])
    np.testing.assert_array_equal(lengths, [3, 1])
    for bad in ([], [[4], []]):
        with pytest.raises(ValueError, match="pad expected"):
            pad(bad)


def test_shifted():
    inputs, targets, lengths = shifted([[4, 5], []])
    np.testing.assert_array_equal(inputs, [[START, START], [4, PAD], [5, PAD]])
    np.testing.assert_array_equal(targets, [[4, END], [5, PAD], [END, PAD]])
    np.testing.assert_array_equal(lengths, [3, 1])
