"""A recording outlives a change of the code that changes no number."""

import json
import subprocess
import sys

import pytest

from course import experiments
from course.confirmations import confirm, timeless
from course.experiments import ExperimentError, record
from course.project import Project

EXPERIMENT = '''\
"""Claim: it falls."""
import plotly.graph_objects as go
from lab_tools import decay


def measure(*, seeds=(0, 1), quick=False):
    return {f"seed {seed}": decay(seed) for seed in seeds}


def draw(results):
    return go.Figure(go.Scatter(y=results["seed 0"]))
'''
TOOLS = "def decay(seed):\n    return [1.0, 0.5 + seed]\n"
# Other code, the same numbers.
REWRITTEN = "def decay(seed):\n    last = seed + 0.5\n    return [1.0, last]\n"


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A course in git, with one recording."""
    project = Project(tmp_path)
    folder = project.code / "proof"
    folder.mkdir(parents=True)
    monkeypatch.setattr(experiments, "PACKAGE", "proof")
    monkeypatch.setattr(sys, "path", [*sys.path])
    for name in ("proof", "proof.fall", "lab_tools"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    write(project, tools=TOOLS, experiment=EXPERIMENT)
    record("fall", project)
    git(project, "init", "--quiet")
    commit(project)
    return project


def write(project, *, tools=None, experiment=None):
    if tools:
        (project.code / "lab_tools.py").write_text(tools)
    if experiment:
        (project.code / "proof" / "fall.py").write_text(experiment)


def git(project, *arguments):
    who = ["-c", "user.name=Reader", "-c", "user.email=reader@example.org"]
    command = ["git", "-C", project.root, *who, *arguments]
    subprocess.run(command, check=True, capture_output=True)


def commit(project):
    git(project, "add", ".")
    git(project, "commit", "--quiet", "--message", "So it is")


def test_what_has_not_changed_needs_no_confirmation(project):
    assert confirm("fall", project) is None


def test_code_that_gives_the_same_numbers_is_confirmed(project):
    write(project, tools=REWRITTEN)
    assert experiments.problems(project)
    recording = json.loads(confirm("fall", project).read_text("utf-8"))
    assert experiments.problems(project) == []
    (confirmed,) = recording["provenance"]["confirmed"]
    assert confirmed["changed"] == ["code/lab_tools.py"]
    assert recording["results"] == {"seed 0": [1.0, 0.5], "seed 1": [1.0, 1.5]}


def test_code_that_gives_another_number_is_not(project):
    write(project, tools=TOOLS.replace("0.5", "0.25"))
    with pytest.raises(ExperimentError, match=r"for seed 0, seed 1: record"):
        confirm("fall", project)
    assert experiments.problems(project)


def test_what_gives_other_numbers_each_time_is_not(project):
    noisy = "import random\n" + TOOLS.replace("0.5", "random.random()")
    write(project, tools=noisy)
    record("fall", project)
    commit(project)
    write(project, tools=noisy.replace("0 +", "0.0 +") + "\nUNUSED = 1\n")
    with pytest.raises(ExperimentError, match="other results than before"):
        confirm("fall", project)


def test_how_long_a_step_took_does_not_count_but_a_table_of_times_does():
    step = {"loss": 2.5, "seconds": 8.1}
    assert timeless({"curve": [step]}) == timeless(
        {"curve": [step | {"seconds": 9.0}]}
    )
    assert timeless({"curve": [step]}) != timeless(
        {"curve": [step | {"loss": 2.0}]}
    )
    assert timeless({"seconds": {"fused": [0.1]}}) != timeless(
        {"seconds": {"fused": [0.2]}}
    )


def test_an_experiment_that_has_changed_itself_is_not(project):
    write(project, experiment=EXPERIMENT.replace("(0, 1)", "(0, 1, 2)"))
    with pytest.raises(ExperimentError, match="fall itself has changed"):
        confirm("fall", project)


def test_a_recording_in_no_commit_is_not(project):
    git(project, "rm", "--quiet", "--cached", "-r", "docs")
    git(project, "commit", "--quiet", "--amend", "--message", "Without it")
    write(project, tools=REWRITTEN)
    with pytest.raises(ExperimentError, match="fall is in no commit"):
        confirm("fall", project)


def test_a_recording_committed_with_other_sources_is_not(project):
    write(project, tools=TOOLS.replace("0.5", "0.75"))
    record("fall", project)
    write(project, tools=REWRITTEN)
    commit(project)
    write(project, tools=TOOLS)
    with pytest.raises(ExperimentError, match="does not hold: record"):
        confirm("fall", project)


def test_code_that_fails_is_told_with_its_error(project):
    write(project, tools="def decay(seed):\n    raise OSError('no disk')\n")
    with pytest.raises(ExperimentError, match=r"fall fails:[\s\S]*no disk"):
        confirm("fall", project)
    listed = subprocess.run(
        ["git", "-C", project.root, "worktree", "list"],
        capture_output=True,
        text=True,
    )
    assert len(listed.stdout.splitlines()) == 1  # nothing is left behind
