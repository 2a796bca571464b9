"""The engine on tiny exercises: verdicts, diagnoses, and answers that misbehave."""

import asyncio
import functools
import signal
import sys
import threading
import time
from fractions import Fraction

import numpy as np
import pytest

from course_lib import exercises, scratch
from course_lib.exercises.engine import Choice, Function, Layer, Value, limit, run
from course_lib.exercises.engine.run import is_blank

WORDS = {"hints": ["vague", "explicit"], "notice": "Noticed."}
X = np.array([[1.0, 2.0, 4.0], [0.5, -1.0, 3.0]])
Y = np.array([[2.0, 1.0], [0.3, 0.7], [-2.0, 5.0], [9.0, 1.5]])


def function(reference, cases=((X,), (Y,)), mistakes=(), **options):
    options = {**WORDS, **options}
    return Function(
        id="test/x",
        reference=reference,
        cases=list(cases),
        mistakes=list(mistakes),
        **options,
    )


def double(x):
    return 2 * np.asarray(x)


DOUBLE = function(double, mistakes=[(lambda x: 3 * x, "This is three times x.")])


# ---- what counts as right ------------------------------------------------------------


@pytest.mark.parametrize(
    "answer",
    [
        lambda x: (2 * x).tolist(),
        lambda x: tuple(map(tuple, 2 * x)),
        lambda x: (2 * x).astype(np.float32),
        lambda x: [[Fraction(2 * v) for v in row] for row in x],
        lambda x: x + x + 1e-9,
        lambda numbers, slope=2: slope * numbers,
        lambda *anything: 2 * anything[0],
        functools.partial(np.multiply, 2),
        np.vectorize(lambda v: 2 * v),
        lambda x: np.ma.masked_array(2 * x),
        lambda x: (2 * x).astype(object),
        lambda x: (2 * x).astype(complex),
    ],
)
def test_right(answer):
    result = DOUBLE.verdict(answer)
    assert result.passed is True, result.text
    assert result.hint is None
    assert result.text == "✓ Right: test/x (2 cases)\n  Noticed."


def test_solution_says_so():
    assert "the course's solution" in DOUBLE.verdict(double, solution=True).text


def test_tolerance_follows_the_type_and_the_largest_number():
    assert DOUBLE.verdict(lambda x: 2 * x * (1 + 5e-7)).passed
    assert not DOUBLE.verdict(lambda x: 2 * x * (1 + 5e-6)).passed
    assert DOUBLE.verdict(lambda x: np.float32(2 * x * (1 + 5e-5))).passed
    assert not DOUBLE.verdict(lambda x: np.float32(2 * x * (1 + 5e-4))).passed
    loose = function(double, rtol=0.01)
    assert loose.verdict(lambda x: 2 * x * 1.009).passed


def test_whole_numbers_truth_values_and_texts_have_to_be_equal():
    count = function(lambda x: x.size * 1_000_000)
    assert count.verdict(lambda x: float(x.size) * 1e6).passed
    assert not count.verdict(lambda x: x.size * 1_000_000 + 1).passed
    mask = function(lambda x: x > 1)
    assert mask.verdict(lambda x: (x > 1).tolist()).passed
    assert mask.verdict(lambda x: (x > 1).astype(float)).passed
    assert not mask.verdict(lambda x: x >= 1).passed
    name = function(lambda x: "sigmoid")
    assert name.verdict(lambda x: "sigmoid").passed
    assert not name.verdict(lambda x: "tanh").passed
    assert not name.verdict(lambda x: 1.0).passed


def test_nan_and_infinity_can_be_expected():
    odd = function(lambda x: np.array([np.nan, np.inf, 1.0]))
    assert odd.verdict(lambda x: [np.nan, np.inf, 1]).passed
    assert not odd.verdict(lambda x: [np.nan, -np.inf, 1]).passed
    assert not odd.verdict(lambda x: [0, np.inf, 1]).passed


