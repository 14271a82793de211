"""The commands behind make: what they say, return and leave behind."""

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
import urllib.request
from pathlib import Path

import pytest

from course.project import HERE
from tests.pipeline.tiny_site import CONFIG, Site

LESSON = """\
# Lesson

```python
print("one", 1)
```

It is `{python} 1 + 1`.
"""


@pytest.fixture
def site(tmp_path):
    """A course with scripts of its own, which therefore build it."""
    site = Site(tmp_path)
    ignore = shutil.ignore_patterns("__pycache__", "benchmarks")
    shutil.copytree(HERE.root / "scripts", tmp_path / "scripts", ignore=ignore)
    config = CONFIG.replace("ROOT", str(tmp_path)).replace(", PLUGIN", "")
    (tmp_path / "mkdocs.yml").write_text(config)
    site.project.code.mkdir()
    site.write("# Home\n\n[Lesson](lesson.md)\n", "index.md")
    site.write(LESSON)
    return site


def run(site, *command, **options):
    return subprocess.run(
        [sys.executable, *command],
        cwd=site.root,
        capture_output=True,
        text=True,
        timeout=300,
        **options,
    )


def test_outputs_are_made_checked_and_verified(site):
    made = run(site, "scripts/outputs.py")
    assert "[1/1] docs/lesson.md" in made.stdout
    assert made.stdout.endswith("all outputs are up to date\n")
    for option in ("--check", "--verify"):
        done = run(site, "scripts/outputs.py", option)
        assert (done.returncode, done.stderr) == (0, "")


def test_checking_runs_nothing_and_names_what_is_stale(site):
    done = run(site, "scripts/outputs.py", "--check")
    assert done.returncode == 1
    assert "docs/lesson.md: its outputs are stale" in done.stderr
    assert not site.project.generated.exists()


def test_a_falsified_output_makes_verifying_fail(site):
    run(site, "scripts/outputs.py")
    (path,) = site.project.generated.iterdir()
    path.write_text(path.read_text().replace("one 1", "one 2"))
    done = run(site, "scripts/outputs.py", "--verify")
    assert done.returncode == 1
    assert "docs/lesson.md:3: what the block prints is not what" in done.stderr
    assert "stored: one 2\n     new: one 1" in done.stderr


def test_a_page_that_fails_makes_the_command_fail(site):
    site.write(LESSON.replace("1 + 1", "1 / 0"))
    for script in ("scripts/outputs.py", "scripts/build.py"):
        done = run(site, script)
        assert done.returncode == 1
        assert "docs/lesson.md:7: the inline value failed" in done.stderr


def test_nothing_stale_is_told_without_importing_torch(site):
    run(site, "scripts/outputs.py")
    done = run(site, "-X", "importtime", "scripts/outputs.py")
    imported = {line.rpartition("|")[2].strip() for line in
                done.stderr.splitlines()}  # fmt: skip
    assert "course.outputs" in imported
    assert not {"torch", "numpy", "plotly", "kaleido"} & imported


def test_a_changed_template_needs_only_new_pictures(site):
    site.write(
        "# Lesson\n\n"
        '```python {figure="x"}\nimport plotly.graph_objects as go\n'
        'go.Figure().show()\n```\n\n![Alt](figure:x "Caption")\n'
    )
    assert "[1/1]" in run(site, "scripts/outputs.py").stdout
    assets = site.project.docs / "assets"
    template = '{"light": {"layout": {"paper_bgcolor": "#eee"}}, "dark": {}}'
    (assets / "figure-template.json").write_text(template)
    check = run(site, "scripts/outputs.py", "--check")
    assert "x-" in check.stderr
    assert "is not drawn yet" in check.stderr
    again = run(site, "scripts/outputs.py").stdout
    assert "[1/1]" not in again
    assert "drew docs/assets/figures/x-" in again
    assert "removed docs/assets/figures/x-" in again
    assert len(list(site.project.stills.iterdir())) == 1


def test_a_run_killed_in_the_middle_leaves_whole_pages_and_goes_on(site):
    site.write(
        "```python\nimport time, pathlib, os\n"
        f"pathlib.Path({str(site.root / 'pid')!r}).write_text(str(os.getpid()))"
        "\ntime.sleep(30)\n```\n",
        "slow.md",
    )
    process = subprocess.Popen(
        [sys.executable, "scripts/outputs.py"],
        cwd=site.root,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert "docs/lesson.md" in process.stdout.readline()
    pid = site.root / "pid"
    wait(lambda: pid.exists() and pid.read_text())
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()
    (path,) = site.project.generated.iterdir()
    assert json.loads(path.read_text())["page"] == "docs/lesson.md"
    wait(lambda: not alive(int(pid.read_text())))
    site.write("```python\nprint(2)\n```\n", "slow.md")
    done = run(site, "scripts/outputs.py")
    assert "[1/1] docs/slow.md" in done.stdout


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except OSError:
        return False
    stat = Path(f"/proc/{pid}/stat")
    # a process that has ended and that nobody has asked about yet
    return not (stat.exists() and ") Z " in stat.read_text())


def wait(what, seconds=120):
    end = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < end, "waited too long"
        time.sleep(0.1)


def test_the_site_is_built_checked_and_announced(site):
    done = run(site, "scripts/build.py")
    assert done.returncode == 0, done.stderr
    assert "http.server --directory site" in done.stdout
    page = (site.root / "site" / "lesson" / "index.html").read_text("utf-8")
    assert "one 1" in page


def test_a_dead_link_fails_the_build(site):
    site.write("# Home\n\n[Lesson](lesson.md#nowhere)\n", "index.md")
    done = run(site, "scripts/build.py")
    assert done.returncode == 1
    assert "#nowhere" in done.stderr


class Served:
    """A running preview: what it says, and what it shows."""

    def __init__(self, root, port):
        self.address = f"http://127.0.0.1:{port}"
        self.said = ""
        self.process = subprocess.Popen(
            [sys.executable, "-u", "scripts/serve.py", "--port", str(port)],
            cwd=root,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        threading.Thread(target=self.listen, daemon=True).start()

    def listen(self):
        for line in self.process.stdout:
            self.said += line

    def page(self):
        url = f"{self.address}/lesson/"
        with urllib.request.urlopen(url, timeout=60) as answer:
            return answer.read().decode()


@pytest.fixture
def served(site, unused_port):
    served = Served(site.root, unused_port)
    yield served
    served.process.send_signal(signal.SIGINT)
    served.process.wait(30)
    served.process.stdout.close()


@pytest.fixture
def unused_port():
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def test_an_edit_is_shown_and_a_mistake_leaves_the_old_page(site, served):
    wait(lambda: "watching docs/" in served.said)
    assert "one 1" in served.page()
    site.write(LESSON.replace("It is", "It will be"))
    wait(lambda: "It will be" in served.page())
    site.write(LESSON.replace('"one", 1', '"two", 2'))
    wait(lambda: "two 2" in served.page())
    site.write(LESSON.replace('"one", 1', "1 / 0"))
    wait(lambda: "docs/lesson.md:4: the block failed" in served.said)
    assert "two 2" in served.page()
    assert served.process.poll() is None
    site.write(LESSON)
    wait(lambda: "one 1" in served.page())
