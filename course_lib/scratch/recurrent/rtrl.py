"""Gradients carried forward in time: real-time recurrent learning, from scratch.

Chapter: rtrl. Twin: course_lib/pytorch/recurrent/rtrl.py.
"""

from collections.abc import Callable
from contextlib import contextmanager

import numpy as np

from ..module import Module, Parameter
from .cell import Cell, State


class RTRL:
    """Real-time recurrent learning (Williams and Zipser, 1989), for any cell.

        P_t = J_s P_{t-1} + J_theta                                (eq-rtrl)
        dy_t/dtheta = V dh_t/dtheta, plus the readout's own part   (eq-rtrl-jacobian)
        dtheta += dy_t^T (dy_t/dtheta)                             (eq-rtrl-grad)

    P_t is the derivative of the state by all weights of the cell; J_s and J_theta are
    those of one step, by the last state and by the weights. h_t is the output of the
    cell, the first rows of P_t its derivative. Nothing of the past is kept, so the
    stream may be endless. Weights may change after any step.

    Shapes: ``step`` takes one step of one sequence, x (D,) -> y (K,). n numbers in the
    state, p weights in the cell: ``P`` (n, p). ``jacobian`` (K, all weights), columns
    in the order of ``parameters()``: the cell's, then the readout's.
    Args: readout, a layer such as Linear(H, K); without it, y is the cell's output.
    Raises: TypeError if the cell is none, or the readout; ValueError for other shapes;
    RuntimeError for ``accumulate`` before the first step.
    """

    def __init__(self, cell: Cell, readout: Module | None = None):
        check_network(cell, readout, Cell, Module)
        self.cell, self.readout = cell, readout
        self.reset()

    def parameters(self) -> list[Parameter]:
        """Return the weights of the cell, then those of the readout."""
        params = self.cell.parameters()
        if self.readout is not None:  # one weight in both places counts once
            known = {id(p) for p in params}
            params += [p for p in self.readout.parameters() if id(p) not in known]
        return params

    def reset(self) -> None:
        """Begin a sequence: state and sensitivities are zero."""
        self.state = self.cell.start(1)
        n, p = sum(self.cell.state_sizes), count(self.cell.parameters())
        self.P = np.zeros((n, p), self.state[0].dtype)
        self.jacobian: np.ndarray | None = None

    def step(self, x: np.ndarray) -> np.ndarray:
        """Read one input: advance state, P and jacobian, and return the output."""
        x = np.asarray(x)
        check_step(x, self.cell.input_size)
        wanted, self.cell.input_grad = self.cell.input_grad, False  # nobody needs dx
        try:
            state, J_s, J_theta = cell_jacobians(self.cell, x[None], self.state)
        finally:
            self.cell.input_grad = wanted
        P = J_s @ self.P
        P += J_theta  # eq-rtrl
        y, H = state[0], self.cell.state_sizes[0]
        jacobian = P[:H].copy()
        if self.readout is not None:
            y, V, jacobian = jacobians(
                self.readout, self.parameters(), self.readout.backward, y
            )
            jacobian[:, : P.shape[1]] += V @ P[:H]  # eq-rtrl-jacobian
        self.state, self.P, self.jacobian = state, P, jacobian
        return y[0].copy()

    def accumulate(self, dy: np.ndarray) -> None:
        """Add to each gradient what the last output contributes to it."""
        dy = np.asarray(dy)
        check_dy(dy, self.jacobian)
        params = self.parameters()
        grad = dy @ self.jacobian  # eq-rtrl-grad
        for p, part in zip(params, split(grad, params), strict=True):
            p.grad += part