# ---- blanks --------------------------------------------------------------------------


def only_a_docstring(x):
    """Do something."""


def only_pass(x):
    pass


def promised(x):
    raise NotImplementedError("your code")


def half_done(x):
    y = ...
    return y


@pytest.mark.parametrize(
    "answer",
    [
        None,
        ...,
        lambda x: ...,
        lambda x: None,
        only_a_docstring,
        only_pass,
        promised,
        half_done,
        functools.partial(only_pass),
        lambda x: [None, 1.0],
    ],
)
def test_not_attempted(answer):
    result = DOUBLE.verdict(answer)
    assert result.passed is None, result.text
    assert result.text.startswith("○ Not attempted yet: test/x\n")
    assert 'hint("test/x")' in result.text
    assert result.hint is None


def with_an_argument(x):
    return x


def with_an_effect(x):
    x.fill(0)


def with_an_error(x):
    raise ValueError("NotImplementedError")


@pytest.mark.parametrize(
    "filled",
    [with_an_argument, with_an_effect, with_an_error, np.exp, len, 3, lambda x: 0],
)
def test_not_blank(filled):
    assert not is_blank(filled)


def test_debugging_lab_as_given_is_not_attempted():
    lab = function(double, kind="debug", start=lambda x: 2 * x + 1)
    assert lab.verdict(lambda x: x + x + 1).passed is None
    assert "as it was given" in lab.verdict(lab.start).text
    assert lab.verdict(lambda x: x).passed is False
    assert lab.verdict(double).passed is True


# ---- what is said about wrong answers ------------------------------------------------


def test_known_mistake_gets_its_hint_and_the_first_failing_case_is_shown():
    exercise = function(
        lambda x, slope: np.where(x > 0, x, slope * x),
        cases=[(np.array([1.0, 2.0]), 0.1), (np.array([-2.0, -1.0, 0.0, 3.0]), 0.25)],
        mistakes=[(lambda x, slope: np.maximum(x, 0), "The slope is missing.")],
    )
    result = exercise.verdict(lambda x, slope: x * (x > 0))
    assert result.passed is False
    assert result.hint == "The slope is missing."
    assert result.text == (
        "✗ Not right yet: test/x (case 2 of 2)\n"
        "  given     x = [-2., -1., 0., 3.]\n"
        "            slope = 0.25\n"
        "  expected  [-0.5  -0.25  0.    3.  ]\n"
        "  yours     [0. 0. 0. 3.]\n"
        "  2 of 4 numbers differ, first at index [0]: expected -0.5, yours 0.\n"
        "  Hint: The slope is missing."
    )


def test_agreement_in_one_case_is_not_a_known_mistake():
    result = DOUBLE.verdict(lambda x: 3 * x if len(x) == 2 else 5 * x)
    assert result.hint != "This is three times x."


@pytest.mark.parametrize(
    ("answer", "part"),
    [
        (lambda x: 4 * x, "2 times the expected"),
        (lambda x: x / 2, "divided by 4"),
        (lambda x: -2 * x, "it is flipped everywhere"),
        (lambda x: 2 * x + 1, "too large by 1"),
        (lambda x: 2 * x - 0.5, "too small by 0.5"),
        (lambda x: 2 * x * len(x), "times the number of rows"),
        (lambda x: 2 * x / len(x), "divided by the number of rows"),
        (lambda x: 2 * x.T, "transpose"),
        (lambda x: (2 * x).ravel(), "only their shape"),
        (lambda x: 2 * x[None], "only their shape"),
        (lambda x: 2 * x[::-1], "order reversed"),
        (lambda x: 2 * x[:, ::-1], "columns are in reversed order"),
        (lambda x: (2 * x).astype(int), "lost their fractions"),
        (lambda x: 2.0001 * x + 1e-5 * x**2, "close but not equal"),
        (lambda x: np.where(x > 1, np.nan, 2 * x), "NaN at index [0, "),
        (lambda x: 2 * x / np.where(x == X[1, 1], 0, 1), "infinite at index [1, 1]"),
        (lambda x: (2 * x).sum(axis=0), "sum of the expected one over axis 0"),
        (lambda x: (2 * x).mean(), "mean of the expected one over all elements"),
        (lambda x: str(x), "a text"),
    ],
)
def test_diagnosis(answer, part):
    result = DOUBLE.verdict(answer)
    assert result.passed is False
    assert result.hint is not None, result.text
    assert part in result.hint


