"""Measure by turns, and record what was measured with where it comes from.

A benchmark is a module of `scripts/benchmarks/` with `measure(…)`, which
returns a dict of plain numbers. A recording is
`docs/results/benchmarks/<name>.json`, in the form of the experiments':

    {"provenance": {"versions", "machine", "seconds", "date", "sources"},
     "results": what `measure` returned}

Timings are never compared with anything but what was measured beside them.
"""

import json
import platform
import statistics
import time
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from course.experiments import machine, plain
from course.project import HERE, Project
from course.sources import source_hash
from course.storage import write


def turns(
    runs: Mapping[str, Callable[[], Any]],
    *,
    rounds: int,
    warm_up: int = 1,
    clock: Callable[[], float] = time.perf_counter,
) -> dict[str, list[float]]:
    """Seconds of each run in each round; the runs take turns.

    Whatever else the machine does in a round, it does to all of them.

    Args:
        runs: what to measure, by name.
        rounds: how often.
        warm_up: rounds before that, which do not count.
        clock: what tells the seconds. What computes on one thread and waits
            for nothing may take `time.process_time`, which stands still while
            another program has the core.
    """
    seconds: dict[str, list[float]] = {name: [] for name in runs}
    for number in range(warm_up + rounds):
        for name, run in runs.items():
            begun = clock()
            run()
            took = clock() - begun
            if number >= warm_up:
                seconds[name].append(took)
    return seconds


def ratio(
    seconds: Mapping[str, list[float]], *, slow: str, fast: str
) -> dict[str, float]:
    """How many times as long one takes as the other, round by round.

    Returns:
        The median, and the quarters of the rounds that lie below and above.
    """
    ratios = [a / b for a, b in zip(seconds[slow], seconds[fast], strict=True)]
    if len(ratios) == 1:
        ratios *= 2
    low, median, high = statistics.quantiles(ratios, n=4, method="inclusive")
    return {"median": median, "low": low, "high": high}


def record(
    name: str,
    results: dict[str, Any],
    *,
    seconds: float,
    packages: Iterable[str],
    script: Path,
    project: Project = HERE,
) -> Path:
    """Write a recording.

    Args:
        name: of the benchmark.
        results: what it measured.
        seconds: how long that took.
        packages: whose versions matter, besides PyTorch's.
        script: the benchmark's file.
        project: the course it belongs to.
    """
    names = sorted({"torch", *packages})
    recording = {
        "provenance": {
            "versions": {
                "python": platform.python_version(),
                **{package: version(package) for package in names},
            },
            "machine": machine(),
            "seconds": round(seconds, 1),
            "date": datetime.now(UTC).date().isoformat(),
            "sources": {project.name(script): source_hash(script)},
        },
        "results": results,
    }
    path = project.results / "benchmarks" / f"{name}.json"
    write(path, plain(recording, name), project)
    return path


def stale(project: Project = HERE) -> dict[str, str]:
    """The benchmarks that must be run, and why.

    Only the benchmark itself counts: what it measures changes with every
    commit, and a speed is good until somebody measures again.
    """
    reasons = {}
    scripts = project.root / "scripts" / "benchmarks"
    for script in sorted(scripts.glob("*.py")):
        path = project.results / "benchmarks" / f"{script.stem}.json"
        if not path.exists():
            reasons[script.stem] = "was never recorded"
            continue
        before = json.loads(path.read_text("utf-8"))["provenance"]["sources"]
        if before != {project.name(script): source_hash(script)}:
            reasons[script.stem] = "was recorded before its script changed"
    return reasons