def cell_jacobians(cell: Cell, x: np.ndarray, state: State) -> tuple:
    """Run one step; return the state after it, J_s and J_theta."""
    cuts, params = np.cumsum(cell.state_sizes)[:-1], cell.parameters()

    def back(ds: np.ndarray) -> np.ndarray:
        return np.hstack(cell.backward(tuple(np.split(ds, cuts, axis=1)))[1])

    if any(True for _ in cell.children()):  # these add to gradients on the way
        return jacobians(cell, params, back, x, state)
    # The same rows from n copies in one batch: three times as fast for small nets.
    n = sum(cell.state_sizes)
    copies = tuple(np.repeat(s, n, axis=0) for s in state)
    after = cell.step(cell.project(np.repeat(x, n, axis=0)), copies)
    ones = np.split(np.eye(n, dtype=after[0].dtype), cuts, axis=1)
    pieces, ds = cell.step_backward(tuple(ones))
    J_theta = np.zeros((n, count(params)), after[0].dtype)
    with gradients_kept(params):
        for i, row in enumerate(J_theta):
            collect_into(row, params)
            cell.collect(x[None], *(piece[None, i : i + 1] for piece in pieces))
    return tuple(s[:1].copy() for s in after), np.hstack(ds), J_theta


def jacobians(
    module: Module, params: list[Parameter], back: Callable, *inputs
) -> tuple:
    """Run a module on one row; return its output and two Jacobians.

    Row i of both comes from one backward pass that begins with a 1 at number i of the
    output: ``back`` returns the first, by the input, and adds the second, by params.
    """
    output = module(*inputs)
    n, dtype = np.hstack(output).size, params[0].data.dtype
    stacks = [s for _, m in module.modules() if (s := m.__dict__.get("_stack"))]
    saved = [list(stack) for stack in stacks]
    by_input, by_params = [], np.zeros((n, count(params)), dtype)
    with gradients_kept(params):
        for one, row in zip(np.eye(n, dtype=dtype), by_params, strict=True):
            for stack, values in zip(stacks, saved, strict=True):
                stack[:] = values  # one forward serves all rows
            collect_into(row, params)
            by_input.append(back(one[None])[0])
    return output, np.stack(by_input), by_params


@contextmanager
def gradients_kept(params: list[Parameter]):
    """Put the gradients back after the block, whatever happens in it."""
    grads = [p.grad for p in params]
    try:
        yield
    finally:
        for p, grad in zip(params, grads, strict=True):
            p.grad = grad


def collect_into(row: np.ndarray, params: list[Parameter]) -> None:
    """Let ``p.grad += ...`` of a backward pass write right into a row of zeros."""
    for p, part in zip(params, split(row, params), strict=True):
        p.grad = part


def count(params: list[Parameter]) -> int:
    return sum(p.data.size for p in params)


def split(row: np.ndarray, params: list[Parameter]) -> list[np.ndarray]:
    """Cut a vector into pieces of the shapes of the parameters; views, no copies."""
    parts, place = [], 0
    for p in params:
        parts.append(row[place : place + p.data.size].reshape(p.data.shape))
        place += p.data.size
    return parts


def check_network(cell, readout, kind: type, layer: type) -> None:
    """Complain unless RTRL, of either half, gets a cell, and a layer that fits."""
    if not isinstance(cell, kind):
        raise TypeError(
            f"RTRL expected a cell such as RNNCell(...), got {type(cell).__name__}; "
            "of Recurrent(cell), give it the cell"
        )
    if readout is None:
        return
    if not isinstance(readout, layer) or isinstance(readout, kind):
        raise TypeError(
            f"RTRL expected a readout such as Linear(H, K), got {readout!r}"
        )
    H = cell.state_sizes[0]
    if getattr(readout, "in_features", H) != H:
        raise ValueError(
            f"RTRL expected a readout from the {H} outputs of the cell, got one from "
            f"{readout.in_features}"
        )


def check_step(x, size: int) -> None:
    """Complain unless x is one step of one sequence."""
    if tuple(x.shape) != (size,):
        raise ValueError(
            f"RTRL.step expected one step of one sequence, of shape (D,) = ({size},), "
            f"got {tuple(x.shape)}"
        )


def check_dy(dy, jacobian) -> None:
    """Complain unless dy has one number for each output of the last step."""
    if jacobian is None:
        raise RuntimeError("RTRL.accumulate needs a step before it; reset undoes all")
    if tuple(dy.shape) != (len(jacobian),):
        raise ValueError(
            f"RTRL.accumulate expected dy of shape (K,) = ({len(jacobian)},), one "
            f"number for each output, got {tuple(dy.shape)}"
        )
