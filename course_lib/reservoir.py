"""What both halves share of an echo state network: settings, drawn weights, regression.

Chapter: echo-state-network.
"""

from dataclasses import dataclass, fields
from importlib.util import find_spec

import numpy as np

from .initialization import check_rng, check_size

WHO = "EchoStateNetwork"


@dataclass(frozen=True)
class Settings:
    """The settings of an EchoStateNetwork, checked."""

    input_size: int
    reservoir_size: int
    output_size: int
    spectral_radius: float
    density: float
    input_scale: float
    feedback_scale: float
    bias_scale: float
    leak: float
    gain: float
    ridge: float

    def __post_init__(self):
        check_size(self.input_size, WHO, "input_size", least=0)
        check_size(self.reservoir_size, WHO, "reservoir_size")
        check_size(self.output_size, WHO, "output_size")
        for field in fields(self)[3:]:
            value = getattr(self, field.name)
            if not value >= 0 or not np.isfinite(value):
                raise ValueError(f"{WHO} expected {field.name} >= 0, got {value}")
        for name in ("density", "leak"):
            if not 0 < getattr(self, name) <= 1:
                raise ValueError(
                    f"{WHO} expected 0 < {name} <= 1, got {getattr(self, name)}"
                )

    @property
    def fan_in(self) -> int:
        """How many units of the reservoir each unit hears."""
        return max(1, round(self.density * self.reservoir_size))


def draw_reservoir(s: Settings, rng: np.random.Generator) -> dict[str, np.ndarray]:
    """Draw the fixed weights; W as the columns and values of each of its rows."""
    check_rng(rng, WHO)
    R, D, K = s.reservoir_size, s.input_size, s.output_size
    keys = rng.random((R, R))  # the smallest of each row choose its connections
    columns = np.sort(
        np.argpartition(keys, s.fan_in - 1, axis=1)[:, : s.fan_in], axis=1
    )
    values = rng.uniform(-1, 1, columns.shape)
    radius = spectral_radius(dense(columns, values))
    if radius < 1e-12:
        raise ValueError(
            f"{WHO} drew a reservoir of {R} units without any cycle, which has no "
            "spectral radius to scale; use another seed, or a larger density"
        )
    return {
        "weight_in": s.input_scale * rng.uniform(-1, 1, (R, D)),
        "weight_hh": s.spectral_radius / radius * values,
        "columns": columns,
        "weight_fb": s.feedback_scale * rng.uniform(-1, 1, (R, K)),
        "bias": s.bias_scale * rng.uniform(-1, 1, R),
        "weight_out": np.zeros((K, 1 + D + R)),
    }


def dense(columns: np.ndarray, values: np.ndarray) -> np.ndarray:
    """Write the connections into a matrix (R, R)."""
    W = np.zeros((len(columns),) * 2, values.dtype)
    np.put_along_axis(W, columns, values, axis=1)
    return W


def spectral_radius(W: np.ndarray) -> float:
    """Return max_i |lambda_i(W)| over the complex eigenvalues (eq-spectral-radius).

    Not the largest entry, and not the largest singular value.
    """
    W = np.asarray(W)
    if W.ndim != 2 or W.shape[0] != W.shape[1] or not W.size:
        raise ValueError(f"spectral_radius expected a square matrix, got {W.shape}")
    if len(W) > 500 and find_spec("scipy"):
        from scipy.sparse import csr_matrix
        from scipy.sparse.linalg import ArpackNoConvergence, eigs

        try:  # only the largest few; always from the same start
            start = np.ones(len(W))
            largest = eigs(csr_matrix(W), k=6, v0=start, return_eigenvectors=False)
            return float(np.abs(largest).max())
        except ArpackNoConvergence:
            pass
    return float(np.abs(np.linalg.eigvals(W)).max())


def ridge_regression(F: np.ndarray, Y: np.ndarray, ridge: float) -> np.ndarray:
    """Return W_out = Y^T F (F^T F + ridge I)^{-1} in double precision (eq-ridge).

    Shapes: F (M, features), Y (M, K) -> (K, features). With ridge = 0 it is the
    solution of least squares with the smallest norm.
    """
    F, Y = np.asarray(F, float), np.asarray(Y, float)
    if ridge == 0:
        return np.linalg.lstsq(F, Y, rcond=None)[0].T
    gram = F.T @ F
    gram[np.diag_indices_from(gram)] += ridge
    return np.linalg.solve(gram, F.T @ Y).T


def check_teacher(u, y, s: Settings, washout: int) -> None:
    """Complain unless u (T, N, D) and y (T, N, K) fit, and something is left."""
    D, K = s.input_size, s.output_size
    if u.ndim != 3 or y.ndim != 3 or u.shape[:2] != y.shape[:2]:
        raise ValueError(
            f"{WHO}.fit expected u (T, N, {D}) and y (T, N, {K}), got "
            f"{tuple(u.shape)} and {tuple(y.shape)}"
        )
    if u.shape[2] != D or y.shape[2] != K:
        raise ValueError(
            f"{WHO}.fit expected {D} inputs and {K} outputs, got {u.shape[2]} and "
            f"{y.shape[2]}"
        )
    check_size(washout, f"{WHO}.fit", "washout", least=0)
    if washout >= len(u):
        raise ValueError(
            f"{WHO}.fit expected more than washout={washout} steps, got {len(u)}"
        )


def check_noise(noise: float, rng) -> None:
    if not noise >= 0:
        raise ValueError(f"{WHO} expected noise >= 0, got {noise}")
    if noise:
        check_rng(rng, WHO)