def test_diagnosis_of_a_sum_left_out():
    mean = function(lambda x: x.mean(axis=0))
    assert "times the number of rows" in mean.verdict(lambda x: x.sum(axis=0)).hint
    total = function(lambda x: x.sum(axis=0))
    assert "The sum of your result over axis 0" in total.verdict(lambda x: x).hint


def test_no_diagnosis_where_none_fits():
    result = DOUBLE.verdict(lambda x: np.sin(x))
    assert result.hint is None
    assert '`hint("test/x")` gives a hint.' in result.text


def test_several_results():
    both = function(lambda x: (x + 1, x.sum()), returns=("y", "total"))
    assert both.verdict(lambda x: [x + 1, x.sum()]).passed
    swapped = both.verdict(lambda x: (x.sum(), x + 1))
    assert swapped.passed is False
    assert "wrong     y" in swapped.text
    for answer in (lambda x: x + 1, lambda x: (x + 1,), lambda x: x.sum()):
        result = both.verdict(answer)
        assert "return 2 results: y, total" in result.text
    half = both.verdict(lambda x: (x + 1, None))
    assert "As total, your function returned None" in half.text
    wrong = both.verdict(lambda x: (x + 1, 2 * x.sum()))
    assert "wrong     total" in wrong.text
    assert "2 times" in wrong.hint


def test_shapes_come_before_values():
    both = function(lambda x: (x + 1, x.sum(axis=0)), returns=("a", "b"))
    result = both.verdict(lambda x: (x, x.sum()))
    assert "wrong     b" in result.text
    assert "a single number" in result.text


def test_derivation_has_a_witness():
    exercise = function(
        lambda x, dy: dy * (1 - np.tanh(x) ** 2),
        cases=[(X, X + 1)],
        kind="derivation",
        gradient_of=lambda x, dy: np.tanh(x) * dy,
    )
    result = exercise.verdict(lambda x, dy: dy * np.tanh(x))
    assert "Central differences of the loss give 0.83995 there." in result.text


def test_derivation_with_respect_to_another_argument():
    exercise = function(
        lambda dy, x: (dy * np.cos(x), np.sin(x)),
        cases=[(X + 1, X)],
        kind="derivation",
        returns=("dx", "y"),
        gradient_of=lambda dy, x: np.sin(x) * dy,
        wrt="x",
    )
    want = exercise.outcomes()[0].arrays["dx"]
    for k in np.ndindex(want.shape):
        assert exercise.central_difference(0, k) == pytest.approx(want[k], rel=1e-8)
    wrong = exercise.verdict(lambda dy, x: (np.cos(x), np.sin(x)))
    assert "Central differences of the loss give 1.0806 there." in " ".join(
        wrong.text.split()
    )
    assert "Central" not in exercise.verdict(lambda dy, x: (dy * np.cos(x), x)).text


# ---- answers that misbehave ----------------------------------------------------------


def change_in_place(x):
    x *= 2
    return x


def print_without_end(x):
    while True:
        print("more and more")


def endless(x):
    while True:
        try:
            x = x + 0
        except:  # noqa: E722
            pass


def recursing(x):
    return recursing(x)


async def asynchronous(x):
    return 2 * x


class Unprintable(Exception):
    def __str__(self):
        raise RuntimeError("no text")


def raise_unprintable(x):
    raise Unprintable


def leave(x):
    sys.exit(3)


