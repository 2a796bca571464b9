"""Real handwritten digits that come with scikit-learn: 1,797 images of 8 x 8."""

import numpy as np


def load_digits() -> tuple[np.ndarray, np.ndarray]:
    """Return the test part of the UCI optical digits (Alpaydin and Kaynak, 1998).

    Shapes: x (1797, 64) float64 in [0, 1], t (1797,) integer classes 0..9.
    Row n is an image of 8 x 8 pixels read line by line: ``x[n].reshape(8, 8)``.
    Raises: ImportError, with what to install, if scikit-learn is missing.
    """
    try:
        from sklearn import datasets
    except ImportError:
        raise ImportError(
            "load_digits needs scikit-learn, which holds the images; "
            "install it with: pip install scikit-learn"
        ) from None
    bunch = datasets.load_digits()
    return bunch.data / 16.0, bunch.target.astype(int)
