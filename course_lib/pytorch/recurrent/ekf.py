"""Training as estimation: the extended Kalman filter, in PyTorch.

Chapter: ekf. Twin: course_lib/scratch/recurrent/ekf.py.
"""

from collections.abc import Iterable

import torch
from torch import Tensor
from torch.nn import Parameter
from torch.nn.utils import parameters_to_vector, vector_to_parameters

from ...scratch.recurrent.ekf import (
    LOST,
    blocks,
    check_finite,
    check_options,
    check_step,
)


class EKF:
    """Extended Kalman filter for the weights of a network (Singhal and Wu, 1989).

        S = I / lr + sum_i H_i^T P_i H_i            (eq-ekf-innovation)
        w_i <- w_i + P_i H_i S^{-1} error           (eq-ekf, eq-dekf)
        P_i <- P_i - F_i F_i^T + noise I            (eq-ekf-p)

    F_i = P_i H_i R^T with R^T R = S^{-1}, so that P_i stays symmetric. One group i is
    the global filter; several are the decoupled one (Puskorius and Feldkamp, 1994), in
    which weights of two groups share no entry of P.

    Shapes: p weights, K outputs; ``step`` takes the jacobian (K, p) of the outputs,
    columns in the order of the parameters, and error = target - output (K,). ``P`` is
    a list of tensors (m, b, b), for m groups of b weights.
    Args: parameters; lr, 1 / variance of one error; start, P is start I at first;
    noise, added to the diagonal of P at each step (lr and noise may be changed between
    steps); groups, None or "global", "parameter" for one group per array, or "node"
    for one per neuron: its rows of the matrices, and its biases.
    Raises: ValueError for other shapes, or numbers that are not finite; RuntimeError if
    P is no longer positive definite. Weights and P are then as before.
    """

    def __init__(
        self,
        parameters: Iterable[Parameter],
        *,
        lr: float = 1.0,
        start: float = 100.0,
        noise: float = 0.0,
        groups: str | None = None,
    ):
        self.params = list(parameters)
        if not self.params or not all(isinstance(p, Parameter) for p in self.params):
            raise TypeError(
                "EKF expected the parameters of a torch module, as in "
                f"EKF(model.parameters()), got {self.params[:1]}"
            )
        check_options(lr, start, noise, groups)
        self.lr, self.noise = lr, noise
        like = self.params[0].detach()
        self.index, self.P = [], []
        for i in blocks([tuple(p.shape) for p in self.params], groups):
            one = start * torch.eye(i.shape[1], dtype=like.dtype, device=like.device)
            self.index.append(torch.as_tensor(i, device=like.device))
            self.P.append(one.repeat(len(i), 1, 1))

    @torch.no_grad()
    def step(self, jacobian: Tensor, error: Tensor) -> None:
        """Move the weights by one error, and shrink P by what it has taught."""
        like = self.P[0]
        H, error = (torch.as_tensor(a).to(like) for a in (jacobian, error))
        check_step(H, error, sum(i.numel() for i in self.index))
        finite = bool(H.isfinite().all() and error.isfinite().all())
        check_finite(finite, self.lr, self.noise)
        H_i = [H.T[i] for i in self.index]  # (m, b, K)
        PH = [P @ h for P, h in zip(self.P, H_i, strict=True)]
        S = torch.eye(len(error), dtype=like.dtype, device=like.device) / self.lr
        for h, ph in zip(H_i, PH, strict=True):
            S += (h.mT @ ph).sum(0)  # eq-ekf-innovation
        try:
            L = torch.linalg.cholesky(S)
        except torch.linalg.LinAlgError:
            raise RuntimeError(LOST) from None
        dw = torch.empty_like(H[0])
        for i, P, ph in zip(self.index, self.P, PH, strict=True):
            F = torch.linalg.solve_triangular(L.mT, ph, upper=True, left=False)
            scaled = torch.linalg.solve_triangular(L, error[:, None], upper=False)
            dw[i] = (F @ scaled)[..., 0]  # eq-ekf, eq-dekf
            for f in F.unbind(-1):  # eq-ekf-p: one symmetric product per output
                P -= f[:, :, None] * f[:, None, :]
            P.diagonal(dim1=1, dim2=2).add_(self.noise)
        w = parameters_to_vector(self.params)
        vector_to_parameters(w + dw, self.params)
