"""Put recorded experiments into the wheel; all else is in pyproject.toml."""

from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py


class WithResults(build_py):
    """Lays the recordings, which are part of the site, beside their loader."""

    def run(self) -> None:
        """Copy the package, then what `unmasked.experiments.load` reads."""
        super().run()
        if self.editable_mode:
            return  # the loader finds them in the repository
        recorded = Path("docs/results")
        folder = Path(self.build_lib, "unmasked", "experiments", "results")
        for path in sorted(recorded.rglob("*.json")):
            copy = folder / path.relative_to(recorded)
            self.mkpath(str(copy.parent))
            self.copy_file(str(path), str(copy))


setup(cmdclass={"build_py": WithResults})
