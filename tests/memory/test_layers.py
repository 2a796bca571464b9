"""Clocks and trees: what the table of generic tests does not reach."""

import numpy as np
import pytest
import torch

from course_lib import pytorch, scratch, trees
from course_lib.scratch.memory.clockwork import running, share_out, upper_blocks

CLOSE = {"rtol": 1e-9, "atol": 1e-12}


def rng(seed: int = 0) -> np.random.Generator:
    return np.random.default_rng(seed)


@pytest.mark.parametrize("periods", [(1, 2, 4, 8), (1,), (2, 3), (3, 4, 50)])
def test_the_fast_clockwork_is_the_stepwise_one(periods):
    fast = scratch.ClockworkRNN(3, 9, periods, rng=rng())
    slow = scratch.Recurrent(scratch.ClockworkCell(3, 9, periods, rng=rng()))
    x, dy = rng(1).standard_normal((21, 2, 3)), rng(2).standard_normal((21, 2, 9))
    np.testing.assert_allclose(fast(x), slow(x), **CLOSE)
    np.testing.assert_allclose(fast.backward(dy), slow.backward(dy), **CLOSE)
    for p, q in zip(fast.parameters(), slow.parameters(), strict=True):
        np.testing.assert_allclose(p.grad, q.grad, **CLOSE)


def test_a_clockwork_of_one_group_is_an_elman_network():
    clock = scratch.ClockworkRNN(3, 5, (1,), rng=rng())
    elman = scratch.Recurrent(scratch.RNNCell(3, 5, rng=rng()))
    x = rng(1).standard_normal((7, 2, 3))
    np.testing.assert_allclose(clock(x), elman(x), **CLOSE)


def test_who_runs_at_time_six():
    assert running(6, (1, 2, 4, 8, 16)) == [0, 1]
    assert running(0, (1, 2, 4, 8, 16)) == [0, 1, 2, 3, 4]


def test_blocks_of_256_units_in_four_groups():
    groups = share_out(256, 4)
    blocks = [(own.stop - own.start, 256 - own.start) for own in groups]
    assert blocks == [(64, 256), (64, 192), (64, 128), (64, 64)]
    assert upper_blocks(groups).sum() == 40_960


def test_what_is_left_over_goes_to_the_fastest():
    sizes = [own.stop - own.start for own in share_out(11, 9)]
    assert sizes == [2, 2, 1, 1, 1, 1, 1, 1, 1]


def test_a_sleeping_group_hands_its_gradient_back_unchanged():
    cell = scratch.ClockworkCell(1, 2, (1, 4), rng=rng())
    state = (rng(1).standard_normal((1, 2)), np.ones((1, 1)))  # the second one sleeps
    cell(np.zeros((1, 1)), state)
    dh = np.array([[0.0, 0.7]])
    _, (dh_before, _) = cell.backward((dh, np.zeros((1, 1))))
    np.testing.assert_array_equal(dh_before, dh)


@pytest.mark.parametrize("dl", [scratch, pytorch])
@pytest.mark.parametrize(
    ("periods", "words"),
    [
        ((), "periods that grow"),
        ((1, 1), "periods that grow"),
        ((4, 2), "periods that grow"),
        ((0, 2), "each period"),
        ((1, 2, 4), "a unit for each"),
    ],
)
def test_bad_periods(dl, periods, words):
    with pytest.raises(ValueError, match=words):
        dl.ClockworkRNN(1, 2, periods, rng=rng())


def test_a_tree_by_hand():
    net = scratch.RecursiveNetwork(1, 1, rng=rng())
    for p, value in zip(net.parameters(), (1.0, [[0.5, -1.0]], 0.0, 0.1), strict=True):
        p.data[...] = value
    leaves, children, roots = trees.forest([((0.3, -0.2), 0.9)])
    h = net(np.array(leaves)[:, None], children)
    a, b, c = np.tanh([0.3, -0.2, 0.9])
    inner = np.tanh(0.5 * a - b + 0.1)
    assert h[roots[0], 0] == pytest.approx(np.tanh(0.5 * inner - c + 0.1))


