"""Tell whether a file that outputs depend on has changed."""

import ast
import contextlib
import hashlib
import io
import tokenize
from functools import cache
from pathlib import Path

Documented = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef


def source_hash(path: Path) -> str:
    """A digest of a file that outputs depend on; "" if there is none.

    Of Python only the code counts: docstrings and comments are course text,
    which is edited often and changes no output.
    """
    try:
        modified = path.stat().st_mtime_ns
    except OSError:
        return ""
    return _source_hash(path, modified)


@cache
def _source_hash(path: Path, _modified: int) -> str:
    content = path.read_bytes().replace(b"\r\n", b"\n")
    if path.suffix == ".py":
        # code that cannot be parsed is different code, as it stands
        with contextlib.suppress(SyntaxError, tokenize.TokenError):
            content = code_only(content.decode("utf-8")).encode()
    return hashlib.sha256(content).hexdigest()[:16]


def code_only(source: str) -> str:
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
        if isinstance(node, Documented) and ast.get_docstring(node):
            docstring = node.body[0]
            end = docstring.end_lineno or docstring.lineno
            for row in range(docstring.lineno - 1, end):
                lines[row] = None
    return "\n".join(line for line in lines if line is not None)
