"""Which names a piece of code takes from outside, and which it leaves."""

import ast
import builtins
import symtable
from collections.abc import Iterator
from typing import NamedTuple

GIVEN = frozenset(dir(builtins)) | {"__name__", "__file__", "__doc__"}


class Names(NamedTuple):
    """The global names of one block.

    Attributes:
        needs: what must be there before, or when its functions are called.
        gives: what is there afterwards.
    """

    needs: frozenset[str]
    gives: frozenset[str]


def names(code: str) -> Names:
    """The global names of a block.

    Parameters, local variables and attributes are none. What is changed in
    place, `d["a"] = 1`, is needed and not given.

    Example:
        >>> sorted(names("y = np.exp(x)").needs)
        ['np', 'x']
        >>> sorted(names("def f(a): return a + b").gives)
        ['f']
        >>> sorted(names("x = x + 1").needs), sorted(names("x = 1; x").needs)
        (['x'], [])

    Raises:
        SyntaxError: if it is not Python.
    """
    table = symtable.symtable(code, "block", "exec")
    needs, gives = set(), set()
    for scope in _scopes(table):
        for symbol in scope.get_symbols():
            if scope is table or symbol.is_global():
                if symbol.is_assigned() or symbol.is_imported():
                    gives.add(symbol.get_name())
                if symbol.is_referenced():
                    needs.add(symbol.get_name())
    early = Early()
    early.visit(ast.parse(code))
    needs = (needs - gives) | (early.found & gives)
    return Names(frozenset(needs - GIVEN), frozenset(gives))


def _scopes(table: symtable.SymbolTable) -> Iterator[symtable.SymbolTable]:
    yield table
    for child in table.get_children():
        yield from _scopes(child)


class Early(ast.NodeVisitor):
    """Finds names that a block reads before it gives them.

    Functions are not looked into: they are called later.
    """

    def __init__(self) -> None:
        self.found: set[str] = set()
        self.given: set[str] = set()

    def visit_Name(self, node: ast.Name) -> None:
        """Note a name that is read, or given."""
        if isinstance(node.ctx, ast.Store):
            self.given.add(node.id)
        elif node.id not in self.given:
            self.found.add(node.id)

    def _in_order(self, *parts: ast.AST | list[ast.stmt] | None) -> None:
        for part in parts:
            for node in part if isinstance(part, list) else [part]:
                if node is not None:
                    self.visit(node)

    def visit_Assign(self, node: ast.Assign) -> None:
        """Read the value first."""
        self._in_order(node.value, *node.targets)

    def visit_AugAssign(self, node: ast.AugAssign) -> None:
        """Read what grows."""
        if isinstance(node.target, ast.Name):
            self.visit_Name(ast.Name(node.target.id, ast.Load()))
        self._in_order(node.value, node.target)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        """Read the value first."""
        self._in_order(node.annotation, node.value, node.target)

    def visit_For(self, node: ast.For) -> None:
        """Read what is gone through first."""
        self._in_order(node.iter, node.target, node.body, node.orelse)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        """Give the name, after decorators and defaults."""
        self._in_order(*node.decorator_list, *node.args.defaults)
        self.given.add(node.name)

    def visit_Lambda(self, node: ast.Lambda) -> None:
        """Read the defaults."""
        self._in_order(*node.args.defaults)

    def visit_alias(self, node: ast.alias) -> None:
        """Give what is imported."""
        self.given.add((node.asname or node.name).partition(".")[0])

    def _comprehension(
        self, node: ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp
    ) -> None:
        """Its own names are neither read nor given outside."""
        before = set(self.given)
        for part in node.generators:
            self._in_order(part.iter, part.target, *part.ifs)
        if isinstance(node, ast.DictComp):
            self._in_order(node.key, node.value)
        else:
            self.visit(node.elt)
        self.given = before

    visit_ListComp = visit_SetComp = _comprehension  # noqa: N815
    visit_GeneratorExp = visit_DictComp = _comprehension  # noqa: N815
