"""What a cell finds around it in the reader's browser: a small IPython, and run().

The worker loads this file into Pyodide; the tests load it into CPython. ``show`` gets
what a cell puts out: a kind ("text", "html", "solved") and a string.
"""

import ast
import sys
import traceback
import types

CELL = "<cell>"
namespace = {"__name__": "__main__"}
done = set()  # statements that ran, by their code and the cell they stand in


def install(show):
    """Offer what the course takes from IPython, and report solved exercises."""
    ipython, display = types.ModuleType("IPython"), types.ModuleType("IPython.display")

    class Rich:
        def __init__(self, data):
            self.data = data

    class HTML(Rich):
        def _repr_html_(self):
            return self.data

    class Markdown(Rich):
        def __repr__(self):
            return self.data.removeprefix("```python\n").removesuffix("\n```")

    def show_all(*things, raw=False, **_):
        for thing in things:
            if raw:
                show("html", thing["text/html"])
            else:
                put_out(thing, show)

    display.HTML, display.Markdown, display.display = HTML, Markdown, show_all
    ipython.display, ipython.get_ipython = display, lambda: ipython
    sys.modules["IPython"], sys.modules["IPython.display"] = ipython, display

    from course_lib import exercises

    exercises.record = lambda id: show("solved", id) or ""


def put_out(value, show):
    """Show the value of a cell's last line, as a notebook does."""
    if value is None or hasattr(value, "_ipython_display_"):
        return
    rich = getattr(value, "_repr_html_", None)
    html = rich() if rich else None
    if html is not None:
        show("html", html)
    else:
        show("text", f"{value!r}\n")


def run(cell, code, setup, show):
    """Run what a cell needs and has not run yet, then the cell; say how it went."""
    try:
        for where, statement in setup:
            if (where, statement) not in done:
                exec(compile(statement, "<earlier cell>", "exec"), namespace)
                done.add((where, statement))
        tree = ast.parse(code, CELL)
    except BaseException as error:
        show("text", complaint(error))
        return "error"
    last = tree.body[-1] if tree.body else None
    silent = code.rstrip().endswith(";")
    try:
        if isinstance(last, ast.Expr):
            exec(compile(ast.Module(tree.body[:-1], []), CELL, "exec"), namespace)
            value = eval(compile(ast.Expression(last.value), CELL, "eval"), namespace)
            if not silent:
                put_out(value, show)
        else:
            exec(compile(tree, CELL, "exec"), namespace)
    except BaseException as error:
        show("text", complaint(error))
        return "error"
    return "done"


def ran(cell, statements):
    """Note that a cell has run, in the reader's version: it is not run again."""
    done.update((cell, statement) for statement in statements)


def complaint(error):
    """Return the traceback from the cell on, without what lies under it."""
    frames = traceback.extract_tb(error.__traceback__)
    known = [k for k, f in enumerate(frames) if f.filename in (CELL, "<earlier cell>")]
    frames = frames[known[0] :] if known else []
    lines = []
    for frame in frames:
        inside = "" if frame.name == "<module>" else f" in {frame.name}"
        place = frame.filename.split("/site-packages/")[-1]
        place = place if "<" in place else place[place.find("course_lib") :]
        lines.append(f"line {frame.lineno} of {place.strip('<>')}{inside}\n")
    return "".join(lines) + "".join(traceback.format_exception_only(error))