class Hostile:
    """Every way of looking at it raises."""

    def __array__(self, *args, **kwargs):
        raise RuntimeError("no array")

    def __repr__(self):
        raise RuntimeError("no repr")

    def __eq__(self, other):
        raise RuntimeError("no comparison")

    __hash__ = None

    def __float__(self):
        raise RuntimeError("no float")

    def __len__(self):
        raise RuntimeError("no length")

    def __bool__(self):
        raise RuntimeError("no truth value")


class HostileAttributes:
    def __getattribute__(self, name):
        raise RuntimeError("no attributes")


@pytest.mark.parametrize(
    ("answer", "part"),
    [
        (change_in_place, "changed its input `x` in place"),
        (recursing, "calls itself without end"),
        (asynchronous, "a coroutine"),
        (raise_unprintable, "raised Unprintable in line"),
        (leave, "raised SystemExit: 3"),
        (lambda x: Hostile(), "a Hostile"),
        (lambda x: HostileAttributes(), "no attributes"),
        (lambda x: [Hostile()], "NumPy cannot turn into an array"),
        (lambda x: (k for k in x), "a generator"),
        (lambda x: map(abs, x), "a map"),
        (lambda x: {"a": 1}, "a dict"),
        (lambda x: double, "a function or a class"),
        (lambda x: float, "a function or a class"),
        (lambda x: [[1.0], [2.0, 3.0]], "rows of different lengths"),
        (lambda x: np.array([{}, object()]), "Python objects"),
        (lambda x: 2j * x, "complex"),
        (lambda x: np.array("2026", "datetime64"), "datetime64"),
        (lambda x: np.broadcast_to(0.0, (10_000, 10_000)), "far larger"),
        (lambda x: np.zeros(10**15), "raised ArrayMemoryError"),
        (lambda x: (x, 2 * x, 3), "a tuple of 3 results"),
        (lambda x: [[]] * 2, "an empty array"),
        (lambda x: x[:, 7], "IndexError: index 7 is out of bounds"),
        (lambda x, slope: x, "calls your function as `double(x)`, with 1 argument"),
        (lambda x, *, slope: x, "yours takes `(x, *, slope)`"),
        (lambda: 1, "yours takes `()`"),
        (np.ones(3), "a value of type ndarray"),
        (4.0, "a value of type float"),
        ("double", "a value of type str"),
        (Hostile(), "a value of type Hostile"),
        (dict, "This is a class"),
    ],
)
def test_misbehaving_answers_get_a_sentence(answer, part):
    result = DOUBLE.verdict(answer)
    assert result.passed is False
    assert part in " ".join(result.text.split())
    assert len(result.text.splitlines()) <= 12
    assert "0x" not in result.text


def test_hostile_to_every_look_is_survived():
    assert DOUBLE.verdict(HostileAttributes()).passed is False


def test_line_of_the_error_is_shown():
    def fails(x):
        y = x + 1
        return y @ y @ y

    text = DOUBLE.verdict(fails).text
    assert "of your code:  return y @ y @ y" in text


def test_errors_inside_numpy_point_to_the_readers_line():
    def fails(x):
        return np.linalg.solve(x, np.ones(3))

    assert "of your code: return np.linalg.solve(x, np.ones(3))" in " ".join(
        DOUBLE.verdict(fails).text.split()
    )


def test_what_is_printed_is_shown_briefly_and_kept_from_the_page(capsys):
    def talks(x):
        print("hello", len(x), "\n" * 3, "y" * 10_000)
        print("to stderr", file=sys.stderr)
        return 3 * x

    text = DOUBLE.verdict(talks).text
    assert "Your code printed: hello 2 yyy" in " ".join(text.split())
    assert len(text) < 900
    assert capsys.readouterr() == ("", "")


def test_each_case_gets_fresh_copies():
    def changes(x):
        y = 2 * x
        x[...] = 0
        return y

    assert "in place" in DOUBLE.verdict(changes).text
    np.testing.assert_array_equal(DOUBLE.cases[0][0], X)
    assert DOUBLE.verdict(double).passed


