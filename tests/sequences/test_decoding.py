"""Greedy and beam against all sentences, tried one by one; both halves alike."""

from itertools import product

import numpy as np
import pytest
import torch

from course_lib import pytorch, scratch
from course_lib.data.numbers import copies
from course_lib.decoding import beam_search, greedy
from course_lib.translators import WAYS, Translator, build
from course_lib.vocabulary import END, START

LONGEST, TOKENS = 3, 5


class Drawn:
    """A decoder whose probabilities after each beginning are drawn once."""

    training = True

    def __init__(self, seed: int):
        self.rng, self.rows, self.modes = np.random.default_rng(seed), {}, []

    def eval(self):
        self.modes.append("eval")
        return self

    def train(self, mode):
        self.modes.append(mode)
        return self

    def begin(self, source, lengths=None):
        return np.zeros(len(source)), [()] * len(source)

    def row(self, beginning):
        if beginning not in self.rows:
            a = 1.5 * self.rng.standard_normal(TOKENS)
            self.rows[beginning] = a - np.log(np.exp(a).sum())
        return self.rows[beginning]

    def next(self, tokens, state):
        read = [(*b, int(k)) for b, k in zip(state[1], tokens, strict=True)]
        return np.array([self.row(b) for b in read]), (state[0], read)

    def select(self, state, rows):
        return state[0][rows], [state[1][r] for r in rows]

    def best(self, length_power: float) -> list[int]:
        """Return the best of all sentences."""
        scored = []
        others = [k for k in range(TOKENS) if k != END]
        for n in range(LONGEST + 1):
            for sentence in product(others, repeat=n):
                whole = (START, *sentence, END)
                total = sum(self.row(whole[:t])[whole[t]] for t in range(1, n + 2))
                scored.append((total / (n + 1) ** length_power, list(sentence)))
        return max(scored)[1]


@pytest.mark.parametrize("seed", range(10))
@pytest.mark.parametrize("power", [0.0, 0.7, 1.0])
def test_a_wide_beam_finds_the_best_sentence(seed, power):
    model = Drawn(seed)
    wide = {"width": 1000, "max_length": LONGEST, "length_power": power}
    assert beam_search(model, [0], **wide)[0] == model.best(power)


@pytest.mark.parametrize("seed", range(10))
def test_a_beam_of_one_is_greedy(seed):
    model = Drawn(seed)
    found = beam_search(model, [0, 0], width=1, max_length=LONGEST)
    assert found == greedy(model, [0, 0], max_length=LONGEST)


def test_without_length_power_short_sentences_win():
    lengths = {}
    for power in (0.0, 1.0):
        best = [Drawn(seed).best(power) for seed in range(30)]
        lengths[power] = sum(map(len, best))
    assert lengths[0.0] < lengths[1.0]


def test_the_mode_comes_back_even_after_an_error():
    model = Drawn(0)
    greedy(model, [0], max_length=1)
    assert model.modes == ["eval", True]
    with pytest.raises(ValueError, match="width"):
        beam_search(model, [0], width=0, max_length=1)
    with pytest.raises(ValueError, match="max_length"):
        greedy(model, [0], max_length=0)


@pytest.mark.parametrize("way", WAYS)
def test_both_halves_write_the_same_and_save_nothing(way):
    pairs = copies(20, longest=6, rng=np.random.default_rng(0))
    numbers = Translator(pairs)
    sizes = len(numbers.source), len(numbers.target)
    ours, theirs = (
        build(dl, way, *sizes, 8, np.random.default_rng(1)) for dl in (scratch, pytorch)
    )
    said = numbers.write(ours, pairs, max_length=8)
    assert said == numbers.write(theirs, pairs, max_length=8)
    assert any(said)
    x, lengths = numbers.sources(pairs)
    wide = {"width": 3, "max_length": 8}
    assert beam_search(ours, x, lengths, **wide) == beam_search(
        theirs, torch.tensor(x), torch.tensor(lengths), **wide
    )
    assert not [m for _, m in ours.modules() if m.__dict__.get("_stack")]
    assert ours.training
    assert theirs.training


def test_unknown_ways():
    with pytest.raises(ValueError, match="got 'sideways'"):
        build(scratch, "sideways", 9, 9, 4, np.random.default_rng(0))
