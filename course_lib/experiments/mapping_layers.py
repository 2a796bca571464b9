"""Four mapping layers on raw inputs and on learned features, from few examples.

Chapter: features-and-mapping. Linear, one hidden layer, support vector machine, and
Gaussian process, all from scikit-learn.
"""

from collections.abc import Callable

import numpy as np
import torch
from sklearn.base import BaseEstimator
from sklearn.datasets import load_diabetes
from sklearn.gaussian_process import GaussianProcessClassifier, GaussianProcessRegressor
from sklearn.gaussian_process.kernels import RBF, ConstantKernel, WhiteKernel
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.model_selection import GridSearchCV
from sklearn.neural_network import MLPClassifier, MLPRegressor
from sklearn.svm import SVC, SVR

from ..data import load_digits
from . import foreign_features as foreign

INPUTS = ("lines", "features", "digits", "diabetes")
MAPPINGS = ("linear", "hidden", "SVM", "GP")
SETTINGS = [
    {"inputs": inputs, "mapping": mapping, "seed": seed}
    for inputs in INPUTS
    for mapping in MAPPINGS
    for seed in range(5)
]
EXAMPLES = 250


def data(inputs: str, seed: int) -> list[np.ndarray]:
    """Return x and t of 250 examples, x and t of a test set; all on one scale."""
    rng = np.random.default_rng(seed)
    if inputs in ("lines", "features"):  # the foreign shapes, raw or seen from home
        (x, t), (y, s) = (foreign.shapes(n, True, rng) for n in (EXAMPLES, 2000))
        if inputs == "features":
            see = foreign.at_home(seed)[0]
            with torch.no_grad():
                x, y = (see(torch.tensor(z)).numpy() for z in (x, y))
    else:
        digits = inputs == "digits"
        x, t = load_digits() if digits else load_diabetes(return_X_y=True)
        order = rng.permutation(len(x))
        mine, rest = order[:EXAMPLES], order[EXAMPLES:]
        x, t, y, s = x[mine], t[mine], x[rest], t[rest]
        if not digits:
            t, s = ((z - t.mean()) / t.std() for z in (t, s))
    mean, spread = x.mean(axis=0), x.std()
    return [(x - mean) / spread, t, (y - mean) / spread, s]


def model(mapping: str, regression: bool, width: float) -> BaseEstimator:
    """Return a learner that tunes itself on its training set alone.

    The GP by its marginal likelihood, the others by three-fold cross-validation.
    Args: width, a typical distance between two examples.
    """
    if mapping == "GP":
        scale = ConstantKernel(10.0, (1e-3, 1e7)) * RBF(
            width / 2, (width / 30, width * 30)
        )
        if regression:
            return GaussianProcessRegressor(scale + WhiteKernel())
        return GaussianProcessClassifier(scale)
    learners: dict[str, tuple[Callable, Callable, dict]] = {
        "linear": (
            lambda: LogisticRegression(max_iter=5000),
            Ridge,
            {"alpha": [0.1, 1, 10, 100]} if regression else {"C": [0.01, 0.1, 1, 10]},
        ),
        "hidden": (
            lambda: MLPClassifier(100, max_iter=3000, random_state=0),
            lambda: MLPRegressor(
                hidden_layer_sizes=100,
                max_iter=3000,
                early_stopping=True,
                random_state=0,
            ),
            {"alpha": [0.01, 1, 10]},
        ),
        "SVM": (
            SVC,
            SVR,
            {
                "C": [0.1, 1, 10, 100],
                "gamma": [k / width**2 for k in (0.1, 0.3, 1, 3, 10)],
            },
        ),
    }
    classifier, regressor, grid = learners[mapping]
    return GridSearchCV((regressor if regression else classifier)(), grid, cv=3)


def run(inputs: str, mapping: str, seed: int) -> dict:
    """Fit; return the accuracy on new examples, for diabetes the R squared."""
    torch.set_num_threads(1)
    x, t, y, s = data(inputs, seed)
    width = float(np.median(np.linalg.norm(x[:, None] - x, axis=2)))
    fitted = model(mapping, inputs == "diabetes", width).fit(x, t)
    return {"score": round(float(fitted.score(y, s)), 4)}
