"""Feedback as text and as HTML, and that it is shown once, in the right way."""

import re
import subprocess
import sys
from html.parser import HTMLParser

import numpy as np
import pytest

from course_lib import exercises
from course_lib.exercises import catalog, check, hint
from course_lib.exercises.engine import Function
from course_lib.exercises.engine.display import COLUMNS, Feedback, Result, Shown, show
from course_lib.exercises.engine.text import line, number, rows

ID = "using-this-course/weighted-sum"

FULL = Feedback(
    "wrong",
    "Not right yet",
    "a/b",
    "case 1 of 2",
    before=["Your code raised X: <b>.\nin line 3 of your code:  a < b"],
    rows=[("given", "x = [1]\ny = 2"), ("expected", "[[1 2]\n [3 4]]")],
    after=["Compare `x < 1` with y."],
    hint="Use `&`, not and.",
)


def test_text():
    assert FULL.text() == (
        "✗ Not right yet: a/b (case 1 of 2)\n"
        "  Your code raised X: <b>.\n"
        "  in line 3 of your code:  a < b\n"
        "  given     x = [1]\n"
        "            y = 2\n"
        "  expected  [[1 2]\n"
        "             [3 4]]\n"
        "  Compare `x < 1` with y.\n"
        "  Hint: Use `&`, not and."
    )


def test_html():
    html = FULL.html()
    assert html.startswith(
        '<div class="course-check course-check--wrong" role="status"'
    )
    assert "<strong>✗ Not right yet</strong> <code>a/b</code> (case 1 of 2)" in html
    assert "raised X: &lt;b&gt;.<br>in line 3" in html
    assert "given     x = [1]\n          y = 2\n" in html
    assert "Compare <code>x &lt; 1</code> with y." in html
    assert "<strong>Hint:</strong> Use <code>&amp;</code>, not and." in html


class Balance(HTMLParser):
    """Check that every tag is closed in order, and collect the styles."""

    def __init__(self, html):
        super().__init__()
        self.stack, self.styles, self.tags = [], "", set()
        self.feed(html)
        assert not self.stack, self.stack

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.styles += f"; {dict(attrs).get('style') or ''}"
        if tag != "br":
            self.stack.append(tag)

    def handle_endtag(self, tag):
        assert self.stack.pop() == tag


def every_kind_of_feedback():
    yield FULL.html()
    yield exercises.progress().html
    yield hint(ID).html
    for exercise in catalog():
        yield exercise.verdict(None).html
        yield exercise.verdict(exercise.reference).html
        yield exercise.verdict(exercise.mistakes[0][0]).html


def test_html_is_well_formed_and_fits_light_and_dark():
    for html in every_kind_of_feedback():
        found = Balance(html)
        assert not re.search(r"(?<![-\w])color: (?!inherit)", found.styles)
        assert not re.search(r"background[-\w]*: (?!none)", found.styles)
        assert html.count('role="status"') == 1
        assert "0x" not in html.replace("0x…", "")


def test_text_is_short():
    for exercise in catalog():
        for answer in (None, exercise.reference, exercise.mistakes[0][0]):
            text = exercise.verdict(answer).text
            wide = [t for t in text.splitlines() if len(t) > COLUMNS + 12]
            assert not wide, wide


def test_what_the_reader_wrote_is_escaped():
    def attack(x, w):
        print("<script>alert(1)</script>")
        raise ValueError("<script>alert(2)</script> `<i>`")

    result = check(ID, attack)
    assert "<script>" not in result.html
    assert "<i>" not in result.html
    assert "&lt;script&gt;alert(2)" in result.html
    Balance(result.html)
    text = check(ID, lambda x, w: "<script>").html
    assert "<script>" not in text


def test_result():
    result = check(ID, None)
    assert isinstance(result, Result)
    assert repr(result) == f"<{ID}: not attempted>"
    assert str(result) == result.text
    assert repr(check(ID, lambda x, w: x @ w)) == f"<{ID}: passed>"
    assert repr(check(ID, lambda x, w: 0)) == f"<{ID}: not right yet>"
    assert result._ipython_display_() is None


def test_printed_in_a_terminal(capsys):
    result = check(ID, None)
    assert capsys.readouterr().out == result.text + "\n"


def test_displayed_once_in_a_notebook():
    """In IPython: one display, both types; nothing more as a cell's last line."""
    IPython = pytest.importorskip("IPython")
    code = f"""
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output
shell = InteractiveShell.instance()
with capture_output() as captured:
    done = shell.run_cell('''
from course_lib.exercises import check
check("{ID}", lambda x, w: x @ w)
''')
done.raise_error()
assert [sorted(o.data) for o in captured.outputs] == [["text/html", "text/plain"]]
print(captured.stdout.strip(), captured.outputs[0].data["text/plain"].splitlines()[0])
"""
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    shown = done.stdout.strip().removeprefix("Out[0]: ")  # a terminal's prompt
    assert shown == f"✓ Right: {ID} (3 cases)"
    assert IPython is not None


def test_show_prints_what_str_gives(capsys):
    shown = Shown(Feedback("hint", "Title", before=["A sentence."]))
    show(shown)
    assert capsys.readouterr().out == "→ Title\n  A sentence.\n" == f"{shown}\n"


@pytest.mark.parametrize(
    ("array", "text"),
    [
        (np.array(2.5), "2.5"),
        (np.array(7), "7"),
        (np.array([1.0, -0.0, 1e-17]), "[1. 0. 0.]"),
        (np.array([1e-7, 2e-7]), "[1.e-07 2.e-07]"),
        (np.array([np.nan, np.inf, 1.0]), "[nan inf  1.]"),
        (np.array([True, False]), "[ True False]"),
        (np.array([[1.0, 2.0], [3.0, 4.0]]), "[[1. 2.]\n [3. 4.]]"),
        (np.ones((6, 2)), "[[1. 1.]\n [1. 1.]\n ...]  shape (6, 2)"),
        (np.arange(30), "[ 0  1  2 ... 27 28 29]  shape (30,)"),
        (np.zeros((2, 0)), "an empty array of shape (2, 0)"),
        (np.zeros((2, 2, 2)), "shape (2, 2, 2), beginning 0., 0., 0."),
        (np.array(["a", "b"]), "['a' 'b']"),
    ],
)
def test_rows(array, text):
    assert rows(array) == text


def test_line_can_be_pasted():
    array = np.array([[0.5, -1.0], [2.0, 1e-5]])
    assert line(array) == "[[0.5, -1.], [2., 1e-05]]"
    np.testing.assert_array_equal(eval(line(array)), array)
    assert line(np.array([3, 1])) == "[3, 1]"
    assert line(np.ones((9, 9))) == "array of shape (9, 9), beginning 1., 1., 1."


def test_numbers():
    assert number(2.0) == "2"
    assert number(266610.0) == "266610"
    assert number(1 / 3) == "0.33333"
    assert number(np.float64("nan")) == "nan"
    assert number(np.bool_(True)) == "True"
    assert number(-0.0) == "0"


def test_small_differences_are_shown_with_enough_digits():
    words = {"hints": ["a", "b"], "notice": "c"}
    exercise = Function(
        id="test/x",
        reference=lambda x: x,
        cases=[(np.array([1.0, 2.0]),)],
        mistakes=[],
        **words,
    )
    text = exercise.verdict(lambda x: x + np.array([0, 1e-5])).text
    assert "expected 2, yours 2.00001" in text
