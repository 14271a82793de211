import pytest

from course import stamp
from tests.pipeline.tiny_site import Site

FILES = [
    "mkdocs.yml",
    "docs/lesson.md",
    "docs/.overrides/main.html",
    "docs/results/run.json",
    "code/unmasked/attention.py",
    "scripts/course/site.py",
    "site/index.html",
]


@pytest.fixture
def project(tmp_path):
    """A course whose site has just been built and found in order."""
    for name in FILES:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("before", "utf-8")
    project = Site(tmp_path).project
    stamp.keep(stamp.inputs(project), tmp_path / "site", project)
    return project


def valid(project) -> bool:
    made_of = stamp.inputs(project)
    return stamp.valid(made_of, project.root / "site", project)


def test_a_site_of_which_nothing_changed_is_up_to_date(project):
    (project.docs / "labs").mkdir()
    (project.docs / "labs" / "made.ipynb").write_text("derived", "utf-8")
    cache = project.code / "unmasked" / "__pycache__"
    cache.mkdir()
    (cache / "attention.pyc").write_text("derived", "utf-8")
    assert valid(project)


@pytest.mark.parametrize("name", FILES)
def test_an_edit_of_any_file_is_seen(project, name):
    (project.root / name).write_text("after.", "utf-8")
    assert not valid(project)


@pytest.mark.parametrize("name", FILES[1:])
def test_files_that_come_and_go_are_seen(project, name):
    path = project.root / name
    new = path.with_name("new")
    new.write_text("", "utf-8")
    assert not valid(project)
    new.unlink()
    path.unlink()
    assert not valid(project)


def test_a_new_version_of_a_package_is_seen(project, monkeypatch, tmp_path):
    packages = tmp_path / "packages"
    (packages / "torch-2.13.0.dist-info").mkdir(parents=True)
    monkeypatch.setattr(
        "course.stamp.sysconfig.get_path", lambda _: str(packages)
    )
    before = stamp.inputs(project)
    (packages / "torch-2.13.0.dist-info").rename(
        packages / "torch-2.13.1.dist-info"
    )
    assert stamp.inputs(project) != before


def test_a_site_never_checked_is_not_up_to_date(tmp_path):
    (tmp_path / "mkdocs.yml").write_text("", "utf-8")
    assert not valid(Site(tmp_path).project)
