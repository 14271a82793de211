"""A tiny course in a folder of its own, built as the real one is."""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent

from markdown import Markdown

from course import outputs, store
from course.page import Page
from course.page_parser import parse
from course.project import HERE, Project

CONFIG = """\
site_name: Tiny
site_url: https://tiny.test/course/
theme: {name: material, font: false}
plugins: [search, PLUGIN]
exclude_docs: _generated/
validation:
  links: {not_found: warn, anchors: warn, unrecognized_links: warn}
markdown_extensions:
  - abbr
  - admonition
  - attr_list
  - course.markdown: {root: ROOT}
  - md_in_html
  - pymdownx.arithmatex: {generic: true}
  - pymdownx.details
  - pymdownx.highlight
  - pymdownx.superfences
  - pymdownx.tabbed: {alternate_style: true}
  - tables
  - toc
"""
EXTENSIONS = [
    "abbr",
    "admonition",
    "attr_list",
    "course.markdown",
    "md_in_html",
    "pymdownx.arithmatex",
    "pymdownx.details",
    "pymdownx.highlight",
    "pymdownx.superfences",
    "pymdownx.tabbed",
    "tables",
    "toc",
]


def settings(root: Path) -> dict[str, dict]:
    return {
        "course.markdown": {"root": str(root)},
        "pymdownx.arithmatex": {"generic": True},
        "pymdownx.tabbed": {"alternate_style": True},
    }


@dataclass(frozen=True)
class Site:
    """One course; `write` pages, then `convert` one or `build` them all."""

    root: Path

    @property
    def project(self) -> Project:
        return Project(self.root)

    def write(self, text: str, name: str = "lesson.md") -> Path:
        path = self.project.docs / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dedent(text), "utf-8")
        return path

    def store(self, name: str = "lesson.md", *results: object) -> None:
        """Store outputs as a session would return them, without one.

        Args:
            name: the page.
            results: for each step in order, what a block printed, or all of
                its output as a dictionary, or a value as it is shown.
        """
        path = self.project.docs / name
        page = parse(path.read_text("utf-8"), self.project.name(path))
        raw: dict = {"blocks": [], "values": [], "sources": {}}
        for step, result in zip(page.steps, results, strict=True):
            if step in page.values:
                raw["values"].append(result)
            elif isinstance(result, str):
                raw["blocks"].append({"stdout": result})
            else:
                raw["blocks"].append(result)
        self.save(page, raw)

    def save(self, page: Page, raw: dict) -> None:
        """Store outputs, and something for each still."""
        store.save(page, raw, self.project)
        for figure in store.decode(raw, self.project).figures.values():
            still = self.project.docs / figure.still
            still.parent.mkdir(parents=True, exist_ok=True)
            still.write_text("<svg/>")

    def run(self, name: str = "lesson.md") -> None:
        path = self.project.docs / name
        page = parse(path.read_text("utf-8"), self.project.name(path))
        outputs.bring(page, self.project)

    def convert(self, name: str = "lesson.md") -> str:
        """A page as plain Python-Markdown makes it, front matter cut off."""
        text = (self.project.docs / name).read_text("utf-8")
        if text.startswith("---\n"):
            text = text.split("---\n", 2)[2].lstrip("\n")
        converter = Markdown(
            extensions=EXTENSIONS,
            extension_configs=settings(self.root),
        )
        return converter.convert(text)

    def configure(self, plugin: str = "") -> None:
        """Write the configuration of MkDocs."""
        text = CONFIG.replace("ROOT", str(self.root))
        text = text.replace(", PLUGIN", f", {plugin}" if plugin else "")
        (self.root / "mkdocs.yml").write_text(text, "utf-8")

    def build(self, plugin: str = "") -> subprocess.CompletedProcess[str]:
        """Run `mkdocs build --strict` into `site/`."""
        self.configure(plugin)
        environment = os.environ | {
            "PYTHONPATH": str(HERE.root / "scripts"),
            "NO_MKDOCS_2_WARNING": "1",
        }
        return subprocess.run(
            [sys.executable, "-m", "mkdocs", "build", "--strict"],
            cwd=self.root,
            env=environment,
            capture_output=True,
            text=True,
        )
