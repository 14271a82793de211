"""The site's own scripts: their types, and what they compute."""

import json
from pathlib import Path

import pytest

from course.project import HERE
from tests.javascript.conftest import Run

UNITS = sorted(Path(__file__).parent.glob("*.test.js"))
OURS = HERE.docs / "assets" / "js"
SCRIPTS = sorted(OURS.rglob("*.js"))


def tsc(modules: Path) -> Path:
    return modules / ".bin" / "tsc"


def test_types_hold(node: Run, modules: Path):
    checked = node(tsc(modules), "--project", "tsconfig.json")
    assert checked.returncode == 0, checked.stdout


def test_a_wrong_type_is_found(node: Run, modules: Path, tmp_path: Path):
    settings = json.loads((HERE.root / "tsconfig.json").read_text())
    script = (HERE.docs / "assets/js/dom.js").read_text("utf-8")
    wrong = script + '\nexport const width = make("p", {}).widht;\n'
    (tmp_path / "dom.js").write_text(wrong)
    settings["include"] = ["dom.js"]
    (tmp_path / "tsconfig.json").write_text(json.dumps(settings))
    checked = node(tsc(modules), "--project", tmp_path / "tsconfig.json")
    assert checked.returncode != 0
    assert "widht" in checked.stdout


@pytest.mark.parametrize(
    "script", SCRIPTS, ids=lambda path: path.relative_to(OURS).as_posix()
)
def test_every_script_asks_to_be_checked(script: Path):
    assert script.read_text("utf-8").startswith("// @ts-check\n")


@pytest.mark.parametrize("unit", UNITS, ids=lambda path: path.name)
def test_units_compute_what_they_should(node: Run, modules: Path, unit: Path):
    ran = node("node", "--test", unit)
    assert ran.returncode == 0, ran.stdout