def test_lists_and_dictionaries_are_watched_too():
    exercise = function(
        lambda layers, options: len(layers) + len(options),
        cases=[([1, 2], {"a": 1})],
    )

    def changes(layers, options):
        options["b"] = 2
        return 3

    assert "`options` in place" in exercise.verdict(changes).text


def test_results_are_copied_before_the_next_call():
    kept = np.zeros((2, 3))

    def reuses(x):
        kept[...] = 2 * x
        return kept

    same_shape = function(double, cases=[(X,), (X + 1,)])
    assert same_shape.verdict(reuses).passed


def test_settings_of_the_reader_are_left_alone():
    def changes(x):
        np.seterr(all="raise")
        return np.log(x * 0)

    before = np.geterr()
    DOUBLE.verdict(changes)
    assert np.geterr() == before


@pytest.fixture
def short(monkeypatch):
    monkeypatch.setattr(run, "SECONDS", 0.3)


@pytest.mark.parametrize("answer", [endless, print_without_end])
def test_endless_loop_is_stopped(short, answer):
    handler, start = signal.getsignal(signal.SIGALRM), time.perf_counter()
    result = DOUBLE.verdict(answer)
    assert time.perf_counter() - start < 2
    assert result.passed is False
    assert "stopped after 0.3 seconds" in result.text
    assert signal.getsignal(signal.SIGALRM) == handler
    assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)


def test_time_limit_is_five_seconds():
    assert run.SECONDS == 5


@pytest.mark.parametrize("where", ["thread", "no alarm"])
def test_endless_loop_is_stopped_without_alarms(short, monkeypatch, where):
    """As in a browser: there the trace function keeps the time."""
    found = []

    def work():
        found.append(DOUBLE.verdict(endless))
        found.append(DOUBLE.verdict(double))

    if where == "thread":
        thread = threading.Thread(target=work)
        thread.start()
        thread.join(10)
    else:
        monkeypatch.delattr(limit.signal, "setitimer")
        before = sys.gettrace()
        work()
        assert sys.gettrace() is before
    assert "stopped after 0.3 seconds" in found[0].text
    assert found[1].passed is True


def test_stopped_by_the_reader():
    def interrupted(x):
        raise KeyboardInterrupt

    result = DOUBLE.verdict(interrupted)
    assert result.passed is False
    assert "raised KeyboardInterrupt" in result.text


def test_inside_a_running_event_loop():
    async def cell():
        return DOUBLE.verdict(double)

    assert asyncio.run(cell()).passed


def test_a_reference_that_fails_is_the_courses_fault():
    broken = function(lambda x: x @ x)
    assert "own answer" in broken.verdict(double).text


def test_a_wrong_kind_is_refused():
    with pytest.raises(ValueError, match=r"kind 'layer'; a Function is one of"):
        function(double, kind="layer")


# ---- layers --------------------------------------------------------------------------


class Forgets(scratch.Linear):
    def backward(self, dy):
        (x,) = self.saved()
        self.weight.grad = dy.T @ x
        self.bias.grad = dy.sum(axis=0)
        return dy @ self.weight.data


LINEAR = Layer(
    id="test/linear",
    reference=scratch.Linear,
    case="linear",
    mistakes=[(Forgets, "Add with +=.")],
    **WORDS,
)


class Own(scratch.Module):
    """A right answer that shares no code with the reference."""

    def __init__(self, in_features, out_features, *, bias=True, rng):
        self.weight = scratch.Parameter(
            rng.standard_normal((out_features, in_features))
        )
        self.bias = scratch.Parameter(np.zeros(out_features))

    def forward(self, x):
        self.save(x)
        return np.einsum("nd,kd->nk", x, self.weight.data) + self.bias.data

    def backward(self, dy):
        (x,) = self.saved()
        self.weight.grad += np.einsum("nk,nd->kd", dy, x)
        self.bias.grad += dy.sum(axis=0)
        return dy @ self.weight.data


