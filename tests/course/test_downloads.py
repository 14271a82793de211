"""What a reader downloads does what the page shows."""

import os
import re
import subprocess
import sys

import pytest

from course import downloads
from course.page_parser import parse
from course.project import HERE
from course.resolved import Resolved

LESSONS = [
    path
    for path in HERE.pages
    if re.search(r"^lesson:", path.read_text("utf-8"), re.MULTILINE)
]
# Figures would each open a page in the browser.
WITHOUT_FIGURES = """\
import runpy, sys
import plotly.io as pio

class Nowhere(pio.base_renderers.ExternalRenderer):
    def render(self, figure):
        pass

pio.renderers["nowhere"] = Nowhere()
pio.renderers.default = "nowhere"
runpy.run_path(sys.argv[1], run_name="__main__")
"""


@pytest.mark.slow
@pytest.mark.parametrize("path", LESSONS, ids=HERE.name)
def test_a_downloaded_lesson_prints_what_its_page_shows(path, tmp_path):
    page = parse(path.read_text("utf-8"), HERE.name(path))
    resolved = Resolved.load(page, HERE)
    book = downloads.lesson(resolved, HERE, "https://unmasked.test/a/b/")
    script = tmp_path / "lesson.py"
    script.write_text(downloads.script(book), "utf-8")
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT_FIGURES, str(script)],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(HERE.code)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    shown = "".join(
        block.stdout + (f"{block.error}\n" if block.error else "")
        for block in resolved.outputs.blocks
    )
    assert done.stdout.splitlines() == shown.splitlines()
