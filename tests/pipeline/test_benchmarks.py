"""Ratios are taken round by round, and recordings know their scripts."""

import json
import time

import pytest

from course import benchmarks
from course.project import Project


def test_runs_take_turns_and_the_warm_up_does_not_count():
    calls = []
    seconds = benchmarks.turns(
        {"a": lambda: calls.append("a"), "b": lambda: calls.append("b")},
        rounds=2,
        warm_up=1,
    )
    assert calls == ["a", "b"] * 3
    assert {name: len(times) for name, times in seconds.items()} == {
        "a": 2, "b": 2,
    }  # fmt: skip


def test_a_turn_is_as_long_as_it_takes():
    seconds = benchmarks.turns({"nap": lambda: time.sleep(0.01)}, rounds=1)
    assert seconds["nap"][0] >= 0.01


def test_the_clock_tells_how_long_a_turn_was():
    clock = iter([1.0, 4.0, 10.0, 12.0]).__next__
    seconds = benchmarks.turns(
        {"a": lambda: None}, rounds=2, warm_up=0, clock=clock
    )
    assert seconds == {"a": [3.0, 2.0]}


def test_a_slow_round_is_slow_for_both():
    # The third round took three times as long, whoever ran.
    seconds = {"slow": [2.0, 2.2, 6.0, 2.0, 1.8], "fast": [1, 1, 3, 1, 1]}
    found = benchmarks.ratio(seconds, slow="slow", fast="fast")
    assert found == {"median": 2.0, "low": 2.0, "high": 2.0}


def test_one_round_has_no_spread():
    found = benchmarks.ratio({"a": [3.0], "b": [2.0]}, slow="a", fast="b")
    assert found == {"median": 1.5, "low": 1.5, "high": 1.5}


@pytest.fixture
def project(tmp_path):
    folder = tmp_path / "scripts" / "benchmarks"
    folder.mkdir(parents=True)
    (folder / "speed.py").write_text("x = 1\n")
    return Project(tmp_path)


def test_a_benchmark_is_stale_until_recorded_and_once_changed(project):
    script = project.root / "scripts" / "benchmarks" / "speed.py"
    assert benchmarks.stale(project) == {"speed": "was never recorded"}
    path = benchmarks.record(
        "speed", {"ratio": 2.0}, seconds=1.0, packages=["numpy"],
        script=script, project=project,
    )  # fmt: skip
    assert benchmarks.stale(project) == {}
    recording = json.loads(path.read_text("utf-8"))
    assert recording["results"] == {"ratio": 2.0}
    assert {"python", "torch", "numpy"} == set(
        recording["provenance"]["versions"]
    )
    script.write_text("x = 2\n")
    assert "before its script changed" in benchmarks.stale(project)["speed"]


def test_the_recordings_are_of_these_scripts():
    # Said here and not by the build: whoever mends a script of a benchmark
    # has to find an hour in which the machine is quiet.
    assert benchmarks.stale() == {}
