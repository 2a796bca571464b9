"""The rows of the recurrent layers and networks."""

import numpy as np

from .. import initialization
from .row import Case, normal, torch_nn

SEQUENCE = normal(5, 3, 4)  # T = 5 steps, N = 3 sequences, D = 4 features
LENGTHS = np.array([5, 1, 3])


def with_lengths(*shape: int):
    """Draw sequences, with a length for each."""
    return lambda rng: (rng.standard_normal(shape), LENGTHS)


def wrong(*shapes: tuple[int, ...]) -> tuple[tuple[np.ndarray], ...]:
    """List inputs that must be refused, by their shapes."""
    return tuple((np.zeros(shape),) for shape in shapes)


def wrong_lengths(*lengths) -> tuple[tuple[np.ndarray, np.ndarray], ...]:
    """List lengths that must be refused, with a good input."""
    return tuple((np.zeros((5, 3, 4)), np.array(some)) for some in lengths)


def torch_rnn(*sizes: int, **options):
    """Build torch.nn.RNN so that it returns its outputs alone, as ours does."""

    class Outputs(torch_nn().RNN):
        def forward(self, x):
            return super().forward(x)[0]

    return lambda: Outputs(*sizes, **options)


def rnn(name: str, *sizes: int, bad=(), **options) -> Case:
    """Make the row of one RNN, with torch.nn.RNN beside it."""
    return Case(
        name,
        lambda dl, rng: dl.RNN(*sizes, **options, rng=rng),
        normal(5, 3, sizes[0]),
        lambda: torch_rnn(*sizes, **options)(),
        bad=bad,
    )


def elman(dl, rng, D: int = 4, H: int = 3, **options):
    return dl.Recurrent(dl.RNNCell(D, H, **options, rng=rng))


def jordan(memory: str, **options) -> Case:
    """Make the row of one Jordan network."""
    return Case(
        f"jordan-{memory}",
        lambda dl, rng: dl.Recurrent(
            dl.JordanCell(4, 5, 3, memory=memory, **options, rng=rng)
        ),
        SEQUENCE,
        bad=wrong((5, 4), (5, 3, 3)),
    )


def feedback(dl, rng, memory: str = "identity"):
    """Build an Elman cell that also reads its output of 2 numbers."""
    return dl.FeedbackCell(
        dl.RNNCell(6, 3, rng=rng), dl.Linear(3, 2, rng=rng), memory=memory
    )


def handover(dl, first, second):
    """Build two layers; the second begins with the last state of the first."""

    class Handover(dl.Module):
        def __init__(self):
            super().__init__()
            self.first, self.second = first, second

        def forward(self, x, lengths=None):
            y, state = self.first.run(x, lengths=lengths)
            if dl.__name__.endswith("scratch"):
                self.save(np.zeros_like(y))
            return self.second.run(x, state, lengths)[0]

        def backward(self, dy):
            (nothing,) = self.saved()
            dx, dstate = self.second.run_backward(dy)
            return dx + self.first.run_backward(nothing, dstate)[0]

    return Handover()


def teacher(rng: np.random.Generator, K: int = 2):
    x, t = rng.standard_normal((5, 3, 4)), rng.standard_normal((5, 3, K))
    return x, t


def half_taught(rng: np.random.Generator):
    own = np.array([[0, 1, 1], [1, 0, 1], [0, 0, 1], [1, 1, 0], [0, 1, 0]], bool)
    return *teacher(rng), own


def context(how: str, D: int) -> Case:
    """Make the row of one network with a fixed context of 2 numbers."""
    return Case(
        f"context-{how}",
        lambda dl, rng: dl.WithContext(dl.RNNCell(D, 3, rng=rng), 2, how, rng=rng),
        lambda rng: (rng.standard_normal((5, 3, 4)), rng.standard_normal((3, 2))),
        bad=(
            (np.zeros((5, 3, 4)), np.zeros((2, 2))),
            (np.zeros((5, 3, 3)), np.zeros((3, 2))),
            (np.zeros((3, 4)), np.zeros((3, 2))),
        ),
    )