def test_layer_right_whatever_its_first_weights():
    result = LINEAR.verdict(Own)
    assert result.passed is True, result.text
    assert "(output, dx, dweight, dbias, in two calls)" in result.text


def test_layer_known_mistake():
    result = LINEAR.verdict(Forgets)
    assert result.hint == "Add with +=."
    assert "dweight of both calls together" in result.text


def variant(**methods):
    return type("Linear", (Own,), methods)


def blank(self, *args): ...


def forward_transposed(self, x):
    self.save(x)
    return (x @ self.weight.data.T + self.bias.data).T


def forward_saves_twice(self, x):
    self.save(x)
    return Own.forward(self, x)


def forward_in_place(self, x):
    y = Own.forward(self, x)
    x *= 0
    return y


def backward_in_place(self, dy):
    dx = Own.backward(self, dy)
    dy *= 0
    return dx


def backward_twice(self, dy):
    return 2 * Own.backward(self, dy)


def backward_two_results(self, dy):
    return Own.backward(self, dy), dy


def init_without_bias(self, in_features, out_features, *, rng):
    self.weight = scratch.Parameter(np.ones((out_features, in_features)))


def init_transposed(self, in_features, out_features, *, rng):
    self.weight = scratch.Parameter(np.ones((in_features, out_features)))
    self.bias = scratch.Parameter(np.ones(out_features))


def init_too_few(self):
    pass


@pytest.mark.parametrize(
    ("methods", "part"),
    [
        ({"forward": forward_transposed}, "transpose"),
        ({"forward": forward_saves_twice}, "needs its `self.saved()`"),
        ({"forward": forward_in_place}, "changed its input `x` in place"),
        ({"backward": backward_in_place}, "changed its input `dy` in place"),
        ({"backward": backward_twice}, "wrong dx"),
        ({"backward": backward_twice}, "2 times the expected"),
        ({"backward": backward_two_results}, "Backward returned 2 results; expected"),
        ({"backward": lambda self, dy: 1 / 0}, "ZeroDivisionError"),
        ({"backward": lambda self, dy: dy @ self.nothing}, "nothing"),
        ({"forward": lambda self, x: 0.0, "backward": blank}, "wrong output"),
        ({"__init__": init_without_bias}, "expected are weight (3, 4), bias (3,)"),
        ({"__init__": init_transposed}, "Your layer has weight (4, 3)"),
        ({"__init__": lambda self, n: setattr(self, "n", n)}, "TypeError"),
    ],
)
def test_layer_wrong(methods, part):
    result = LINEAR.verdict(variant(**methods))
    assert result.passed is False, result.text
    assert part in " ".join(result.text.split())


@pytest.mark.parametrize(
    ("methods", "part"),
    [
        ({"backward": blank}, "Your forward is right; `backward` is still blank."),
        ({"forward": blank}, "in `Linear.forward`"),
        ({"__init__": init_too_few}, "in `Linear.__init__`"),
    ],
)
def test_layer_not_attempted(methods, part):
    result = LINEAR.verdict(variant(**methods))
    assert result.passed is None, result.text
    assert part in result.text


def test_layer_of_the_wrong_kind():
    layer = Own(4, 3, rng=np.random.default_rng(0))
    assert "Pass the class itself" in " ".join(LINEAR.verdict(layer).text.split())
    assert "This is a function" in LINEAR.verdict(double).text
    assert "Derive your class from Module" in LINEAR.verdict(dict).text


def test_loss_layers_take_their_targets():
    loss = Layer(
        id="test/loss",
        reference=scratch.CrossEntropyLoss,
        case="cross-entropy-loss",
        mistakes=[],
        **WORDS,
    )
    result = loss.verdict(scratch.CrossEntropyLoss)
    assert "(output, dx, in two calls)" in result.text

    class Sum(scratch.CrossEntropyLoss):
        def backward(self):
            return 5 * super().backward()

    assert "5 times" in loss.verdict(Sum).hint


