"""A handler for mkdocstrings that remembers what it has rendered.

Rendering the API reference takes most of a build, and most modules have not
changed since the last one. This is the Python handler, with its pages kept in
`.cache/`; to use it, mkdocs.yml says `default_handler: kept`.
"""

import hashlib
import importlib.metadata
import json
from collections.abc import MutableMapping
from functools import cache, lru_cache
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

from griffe import LinesCollection, ModulesCollection
from mkdocs.config.defaults import MkDocsConfig
from mkdocstrings import CollectorItem
from mkdocstrings_handlers.python import (
    PythonConfig,
    PythonHandler,
    PythonOptions,
)

from course.project import Project
from course.storage import write

RENDERERS = (
    "griffelib",
    "markdown",
    "mkdocs-material",
    "mkdocstrings",
    "mkdocstrings-python",
    "pygments",
    "pymdown-extensions",
)


class KeptHandler(PythonHandler):
    """Renders a module only if it, or what renders it, has changed."""

    def __init__(self, **settings: Any) -> None:
        """Take over what an earlier build has read, while it is current."""
        super().__init__(**settings)
        files = sorted((self.base_dir / "code").rglob("*.py"))
        state = tuple((path, path.stat().st_mtime_ns) for path in files)
        self._modules_collection, self._lines_collection = _read(state)

    def render(
        self,
        data: CollectorItem,
        options: PythonOptions,
        locale: str | None = None,
    ) -> str:
        """The HTML of a module; its headings are left where the base class
        leaves them.
        """
        project = Project(self.base_dir)
        source = Path(data.filepath).read_bytes()
        name = data.relative_filepath  # shown above the source code
        setting = f"{data.path} {name} {options} {locale}".encode()
        parts = [source, setting, *_renderer(project)]
        key = hashlib.sha256(b"\0".join(parts)).hexdigest()[:20]
        kept = project.cache / "reference" / f"{key}.json"
        if kept.exists():
            page = json.loads(kept.read_text("utf-8"))
            for tag, attributes, text in page["headings"]:
                heading = Element(tag, attributes)
                heading.text = text
                self._headings.append(heading)
            return str(page["html"])
        before = len(self._headings)
        html = super().render(data, options, locale)
        headings = [
            (heading.tag, heading.attrib, heading.text)
            for heading in self._headings[before:]
        ]
        page = {"html": str(html), "headings": headings}
        write(kept, json.dumps(page), project)
        return html


@lru_cache(maxsize=1)
def _read(
    _state: tuple[tuple[Path, int], ...],
) -> tuple[ModulesCollection, LinesCollection]:
    """Where the handler puts the modules that it reads: filled by its use."""
    return ModulesCollection(), LinesCollection()


def _renderer(project: Project) -> list[bytes]:
    """Everything but the module that decides how it looks."""
    files = [
        project.root / "mkdocs.yml",
        project.docs / "includes" / "glossary.md",
        *sorted((project.docs / ".docstrings").rglob("*.jinja")),
        *sorted(Path(__file__).parents[2].joinpath("course").glob("*.py")),
        Path(__file__),
    ]
    times = tuple(path.stat().st_mtime_ns for path in files if path.exists())
    return _contents(tuple(path for path in files if path.exists()), times)


@cache
def _contents(
    files: tuple[Path, ...], _modified: tuple[int, ...]
) -> list[bytes]:
    versions = [f"{n} {importlib.metadata.version(n)}" for n in RENDERERS]
    content = b"\0".join(path.read_bytes() for path in files)
    return [hashlib.sha256(content).digest(), *map(str.encode, versions)]


def get_handler(
    handler_config: MutableMapping[str, Any],
    tool_config: MkDocsConfig,
    **settings: Any,
) -> KeptHandler:
    """What mkdocstrings calls to load the handler by its name."""
    return KeptHandler(
        config=PythonConfig.from_data(**handler_config),
        base_dir=Path(tool_config.config_file_path).parent,
        **settings,
    )
