"""The part of the package that needs no torch, as a wheel for the browser.

`unmasked.from_scratch` and `unmasked.practice`, with what they import of the
package, as far as NumPy and the standard library are enough for it; beside
them what `scripts/in_page` holds. The same sources give the same wheel, and
its name holds a digest of them.
"""

import ast
import base64
import hashlib
import io
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from course.project import HERE, Project

IN_PAGE = Path(__file__).resolve().parents[1] / "in_page"
ENTRANCES = ("from_scratch", "practice")
# What the page has besides the standard library and what is in the wheel.
LIBRARIES = frozenset({"numpy", "autograd", "jaxtyping", "plotly"})
OLDEST = (1980, 1, 1, 0, 0, 0)  # that a zip can say


@dataclass(frozen=True)
class Wheel:
    """A wheel and what can be imported from it."""

    name: str
    content: bytes
    modules: frozenset[str]

    @property
    def sha256(self) -> str:
        """The digest that the browser checks."""
        return hashlib.sha256(self.content).hexdigest()


def wheel(project: Project = HERE) -> Wheel:
    """The wheel of a course's package, as its sources are now."""
    state = tuple(
        (path, path.stat().st_mtime_ns)
        for folder in (project.code, IN_PAGE)
        for path in sorted(folder.rglob("*.py"))
    )
    return _wheel(project, state)


@cache
def _wheel(project: Project, _state: object) -> Wheel:
    files = {path: path.read_bytes() for path in _members(project)}
    members = {
        path.relative_to(project.code).as_posix(): content
        for path, content in files.items()
    }
    for path in sorted(IN_PAGE.rglob("*.py")):
        name = path.relative_to(IN_PAGE.parent).as_posix()
        members[name.removeprefix("in_page/") if "plotly" in name else name] = (
            path.read_bytes()
        )
    digest = hashlib.sha256()
    for name, content in sorted(members.items()):
        digest.update(f"{name}\0{len(content)}\0".encode() + content)
    tag = f"0{digest.hexdigest()[:12]}"  # a build number begins with a digit
    modules = {_module(name) for name in members}
    return Wheel(
        f"unmasked-0.1.0-{tag}-py3-none-any.whl",
        _packed(members, tag),
        frozenset(modules),
    )


def _module(name: str) -> str:
    return name.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def _members(project: Project) -> list[Path]:
    """The files whose import runs nothing that needs more than the page has."""
    needs: dict[Path, list[Path | None]] = {}
    found: set[Path] = set()
    for entrance in ENTRANCES:
        folder = project.code / "unmasked" / entrance
        for file in sorted(folder.rglob("*.py")):
            reached: set[Path | None] = set()
            todo: list[Path | None] = [file]
            while todo:
                here = todo.pop()
                if here not in reached:
                    reached.add(here)
                    if here is not None and here not in needs:
                        needs[here] = list(_imports(here, project.code))
                    todo += needs[here] if here else []
            if None not in reached:
                found |= {path for path in reached if path}
    return sorted(found)


def _imports(path: Path, code: Path) -> Iterator[Path | None]:
    """The package's files that a file's import runs; None: not in the page."""
    yield from _chain(path.relative_to(code).with_suffix("").parts[:-1], code)
    for name in imported(path.read_text("utf-8")):
        if name.startswith("unmasked"):
            yield from _chain(tuple(name.split(".")), code)
        elif not available(name):
            yield None


def _chain(parts: tuple[str, ...], code: Path) -> Iterator[Path]:
    """A module and the packages around it, as far as they are files."""
    for end in range(1, len(parts) + 1):
        base = code.joinpath(*parts[:end])
        for path in (base.with_suffix(".py"), base / "__init__.py"):
            if path.is_file():
                yield path


def imported(code: str) -> Iterator[str]:
    """The modules that code imports; for `from a import b` also `a.b`."""
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            if node.module.startswith("unmasked"):
                yield from (f"{node.module}.{a.name}" for a in node.names)


def is_module(name: str, project: Project = HERE) -> bool:
    """Whether the package has such a module."""
    base = project.code.joinpath(*name.split("."))
    return base.with_suffix(".py").is_file() or base.is_dir()


def available(name: str) -> bool:
    """Whether the page has a module that is not in the wheel."""
    top = name.partition(".")[0]
    return top in LIBRARIES or top in sys.stdlib_module_names


def _packed(members: dict[str, bytes], tag: str) -> bytes:
    info = "unmasked-0.1.0.dist-info"
    members = dict(sorted(members.items()))
    members[f"{info}/METADATA"] = (
        b"Metadata-Version: 2.1\nName: unmasked\nVersion: 0.1.0\n"
    )
    members[f"{info}/WHEEL"] = (
        "Wheel-Version: 1.0\nGenerator: unmasked\nRoot-Is-Purelib: true\n"
        f"Tag: py3-none-any\nBuild: {tag}\n"
    ).encode()
    record = "".join(
        f"{name},sha256={_digest(content)},{len(content)}\n"
        for name, content in members.items()
    )
    members[f"{info}/RECORD"] = f"{record}{info}/RECORD,,\n".encode()
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            entry = zipfile.ZipInfo(name, OLDEST)
            entry.external_attr = 0o644 << 16
            entry.create_system = 3  # else it names the system
            archive.writestr(entry, content, zipfile.ZIP_DEFLATED, 9)
    return target.getvalue()


def _digest(content: bytes) -> str:
    digest = hashlib.sha256(content).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
