"""Run a cell in the reader's browser: what it finds around it, and what it puts out.

The worker loads this file into Pyodide; the tests load it into CPython. Every run gets
a namespace of its own: first what the cell needs from the cells before it, silently,
then the cell. So a cell gives the same answer whatever was run before it.
"""

import ast
import contextlib
import io
import sys
import traceback
import types

CELL, EARLIER = "<this cell>", "<an earlier cell>"


class Page:
    """The page that a cell stands on; ``show(kind, text)`` gets what is put out.

    Kinds: "text", "html", "solved" (an exercise's id), "error".
    """

    def __init__(self, show, digits: str | None = None):
        self.show, self.digits, self.silent = show, digits, False
        self._offer_ipython()
        if digits:
            self._offer_digits()
        from course_lib import exercises

        exercises.record = lambda id: self.show("solved", id) or ""

    def run(self, earlier: list[str], code: str, offered: list[str] = ()) -> str:
        """Run a cell and what it needs; return "done" or "error".

        What is offered is defined too, as far as that is possible.
        """
        names = {"__name__": "__main__"}
        try:
            self.silent = True
            with contextlib.redirect_stdout(io.StringIO()):
                for statement in offered:
                    with contextlib.suppress(ImportError, NameError):
                        exec(compile(statement, EARLIER, "exec"), names)
                for statement in earlier:
                    exec(compile(unasserted(statement), EARLIER, "exec"), names)
            self.silent = False
            with contextlib.redirect_stdout(Out(self.show)):
                self._execute(ast.parse(code, CELL), names, code)
        except BaseException as error:  # whatever it is, the reader is told
            self.show("error", complaint(error))
            return "error"
        finally:
            self.silent = False
        return "done"

    def _execute(self, tree: ast.Module, names: dict, code: str) -> None:
        """Show the value of the last line, as a notebook does."""
        last = tree.body.pop() if tree.body else None
        if not isinstance(last, ast.Expr) or code.rstrip().endswith(";"):
            tree.body += [last] if last else []
            exec(compile(tree, CELL, "exec"), names)
            return
        exec(compile(tree, CELL, "exec"), names)
        self.put_out(eval(compile(ast.Expression(last.value), CELL, "eval"), names))

    def put_out(self, value) -> None:
        if value is None or self.silent or hasattr(value, "_ipython_display_"):
            return
        html = getattr(value, "_repr_html_", lambda: None)()
        if html is None:
            self.show("text", f"{value!r}\n")
        else:
            self.show("html", html)

    def display(self, *things, raw: bool = False) -> None:
        """Stand in for IPython.display.display."""
        for thing in things:
            if not raw:
                self.put_out(thing)
            elif not self.silent:
                self.show("html", thing["text/html"])

    def _offer_ipython(self) -> None:
        """Put what the course takes from IPython where it looks for it."""
        ipython, display = types.ModuleType("IPython"), types.ModuleType("display")
        display.HTML, display.Markdown, display.display = HTML, Markdown, self.display
        ipython.display, ipython.get_ipython = display, lambda: ipython
        sys.modules["IPython"], sys.modules["IPython.display"] = ipython, display

    def _offer_digits(self) -> None:
        """Put scikit-learn's digits where ``load_digits`` looks for them."""
        import numpy as np

        sklearn, datasets = types.ModuleType("sklearn"), types.ModuleType("datasets")

        def load_digits():
            rows = np.loadtxt(self.digits, delimiter=",")
            target = rows[:, -1].astype(int)
            return types.SimpleNamespace(data=rows[:, :-1], target=target)

        datasets.load_digits, sklearn.datasets = load_digits, datasets
        sys.modules["sklearn"], sys.modules["sklearn.datasets"] = sklearn, datasets


def unasserted(code: str) -> ast.Module:
    """Parse code without its assertions: after a change they need not hold."""
    return Unasserted().visit(ast.parse(code, EARLIER))


class Unasserted(ast.NodeTransformer):
    """Replaces each assertion by a line that does nothing."""

    def visit_Assert(self, node: ast.Assert) -> ast.Pass:
        return ast.copy_location(ast.Pass(), node)


class HTML:
    """Stands in for IPython.display.HTML."""

    def __init__(self, data: str):
        self.data = data

    def _repr_html_(self) -> str:
        return self.data


class Markdown:
    """Stands in for IPython.display.Markdown; here it holds code, if anything."""

    def __init__(self, data: str):
        self.data = data

    def __repr__(self) -> str:
        return self.data.removeprefix("```python\n").removesuffix("\n```")


class Out(io.TextIOBase):
    """What is printed goes to the page at once."""

    def __init__(self, show):
        self.show = show

    def write(self, text: str) -> int:
        self.show("text", text)
        return len(text)


def complaint(error: BaseException) -> str:
    """Return the traceback from the cell on, without what runs it."""
    frames = traceback.extract_tb(error.__traceback__)
    while frames and frames[0].filename not in (CELL, EARLIER):
        frames.pop(0)
    lines = []
    for frame in frames:
        start = frame.filename.find("course_lib/")
        place = frame.filename[start:] if start >= 0 else frame.filename.strip("<>")
        inside = "" if frame.name == "<module>" else f", in {frame.name}"
        lines.append(f"line {frame.lineno} of {place}{inside}\n")
    return "".join(lines) + "".join(traceback.format_exception_only(error))
