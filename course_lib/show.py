"""Show source code and tiny differences in a notebook."""

BOUNDS = (1e-12, 1e-7, 1e-4)


def bound(difference: float) -> str:
    """Name the smallest of 1e-12, 1e-7, 1e-4 that lies above ``difference``.

    Rounding differs between machines in the last digits; this text does not.
    """
    for limit in BOUNDS:
        if difference < limit:
            return f"< {limit:.0e}".replace("e-0", "e-")
    return f"{difference:.1e}"


def show_source(thing: object, docstring: bool = False):
    """Display the source of a class or function as highlighted code.

    What the reader sees is the code that is tested. Its docstring is left out
    unless asked for: the chapter has just said the same.
    """
    import inspect
    import textwrap

    try:
        source = textwrap.dedent(inspect.getsource(thing))
    except (TypeError, OSError):
        raise TypeError(
            f"show_source expected a class or function written in Python, "
            f"got {thing!r}; pass the class itself, as in show_source(dl.Linear)"
        ) from None
    if not docstring:
        source = _without_docstring(source)
    from IPython.display import Markdown

    return Markdown(f"```python\n{source.rstrip()}\n```")


def _without_docstring(source: str) -> str:
    import ast

    node = ast.parse(source).body[0]
    first = node.body[0]
    if not isinstance(first, ast.Expr) or ast.get_docstring(node) is None:
        return source
    lines = source.splitlines()
    following = lines[first.end_lineno :]
    while following and not following[0].strip():
        following.pop(0)
    return "\n".join(lines[: first.lineno - 1] + following)
