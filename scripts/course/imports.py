"""Find out which modules of the package a piece of code depends on.

From the text: what Python itself has loaded would name every module of a
subpackage, because importing one runs the `__init__` that re-exports them all,
and each new component would then make every page stale. So `from
unmasked.attention import attend` leads, through that `__init__`, to the one
file that defines `attend`, and on to what that file imports.
"""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from course.project import HERE, Project


def dependencies(*codes: str, project: Project = HERE) -> set[Path]:
    """The files of the package that code imports, directly or not."""
    found: set[Path] = set()
    todo: list[Path] = []
    for code in codes:
        todo += _targets(_statements(code), project.code, None)
    while todo:
        path = todo.pop()
        if path not in found:
            found.add(path)
            todo += _imports(path, project.code, path.stat().st_mtime_ns)
    return found


@cache
def _imports(path: Path, root: Path, _modified: int) -> list[Path]:
    return list(_targets(_statements(path.read_text("utf-8")), root, path))


@cache
def _statements(code: str) -> list[ast.Import | ast.ImportFrom]:
    """The import statements; none if the code shows a mistake in grammar."""
    try:
        nodes = ast.walk(ast.parse(code))
    except SyntaxError:
        return []
    return [n for n in nodes if isinstance(n, ast.Import | ast.ImportFrom)]


def _targets(
    statements: list[ast.Import | ast.ImportFrom],
    root: Path,
    inside: Path | None,
) -> Iterator[Path]:
    """The files that define what the import statements ask for."""
    for node in statements:
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield from _module(root, alias.name)
                while not alias.asname and "." in alias.name:
                    # `import a.b` is also a way to everything that `a` offers
                    alias = ast.alias(alias.name.rpartition(".")[0])
                    yield from _module(root, alias.name)
        else:
            name = node.module or ""
            if node.level and inside:
                folder = inside.parents[node.level - 1]
                parts = [*folder.relative_to(root).parts, name]
                name = ".".join(filter(None, parts))
            for alias in node.names:
                yield from _member(root, name, alias.name)


def _module(root: Path, name: str) -> Iterator[Path]:
    """The file of a module, if it is one of the package's."""
    base = root.joinpath(*name.split("."))
    for path in (base.with_suffix(".py"), base / "__init__.py"):
        if path.is_file():
            yield path
            return


def _member(root: Path, module: str, name: str) -> Iterator[Path]:
    """The file that defines a name which a module offers."""
    for path in _module(root, module):
        origin = _reexported(path, name, path.stat().st_mtime_ns)
        if origin:
            yield from _member(root, *origin)
            return
        # what a package does not define itself is perhaps one of its modules
        yield from list(_module(root, f"{module}.{name}")) or [path]


@cache
def _reexported(
    path: Path, name: str, _modified: int
) -> tuple[str, str] | None:
    """Where a package's `__init__` has a name from: module and name there."""
    if path.name == "__init__.py":
        for node in ast.parse(path.read_text("utf-8")).body:
            if isinstance(node, ast.ImportFrom) and node.module:
                for alias in node.names:
                    if (alias.asname or alias.name) == name:
                        return node.module, alias.name
    return None
