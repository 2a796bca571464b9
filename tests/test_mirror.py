"""The halves stay twins: same files, same public names, same arguments."""

import inspect
from pathlib import Path

import pytest

from course_lib import pytorch, scratch

ONLY_SCRATCH = {"central_difference", "gradient_check"}  # torch has autograd


def files(half):
    root = Path(half.__file__).parent
    return {str(p.relative_to(root)) for p in root.rglob("*.py")}


def test_same_files():
    assert files(scratch) - {"gradients.py"} == files(pytorch)


def test_same_names():
    assert set(scratch.__all__) - ONLY_SCRATCH == set(pytorch.__all__)


def test_names_are_found_when_they_are_used():
    """A file of the same name would hide what it holds (PEP 562 asks only once)."""
    for file in scratch.FILES:
        assert file not in scratch.__all__
    with pytest.raises(AttributeError, match="no 'Lineer'"):
        scratch.Lineer  # noqa: B018
    assert dir(scratch) == scratch.__all__


def arguments(thing):
    parameters = inspect.signature(thing).parameters.values()
    return {p.name: (p.kind, p.default) for p in parameters}


@pytest.mark.parametrize("name", pytorch.__all__)
def test_same_arguments(name):
    ours, theirs = getattr(scratch, name), getattr(pytorch, name)
    if name in {"Module", "Parameter", "Sequential", "no_grad"}:
        pytest.skip("the protocol is torch's own")
    one, two = arguments(ours), arguments(theirs)
    if theirs.__module__.startswith("course_lib"):
        one.pop("activation", None), two.pop("activation", None)  # a class of its half
        assert list(one.items()) == list(two.items())
    else:  # torch's own class: it must take whatever ours takes, with our defaults
        for argument, (_, default) in one.items():
            assert argument in two
            if default is not inspect.Parameter.empty:
                assert two[argument][1] == default


@pytest.mark.parametrize("name", scratch.__all__)
def test_every_public_name_says_what_it_is(name):
    thing = getattr(scratch, name)
    assert thing.__doc__, name
    if inspect.isclass(thing) and issubclass(thing, scratch.Module):
        if name not in {"Module", "Sequential"}:
            assert "Shapes:" in thing.__doc__, name


def test_files_can_be_read_in_one_sitting():
    for half in (scratch, pytorch):
        for path in Path(half.__file__).parent.rglob("*.py"):
            lines = len(path.read_text(encoding="utf-8").splitlines())
            assert lines <= 260, f"{path.name} has {lines} lines"
