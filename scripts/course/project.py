"""Where things are: one tree of folders, so that tests can have their own."""

import os
from dataclasses import dataclass
from pathlib import Path

NOT_PAGES = ("_generated", "assets", "includes", "results")


@dataclass(frozen=True)
class Project:
    """The folders of a course below one root."""

    root: Path

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
        return sorted(pages)

    def name(self, path: Path) -> str:
        """A path as messages write it: relative, with forward slashes."""
        return path.resolve().relative_to(self.root.resolve()).as_posix()


HERE = Project(Path(__file__).resolve().parents[2])
