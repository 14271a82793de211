"""Promises that hold for every file of the package."""

import ast
import doctest
import importlib
import pkgutil
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
import torch

import unmasked

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "code" / "unmasked"
MODULES = sorted(
    module.name
    for module in pkgutil.walk_packages(unmasked.__path__, "unmasked.")
    if not module.name.endswith("__main__")
)
COMPONENTS = [
    path
    for path in sorted(PACKAGE.rglob("*.py"))
    if path.name not in ("__init__.py", "__main__.py")
]


def name(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


@pytest.mark.parametrize("module", MODULES)
def test_every_example_in_a_docstring_prints_what_it_says(module):
    torch.manual_seed(0)
    options = doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS
    failures, _ = doctest.testmod(
        importlib.import_module(module), optionflags=options
    )
    assert failures == 0, f"see the captured output: {module}"


@pytest.mark.parametrize("path", COMPONENTS, ids=name)
def test_every_public_module_has_an_example_that_runs(path):
    if path.name.startswith("_") or "practice" in path.parts:
        pytest.skip("private")
    assert ">>> " in path.read_text("utf-8"), f"{name(path)} has no example"


@pytest.mark.parametrize("path", COMPONENTS, ids=name)
def test_every_module_has_its_test_file(path):
    relative = path.relative_to(PACKAGE)
    tests = ROOT / "tests" / relative.parent
    own = tests / f"test_{relative.name}"
    if relative.parts[0] == "pretrained" and not own.exists():
        # How a family's names translate is tested with the family.
        imports = re.compile(
            rf"unmasked\.pretrained(\.{path.stem} import| import {path.stem}\b)"
        )
        families = (ROOT / "tests" / "models").glob("test_*.py")
        assert any(imports.search(f.read_text("utf-8")) for f in families)
        return
    # A private module (`_bits.py`) is tested through those that use it.
    assert own.exists() or relative.name.startswith("_"), own


@pytest.mark.parametrize("path", COMPONENTS, ids=name)
def test_every_module_says_what_it_is(path):
    text = ast.get_docstring(ast.parse(path.read_text("utf-8")))
    assert text, f"{name(path)} has no docstring"


# The lessons of the first two modules; later ones have no pages yet.
LESSONS = {
    "start": "how-this-course-works recurrent-networks refresher resnets",
    "transformer": (
        "attention-is-all-you-need embedding-spaces encoder-decoder "
        "feed-forward multi-head-attention normalization-and-residuals "
        "positional-encoding scaling-laws self-attention tokenization"
    ),
    "long-context": "inference quadratic-bottleneck",
    "language-models": ("in-context-learning pre-training training-at-scale"),
}


@pytest.mark.parametrize("path", COMPONENTS, ids=name)
def test_every_module_names_a_lesson_that_there_is(path):
    text = ast.get_docstring(ast.parse(path.read_text("utf-8"))) or ""
    for folder, lesson in re.findall(r"Lesson: docs/(.+)/(.+)\.md", text):
        assert lesson in LESSONS[folder].split()


@pytest.mark.parametrize("module", MODULES)
def test_every_public_module_is_in_the_api_reference(module):
    if any(part.startswith("_") for part in module.split(".")):
        pytest.skip("private")
    if hasattr(importlib.import_module(module), "__path__"):
        pytest.skip("a folder: its modules are listed")
    pages = (ROOT / "docs" / "reference" / "api").glob("*.md")
    listed = "\n".join(page.read_text("utf-8") for page in pages)
    assert re.search(rf"^::: {re.escape(module)}$", listed, re.M), module


def test_names_do_not_hide_the_standard_library():
    # A file run by its path puts its folder first on the path of imports.
    hidden = {
        name(path)
        for path in COMPONENTS
        if path.stem in sys.stdlib_module_names
    }
    assert hidden == set()


def test_from_scratch_needs_no_torch():
    imports = "; ".join(f"import {m}" for m in MODULES if ".from_scratch" in m)
    check = "import sys; sys.exit('torch' in sys.modules)"
    subprocess.run([sys.executable, "-c", f"{imports}; {check}"], check=True)


@pytest.mark.slow
def test_the_wheel_holds_the_package_and_nothing_else(tmp_path):
    subprocess.run(
        [
            sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps",
            "--no-build-isolation", "--wheel-dir", str(tmp_path), str(ROOT),
        ],
        check=True,
    )  # fmt: skip
    (wheel,) = tmp_path.glob("unmasked-*.whl")
    files = zipfile.ZipFile(wheel).namelist()
    tops = {Path(file).parts[0] for file in files}
    assert tops == {"unmasked", f"{wheel.name.split('-py3')[0]}.dist-info"}
    ours = {path.relative_to(PACKAGE.parent).as_posix() for path in COMPONENTS}
    assert ours <= set(files)
    assert "unmasked/py.typed" in files
