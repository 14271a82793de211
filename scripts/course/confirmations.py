"""Confirm that a change of the code changed nothing that was recorded.

A recording names the digests of the sources that made it. Code that many
experiments share is mended now and then in a way that no number shows: for
another device, for speed, for a clearer error. To spend hours on the same
numbers would be waste, and to write new digests by hand would be a lie. So the
quick run is made twice, with the sources of the recording, which git has kept,
and with those of today. If the results agree to the last bit, the recording
takes today's digests, and its provenance says when, and of what, it was
confirmed.

That is evidence, no proof: a branch that only the long run takes is not seen.
A number called "seconds" may differ, as it says how long the rest took. Tables
of times are results, never agree, and must be recorded again.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from course import experiments
from course.experiments import ExperimentError
from course.outputs import Report, quietly
from course.project import HERE, Project
from course.storage import write

QUICK = """
import importlib, json, sys
from pathlib import Path
from course.experiments import items
module = importlib.import_module(sys.argv[1])
assert Path(module.__file__).is_relative_to(sys.argv[2]), module.__file__
print(json.dumps(dict(items(module, True, ())), sort_keys=True))
"""


def confirm(
    name: str, project: Project = HERE, *, report: Report = quietly
) -> Path | None:
    """Confirm a recording whose sources have moved on; None if none has.

    Raises:
        ExperimentError: if the experiment itself has changed, no commit has
            the sources of its recording, or the results differ.
    """
    reason = experiments.stale(project).get(name)
    if not reason:
        return None
    path = project.results / f"{name}.json"
    if not path.exists():
        raise ExperimentError(f"{name} {reason}: record it")
    recording = json.loads(path.read_text("utf-8"))
    before = recording["provenance"]["sources"]
    data = [source for source in before if not source.endswith(".py")]
    now = experiments.sources_of(name, data, project)
    own = project.name(experiments.folder(project) / f"{name}.py")
    if before[own] != now[own]:
        raise ExperimentError(f"{name} itself has changed: record it again")
    with as_recorded(name, before, project) as earlier:
        report(f"{name}: a quick run with the sources of its recording")
        was = quick_run(name, earlier)
        report(f"{name}: a quick run with those of today")
        found = quick_run(name, project)
    if different := experiments.differing(timeless(was), timeless(found)):
        raise ExperimentError(
            f"{name}: other results than before for {', '.join(different)}: "
            "record it again"
        )
    changed = experiments.differing(before, now)
    recording["provenance"]["sources"] = now
    recording["provenance"].setdefault("confirmed", []).append(
        {"date": datetime.now(UTC).date().isoformat(), "changed": changed}
    )
    write(path, experiments.plain(recording, name), project)
    return path


@contextmanager
def as_recorded(
    name: str, sources: dict[str, str], project: Project
) -> Iterator[Project]:
    """The course as it was when the recording was committed.

    Raises:
        ExperimentError: if the sources there are not those of the recording.
    """
    path = project.results / f"{name}.json"
    commit = git(project, "log", "-1", "--format=%H", "--", str(path))
    if not commit:
        raise ExperimentError(f"{name} is in no commit: record it again")
    with tempfile.TemporaryDirectory() as folder:
        earlier = Project(Path(folder, "course").resolve())
        git(project, "worktree", "add", "--detach", str(earlier.root), commit)
        try:
            data = [file for file in sources if not file.endswith(".py")]
            if experiments.sources_of(name, data, earlier) != sources:
                raise ExperimentError(
                    f"{name} was recorded with sources that commit "
                    f"{commit[:7]} does not hold: record it again"
                )
            yield earlier
        finally:
            git(project, "worktree", "remove", "--force", str(earlier.root))


def quick_run(name: str, project: Project) -> dict[str, Any]:
    """What a quick run gives, in a process of its own."""
    scripts = Path(__file__).parent.parent
    path = os.pathsep.join(map(str, (project.code, scripts)))
    module = f"{experiments.PACKAGE}.{name}"
    done = subprocess.run(
        [sys.executable, "-c", QUICK, module, str(project.code)],
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise ExperimentError(f"{name} fails:\n{done.stderr.strip()}")
    results: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return results


def timeless(result: Any) -> Any:
    """A result without how long it took.

    Example:
        >>> timeless([{"loss": 2.5, "seconds": 8.1}])
        [{'loss': 2.5}]
        >>> timeless({"seconds": {"fused": 0.2}})
        {'seconds': {'fused': 0.2}}
    """
    if isinstance(result, list):
        return [timeless(part) for part in result]
    if not isinstance(result, dict):
        return result
    return {
        key: timeless(value)
        for key, value in result.items()
        if key != "seconds" or isinstance(value, dict | list)
    }


def git(project: Project, *arguments: str) -> str:
    """Ask git about the course.

    Raises:
        ExperimentError: if git refuses, with what it says.
    """
    done = subprocess.run(
        ["git", "-C", str(project.root), *arguments],
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise ExperimentError(f"git: {done.stderr.strip()}")
    return done.stdout.strip()
