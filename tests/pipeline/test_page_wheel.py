"""The part of the package that runs in the reader's page."""

import io
import zipfile

from course import page_wheel
from course.page_wheel import wheel
from course.project import HERE


def test_the_wheel_holds_what_numpy_is_enough_for():
    modules = wheel().modules
    assert "unmasked.from_scratch.scaled_dot_product" in modules
    assert "unmasked.practice.self_attention" in modules
    assert "in_page.session" in modules
    assert "plotly.graph_objects" in modules
    assert not {m for m in modules if m.startswith("unmasked.attention")}
    # one of its checks compares with torch, and its package imports them all
    assert "unmasked.practice.self_attention_lab" not in modules


def test_no_module_of_it_imports_more_than_the_page_has():
    found = wheel()
    archive = zipfile.ZipFile(io.BytesIO(found.content))
    for name in archive.namelist():
        if name.endswith(".py"):
            for module in page_wheel.imported(archive.read(name).decode()):
                top = module.partition(".")[0]
                assert top in ("unmasked", "in_page") or page_wheel.available(
                    module
                ), f"{name} imports {module}"


def test_the_same_sources_give_the_same_wheel():
    page_wheel._wheel.cache_clear()
    first = wheel()
    page_wheel._wheel.cache_clear()
    assert wheel().content == first.content


def test_another_source_gives_another_name(tmp_path):
    from course.project import Project

    folder = tmp_path / "code" / "unmasked" / "practice"
    folder.mkdir(parents=True)
    names = set()
    for number in range(2):
        (folder / "a.py").write_text(f"x = {number}\n")
        (folder / "b.py").write_text("y = 1\n" * (number + 1))
        names.add(wheel(Project(tmp_path)).name)
    assert len(names) == 2


def test_the_record_lists_every_file_with_its_digest():
    archive = zipfile.ZipFile(io.BytesIO(wheel().content))
    record = archive.read("unmasked-0.1.0.dist-info/RECORD").decode()
    listed = [line.split(",")[0] for line in record.splitlines()]
    assert listed == archive.namelist()
    assert HERE.code.exists()
