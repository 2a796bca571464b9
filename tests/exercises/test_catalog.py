"""Every exercise of the book: right answers pass, wrong ones get the hint they need."""

import functools
import inspect
import time
from collections import Counter

import numpy as np
import pytest

from course_lib.exercises import CHAPTERS, catalog, check
from course_lib.exercises.engine import Choice, Function, Layer, Value

EXERCISES = catalog()
MISTAKES = [(e, k) for e in EXERCISES for k in range(len(e.mistakes))]


def of(*kinds):
    chosen = [e for e in EXERCISES if isinstance(e, kinds)]
    return pytest.mark.parametrize("exercise", chosen, ids=lambda e: e.id)


every = of(Function, Layer, Value, Choice)


@every
def test_is_complete(exercise):
    assert len(exercise.mistakes) >= 3
    assert len(exercise.hints) >= 2
    texts = [*exercise.hints, *(hint for _, hint in exercise.mistakes), exercise.notice]
    assert all(isinstance(text, str) and text.strip() for text in texts)
    assert len(set(texts)) == len(texts), "two texts are the same"
    assert not any("!" in text.replace("!=", "") for text in texts)
    assert (exercise.start is not None) == (exercise.kind == "debug")
    if isinstance(exercise, Choice):
        wrong = {letter for letter, _ in exercise.mistakes}
        assert wrong == exercise.options.keys() - {exercise.reference}


@every
def test_reference_passes_in_time(exercise):
    start = time.perf_counter()
    result = check(exercise.id, exercise.reference, solution=True)
    assert result.passed is True, result.text
    assert exercise.notice in " ".join(result.text.split())
    assert time.perf_counter() - start < 2


@pytest.mark.parametrize(
    ("exercise", "k"), MISTAKES, ids=[f"{e.id}-{k}" for e, k in MISTAKES]
)
def test_mistake_gets_its_own_hint(exercise, k):
    wrong, hint = exercise.mistakes[k]
    start = time.perf_counter()
    result = check(exercise.id, wrong)
    assert result.passed is False, result.text
    assert result.hint == hint
    assert time.perf_counter() - start < 2
    assert len(result.text.splitlines()) <= 20


@every
def test_blank_is_not_attempted(exercise):
    blanks = [None, ...]
    if isinstance(exercise, Choice | Value):
        blanks.append("")
    elif isinstance(exercise, Function):
        names = ", ".join(exercise.names())
        blanks.append(eval(f"lambda {names}: ..."))
    else:
        methods = [m for m in vars(exercise.reference) if m in BLANKS]
        body = {m: BLANKS[m] for m in methods}
        bases = exercise.reference.__bases__
        blanks.append(type(exercise.reference.__name__, bases, body))
    if exercise.start is not None:
        blanks.append(exercise.start)
    for blank in blanks:
        result = check(exercise.id, blank)
        assert result.passed is None, result.text
        assert result.hint is None


def blank(self, *args, **kwargs): ...


BLANKS = {"__init__": blank, "forward": blank, "backward": blank}


def mapped(f, value):
    """Apply f to each result of a function that may return several."""
    return tuple(map(f, value)) if isinstance(value, tuple) else f(value)


def whole(value):
    value = np.asarray(value)
    exact = value.size and np.isfinite(value).all() and (value == value.round()).all()
    return value.astype(int) if exact else value


def low(value):
    floating = isinstance(value, np.ndarray) and value.dtype == np.float64
    return value.astype(np.float32) if floating else value


class Wrapped:
    def __init__(self, f):
        self.f = f

    def __call__(self, *args):
        return self.f(*args)


@of(Function)
def test_right_answers_written_differently_pass(exercise):
    f = exercise.reference
    answers = {
        "lists": lambda *a: mapped(lambda v: np.asarray(v).tolist(), f(*a)),
        "float32 results": lambda *a: mapped(
            lambda v: low(np.asarray(v)) if np.ndim(v) else v, f(*a)
        ),
        "float32 arguments": lambda *a: f(*map(low, a)),
        "0-d arrays": lambda *a: mapped(np.asarray, f(*a)),
        "integers": lambda *a: mapped(whole, f(*a)),
        "column order": lambda *a: mapped(
            lambda v: np.asfortranarray(v) if np.ndim(v) else v, f(*a)
        ),
        "a partial": functools.partial(f),
        "an object": Wrapped(f),
        "a decorated function": functools.wraps(f)(lambda *a, **k: f(*a, **k)),
        "a printing function": lambda *a: print("x" * 5000) or f(*a),
    }
    if exercise.returns:
        answers["a list of results"] = lambda *a: list(f(*a))
    for name, answer in answers.items():
        result = check(exercise.id, answer)
        assert result.passed is True, f"{name}: {result.text}"


def first_array(args):
    return next(a for a in args if isinstance(a, np.ndarray) and a.size)


def mutating(f):
    def mutate(*args):
        result = f(*args)
        result = tuple(map(np.array, result)) if isinstance(result, tuple) else result
        first_array(args).flat[0] += 1
        return result

    return mutate


def recursing(*args):
    return recursing(*args)


def raising(*args):
    raise ZeroDivisionError("on purpose")


def returning_nothing(*args):
    args = args[:1]


