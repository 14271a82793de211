"""Record long experiments, with where their numbers come from.

An experiment is a module of `unmasked.experiments`. It is recorded if its
`measure` takes `quick`, which is how it says that it is long; a short one runs
on the page. A recording is `docs/results/<name>.json`:

    {"provenance": {"seeds", "versions", "machine", "seconds", "date",
                    "sources"},
     "results": what `measure` returned}

`measure` returns a dict of plain numbers, strings and lists. It may instead
yield its items one by one; then it takes `done` too, the keys that an earlier
run, killed in the middle, has finished, and leaves those out.
"""

import ast
import importlib
import importlib.metadata
import inspect
import json
import os
import platform
import sys
import time
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType
from typing import Any

from course.imports import dependencies
from course.outputs import Report, quietly
from course.project import HERE, Project
from course.sources import source_hash
from course.storage import write
from course.store import LIBRARIES

PACKAGE = "unmasked.experiments"


class ExperimentError(RuntimeError):
    """An experiment that cannot be recorded, and why."""


def folder(project: Project = HERE) -> Path:
    """Where the experiments' modules are."""
    return project.code.joinpath(*PACKAGE.split("."))


def recorded(project: Project = HERE) -> list[str]:
    """The experiments that are to be recorded, without importing them."""
    names = []
    for path in sorted(folder(project).glob("*.py")):
        for node in ast.parse(path.read_text("utf-8")).body:
            if isinstance(node, ast.FunctionDef) and node.name == "measure":
                arguments = [*node.args.args, *node.args.kwonlyargs]
                if any(argument.arg == "quick" for argument in arguments):
                    names.append(path.stem)
    return names


def stale(project: Project = HERE) -> dict[str, str]:
    """The experiments that must be run, and why."""
    reasons = {}
    for name in recorded(project):
        path = project.results / f"{name}.json"
        if not path.exists():
            reasons[name] = "was never recorded"
            continue
        recording = json.loads(path.read_text("utf-8"))
        before = recording["provenance"]["sources"]
        data = [source for source in before if not source.endswith(".py")]
        now = sources_of(name, data, project)
        if changed := differing(before, now):
            reasons[name] = f"was recorded before {', '.join(changed)} changed"
    return reasons


def differing(before: dict[str, Any], now: dict[str, Any]) -> list[str]:
    """The keys whose values are not the same, or that only one has.

    Example:
        >>> differing({"a": 1, "b": 2}, {"b": 3, "c": 4})
        ['a', 'b', 'c']
    """
    missing = object()
    return [
        key
        for key in sorted(before.keys() | now.keys())
        if before.get(key, missing) != now.get(key, missing)
    ]


def problems(project: Project = HERE) -> list[str]:
    """What is wrong with the recordings, and what to do about it."""
    names = recorded(project)
    found = [
        f"experiment {name} {reason}: "
        f'run make experiments ARGS="{name}" and see whether the text still '
        "holds"
        for name, reason in stale(project).items()
    ]
    for path in sorted(project.results.glob("*.json")):
        if path.stem not in names:
            found.append(
                f"{project.name(path)} belongs to no experiment: delete it"
            )
    return found


def record(
    name: str,
    project: Project = HERE,
    *,
    quick: bool = False,
    report: Report = quietly,
) -> Path | None:
    """Run an experiment and write its recording; with `quick` only try it.

    Raises:
        ExperimentError: if there is no such experiment, or its results are
            not plain, or its figure cannot be drawn from the recording.
    """
    if name not in recorded(project):
        raise ExperimentError(
            f"no experiment {name!r} to record, only "
            f"{', '.join(recorded(project)) or 'none yet'}"
        )
    sys.path.insert(0, str(project.code))
    module = importlib.import_module(f"{PACKAGE}.{name}")
    data = opened(project)
    sources = sources_of(name, (), project)
    partial = project.cache / "experiments" / f"{name}.json"
    # a quick run and a changed source each begin from nothing
    state = {"sources": sources, "quick": quick}
    results: dict[str, Any] = {}
    earlier = 0.0
    if partial.exists():
        saved = json.loads(partial.read_text("utf-8"))
        if saved["state"] == state:
            results, earlier = saved["results"], saved["seconds"]
            report(f"{name}: going on after {', '.join(results)}")
    begun = time.perf_counter() - earlier
    for key, value in items(module, quick, results):
        results[key] = value
        seconds = round(time.perf_counter() - begun, 1)
        saved = {"state": state, "seconds": seconds, "results": results}
        write(partial, plain(saved, name), project)
        report(f"{name}: {key} after {seconds:.0f} s")
    recording = {
        "provenance": {
            "seeds": seeds(module),
            "versions": versions(),
            "machine": machine(),
            "seconds": round(time.perf_counter() - begun, 1),
            "date": datetime.now(UTC).date().isoformat(),
            "sources": sources_of(name, sorted(data), project),
        },
        "results": results,
    }
    text = plain(recording, name)
    # what the pages will draw from is the recording, not what is in memory
    module.draw(json.loads(text)["results"])
    partial.unlink(missing_ok=True)
    if quick:
        return None
    path = project.results / f"{name}.json"
    write(path, text, project)
    return path


