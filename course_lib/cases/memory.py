"""The rows of the networks that remember: gates, clocks, trees."""

import numpy as np

from .. import trees
from .recurrent import SEQUENCE, handover, with_lengths, wrong, wrong_lengths
from .row import Case, normal, torch_nn


def gated(kind: str, name: str, *sizes: int, reference=True, bad=(), **options) -> Case:
    """Make the row of one LSTM or GRU, with torch.nn's beside it."""

    def torch_layer():
        class Outputs(getattr(torch_nn(), kind)):
            def forward(self, x):
                return super().forward(x)[0]

        known = {k: v for k, v in options.items() if k != "forget_bias"}
        return Outputs(*sizes, **known)

    return Case(
        name,
        lambda dl, rng: getattr(dl, kind)(*sizes, **options, rng=rng),
        normal(5, 3, sizes[0]),
        torch_layer if reference else None,
        bad=bad,
    )


def clockwork(kind: str, name: str, *sizes, T: int = 9, bad=()) -> Case:
    """Make the row of one clockwork RNN, run as a whole or step by step."""

    def build(dl, rng):
        model = getattr(dl, kind)(*sizes, rng=rng)
        return dl.Recurrent(model) if kind == "ClockworkCell" else model

    return Case(name, build, normal(T, 3, sizes[0]), bad=bad)


def tree(name: str, nested: list, bad=()) -> Case:
    """Make the row of one recursive network over a forest."""
    leaves, children, _ = trees.forest(nested)
    return Case(
        name,
        lambda dl, rng: dl.RecursiveNetwork(4, 3, rng=rng),
        lambda rng: (rng.standard_normal((len(leaves), 4)), children),
        bad=bad,
    )


CASES: list[Case] = [
    gated("LSTM", "lstm", 4, 3, bad=wrong((5, 4), (5, 3, 3), (0, 3, 4))),
    gated("LSTM", "lstm-forget-bias", 4, 3, forget_bias=1.0),
    gated("LSTM", "lstm-deep-bidirectional", 4, 2, 3, bidirectional=True),
    gated("LSTM", "lstm-peephole", 4, 3, peephole=True, reference=False),
    Case(
        "lstm-lengths",
        lambda dl, rng: dl.LSTM(4, 3, 2, bidirectional=True, rng=rng),
        with_lengths(5, 3, 4),
        bad=wrong_lengths([5, 3], [5, 0, 3], [6, 1, 3], [5.0, 1, 3]),
    ),
    Case(
        "lstm-handover",
        lambda dl, rng: handover(dl, dl.LSTM(4, 3, rng=rng), dl.LSTM(4, 3, rng=rng)),
        with_lengths(5, 3, 4),
    ),
    Case(
        "lstm-peephole-handover",
        lambda dl, rng: handover(
            dl,
            dl.LSTM(4, 3, peephole=True, rng=rng),
            dl.LSTM(4, 3, peephole=True, rng=rng),
        ),
        SEQUENCE,
    ),
    gated("GRU", "gru", 4, 3, bad=wrong((5, 4), (5, 3, 3), (0, 3, 4))),
    gated("GRU", "gru-deep-bidirectional", 4, 2, 3, bidirectional=True),
    Case(
        "gru-lengths",
        lambda dl, rng: dl.GRU(4, 3, 2, bidirectional=True, rng=rng),
        with_lengths(5, 3, 4),
    ),
    Case(
        "gru-handover",
        lambda dl, rng: handover(dl, dl.GRU(4, 3, rng=rng), dl.GRU(4, 3, rng=rng)),
        with_lengths(5, 3, 4),
    ),
    clockwork(
        "ClockworkRNN", "clockwork", 4, 7, (1, 2, 4), bad=wrong((5, 4), (5, 3, 3))
    ),
    clockwork("ClockworkRNN", "clockwork-odd-periods", 4, 6, (2, 3, 5), T=13),
    clockwork("ClockworkRNN", "clockwork-one-group", 4, 3, (1,)),
    clockwork("ClockworkRNN", "clockwork-longer-than-the-sequence", 4, 4, (1, 64)),
    clockwork("ClockworkCell", "clockwork-step-by-step", 4, 7, (1, 2, 4)),
    clockwork("ClockworkCell", "clockwork-steps-odd", 4, 6, (2, 3, 5), T=13),
    tree(
        "recursive",
        [((0, 1), 2), (3, (4, (5, 6))), 7],
        bad=(
            (np.zeros((3, 3)), np.array([[0, 1], [2, 3]])),
            (np.zeros((3, 4)), np.array([[0, 1], [0, 3]])),
            (np.zeros((3, 4)), np.array([[0, 1], [2, 4]])),
            (np.zeros((3, 4)), np.array([[0, 1], [-1, 3]])),
            (np.zeros((3, 4)), np.array([[0.0, 1], [2, 3]])),
            (np.zeros((3, 4)), np.array([0, 1])),
        ),
    ),
    tree("recursive-chain", [trees.chain(list(range(6)))]),
    tree("recursive-balanced", [trees.balanced(list(range(8)))]),
]
