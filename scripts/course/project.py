"""Where things are: one tree of folders, so that tests can have their own."""

import os
from dataclasses import dataclass
from pathlib import Path

NOT_PAGES = ("_generated", "assets", "includes", "results")


@dataclass(frozen=True)
class Project:
    """The folders of a course below one root."""

    root: Path
    # Of a partial build: the pages and labs that are to be looked at.
    only: frozenset[Path] | None = None

    @property
    def docs(self) -> Path:
        """The pages."""
        return self.root / "docs"

    @property
    def code(self) -> Path:
        """The import root of the package."""
        return self.root / "code"

    @property
    def generated(self) -> Path:
        """What the pages printed, drew and computed; committed."""
        return self.docs / "_generated"

    @property
    def stills(self) -> Path:
        """Still pictures of the figures; committed."""
        return self.docs / "assets" / "figures"

    @property
    def results(self) -> Path:
        """Recorded experiments; committed."""
        return self.docs / "results"

    @property
    def cache(self) -> Path:
        """What may be thrown away at any time."""
        return self.root / ".cache" / "course"

    @property
    def pages(self) -> list[Path]:
        """Every Markdown file of the course, in order."""
        pages: list[Path] = []
        for folder, folders, files in os.walk(self.docs):
            folders[:] = [
                name
                for name in folders
                if name not in NOT_PAGES and not name.startswith(".")
            ]
            pages += (Path(folder, f) for f in files if f.endswith(".md"))
        return sorted(filter(self.wants, pages))

    def finished(self, page: Path, destination: Path) -> Path:
        """The file of a page in a built site."""
        place = page.relative_to(self.docs).with_suffix("")
        if place.name == "index":
            place = place.parent
        return destination / place / "index.html"

    def wants(self, path: Path) -> bool:
        """Whether a page or a lab is to be looked at."""
        return self.only is None or path in self.only

    def name(self, path: Path) -> str:
        """A path as messages write it: relative, with forward slashes."""
        return path.resolve().relative_to(self.root.resolve()).as_posix()


HERE = Project(Path(__file__).resolve().parents[2])
