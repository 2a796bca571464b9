"""Recurrent layers beside torch's: packed sequences, states, single steps, names."""

import copy

import numpy as np
import pytest
import torch
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

from course_lib import pytorch, scratch

CLOSE = {"rtol": 1e-9, "atol": 1e-12}
HALVES = pytest.mark.parametrize("dl", [scratch, pytorch])


def rng(seed: int = 0) -> np.random.Generator:
    return np.random.default_rng(seed)


def elman(dl, D: int = 3, H: int = 4):
    return dl.RNNCell(D, H, rng=rng())


def tensor(dl, array):
    return torch.from_numpy(array) if dl is pytorch else array


def array(y):
    return y.detach().numpy() if isinstance(y, torch.Tensor) else y


@pytest.mark.parametrize(
    "options", [{}, {"bidirectional": True}, {"bidirectional": True, "num_layers": 3}]
)
def test_lengths_are_what_torch_packs(options):
    ours = scratch.RNN(3, 4, rng=rng(), **options)
    theirs = torch.nn.RNN(3, 4, **options).double()
    state = {k: torch.tensor(v) for k, v in ours.state_dict().items()}
    theirs.load_state_dict(state)
    x, lengths = rng(1).standard_normal((6, 5, 3)), np.array([6, 1, 3, 5, 2])
    t = torch.tensor(x, requires_grad=True)
    packed = pack_padded_sequence(t, torch.tensor(lengths), enforce_sorted=False)
    out, last = theirs(packed)
    out, _ = pad_packed_sequence(out)
    y, states = ours.run(x, lengths=lengths)
    np.testing.assert_allclose(y, out.detach().numpy(), **CLOSE)
    flat = [
        s[0]
        for layer in states
        for s in (layer if "bidirectional" in options else (layer,))
    ]
    np.testing.assert_allclose(np.stack(flat), last.detach().numpy(), **CLOSE)
    dy = rng(2).standard_normal(y.shape)
    out.backward(torch.tensor(dy))
    np.testing.assert_allclose(ours.backward(dy), t.grad.numpy(), **CLOSE)
    for name, p in ours.named_parameters():
        expected = dict(theirs.named_parameters())[name].grad.numpy()
        np.testing.assert_allclose(p.grad, expected, err_msg=name, **CLOSE)


def test_what_stands_in_the_padding_does_not_matter():
    model, lengths = scratch.RNN(3, 4, 2, bidirectional=True, rng=rng()), [2, 4]
    one = rng(1).standard_normal((4, 2, 3))
    other = one.copy()
    other[2:, 0] = 1e6
    found = []
    for x in (one, other):
        model.zero_grad()
        y = model(x, np.array(lengths))
        dx = model.backward(np.ones_like(y))
        assert (dx[2:, 0] == 0).all()
        assert (y[2:, 0] == 0).all()
        found.append([y, *(p.grad.copy() for p in model.parameters())])
    for a, b in zip(*found, strict=True):
        np.testing.assert_array_equal(a, b)


@HALVES
@pytest.mark.parametrize("make", ["RNN", "deep", "jordan"])
def test_two_halves_of_a_sequence_are_the_whole(dl, make):
    model = {
        "RNN": lambda: dl.RNN(3, 4, 2, rng=rng()),
        "deep": lambda: dl.Deep(dl.RNN(3, 4, rng=rng()), dl.Linear(4, 2, rng=rng(1))),
        "jordan": lambda: dl.Recurrent(
            dl.JordanCell(3, 4, 2, memory="tanh", rng=rng())
        ),
    }[make]()
    x = tensor(dl, rng(1).standard_normal((7, 2, 3)))
    with dl.no_grad():
        whole = model(x)
        first, state = model.run(x[:3])
        second, _ = model.run(x[3:], state)
    np.testing.assert_allclose(whole[:3], first, **CLOSE)
    np.testing.assert_allclose(whole[3:], second, **CLOSE)


@pytest.mark.parametrize("name", ["RNNCell", "JordanCell"])
def test_a_cell_alone_steps_as_its_layer_and_goes_back(name):
    sizes = (3, 4) if name == "RNNCell" else (3, 4, 2)
    one, two = (getattr(scratch, name)(*sizes, rng=rng()) for _ in range(2))
    x = rng(1).standard_normal((5, 2, 3))
    layer = scratch.Recurrent(one)
    y, _ = layer.run(x)
    dy = rng(2).standard_normal(y.shape)
    dx, dstart = layer.run_backward(dy)
    state = None
    for t in range(5):
        state = two(x[t], state)
        np.testing.assert_allclose(state[0], y[t], **CLOSE)
    dstate, steps = two.start(2), []
    for t in reversed(range(5)):
        step, dstate = two.backward((dstate[0] + dy[t], *dstate[1:]))
        steps.append(step)
    np.testing.assert_allclose(dx, np.stack(steps[::-1]), **CLOSE)
    for a, b in zip(dstart, dstate, strict=True):
        np.testing.assert_allclose(a, b, **CLOSE)
    for p, q in zip(one.parameters(), two.parameters(), strict=True):
        np.testing.assert_allclose(p.grad, q.grad, **CLOSE)


def test_a_cell_is_torchs_cell():
    ours = scratch.RNNCell(3, 4, rng=rng())
    theirs = torch.nn.RNNCell(3, 4).double()
    theirs.load_state_dict({k: torch.tensor(v) for k, v in ours.state_dict().items()})
    x, h = rng(1).standard_normal((2, 3)), rng(2).standard_normal((2, 4))
    expected = theirs(torch.tensor(x), torch.tensor(h)).detach().numpy()
    np.testing.assert_allclose(ours(x, (h,))[0], expected, **CLOSE)