CASES: list[Case] = [
    rnn("rnn", 4, 3, bad=wrong((5, 4), (5, 3, 3), (0, 3, 4), (5, 0, 4), (4,))),
    rnn("rnn-relu", 4, 3, nonlinearity="relu"),
    rnn("rnn-bidirectional", 4, 3, bidirectional=True, bad=wrong((5, 4), (5, 3, 3))),
    rnn("rnn-2-layers", 4, 3, 2),
    rnn("rnn-deep-bidirectional", 4, 2, 3, bidirectional=True),
    Case(
        "rnn-lengths",
        lambda dl, rng: dl.RNN(4, 3, 2, rng=rng),
        with_lengths(5, 3, 4),
        bad=wrong_lengths(
            [5, 3], [5, 0, 3], [6, 1, 3], [5.0, 1, 3], [[5, 1, 3]], [True] * 3
        ),
    ),
    Case(
        "rnn-bidirectional-lengths",
        lambda dl, rng: dl.RNN(4, 3, 2, bidirectional=True, rng=rng),
        with_lengths(5, 3, 4),
        bad=wrong_lengths([5, 3], [5, 0, 3], [6, 1, 3], [5.0, 1, 3]),
    ),
    Case("elman", elman, SEQUENCE, bad=wrong((5, 4), (5, 3, 3), (5, 3, 4, 1))),
    Case(
        "elman-linear",
        lambda dl, rng: elman(dl, rng, nonlinearity="identity"),
        SEQUENCE,
    ),
    Case(
        "elman-identity-init",
        lambda dl, rng: elman(
            dl,
            rng,
            nonlinearity="relu",
            init=initialization.normal(0.5),
            recurrent_init=initialization.identity(),
        ),
        SEQUENCE,
    ),
    Case("elman-one-step", lambda dl, rng: elman(dl, rng, 2, 3), normal(1, 2, 2)),
    Case("elman-one-sequence", lambda dl, rng: elman(dl, rng, 2, 3), normal(6, 1, 2)),
    Case("elman-one-unit", lambda dl, rng: elman(dl, rng, 1, 1), normal(6, 2, 1)),
    jordan("identity"),
    jordan("tanh"),
    jordan("sigmoid", nonlinearity="relu"),
    jordan("softmax"),
    Case(
        "jordan-lengths",
        lambda dl, rng: dl.Recurrent(dl.JordanCell(4, 5, 3, memory="tanh", rng=rng)),
        with_lengths(5, 3, 4),
    ),
    Case(
        "feedback",
        lambda dl, rng: dl.Recurrent(feedback(dl, rng, "sigmoid")),
        SEQUENCE,
        bad=wrong((5, 3, 6)),
    ),
    Case(
        "feedback-jordan",
        lambda dl, rng: dl.Recurrent(
            dl.FeedbackCell(dl.JordanCell(6, 3, 2, rng=rng), dl.Linear(2, 2, rng=rng))
        ),
        SEQUENCE,
    ),
    Case(
        "teacher-forced",
        lambda dl, rng: dl.TeacherForced(feedback(dl, rng)),
        lambda rng: teacher(rng),
        bad=(
            (np.zeros((5, 3, 4)), np.zeros((5, 3, 3))),
            (np.zeros((5, 3, 4)), np.zeros((4, 3, 2))),
            (np.zeros((3, 4)), np.zeros((3, 2))),
            (np.zeros((5, 3, 4)), np.zeros((5, 3, 2)), np.zeros((3, 5), bool)),
        ),
    ),
    Case(
        "scheduled-sampling",
        lambda dl, rng: dl.TeacherForced(feedback(dl, rng, "tanh")),
        half_taught,
    ),
    Case(
        "teacher-forced-jordan",
        lambda dl, rng: dl.TeacherForced(
            dl.JordanCell(4, 5, 2, memory="sigmoid", rng=rng)
        ),
        half_taught,
    ),
    context("input", 6),
    context("state", 4),
    context("both", 6),
    Case(
        "bidirectional-of-two-kinds",
        lambda dl, rng: dl.Bidirectional(
            elman(dl, rng), dl.Recurrent(dl.JordanCell(4, 3, 2, rng=rng))
        ),
        with_lengths(5, 3, 4),
    ),
    Case(
        "deep-with-steps-alone",
        lambda dl, rng: dl.Deep(
            elman(dl, rng, 4, 3),
            dl.Linear(3, 2, rng=rng),
            dl.Tanh(),
            dl.Recurrent(dl.JordanCell(2, 3, 2, rng=rng)),
            dl.Bidirectional(elman(dl, rng, 2, 2), elman(dl, rng, 2, 1)),
        ),
        with_lengths(5, 3, 4),
        bad=wrong((5, 4), (5, 3, 3)),
    ),
    Case(
        "handover",
        lambda dl, rng: handover(dl, elman(dl, rng), elman(dl, rng)),
        with_lengths(5, 3, 4),
    ),
    Case(
        "handover-deep-bidirectional",
        lambda dl, rng: handover(
            dl,
            dl.RNN(4, 3, 2, bidirectional=True, rng=rng),
            dl.RNN(4, 3, 2, bidirectional=True, rng=rng),
        ),
        with_lengths(5, 3, 4),
    ),
    Case(
        "handover-jordan",
        lambda dl, rng: handover(
            dl,
            dl.Recurrent(dl.JordanCell(4, 3, 2, memory="tanh", rng=rng)),
            dl.Recurrent(dl.JordanCell(4, 3, 2, memory="tanh", rng=rng)),
        ),
        SEQUENCE,
    ),
    Case(
        "last",
        lambda dl, rng: dl.Sequential(
            elman(dl, rng), dl.Last(), dl.Linear(3, 2, rng=rng)
        ),
        SEQUENCE,
    ),
    Case(
        "sequence-loss",
        lambda dl, rng: dl.SequenceLoss(dl.MSELoss()),
        lambda rng: (
            rng.standard_normal((5, 3, 2)),
            rng.standard_normal((5, 3, 2)),
            LENGTHS,
        ),
        bad=(
            (np.zeros((5, 3, 2)), np.zeros((3, 5))),
            (np.zeros((5, 2)), np.zeros((5, 2))),
            (np.zeros((5, 3, 2)), np.zeros((5, 3, 2)), np.array([5, 3])),
        ),
    ),
    Case(
        "sequence-classes",
        lambda dl, rng: dl.SequenceLoss(dl.CrossEntropyLoss()),
        lambda rng: (
            rng.standard_normal((5, 3, 4)),
            rng.integers(0, 4, (5, 3)),
            LENGTHS,
        ),
    ),
]