def items(
    module: ModuleType, quick: bool, done: Iterable[str]
) -> Iterator[tuple[str, Any]]:
    """What `measure` gives, item by item."""
    parameters = inspect.signature(module.measure).parameters
    settings: dict[str, Any] = {"quick": quick}
    if "done" in parameters:
        settings["done"] = frozenset(done)
    results = module.measure(**settings)
    yield from results.items() if isinstance(results, dict) else results


def plain(value: Any, name: str) -> str:
    """JSON with a line an item; only what JSON can hold exactly.

    Raises:
        ExperimentError: if something in it is no plain value.
    """
    try:
        text = json.dumps(value, indent=1, ensure_ascii=False, allow_nan=False)
    except (TypeError, ValueError) as error:
        raise ExperimentError(
            f"{name}: results are numbers, strings, lists and dicts: {error}"
        ) from None
    return text + "\n"


def seeds(module: ModuleType) -> Any:
    """The seeds that `measure` takes by default."""
    parameters = inspect.signature(module.measure).parameters
    for name in ("seeds", "seed"):
        if name in parameters:
            default = parameters[name].default
            return list(default) if name == "seeds" else [default]
    raise ExperimentError(f"{module.__name__}.measure takes no seed or seeds")


def sources_of(
    name: str, data: Iterable[str], project: Project = HERE
) -> dict[str, str]:
    """What the results depend on, with hashes.

    The module itself counts without its `draw`: how a figure looks is no
    reason to measure again.

    Args:
        name: the experiment.
        data: the data files that it read.
        project: the course it belongs to.
    """
    module = folder(project) / f"{name}.py"
    paths = dependencies(module.read_text("utf-8"), project=project)
    paths -= {module}
    paths |= {project.root / file for file in data}
    sources = {project.name(path): source_hash(path) for path in sorted(paths)}
    return {
        project.name(module): source_hash(module, without="draw"),
        **sources,
    }


def opened(project: Project) -> set[str]:
    """The data files that this process opens from now on, as it does."""
    files: set[str] = set()
    code = project.code.resolve()

    def audit(event: str, arguments: tuple[Any, ...]) -> None:
        if event == "open" and isinstance(arguments[0], str | os.PathLike):
            path = Path(os.fspath(arguments[0])).resolve()
            if path.is_relative_to(code) and path.suffix not in (".py", ".pyc"):
                files.add(project.name(path))

    sys.addaudithook(audit)
    return files


def versions() -> dict[str, str]:
    """What the numbers were computed with."""
    found = {name: importlib.metadata.version(name) for name in LIBRARIES}
    return {"python": platform.python_version(), **found}


def machine() -> dict[str, Any]:
    """What the numbers were computed on: kind and size, never whose."""
    import torch

    model = platform.processor() or platform.machine()
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        for line in cpuinfo.read_text("utf-8").splitlines():
            if line.startswith("model name"):
                model = line.partition(":")[2].strip()
                break
    found: dict[str, Any] = {
        "system": platform.system(),
        "processor": model,
        "cores": os.cpu_count() or 1,
        "threads": torch.get_num_threads(),
    }
    if torch.cuda.is_available():
        found["gpu"] = torch.cuda.get_device_name()
    return found