@HALVES
def test_names_are_torchs_inside_other_modules_too(dl):
    model = dl.Sequential(dl.RNN(3, 4, 2, bidirectional=True, rng=rng()))
    theirs = torch.nn.Sequential(torch.nn.RNN(3, 4, 2, bidirectional=True))
    assert list(model.state_dict()) == list(theirs.state_dict())
    assert len(list(model.parameters())) == len(list(theirs.parameters()))


def test_a_copy_of_the_torch_twin_has_weights_of_its_own():
    model = pytorch.RNN(3, 4, rng=rng())
    twin = copy.deepcopy(model)
    with torch.no_grad():
        twin.weight_hh_l0.zero_()
    x = torch.ones(5, 1, 3).double()
    assert (model(x) != twin(x)).any()
    assert model.float()(x.float()).dtype == torch.float32


def test_the_first_layer_need_not_know_the_gradient_of_the_data():
    model = scratch.Deep(
        scratch.RNN(3, 4, bidirectional=True, rng=rng()), scratch.RNN(8, 2, rng=rng())
    )
    model.input_grad = False
    y = model(rng(1).standard_normal((5, 2, 3)))
    assert model.backward(np.ones_like(y)) is None


@HALVES
@pytest.mark.parametrize(
    ("make", "error", "words"),
    [
        (lambda dl: dl.RNNCell(3, 0, rng=rng()), ValueError, "hidden_size"),
        (lambda dl: dl.RNNCell(3, 4, rng=3), TypeError, "default_rng"),
        (
            lambda dl: dl.RNNCell(3, 4, nonlinearity="elu", rng=rng()),
            ValueError,
            "tanh, relu",
        ),
        (
            lambda dl: dl.JordanCell(3, 4, 2, memory="max", rng=rng()),
            ValueError,
            "softmax",
        ),
        (lambda dl: dl.RNN(3, 4, 0, rng=rng()), ValueError, "num_layers"),
        (lambda dl: dl.Recurrent(dl.Linear(3, 4, rng=rng())), TypeError, "RNNCell"),
        (lambda dl: dl.Deep(elman(dl)), TypeError, "Recurrent"),
        (lambda dl: dl.Deep(), TypeError, "layers"),
        (
            lambda dl: dl.Bidirectional(*2 * [dl.Recurrent(elman(dl))]),
            ValueError,
            "one of them twice",
        ),
        (
            lambda dl: dl.TeacherForced(elman(dl)),
            TypeError,
            "remembers its output",
        ),
        (
            lambda dl: dl.FeedbackCell(elman(dl), dl.Linear(3, 2, rng=rng())),
            ValueError,
            "readout from 4",
        ),
        (
            lambda dl: dl.WithContext(elman(dl), 2, "last", rng=rng()),
            ValueError,
            "how in",
        ),
        (
            lambda dl: dl.WithContext(elman(dl, 1), 2, "both", rng=rng()),
            ValueError,
            "context_size",
        ),
        (lambda dl: dl.inverse_sigmoid(3, 0.5), ValueError, "k >= 1"),
    ],
)
def test_bad_arguments(dl, make, error, words):
    with pytest.raises(error, match=words):
        make(dl)


@HALVES
@pytest.mark.parametrize(
    "state",
    [
        (np.zeros((3, 4)),),
        np.zeros((2, 4)),
        (np.zeros((2, 4)), np.zeros((2, 4))),
        (np.zeros(4),),
        "zeros",
    ],
)
def test_bad_states(dl, state):
    layer = dl.Recurrent(elman(dl))
    with pytest.raises(ValueError, match="expected a state"):
        layer.run(tensor(dl, np.zeros((5, 2, 3))), state)
    with pytest.raises(ValueError, match="expected a state"):
        layer.cell(tensor(dl, np.zeros((2, 3))), state)
    with pytest.raises(ValueError, match="expected a state for each"):
        dl.Deep(layer).run(tensor(dl, np.zeros((5, 2, 3))), (layer.start(2),) * 2)


def test_free_running_is_a_plain_unrolling():
    cell = scratch.FeedbackCell(
        scratch.RNNCell(2, 5, rng=rng()), scratch.Linear(5, 2, rng=rng())
    )
    nothing, teacher = np.zeros((6, 3, 0)), rng(1).standard_normal((6, 3, 2))
    free = scratch.TeacherForced(cell)(nothing, teacher, np.ones((6, 1), bool))
    np.testing.assert_array_equal(free, scratch.Recurrent(cell)(nothing))


def test_a_free_run_needs_no_input():
    cell = scratch.FeedbackCell(
        scratch.RNNCell(2, 5, rng=rng()), scratch.Linear(5, 2, rng=rng())
    )
    layer = scratch.Recurrent(cell)
    x = np.zeros((6, 3, 0))
    assert layer(x).shape == (6, 3, 2)
    assert layer.backward(np.ones((6, 3, 2))).shape == x.shape


def test_teacher_forcing_shows_only_the_past():
    layer = scratch.TeacherForced(scratch.JordanCell(1, 3, 2, rng=rng()))
    x, teacher = rng(1).standard_normal((5, 1, 1)), rng(2).standard_normal((5, 1, 2))
    before = layer(x, teacher)
    teacher[3] += 1
    after = layer(x, teacher)
    np.testing.assert_array_equal(before[:4], after[:4])
    assert (before[4] != after[4]).any()


def test_inverse_sigmoid_falls_from_one_to_nothing():
    assert scratch.inverse_sigmoid(0, 50) == pytest.approx(50 / 51)
    assert scratch.inverse_sigmoid(50 * np.log(50), 50) == pytest.approx(0.5)
    assert scratch.inverse_sigmoid(10**9, 50) == pytest.approx(0)
