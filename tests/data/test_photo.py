"""The two photographs."""

import sys

import numpy as np
import pytest

from course_lib.data import load_photo


@pytest.mark.parametrize("name", ["china", "flower"])
def test_photographs_are_in_color_and_from_0_to_1(name):
    photo = load_photo(name)
    assert photo.shape == (427, 640, 3)
    assert photo.dtype == np.float64
    assert (photo.min(), photo.max()) == (0, 1)


def test_the_flower_is_red_and_the_sky_over_china_is_bright():
    red, green, blue = load_photo("flower")[150:300, 250:400].mean(axis=(0, 1))
    assert red > 2 * max(green, blue)
    photo = load_photo()
    assert photo[:40].mean() > photo[-40:].mean() + 0.2


def test_another_name_is_refused():
    with pytest.raises(ValueError, match="one of china, flower, got 'cat'"):
        load_photo("cat")


@pytest.mark.parametrize("missing", ["sklearn.datasets", "PIL"])
def test_what_is_missing_is_named(missing, monkeypatch):
    monkeypatch.setitem(sys.modules, missing, None)
    with pytest.raises(ImportError, match="pip install scikit-learn pillow"):
        load_photo()
