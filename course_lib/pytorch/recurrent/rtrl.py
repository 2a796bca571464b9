"""Gradients carried forward in time: real-time recurrent learning, in PyTorch.

Chapter: rtrl. Twin: course_lib/scratch/recurrent/rtrl.py.
"""

import torch
from torch import Tensor
from torch.nn import Module, Parameter

from ...scratch.recurrent.rtrl import check_dy, check_network, check_step
from .cell import Cell


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
        params = list(self.cell.parameters())
        if self.readout is not None:  # one weight in both places counts once
            known = {id(p) for p in params}
            params += [p for p in self.readout.parameters() if id(p) not in known]
        return params

    def reset(self) -> None:
        """Begin a sequence: state and sensitivities are zero."""
        self.state = self.cell.start(1)
        n = sum(self.cell.state_sizes)
        p = sum(param.numel() for param in self.cell.parameters())
        self.P = self.state[0].new_zeros(n, p)
        self.jacobian: Tensor | None = None

    def step(self, x: Tensor) -> Tensor:
        """Read one input: advance state, P and jacobian, and return the output."""
        x = torch.as_tensor(x).to(self.state[0])
        check_step(x, self.cell.input_size)
        before = tuple(s.detach().requires_grad_() for s in self.state)
        with torch.enable_grad():
            state = self.cell(x[None], before)
            s = torch.cat(state, dim=1)[0]
        J_s, J_theta = jacobians(s, before, list(self.cell.parameters()))
        P = J_s @ self.P + J_theta  # eq-rtrl
        state = tuple(part.detach() for part in state)
        y, H = state[0][0], self.cell.state_sizes[0]
        jacobian = P[:H].clone()
        if self.readout is not None:
            h = state[0].clone().requires_grad_()
            with torch.enable_grad():
                y = self.readout(h)[0]
            V, jacobian = jacobians(y, (h,), self.parameters())
            jacobian[:, : P.shape[1]] += V @ P[:H]  # eq-rtrl-jacobian
        self.state, self.P, self.jacobian = state, P, jacobian
        return y.detach().clone()

    def accumulate(self, dy: Tensor) -> None:
        """Add to each gradient what the last output contributes to it."""
        dy = torch.as_tensor(dy)
        check_dy(dy, self.jacobian)
        params = self.parameters()
        grad = dy.detach().to(self.jacobian) @ self.jacobian  # eq-rtrl-grad
        for p, part in zip(
            params, grad.split([p.numel() for p in params]), strict=True
        ):
            part = part.view_as(p)
            p.grad = part.clone() if p.grad is None else p.grad + part


def jacobians(output: Tensor, *inputs: tuple[Tensor, ...] | list) -> list[Tensor]:
    """Return the derivative of a vector by each group of tensors, (n, their size).

    Row i comes from one backward pass that begins with a 1 at number i of the output.
    """
    every = [tensor for group in inputs for tensor in group]
    ones = torch.eye(len(output), dtype=output.dtype, device=output.device)
    grads = torch.autograd.grad(
        output, every, ones, is_grads_batched=True, allow_unused=True
    )
    flat = [
        ones.new_zeros(len(ones), tensor.numel()) if grad is None else grad.flatten(1)
        for grad, tensor in zip(grads, every, strict=True)
    ]
    first = len(inputs[0])
    return [torch.cat(flat[:first], dim=1), torch.cat(flat[first:], dim=1)]
