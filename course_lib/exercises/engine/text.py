"""Short texts for arrays and arguments, the same on every machine."""

from typing import Any

import numpy as np

WIDTH = 68


def number(value: Any) -> str:
    if isinstance(value, np.bool_ | bool | str):
        return repr(str(value) if isinstance(value, str) else bool(value))
    whole = np.isfinite(value) and value == round(value) and abs(value) < 1e15
    return f"{value + 0:.0f}" if whole else f"{value:.5g}"


def clean(array: np.ndarray) -> np.ndarray:
    """Turn rounding noise and negative zeros, which differ by machine, into 0."""
    if array.dtype.kind != "f":
        return array
    finite = np.where(np.isfinite(array), np.abs(array), 0)
    noise = (finite < 1e-12 * finite.max(initial=0)) & np.isfinite(array)
    return np.where(noise, 0.0, array) + 0.0


def rows(array: np.ndarray) -> str:
    """Lay an array out as NumPy does, rounded to 4 digits, in a few lines."""
    if array.ndim == 0:
        return number(array[()])
    if array.size == 0:
        return f"an empty array of shape {array.shape}"
    if array.ndim > 2:
        return f"shape {array.shape}, beginning {_beginning(array)}"
    if array.ndim == 1:
        whole = array.size <= 16
        return _string(array, whole) + ("" if whole else f"  shape {array.shape}")
    if len(array) <= 4:
        return _string(array, array.shape[1] <= 7)
    return f"{_string(array[:2], array.shape[1] <= 7)[:-1]}\n ...]  shape {array.shape}"


def _string(array: np.ndarray, whole: bool) -> str:
    array = clean(array)
    small = array.dtype.kind != "f" or bool(np.abs(array).max() >= 0.01)
    return np.array2string(
        array,
        precision=4,
        suppress_small=small,
        threshold=10_000 if whole else 1,
        edgeitems=3,
        max_line_width=WIDTH,
    )


def line(array: np.ndarray) -> str:
    """Write an array on one line, in a form that can be pasted into code."""
    if array.ndim == 0:
        return number(array[()])
    text = _nested(clean(array)) if array.size <= 24 else ""
    if text and len(text) <= WIDTH:
        return text
    return f"array of shape {array.shape}, beginning {_beginning(array)}"


def _beginning(array: np.ndarray) -> str:
    return ", ".join(_item(v) for v in clean(array).reshape(-1)[:3])


def _nested(array: np.ndarray) -> str:
    if array.ndim == 0:
        return _item(array[()])
    return f"[{', '.join(_nested(part) for part in array)}]"


def _item(value: Any) -> str:
    """Write a number so that a float is seen to be one: 2 as "2."."""
    if not isinstance(value, np.floating):
        return str(value)
    text = f"{value:.4g}"
    return text if set(text) & set(".en") else f"{text}."


def argument(value: Any) -> str:
    """Write one argument of a case."""
    if isinstance(value, np.ndarray):
        return line(value)
    if isinstance(value, float | np.floating):
        return number(value)
    if isinstance(value, np.random.Generator):
        return "a random generator"
    name = getattr(value, "__name__", "a function") if callable(value) else ""
    try:
        text = " ".join(repr(value).split())
    except BaseException:
        return f"a {type(value).__name__}"
    text = name or "an object" if " at 0x" in text else text
    return text if len(text) <= WIDTH else f"{text[:WIDTH]} …"


def place(index: tuple[int, ...]) -> str:
    return f"[{', '.join(str(int(k)) for k in index)}]"


def pair(want: Any, got: Any) -> tuple[str, str]:
    """Write two numbers with as many digits as it takes to tell them apart."""
    a, b = number(want), number(got)
    if a == b and not isinstance(want, str):
        a, b = f"{want:.12g}", f"{got:.12g}"
    return a, b


def count(n: int, one: str, many: str | None = None) -> str:
    return f"{n} {one if n == 1 else many or one + 's'}"
