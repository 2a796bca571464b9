"""What an answer did in one case, in a form that can be compared and explained."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np

LARGEST = 2_000_000  # elements; far more than any exercise asks for


class Unusable(Exception):
    """What came back cannot be compared; the message says why, and what to do."""


class Unfinished(Exception):
    """What came back still holds a blank."""


@dataclass
class Outcome:
    """The arrays that came back, by name, or the problem that kept them from it.

    ``problem`` is a sentence for the reader, ``sort`` names its kind, so that two
    answers that fail alike can be recognized.
    """

    arrays: dict[str, np.ndarray] = field(default_factory=dict)
    problem: str = ""
    sort: str = ""
    changed: tuple[str, ...] = ()
    printed: str = ""
    unfinished: bool = False
    over: bool = False  # the time is up, or the reader stopped it


def tolerance(got: np.ndarray, rtol: float | None) -> float:
    if rtol is not None:
        return rtol
    return 1e-4 if got.dtype in (np.float32, np.float16) else 1e-6


def differs(want: np.ndarray, got: np.ndarray, rtol: float | None = None) -> np.ndarray:
    """Mark the elements that are not close, for arrays of one shape.

    Close is meant relative to the largest expected element. Whole numbers, truth
    values and texts have to be equal; NaN equals NaN.
    """
    if "U" in (want.dtype.kind + got.dtype.kind):
        alike = want.dtype.kind == got.dtype.kind
        return np.asarray(want != got) if alike else np.full(want.shape, True)
    whole = want.dtype.kind in "iub"
    want, limit = want.astype(float), 1e-9 if whole else tolerance(got, rtol)
    got = got.astype(float)
    finite = np.isfinite(want)
    largest = np.abs(want[finite]).max(initial=0.0)
    limit *= 1.0 if whole or largest == 0 else largest
    with np.errstate(all="ignore"):
        close = np.abs(want - got) <= limit
    equal = (want == got) | (np.isnan(want) & np.isnan(got))
    return ~np.where(finite, close, equal)


def same_array(want: np.ndarray, got: np.ndarray, rtol: float | None = None) -> bool:
    return want.shape == got.shape and not differs(want, got, rtol).any()


def same(want: Outcome, got: Outcome, rtol: float | None = None) -> bool:
    """Tell whether two outcomes are alike in everything a reader could see."""
    return (
        want.sort == got.sort
        and want.changed == got.changed
        and want.unfinished == got.unfinished
        and want.arrays.keys() == got.arrays.keys()
        and all(same_array(want.arrays[k], got.arrays[k], rtol) for k in want.arrays)
    )


def as_array(value: Any, what: str = "your function returned") -> np.ndarray:
    """Copy what came back into an array; Unusable says why that is not possible."""
    refuse(value, what)
    try:
        if getattr(value, "size", 0) > LARGEST:
            raise Unusable(f"{what} an array far larger than the one expected.")
        array = np.array(value)
    except Unusable:
        raise
    except ValueError:
        raise Unusable(
            f"{what} rows of different lengths, which do not form an array."
        ) from None
    except Exception:
        raise Unusable(
            f"{what} {_a(value)}, which NumPy cannot turn into an array."
        ) from None
    return _numbers(array, value, what)


def refuse(value: Any, what: str) -> None:
    """Raise Unusable for what is plainly no result, before looking at its numbers."""
    if value is Ellipsis:
        raise Unfinished
    if value is None:
        raise Unusable(f"{what} None. Is there a return with the result?")
    if hasattr(value, "cr_frame"):  # a coroutine that nobody awaits would warn
        value.close()
    if isinstance(value, type) or callable(value):
        raise Unusable(
            f"{what} a function or a class, not numbers. Are the parentheses of a "
            "call missing?"
        )
    if hasattr(type(value), "__next__"):
        raise Unusable(
            f"{what} {_a(value)}, which has no values yet. Use a list or an array."
        )


def _numbers(array: np.ndarray, value: Any, what: str) -> np.ndarray:
    if array.dtype.kind == "O" and array.size and array.ndim:
        if any(item is None or item is Ellipsis for item in array.flat):
            raise Unfinished
        try:
            array = array.astype(float)  # fractions, decimals, very long integers
        except Exception:
            raise Unusable(
                f"{what} an array of Python objects. Do all its parts have the same "
                "shape, and are all of them numbers?"
            ) from None
    if array.dtype.kind == "O":
        try:
            array = np.array(float(value))
        except Exception:
            raise Unusable(f"{what} {_a(value)}, not numbers.") from None
    if array.dtype.kind == "c":
        if array.imag.any():
            raise Unusable(f"{what} complex numbers.")
        array = array.real.copy()
    if array.dtype.kind not in "biufU":
        raise Unusable(f"{what} {_a(value)} of type {array.dtype}, not numbers.")
    return array


def _a(value: Any) -> str:
    name = type(value).__name__
    return f"{'an' if name[:1].lower() in 'aeiou' else 'a'} {name}"
