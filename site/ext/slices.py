"""What a cell needs from the cells before it, statement by statement.

A reader may run any live cell first. ``slices`` finds the earlier statements that it
depends on: those that bind a name it uses, or that may change what such a name stands
for, and what those need in turn. An import counts name by name, so that a cell which
needs NumPy alone does not ask for torch or matplotlib, which no browser has.

Statements that draw, or use PyTorch, are left out, with all that depends on them: no
live cell can need them. Otherwise a statement is included when in doubt. Nothing is
executed here; the tests run every slice where only NumPy is (tests/site/test_live.py).
"""

import ast
import builtins
from dataclasses import dataclass, field

ELSEWHERE = {"matplotlib", "torch", "scipy", "plot", "diagrams", "pytorch", "player"}
BUILTINS = set(dir(builtins))
HARMLESS = BUILTINS | {"np", "plt", "fig", "ax", "axes"}  # they change no argument
LOOKS = set(  # methods that change nothing
    "all any argmax argmin argsort astype copy cumsum format get index items join keys "
    "max mean min ravel reshape round split std sum tolist transpose values var".split()
)


@dataclass
class Statement:
    """A statement at the top level of a cell."""

    cell: int
    code: str
    binds: set[str] = field(default_factory=set)
    replaces: set[str] = field(default_factory=set)  # binds, whatever was there before
    uses: set[str] = field(default_factory=set)
    changes: set[str] = field(default_factory=set)  # may change what these stand for
    foreign: bool = False  # draws, or uses PyTorch
    kind: str = ""  # "import", or "definition" of a function or class


def slices(cells: list[str]) -> list[list[Statement]]:
    """Return for each cell the statements of earlier cells that it needs, in order."""
    parsed = [statements(k, code) for k, code in enumerate(cells)]
    fixed = {n for cell in parsed for s in cell if s.kind for n in s.binds}
    foreign: set[str] = set()  # names that stand for what a browser does not have
    for statement in (s for cell in parsed for s in cell):
        statement.foreign |= bool(statement.uses & foreign)
        foreign -= statement.replaces
        foreign |= statement.binds if statement.foreign else set()
    found = []
    for k, cell in enumerate(parsed):
        needed: set[str] = set()
        for statement in reversed(cell):
            needed = (needed - statement.replaces) | statement.uses
        chosen = []
        for statement in reversed([s for before in parsed[:k] for s in before]):
            touched = statement.binds | (statement.changes - fixed)
            if touched & needed and not statement.foreign:
                chosen.append(statement)
                needed = (needed - statement.replaces) | statement.uses
        found.append(chosen[::-1])
    return found


def offered(cells: list[str], until: int, without: set[int]) -> list[Statement]:
    """Return the imports, functions and classes of earlier cells, for who wants them.

    A reader who changes a cell may use what the chapter has built, but not the other
    exercises, whose cells are named in ``without``.
    """
    before = [k for k in range(until) if k not in without]
    return [s for k in before for s in statements(k, cells[k]) if s.kind]


def statements(cell: int, code: str) -> list[Statement]:
    """Take a cell apart; one statement for each name that it imports."""
    found = []
    for node in ast.parse(code).body:
        if isinstance(node, ast.Assert):
            continue
        if isinstance(node, ast.Import | ast.ImportFrom):
            found += imports(cell, node)
            continue
        visitor = Names()
        visitor.visit(node)
        defines = isinstance(node, ast.FunctionDef | ast.ClassDef)
        text = ast.get_source_segment(code, node)
        if defines and node.decorator_list:  # which the segment leaves out
            first = node.decorator_list[0].lineno - 1
            text = "\n".join(code.splitlines()[first : node.end_lineno])
        statement = Statement(cell, text, visitor.binds)
        statement.kind = "definition" if defines else ""
        statement.uses = visitor.uses - BUILTINS
        statement.changes = set() if defines else visitor.changes
        if defines or isinstance(node, ast.Assign):
            statement.replaces = visitor.binds
        found.append(statement)
    return found


