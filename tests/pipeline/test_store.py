"""When outputs are kept, and when they are stale."""

import os
import signal
import subprocess
import sys
import time

import pytest

from course import store
from course.imports import dependencies
from course.page_parser import parse
from course.project import HERE
from course.sources import code_only, source_hash
from course.storage import write
from tests.pipeline.tiny_site import Site

TEXT = """\
Prose `{python} x`.

```python {title="a.py"}
from tiny import double
x = double(1)
```
"""


@pytest.fixture
def site(tmp_path):
    site = Site(tmp_path)
    package = tmp_path / "code" / "tiny"
    package.mkdir(parents=True)
    files = {
        "__init__": "from tiny.double import double\n"
        "from tiny.other import y\n",
        "double": '"""Twice."""\n\nfrom tiny.two import TWO\n\n\n'
        "def double(x):\n    return TWO * x\n",
        "two": "TWO = 2\n",
        "other": "y = 1\n",
    }
    for name, text in files.items():
        (package / f"{name}.py").write_text(text)
    site.write(TEXT)
    save(site)
    return site


def save(site, data=()):
    page = parse(TEXT, "docs/lesson.md")
    raw = {
        "blocks": [{"stdout": "2\n"}],
        "values": ["2"],
        "sources": store.sources_of(page, data, site.project),
    }
    store.save(page, raw, site.project)


def is_fresh(site, text=TEXT):
    return store.load(text, site.project) is not None


def edit(site, name, before, after):
    path = site.root / "code" / "tiny" / f"{name}.py"
    text = path.read_text()
    assert before in text
    path.write_text(text.replace(before, after))
    stat = path.stat()  # a file system may not tell two quick writes apart
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns + 10**6))


def test_outputs_come_back_as_they_were_stored(site):
    outputs = store.load(TEXT, site.project)
    assert outputs.blocks[0].stdout == "2\n"
    assert outputs.values == ("2",)


def test_a_page_without_code_has_outputs_without_running(site):
    assert store.load("Prose.\n", site.project) == store.Outputs((), ())


@pytest.mark.parametrize(
    ("before", "after"),
    [("Prose", "Better prose"), ('"a.py"', '"b.py"'), ("Prose", "\n\nProse")],
)
def test_an_edit_of_the_prose_keeps_the_outputs(site, before, after):
    assert is_fresh(site, TEXT.replace(before, after))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("double(1)", "double(2)"),
        ("{python} x", "{python} x + 1"),
        ('title="a.py"', 'raises="KeyError"'),
        ("Prose `{python} x`.\n\n", ""),
    ],
)
def test_an_edit_of_what_runs_makes_them_stale(site, before, after):
    assert not is_fresh(site, TEXT.replace(before, after))


@pytest.mark.parametrize("library", ["torch", "numpy", "plotly"])
def test_another_version_of_a_library_makes_them_stale(
    site, library, monkeypatch
):
    version = store.importlib.metadata.version
    monkeypatch.setattr(
        store.importlib.metadata,
        "version",
        lambda name: "99" if name == library else version(name),
    )
    assert not is_fresh(site)


def test_the_same_version_for_another_device_keeps_them(site, monkeypatch):
    version = store.importlib.metadata.version
    monkeypatch.setattr(
        store.importlib.metadata,
        "version",
        lambda name: version(name).split("+")[0] + "+cu130",
    )
    assert is_fresh(site)


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        ("double", "TWO * x", "x * TWO"),
        ("two", "TWO = 2", "TWO = 3"),
        ("__init__", "from tiny.double", "from tiny.other"),
    ],
)
def test_a_changed_module_that_the_page_needs_makes_them_stale(
    site, name, before, after
):
    edit(site, name, before, after)
    assert not is_fresh(site)


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        ("other", "y = 1", "y = 2"),
        ("double", '"""Twice."""', '"""Two times."""'),
        ("double", "return TWO * x", "return TWO * x  # why"),
        ("__init__", "import y", "import y as z"),
    ],
)
def test_a_change_that_cannot_matter_keeps_them(site, name, before, after):
    edit(site, name, before, after)
    assert is_fresh(site)