# ---- numbers and choices -------------------------------------------------------------

QUARTER = Value(
    id="test/quarter",
    reference=0.25,
    tolerance=1e-3,
    mistakes=[(0.5, "Half.")],
    **WORDS,
)


@pytest.mark.parametrize(
    "answer", [0.25, 0.2505, "", None, [0.25], np.float32(0.25), Fraction(1, 4)]
)
def test_number_right_or_blank(answer):
    expected = None if answer is None or answer == "" else True
    assert QUARTER.verdict(answer).passed is expected


@pytest.mark.parametrize(
    ("answer", "hint"),
    [
        (0.5, "Half."),
        (0.4995, "Half."),
        (-0.25, "sign"),
        (1.0, "4 times"),
        (0.3, None),
        (5, None),
    ],
)
def test_number_wrong(answer, hint):
    result = QUARTER.verdict(answer)
    assert result.passed is False
    assert (hint is None) == (result.hint is None)
    assert hint is None or hint in result.hint
    assert "0.25" not in result.text.replace("-0.25", "")  # not given away


def test_array_by_hand():
    exercise = Value(id="test/array", reference=[1.0, 2.0, 3.0], mistakes=[], **WORDS)
    assert exercise.verdict(np.array([1, 2, 3])).passed
    assert exercise.verdict([1, None, 3]).passed is None
    result = exercise.verdict([1, 2.5, 3])
    assert "2 of 3 numbers are right" in result.text
    assert "index [1]: 2.5" in " ".join(result.text.split())
    assert "shape (3,)" in exercise.verdict([1, 2]).text


def test_choice():
    exercise = Choice(
        id="test/choice",
        reference="b",
        options={"a": "one", "b": "two"},
        mistakes=[("a", "Not one.")],
        **WORDS,
    )
    assert exercise.verdict("B").passed
    assert exercise.verdict("a").hint == "Not one."
    assert "You chose a: one" in exercise.verdict("a").text
    assert exercise.verdict(None).passed is None
    assert '"a", "b"' in exercise.verdict("c").text


# ---- the four functions of the package -----------------------------------------------


def test_unknown_ids_name_the_nearest():
    with pytest.raises(
        ValueError, match="did you mean 'using-this-course/weighted-sum'"
    ):
        exercises.check("using-this-course/weighted-sums", 1)
    with pytest.raises(
        ValueError, match=r"there is no exercise 'x'; catalog\(\) lists"
    ):
        exercises.hint("x")
    with pytest.raises(ValueError, match="there is no exercise None"):
        exercises.check(None, 1)


def test_hints_go_from_first_to_last_and_stay(monkeypatch, capsys):
    monkeypatch.setattr(exercises, "_hints_given", {})
    id = "using-this-course/weighted-sum"
    hints = next(e for e in exercises.catalog() if e.id == id).hints
    shown = [str(exercises.hint(id)) for _ in range(len(hints) + 1)]
    for k, text in enumerate(shown[:-1]):
        assert text.startswith(f"→ Hint {k + 1} of {len(hints)}: {id}\n")
    assert shown[-1] == shown[-2]
    assert "The solution is folded up below the exercise" in shown[-1]
    assert capsys.readouterr().out.count("→ Hint") == len(shown)


def test_a_layer_that_keeps_only_its_latest_input_is_told_of_the_stack():
    class Linear(scratch.Linear):
        def forward(self, x):
            self.x = x
            return x @ self.weight.data.T + self.bias.data

        def backward(self, dy):
            self.weight.grad += dy.T @ self.x
            self.bias.grad += dy.sum(axis=0)
            return dy @ self.weight.data

    result = exercises.check("backpropagation/linear-layer", Linear)
    assert result.passed is False
    assert "keep a stack" in result.hint
