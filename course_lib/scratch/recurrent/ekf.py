"""Training as estimation: the extended Kalman filter, from scratch.

Chapter: ekf. Twin: course_lib/pytorch/recurrent/ekf.py.
"""

from collections.abc import Iterable, Sequence

import numpy as np

from ..module import Parameter

GROUPS = (None, "global", "parameter", "node")
LOST = (
    "EKF lost its covariance: I / lr + H^T P H is no longer positive definite. Begin "
    "again in float64, with a smaller start or lr, or with more noise"
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
    a list of arrays (m, b, b), for m groups of b weights.
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
                "EKF expected the parameters of a scratch module, as in "
                f"EKF(model.parameters()), got {self.params[:1]}"
            )
        check_options(lr, start, noise, groups)
        self.lr, self.noise = lr, noise
        self.index = blocks([p.data.shape for p in self.params], groups)
        dtype = self.params[0].data.dtype
        self.P = [
            np.tile(start * np.eye(i.shape[1], dtype=dtype), (len(i), 1, 1))
            for i in self.index
        ]
        self._products = [np.empty_like(P) for P in self.P]

    def step(self, jacobian: np.ndarray, error: np.ndarray) -> None:
        """Move the weights by one error, and shrink P by what it has taught."""
        dtype = self.P[0].dtype
        H, error = np.asarray(jacobian, dtype), np.asarray(error, dtype)
        check_step(H, error, sum(i.size for i in self.index))
        finite = np.isfinite(H).all() and np.isfinite(error).all()
        check_finite(finite, self.lr, self.noise)
        H_i = [H.T[i] for i in self.index]  # (m, b, K)
        PH = [P @ h for P, h in zip(self.P, H_i, strict=True)]
        S = np.eye(len(error), dtype=dtype) / self.lr
        for h, ph in zip(H_i, PH, strict=True):
            S += np.tensordot(h, ph, axes=((0, 1), (0, 1)))  # eq-ekf-innovation
        try:
            R = np.linalg.inv(np.linalg.cholesky(S))
        except np.linalg.LinAlgError:
            raise RuntimeError(LOST) from None
        dw = np.empty(H.shape[1], dtype)
        for n, (i, P) in enumerate(zip(self.index, self.P, strict=True)):
            F = PH[n] @ R.T
            dw[i] = F @ (R @ error)  # eq-ekf, eq-dekf
            self._shrink(P, F, self._products[n])
        place = 0
        for p in self.params:
            p.data += dw[place : place + p.data.size].reshape(p.data.shape)
            place += p.data.size

    def _shrink(self, P: np.ndarray, F: np.ndarray, product: np.ndarray) -> None:
        for k in range(F.shape[2]):  # eq-ekf-p: one symmetric product per output
            np.multiply(F[:, :, k, None], F[:, None, :, k], out=product)
            P -= product
        P.reshape(len(P), -1)[:, :: P.shape[1] + 1] += self.noise


def blocks(shapes: Sequence[tuple[int, ...]], groups: str | None) -> list[np.ndarray]:
    """Return arrays (m, b): which places of the flat weights belong to one group."""
    arrays, place = [], 0
    for shape in shapes:
        size = int(np.prod(shape))
        rows = shape[0] if shape and groups == "node" else 1
        arrays.append(np.arange(place, place + size).reshape(rows, -1))
        place += size
    if groups == "parameter":
        return arrays
    layers: list[list[np.ndarray]] = []
    for k, array in enumerate(arrays):
        # Of a new layer: a matrix after a bias, or another number of neurons.
        after_bias = k > 0 and len(shapes[k]) > 1 and len(shapes[k - 1]) == 1
        other = k > 0 and len(array) != len(arrays[k - 1])
        if k == 0 or (groups == "node" and (after_bias or other)):
            layers.append([])
        layers[-1].append(array)
    return [np.concatenate(layer, axis=1) for layer in layers]


def check_options(lr: float, start: float, noise: float, groups: str | None) -> None:
    """Complain about settings with which P would not be positive definite."""
    if not (lr > 0 and 0 < start < np.inf and 0 <= noise < np.inf):
        raise ValueError(
            "EKF expected lr > 0, a finite start > 0 and a finite noise >= 0, got "
            f"lr={lr}, start={start}, noise={noise}"
        )
    if groups not in GROUPS:
        raise ValueError(f"EKF expected groups to be one of {GROUPS}, got {groups!r}")


def check_step(jacobian, error, weights: int) -> None:
    """Complain unless the shapes are (K, weights) and (K,)."""
    K = len(error) if error.ndim == 1 else 0
    if not K or tuple(jacobian.shape) != (K, weights):
        raise ValueError(
            f"EKF.step expected a jacobian of shape (K, p) with p = {weights} and an "
            f"error of shape (K,), got {tuple(jacobian.shape)} and "
            f"{tuple(error.shape)}"
        )


def check_finite(finite: bool, lr: float, noise: float) -> None:
    """Complain about a jacobian, an error or settings that would spoil P for good."""
    check_options(lr, 1.0, noise, None)
    if not finite:
        raise ValueError(
            "EKF.step expected finite numbers, got inf or nan in jacobian or error; "
            "the training has diverged"
        )