def imports(cell: int, node: ast.Import | ast.ImportFrom) -> list[Statement]:
    found = []
    for alias in node.names:
        one = ast.copy_location(type(node)(**{**vars(node), "names": [alias]}), node)
        name = alias.asname or alias.name.split(".")[0]
        statement = Statement(cell, ast.unparse(one), {name}, {name}, kind="import")
        words = set(statement.code.replace(".", " ").split())
        statement.foreign = bool(words & ELSEWHERE)
        found.append(statement)
    return found


class Names(ast.NodeVisitor):
    """Collect the names that a statement binds at the top level, uses and changes."""

    def __init__(self):
        self.binds: set[str] = set()
        self.uses: set[str] = set()
        self.changes: set[str] = set()
        self.depth = 0

    def visit_Name(self, node: ast.Name) -> None:
        if isinstance(node.ctx, ast.Load):
            self.uses.add(node.id)
        elif self.depth == 0:
            self.binds.add(node.id)

    def visit_Attribute(self, node: ast.Attribute) -> None:
        if isinstance(node.ctx, ast.Store):
            self.changes |= roots(node)
        self.generic_visit(node)

    def visit_Subscript(self, node: ast.Subscript) -> None:
        if isinstance(node.ctx, ast.Store | ast.Del):
            self.changes |= roots(node)
        self.generic_visit(node)

    def visit_AugAssign(self, node: ast.AugAssign) -> None:
        self.changes |= roots(node.target)
        self.uses |= roots(node.target)
        self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> None:
        """Take what is called, and all it is called with, as changed by the call."""
        looks = isinstance(node.func, ast.Attribute) and node.func.attr in LOOKS
        if not looks and not roots(node.func) & HARMLESS:
            for part in (node.func, *node.args, *(k.value for k in node.keywords)):
                self.changes |= roots(part)
        self.generic_visit(node)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        self._inside(node)

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        self._inside(node)

    def visit_For(self, node: ast.For) -> None:
        """Leave out what the loop counts with: no later cell needs that."""
        before = set(self.binds)
        self.visit(node.target)
        self.binds = before
        for part in (node.iter, *node.body, *node.orelse):
            self.visit(part)

    def visit_Lambda(self, node: ast.Lambda) -> None:
        self.depth += 1
        self.generic_visit(node)
        self.depth -= 1

    def visit_comprehension(self, node: ast.comprehension) -> None:
        self.depth += 1
        self.generic_visit(node)
        self.depth -= 1

    def _inside(self, node: ast.FunctionDef | ast.ClassDef) -> None:
        """Take from a function what it uses, but for its arguments and locals."""
        if self.depth == 0:
            self.binds.add(node.name)
        inner = Names()
        inner.depth = self.depth + 1
        inner.generic_visit(node)
        own = local_names(node) if isinstance(node, ast.FunctionDef) else set()
        self.uses |= inner.uses - own
        self.changes |= inner.changes - own


def local_names(node: ast.FunctionDef) -> set[str]:
    """Return the arguments of a function, and what it binds."""
    inside = list(ast.walk(node))
    stored = (n for n in inside if isinstance(n, ast.Name))
    found = {n.id for n in stored if isinstance(n.ctx, ast.Store)}
    return found | {n.arg for n in inside if isinstance(n, ast.arg)}


def roots(node: ast.AST) -> set[str]:
    """Return the names at the root of an expression: model of model.layers[0].bias."""
    while isinstance(node, ast.Attribute | ast.Subscript | ast.Starred):
        node = node.value
    if isinstance(node, ast.Name):
        return {node.id}
    if isinstance(node, ast.Tuple | ast.List):
        return {name for item in node.elts for name in roots(item)}
    if isinstance(node, ast.Call):
        return roots(node.func)
    return set()
