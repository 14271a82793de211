"""Long experiments: recorded with their origin, resumed, told when stale."""

import json
import subprocess
import sys

import pytest

from course import experiments
from course.experiments import ExperimentError, record
from course.project import HERE, Project

SLOW = '''\
"""Claim: it falls."""
import plotly.graph_objects as go
from lab_tools import decay

RAN = []


def measure(*, seeds=(0, 1), quick=False, done=()):
    for seed in seeds:
        key = f"seed {seed}"
        if key not in done:
            RAN.append(key)
            yield key, decay(seed)


def draw(results):
    """Draw it."""
    return go.Figure(go.Scatter(y=results["seed 0"]))
'''
SHORT = """\
def measure(seed=0):
    return {"x": 1}
"""
DICT = """\
def measure(*, seed=3, quick=False):
    return {"loss": VALUE, "quick": quick}


def draw(results):
    results["loss"]
"""


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A course with a package of its own, out of the way of the real one."""
    project = Project(tmp_path)
    folder = project.code / "trial"
    folder.mkdir(parents=True)
    (project.code / "lab_tools.py").write_text(
        "def decay(seed):\n    return [1.0, 0.5 + seed]\n"
    )
    monkeypatch.setattr(experiments, "PACKAGE", "trial")
    monkeypatch.setattr(sys, "path", [*sys.path])
    for name in ("trial", "lab_tools", "trial.slow", "trial.short", "trial.d"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    write(project, "slow", SLOW)
    write(project, "short", SHORT)
    return project


def write(project, name, text):
    (project.code / "trial" / f"{name}.py").write_text(text)


def forget():
    for name in [n for n in sys.modules if n.split(".")[0] == "trial"]:
        del sys.modules[name]


def test_the_long_ones_are_those_that_can_be_quick(project):
    assert experiments.recorded(project) == ["slow"]


def test_a_recording_says_where_its_numbers_come_from(project):
    path = record("slow", project)
    recording = json.loads(path.read_text("utf-8"))
    assert recording["results"] == {"seed 0": [1.0, 0.5], "seed 1": [1.0, 1.5]}
    origin = recording["provenance"]
    assert origin["seeds"] == [0, 1]
    assert origin["versions"].keys() == {"python", "torch", "numpy", "plotly"}
    assert origin["machine"]["cores"] >= 1
    assert origin["seconds"] >= 0
    assert list(origin["sources"]) == [
        "code/trial/slow.py",
        "code/lab_tools.py",
    ]


def test_a_recording_does_not_say_whose_machine_it_was(project):
    import getpass
    import platform

    text = record("slow", project).read_text("utf-8")
    assert str(project.root) not in text
    for name in (platform.node(), getpass.getuser()):
        assert f'"{name}"' not in text


def test_what_was_never_recorded_is_a_problem(project):
    (problem,) = experiments.problems(project)
    assert problem.startswith("experiment slow was never recorded: run make ")


def test_a_recording_is_fresh_until_its_source_moves_on(project):
    record("slow", project)
    assert experiments.problems(project) == []
    tools = project.code / "lab_tools.py"
    tools.write_text(tools.read_text().replace("0.5", "0.25"))
    (problem,) = experiments.problems(project)
    assert problem == (
        "experiment slow was recorded before code/lab_tools.py changed: run "
        'make experiments ARGS="slow" and see whether the text still holds'
    )


def test_how_the_figure_looks_is_no_reason_to_measure_again(project):
    record("slow", project)
    write(project, "slow", SLOW.replace("go.Scatter", "go.Bar"))
    assert experiments.problems(project) == []
    write(project, "slow", SLOW.replace("seeds=(0, 1)", "seeds=(0,)"))
    assert len(experiments.problems(project)) == 1


def test_a_recording_of_no_experiment_is_a_problem(project):
    record("slow", project)
    (project.results / "gone.json").write_text("{}")
    assert experiments.problems(project) == [
        "docs/results/gone.json belongs to no experiment: delete it"
    ]


def test_a_killed_run_goes_on_where_it_was(project):
    broken = SLOW.replace(
        "            RAN",
        "            if seed: raise KeyboardInterrupt\n            RAN",
    )
    write(project, "slow", broken)
    with pytest.raises(KeyboardInterrupt):
        record("slow", project)
    assert not project.results.exists()
    forget()
    said = []
    with pytest.raises(KeyboardInterrupt):
        record("slow", project, report=said.append)
    assert said == ["slow: going on after seed 0"]
    assert sys.modules["trial.slow"].RAN == []


def test_a_run_of_other_code_begins_from_nothing(project):
    test_a_killed_run_goes_on_where_it_was(project)
    write(project, "slow", SLOW)
    forget()
    path = record("slow", project)
    assert sys.modules["trial.slow"].RAN == ["seed 0", "seed 1"]
    assert len(json.loads(path.read_text("utf-8"))["results"]) == 2
    assert not list((project.cache / "experiments").iterdir())


def test_trying_an_experiment_records_nothing(project):
    write(project, "d", DICT.replace("VALUE", "2.5"))
    assert record("d", project, quick=True) is None
    assert not project.results.exists()


def test_an_experiment_may_return_all_at_once(project):
    write(project, "d", DICT.replace("VALUE", "2.5"))
    recording = json.loads(record("d", project).read_text("utf-8"))
    assert recording["results"] == {"loss": 2.5, "quick": False}
    assert recording["provenance"]["seeds"] == [3]


@pytest.mark.parametrize("value", ["{1, 2}", "float('nan')", "object()"])
def test_results_that_are_not_plain_are_refused(project, value):
    write(project, "d", DICT.replace("VALUE", value))
    with pytest.raises(ExperimentError, match="d: results are numbers"):
        record("d", project)
    assert not project.results.exists()


def test_an_unknown_experiment_is_told_which_there_are(project):
    with pytest.raises(ExperimentError, match="'quick' to record, only slow"):
        record("quick", project)


def test_an_experiment_without_a_seed_is_refused(project):
    write(project, "d", DICT.replace("VALUE", "1").replace("seed=3, ", ""))
    with pytest.raises(ExperimentError, match="takes no seed"):
        record("d", project)


def test_the_command_lists_the_state_of_each():
    done = subprocess.run(
        [sys.executable, "scripts/experiments.py", "--list"],
        cwd=HERE.root,
        capture_output=True,
        text=True,
        check=True,
    )
    names = [line.split(":")[0] for line in done.stdout.splitlines()]
    assert names == experiments.recorded()
