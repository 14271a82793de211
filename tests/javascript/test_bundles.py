"""What others wrote and the site serves is what their packages hold."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from course.project import HERE

VENDOR = HERE.docs / "assets" / "vendor"


@pytest.fixture(scope="module")
def bundled(modules: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("vendor")
    command = [sys.executable, "scripts/bundle.py", "--to", folder]
    subprocess.run(command, cwd=HERE.root, check=True)
    return folder


def test_bundles_are_what_the_pinned_packages_give(bundled: Path):
    made = sorted(bundled.iterdir())
    assert made
    for path in made:
        assert (VENDOR / path.name).read_bytes() == path.read_bytes(), path


def test_the_record_names_the_version_of_every_bundle(bundled: Path):
    record = (VENDOR / "README.md").read_text("utf-8").splitlines()
    for path in bundled.glob("*.min.js"):
        version = re.search(r" ([\d.]+), MIT", path.read_text("utf-8"))
        assert version is not None
        (row,) = [line for line in record if f"`{path.name}`" in line]
        assert f"| {version[1]} | MIT, `" in row