@of(Function)
def test_bad_functions_are_rejected(exercise):
    f, several = exercise.reference, exercise.returns

    def constant(value):
        if several:
            return lambda *a: tuple(np.full_like(v, value, float) for v in f(*a))
        return lambda *a: np.full_like(f(*a), value, float)

    answers = {
        "zeros": constant(0),
        "ones": constant(1),
        "NaN": constant(np.nan),
        "0": lambda *a: 0,
        "1": lambda *a: 1,
        "its argument": lambda *a: a[0] if a else None,
        "nothing": returning_nothing,
        "an error": raising,
        "recursion": recursing,
        "a generator": lambda *a: (k for k in a),
        "a text": lambda *a: "0.5",
        "a wrong signature": lambda: 0,
        "a number": 0.5,
        "a class": Wrapped,
    }
    if any(isinstance(a, np.ndarray) for a in exercise.cases[0]):
        answers["mutation"] = mutating(f)
    for name, answer in answers.items():
        result = check(exercise.id, answer)
        assert result.passed is False, f"{name}: {result.text}"
        assert "cannot be checked" not in result.text, f"{name}: {result.text}"
        assert len(result.text.splitlines()) > 1
        if name == "mutation":
            assert "in place" in result.text


@of(Layer)
def test_layers_written_differently_pass(exercise):
    class Renamed(exercise.reference):
        def forward(self, *inputs):
            y = super().forward(*inputs)
            print("forward")
            return np.asarray(y)

    class Single(exercise.reference):
        def backward(self, *dy):
            return mapped(np.float32, super().backward(*dy))

    for answer in (Renamed, Single):
        result = check(exercise.id, answer)
        assert result.passed is True, result.text


@of(Layer)
def test_bad_layers_are_rejected(exercise):
    reference = exercise.reference

    class Mutating(reference):
        def forward(self, x, *others):
            y = np.array(super().forward(x, *others))
            x *= 0.5
            return y

    class Raising(reference):
        def backward(self, *dy):
            raise ZeroDivisionError("on purpose")

    class Nan(reference):
        def forward(self, *inputs):
            return super().forward(*inputs) * np.nan

    class Nothing(reference):
        def backward(self, *dy):
            super().backward(*dy)

    class Hoarding(reference):
        def forward(self, *inputs):
            self.save("never used")
            return super().forward(*inputs)

    class Stranger:
        def forward(self, x):
            return x

        def backward(self, dy):
            return dy

    instance = exercise.build(reference)
    bad = [Mutating, Raising, Nan, Nothing, Hoarding, Stranger, instance, raising, 0]
    for answer in bad:
        result = check(exercise.id, answer)
        assert result.passed is False, f"{answer}: {result.text}"
        assert "cannot be checked" not in result.text, result.text


@of(Value)
def test_numbers_written_differently_pass(exercise):
    want = np.asarray(exercise.reference)
    near = exercise.tolerance / 2
    answers = [want, want.tolist(), (want + near), np.float64(want)]
    if exercise.tolerance > 1e-5:
        answers.append(want.astype(np.float32))
    if not want.ndim and want == want.round():
        answers.append(int(want))
    for answer in answers:
        result = check(exercise.id, answer)
        assert result.passed is True, result.text


@of(Value)
def test_bad_numbers_are_rejected(exercise):
    want = np.asarray(exercise.reference, dtype=float)
    far = want + 2.5 * exercise.tolerance + 3e-6 * np.abs(want).max()
    for answer in [far, want * np.nan, "one", print, {}, [[1, 2], [3]], object()]:
        result = check(exercise.id, answer)
        assert result.passed is False, result.text
        assert "cannot be checked" not in result.text, result.text


@of(Choice)
def test_choices(exercise):
    assert check(exercise.id, f" {exercise.reference.upper()} ").passed is True
    for answer in ["no such letter", 0, print, [exercise.reference]]:
        assert check(exercise.id, answer).passed is False


@of(Function)
def test_derivations_equal_central_differences(exercise):
    if exercise.gradient_of is None:
        return
    for case, want in enumerate(exercise.outcomes()):
        first = next(iter(want.arrays.values()))
        differences = [
            exercise.central_difference(case, k) for k in np.ndindex(first.shape)
        ]
        np.testing.assert_allclose(first.ravel(), differences, rtol=1e-6, atol=1e-8)


@pytest.mark.parametrize("place", CHAPTERS)
def test_chapter_has_enough(place):
    part, name = place.split("/")
    members = [e for e in EXERCISES if e.chapter == name.replace("_", "-")]
    assert all(e.part == part for e in members)
    assert len(members) >= (1 if part == "front" else 4)
    if part != "front":
        kinds = {e.kind for e in members}
        assert len(kinds) >= 3
        assert kinds & {"debug", "prediction"}


def test_ids_are_unique():
    assert max(Counter(e.id for e in EXERCISES).values()) == 1
    assert all(e.id.startswith(f"{e.chapter}/") for e in EXERCISES)


def test_cases_do_not_share_arrays_with_the_reader():
    """An answer that keeps its arguments cannot reach the cases themselves."""
    kept = []
    exercise = next(e for e in EXERCISES if isinstance(e, Function))

    def keeps(*args):
        kept.extend(a for a in args if isinstance(a, np.ndarray))
        return exercise.reference(*args)

    assert check(exercise.id, keeps).passed
    for array in kept:
        array[...] = 0
    assert check(exercise.id, exercise.reference).passed


def test_signatures_are_inspectable():
    for e in EXERCISES:
        if isinstance(e, Function):
            for case in e.cases:
                inspect.signature(e.reference).bind(*case)