def test_a_forest_is_its_trees():
    nested = [((0, 1), (2, 3)), 4, trees.chain([5, 6, 7])]
    net = scratch.RecursiveNetwork(3, 4, rng=rng())
    x = rng(1).standard_normal((8, 3))
    leaves, children, roots = trees.forest(nested)
    together = net(x[leaves], children)[roots]
    for tree, expected in zip(nested, together, strict=True):
        own, pairs, root = trees.forest([tree])
        np.testing.assert_allclose(net(x[own], pairs)[root[0]], expected, **CLOSE)


def test_depths():
    leaves = list(range(64))
    assert trees.depth(trees.chain(leaves)) == 63
    assert trees.depth(trees.balanced(leaves)) == 6
    assert 6 <= trees.depth(trees.drawn(leaves, rng=rng())) <= 63
    assert trees.depth(3) == 0
    with pytest.raises(ValueError, match="pairs"):
        trees.forest([(1, 2, 3)])


def test_lstm_gates_stand_in_torchs_order_and_the_forget_bias_is_where_it_says():
    cell = scratch.LSTMCell(3, 4, forget_bias=2.0, rng=rng())
    b = cell.bias_ih.data + cell.bias_hh.data
    np.testing.assert_array_equal(b[4:8], 2.0)
    assert np.abs(b[:4]).max() <= 1
    with pytest.raises(ValueError, match="forget_bias"):
        scratch.LSTMCell(3, 4, forget_bias=float("nan"), rng=rng())


def test_the_reset_gate_at_zero_ignores_the_past_and_at_one_keeps_it():
    cell = scratch.GRUCell(2, 3, rng=rng())
    x = rng(1).standard_normal((1, 2))

    def new_content(h, reset_bias):
        cell.bias_ih.data[:3] = reset_bias
        cell.bias_ih.data[3:6] = -1e3  # z = 0: the state is the new content
        cell.weight_hh.data[:6] = 0
        with scratch.no_grad():
            return cell(x, (h,))[0]

    one, two = (rng(s).standard_normal((1, 3)) for s in (2, 3))
    np.testing.assert_array_equal(new_content(one, -1e3), new_content(two, -1e3))
    full = np.tanh(
        x @ cell.weight_ih.data[6:].T
        + cell.bias_ih.data[6:]
        + one @ cell.weight_hh.data[6:].T
        + cell.bias_hh.data[6:]
    )
    np.testing.assert_allclose(new_content(one, 1e3), full, **CLOSE)


def test_lengths_of_gated_networks_are_what_torch_packs():
    from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

    for kind in ("LSTM", "GRU"):
        ours = getattr(scratch, kind)(3, 4, 2, bidirectional=True, rng=rng())
        theirs = getattr(torch.nn, kind)(3, 4, 2, bidirectional=True).double()
        state = {k: torch.tensor(v) for k, v in ours.state_dict().items()}
        theirs.load_state_dict(state)
        x, lengths = rng(1).standard_normal((6, 4, 3)), np.array([6, 1, 3, 5])
        packed = pack_padded_sequence(
            torch.tensor(x), torch.tensor(lengths), enforce_sorted=False
        )
        out, _ = pad_packed_sequence(theirs(packed)[0])
        np.testing.assert_allclose(ours(x, lengths), out.detach().numpy(), **CLOSE)


@pytest.mark.parametrize("kind", ["LSTMCell", "PeepholeLSTMCell", "GRUCell"])
def test_gradients_carried_forward_are_those_carried_back(kind):
    def cell():
        return getattr(scratch, kind)(2, 3, rng=rng())

    x, dy = rng(1).standard_normal((6, 2)), rng(2).standard_normal((6, 3))
    back = scratch.Recurrent(cell())
    back(x[:, None])
    back.backward(dy[:, None])
    forward = scratch.RTRL(cell())
    for x_t, dy_t in zip(x, dy, strict=True):
        forward.step(x_t)
        forward.accumulate(dy_t)
    for p, q in zip(back.parameters(), forward.parameters(), strict=True):
        np.testing.assert_allclose(p.grad, q.grad, **CLOSE)
