import json
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from course.project import HERE
from unmasked.experiments import load, provenance, recorded

RECORDING = {
    "provenance": {"seeds": [0, 1], "seconds": 3.5},
    "results": {"loss": [2.5, 2.25]},
}


@pytest.fixture
def recordings(tmp_path, monkeypatch):
    (tmp_path / "loss_curve.json").write_text(json.dumps(RECORDING))
    monkeypatch.setattr(recorded, "_REPOSITORY", tmp_path)


def test_results_come_back_as_they_were_measured(recordings):
    assert load("loss_curve") == {"loss": [2.5, 2.25]}


def test_the_recording_says_where_its_numbers_come_from(recordings):
    assert provenance("loss_curve")["seeds"] == [0, 1]


def test_an_unknown_name_is_told_which_there_are(recordings):
    with pytest.raises(ValueError, match="name='los', only: loss_curve"):
        load("los")


def test_the_repository_is_where_recordings_are_written():
    assert HERE.results == recorded._REPOSITORY


def test_an_installed_package_has_the_recordings(tmp_path):
    source, wheels = tmp_path / "source", tmp_path / "wheels"
    package = source / "code" / "unmasked" / "experiments"
    package.mkdir(parents=True)
    for name in ("pyproject.toml", "setup.py", "README.md", "LICENSE"):
        shutil.copy(HERE.root / name, source)
    (package.parent / "__init__.py").touch()
    (package / "__init__.py").touch()
    shutil.copy(Path(recorded.__file__), package)
    results = source / "docs" / "results"
    results.mkdir(parents=True)
    (results / "loss_curve.json").write_text(json.dumps(RECORDING))
    subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps",
         "--no-build-isolation", "--wheel-dir", wheels, source],
        check=True,
    )  # fmt: skip
    (wheel,) = wheels.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path / "installed")
    shutil.rmtree(source)
    code = (
        "from unmasked.experiments.recorded import load; "
        "print(load('loss_curve'))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path / "installed",
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "{'loss': [2.5, 2.25]}\n"
