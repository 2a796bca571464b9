"""Logical expressions: what they say, in three spellings."""

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from course_lib import trees
from course_lib.data.expressions import SYMBOLS, expressions, line, say, value

AND, OR, XOR = 2, 3, 4


def rng(seed: int = 0) -> np.random.Generator:
    return np.random.default_rng(seed)


def test_by_hand():
    e = ((AND, 1), ((XOR, 0), 1))
    assert value(e) == 1
    assert say(e) == "(1 and (0 xor 1))"
    assert [SYMBOLS[k] for k in line(e)] == ["and", "1", "xor", "0", "1"]
    assert value(((AND, 1), ((XOR, 1), 1))) == 0
    assert value(((OR, 0), 0)) == 0


@settings(max_examples=50, deadline=None)
@given(
    st.integers(1, 20), st.sampled_from(["drawn", "balanced", "chain"]), st.integers(0)
)
def test_a_value_is_what_python_says(operands, shape, seed):
    for e in expressions(3, operands, shape=shape, rng=rng(seed)):
        text = say(e).replace("and", "&").replace("xor", "^").replace("or", "|")
        assert value(e) == eval(text)
        symbols = line(e)
        assert len(symbols) == 2 * operands - 1
        assert sum(k < 2 for k in symbols) == operands


def test_shapes():
    (chain,) = expressions(1, 64, shape="chain", rng=rng())
    (balanced,) = expressions(1, 64, shape="balanced", rng=rng())
    assert trees.depth(balanced) == 2 * 6  # an operator is a joint of its own
    assert trees.depth(chain) > 60


def test_bad_requests():
    with pytest.raises(ValueError, match="got 'oak'"):
        expressions(1, 4, shape="oak", rng=rng())
    with pytest.raises(ValueError, match="operands to be at least 1"):
        expressions(1, 0, rng=rng())
    for bad in ((1, 1), 2, ((AND, 1), 2), ((AND, 1), 0, 1)):
        with pytest.raises(ValueError, match="value expected"):
            value(bad)