def test_a_changed_data_file_makes_them_stale(site):
    data = site.root / "docs" / "results" / "run.json"
    data.parent.mkdir()
    data.write_text("1")
    save(site, ["docs/results/run.json"])
    assert is_fresh(site)
    data.write_text("12")
    os.utime(data, ns=(0, 0))
    assert not is_fresh(site)


def test_a_new_version_of_a_page_takes_the_place_of_the_old(site):
    page = parse(TEXT.replace("(1)", "(2)"), "docs/lesson.md")
    raw = {"blocks": [{}], "values": ["4"], "sources": {}}
    store.save(page, raw, site.project)
    (path,) = site.project.generated.iterdir()
    assert store.key(page) in path.name


def test_what_no_page_refers_to_is_pruned(site):
    gone = [
        site.project.generated / "removed.0123.json",
        site.project.stills / "removed-0123.svg",
    ]
    for path in gone:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("{}")
    page = parse(TEXT, "docs/lesson.md")
    assert store.prune([page], site.project) == gone
    assert is_fresh(site)


def test_line_endings_do_not_change_a_hash(tmp_path):
    (tmp_path / "a.json").write_bytes(b"1\n2\n")
    (tmp_path / "b.json").write_bytes(b"1\r\n2\r\n")
    assert source_hash(tmp_path / "a.json") == source_hash(tmp_path / "b.json")


def test_only_docstrings_and_comments_are_cut():
    source = (
        '"""Module."""\n\nx = "# not a comment"  # one\n\n\n'
        'def f():\n    """Doc.\n\n    More.\n    """\n    return "text"\n'
    )
    assert code_only(source) == (
        '\nx = "# not a comment"\n\n\ndef f():\n    return "text"\n'
    )


def test_imports_lead_to_the_file_that_defines_a_name(site):
    def found(code):
        folder = site.project.code / "tiny"
        paths = dependencies(code, project=site.project)
        return sorted(path.relative_to(folder).stem for path in paths)

    assert found("from tiny import double") == ["double", "two"]
    assert found("from tiny.two import TWO") == ["two"]
    assert found("import tiny.two as two") == ["two"]
    every = ["__init__", "double", "other", "two"]
    assert found("import tiny") == every
    assert found("import tiny.two") == every
    assert found("from tiny import *") == every
    assert found("import torch\nx = = 1") == []


def test_a_file_is_written_whole_or_not_at_all(tmp_path):
    """Kill a process that does nothing but write one file again and again."""
    site = Site(tmp_path)
    path = site.project.generated / "page.json"
    code = (
        "import pathlib\n"
        "from course.project import Project\n"
        "from course.storage import write\n"
        f"project = Project(pathlib.Path({str(tmp_path)!r}))\n"
        "for n in range(10**6):\n"
        "    text = str(n % 10) * 10**6\n"
        f"    write(pathlib.Path({str(path)!r}), text, project)\n"
    )
    for _ in range(3):
        process = subprocess.Popen(
            [sys.executable, "-c", code], cwd=HERE.root / "scripts"
        )
        while not path.exists():
            time.sleep(0.01)
        time.sleep(0.05)
        process.send_signal(signal.SIGKILL)
        process.wait()
        text = path.read_text()
        assert len(text) == 10**6
        assert len(set(text)) == 1
        assert list(path.parent.iterdir()) == [path]
        path.unlink()


def test_a_failed_write_leaves_the_old_file(tmp_path, monkeypatch):
    site = Site(tmp_path)
    path = site.project.generated / "page.json"
    write(path, "old", site.project)

    def full(*_):
        raise OSError("disk full")

    monkeypatch.setattr("pathlib.Path.replace", full)
    with pytest.raises(OSError, match="disk full"):
        write(path, "new", site.project)
    assert path.read_text() == "old"
