"""Say what kind of wrong a result is, when it is not a mistake known beforehand.

Every diagnosis has to hold in all cases at once: a coincidence in one case would
send the reader the wrong way.
"""

import numpy as np

from .outcome import differs, same_array
from .text import number, place

Pairs = list[tuple[np.ndarray, np.ndarray]]  # expected and received, one a case


def diagnose(pairs: Pairs, lengths: list[int] | None = None) -> str:
    """Return one sentence, or "" if nothing fits.

    ``lengths`` holds the number of rows of each case's first argument, to recognize
    a sum that should be a mean.
    """
    if not pairs or any(w.dtype.kind not in "iuf" for w, _ in pairs):
        return ""
    if any(g.dtype.kind == "U" for _, g in pairs):
        return "Your result is a text; a number is expected."
    whole = all(g.dtype.kind in "iu" for _, g in pairs)
    pairs = [(w.astype(float), g.astype(float)) for w, g in pairs]
    alike = all(w.shape == g.shape for w, g in pairs)
    cut = (_cut,) if whole else ()
    tests = (_invalid, _scaled, _shifted, _order, *cut, _near) if alike else (_shape,)
    for test in tests:
        found = test(pairs, lengths) if test is _scaled else test(pairs)
        if found:
            return found
    return ""


def _invalid(pairs: Pairs) -> str:
    for want, got in pairs:
        bad = ~np.isfinite(got) & np.isfinite(want)
        if bad.any():
            where = tuple(np.argwhere(bad)[0])
            kind = "NaN" if np.isnan(got[where]) else "infinite"
            at = f" at index {place(where)}" if where else ""
            return (
                f"Your result is {kind}{at}. Look for an overflow, a division by zero "
                "or a logarithm of zero there."
            )
        if differs(want, got).any():
            return ""  # the case that is shown is wrong in another way
    return ""


def _factor(want: np.ndarray, got: np.ndarray) -> float | None:
    """Return c with got = c want, if there is one and want is not all zero."""
    if not np.isfinite(want).all() or not np.abs(want).max(initial=0):
        return None
    c = float((want * got).sum() / (want * want).sum())
    return c if c and not differs(c * want, got).any() else None


def _scaled(pairs: Pairs, lengths: list[int] | None) -> str:
    pairs_and_n = zip(pairs, lengths or [0] * len(pairs), strict=True)
    kept = [((w, g), n) for (w, g), n in pairs_and_n if w.any() or g.any()]
    factors = [_factor(w, g) for (w, g), _ in kept]
    if not factors or None in factors:
        return ""
    ns = np.array([n for _, n in kept], float)
    c = np.array(factors)
    if np.allclose(c, c[0], rtol=1e-5):
        return _one_factor(c[0], sum(np.count_nonzero(w) for (w, _), _ in kept))
    if ns.min() > 0:
        if np.allclose(c, ns, rtol=1e-5):
            return (
                "Your result is the expected one times the number of rows: is it a "
                "sum where a mean is asked for?"
            )
        if np.allclose(c, 1 / ns, rtol=1e-5):
            return (
                "Your result is the expected one divided by the number of rows: is it "
                "divided once too often?"
            )
    return ""


def _one_factor(c: float, numbers: int) -> str:
    """Name the factor; of one or two numbers, only one that people make."""
    if abs(c + 1) < 1e-5:
        return "The size is right, the sign is not: it is flipped everywhere."
    size = max(abs(c), 1 / abs(c))
    round_one = round(size) if abs(size - round(size)) < 1e-4 * size else None
    if abs(c - 1) < 1e-2 or (numbers < 3 and round_one not in (2, 4, 10, 100)):
        return ""
    if round_one and abs(c) < 1:
        over = round_one if c > 0 else -round_one
        return f"Your result is the expected one divided by {over}."
    times = np.sign(c) * round_one if round_one else c
    return f"Your result is {number(times)} times the expected one, everywhere."


def _shifted(pairs: Pairs) -> str:
    offsets = []
    for want, got in pairs:
        if want.size < 2 or not np.isfinite(want).all():
            return ""
        offset = float(np.mean(got - want))
        if differs(want + offset, got).any():
            return ""
        offsets.append(offset)
    first = offsets[0]
    if not first or not np.allclose(offsets, first, rtol=1e-5):
        return ""
    way = "too large" if first > 0 else "too small"
    return f"Every number of your result is {way} by {number(abs(first))}."


def _order(pairs: Pairs) -> str:
    turns = {
        "Your result is the transpose of the expected one.": lambda a: a.T,
        "Your result is the expected one with its order reversed.": _rows_reversed,
        "Your columns are in reversed order.": _columns_reversed,
    }
    for said, turn in turns.items():
        if all(same_array(want, turn(got)) for want, got in pairs):
            return said
    return ""


def _rows_reversed(a: np.ndarray) -> np.ndarray:
    return a[::-1] if a.ndim else a


def _columns_reversed(a: np.ndarray) -> np.ndarray:
    return a[..., ::-1] if a.ndim > 1 else a


def _cut(pairs: Pairs) -> str:
    if all(same_array(np.trunc(want), got) for want, got in pairs):
        return (
            "Your numbers have lost their fractions. Is there an integer array, int() "
            "or // on the way?"
        )
    return ""


def _near(pairs: Pairs) -> str:
    gaps = [_gap(want, got) for want, got in pairs]
    if max(gaps) < 1e-3:
        return (
            "Your numbers are close but not equal to the expected ones. Is there a "
            "rounded constant, a difference quotient or a small extra term?"
        )
    return ""


def _gap(want: np.ndarray, got: np.ndarray) -> float:
    scale = np.abs(want).max(initial=0)
    return float(np.abs(got - want).max(initial=0) / scale) if scale else np.inf


def _shape(pairs: Pairs) -> str:
    pairs = [(w, g) for w, g in pairs if w.shape != g.shape]
    if all(g.ndim == 2 and same_array(w, g.T) for w, g in pairs):
        return "Your result is the transpose of the expected one."
    if all(same_array(w.reshape(-1), g.reshape(-1)) for w, g in pairs):
        return "The numbers are right; only their shape is not the expected one."
    for name, reduce in (("sum", np.sum), ("mean", np.mean)):
        for axis in (None, 0, 1, -1):
            if all(_reduced(w, g, reduce, axis) for w, g in pairs):
                over = "all elements" if axis is None else f"axis {axis}"
                return f"Your result is the {name} of the expected one over {over}."
            if all(_reduced(g, w, reduce, axis) for w, g in pairs):
                over = "" if axis is None else f" over axis {axis}"
                return f"The {name} of your result{over} is what is expected."
    return ""


def _reduced(full: np.ndarray, less: np.ndarray, reduce, axis: int | None) -> bool:
    if full.size == 0 or full.ndim <= (0 if axis in (None, -1) else axis):
        return False
    return any(
        same_array(reduce(full, axis=axis, keepdims=keep), less)
        for keep in (False, True)
    )
