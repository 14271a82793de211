"""Tell whether a file that outputs depend on has changed."""

import ast
import contextlib
import hashlib
import io
import tokenize
from functools import cache
from pathlib import Path

Documented = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef


def source_hash(path: Path, *, without: str = "") -> str:
    """A digest of a file that outputs depend on; "" if there is none.

    Of Python only the code counts: docstrings and comments are course text,
    which is edited often and changes no output.

    Args:
        path: the file.
        without: the name of a function that does not count either.
    """
    try:
        modified = path.stat().st_mtime_ns
    except OSError:
        return ""
    return _source_hash(path, without, modified)


@cache
def _source_hash(path: Path, without: str, _modified: int) -> str:
    content = path.read_bytes().replace(b"\r\n", b"\n")
    if path.suffix == ".py":
        # code that cannot be parsed is different code, as it stands
        with contextlib.suppress(SyntaxError, tokenize.TokenError):
            content = code_only(content.decode("utf-8"), without).encode()
    return hashlib.sha256(content).hexdigest()[:16]


def code_only(source: str, without: str = "") -> str:
    r"""Python source without its docstrings and comments.

    Cut from the text, not printed from the syntax tree: every version of
    Python gives the same.

    Example:
        >>> code_only("x = 1  # one\n# two\n")
        'x = 1\n'
    """
    lines: list[str | None] = list(source.split("\n"))
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            row, column = token.start
            before = (lines[row - 1] or "")[:column].rstrip()
            lines[row - 1] = before or None
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef) and node.name == without:
            _cut(lines, node)
        elif isinstance(node, Documented) and ast.get_docstring(node):
            _cut(lines, node.body[0])
    return "\n".join(line for line in lines if line is not None)


def _cut(lines: list[str | None], node: ast.stmt) -> None:
    for row in range(node.lineno - 1, node.end_lineno or node.lineno):
        lines[row] = None
