"""Two real photographs that come with scikit-learn: a Chinese temple and a dahlia."""

import numpy as np

PHOTOS = ("china", "flower")


def load_photo(name: str = "china") -> np.ndarray:
    """Return a photograph in color: ``"china"``, a temple, or ``"flower"``, a dahlia.

    Shapes: (427, 640, 3) float64 in [0, 1]: lines, columns, and red, green and blue.
    ``photo.transpose(2, 0, 1)[None]`` is a batch of one image (1, 3, 427, 640), and
    ``photo.mean(axis=2)`` the photograph in grey.
    Raises: ValueError for another name; ImportError, with what to install, if
    scikit-learn or Pillow is missing.
    """
    if name not in PHOTOS:
        raise ValueError(
            f"load_photo expected one of {', '.join(PHOTOS)}, got {name!r}"
        )
    try:
        import PIL  # noqa: F401  scikit-learn reads the file with it
        from sklearn.datasets import load_sample_image
    except ImportError:
        raise ImportError(
            "load_photo needs scikit-learn, which holds the photographs, and Pillow; "
            "install them with: pip install scikit-learn pillow"
        ) from None
    return load_sample_image(f"{name}.jpg") / 255.0
