"""The folder is called `code`, like a module of the standard library.

`pdb` and pytest import that module. The folder is harmless as long as nothing
in it can be taken for it; these tests keep it so.
"""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def python(*arguments: str) -> str:
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout


def test_no_python_file_lies_directly_in_the_folder():
    assert list((ROOT / "code").glob("*.py")) == []


def test_no_test_configuration_lies_in_the_folder():
    assert list((ROOT / "code").rglob("conftest.py")) == []


def test_the_standard_library_still_wins_from_the_repository_root():
    where = python("-c", "import code; print(code.__file__)").strip()
    assert ROOT not in Path(where).parents


def test_the_debugger_starts_from_the_repository_root():
    # pdb imports `code`; Python 3.13's pdb breaks when it finds another.
    assert python("-c", "import pdb; print(pdb.Pdb.__name__)") == "Pdb\n"


def test_the_package_is_imported_from_the_folder():
    where = python("-c", "import unmasked; print(unmasked.__file__)").strip()
    assert Path(where) == ROOT / "code" / "unmasked" / "__init__.py"
