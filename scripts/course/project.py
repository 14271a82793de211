"""Where things are: one tree of folders, so that tests can have their own."""

from dataclasses import dataclass
from pathlib import Path


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
        hidden = (self.generated, self.docs / "includes")
        return [
            path
            for path in sorted(self.docs.rglob("*.md"))
            if not any(folder in path.parents for folder in hidden)
            and not any(
                part.startswith(".")
                for part in path.relative_to(self.docs).parts
            )
        ]

    def name(self, path: Path) -> str:
        """A path as messages write it: relative, with forward slashes."""
        return path.resolve().relative_to(self.root.resolve()).as_posix()


HERE = Project(Path(__file__).resolve().parents[2])
