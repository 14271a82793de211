"""Results of long runs, as they were recorded.

An experiment that runs for longer than a page can wait is run once; its
numbers are kept with the seeds, versions and machine that gave them. So are
what the tests measured (`tests/parity`) and the benchmarks
(`benchmarks/training`).
"""

import json
from pathlib import Path
from typing import Any

# Installed, the recordings lie beside this file; in the repository they are
# part of the site.
_INSTALLED = Path(__file__).parent / "results"
_REPOSITORY = Path(__file__).parents[3] / "docs" / "results"


def load(name: str) -> dict[str, Any]:
    """What was measured: for an experiment, what its `measure` returned.

    Args:
        name: of the experiment's module in `unmasked.experiments`, or the
            path of another recording.

    Raises:
        ValueError: if there is no such recording.

    Example:
        >>> rows = load("tests/parity")["rows"]
        >>> rows[0]["component"]
        'attention/additive'
    """
    results: dict[str, Any] = _recording(name)["results"]
    return results


def provenance(name: str) -> dict[str, Any]:
    """Where the numbers come from: seeds, versions, machine, seconds, date.

    Args:
        name: of the experiment's module in `unmasked.experiments`.

    Raises:
        ValueError: if there is no such recording.

    Example:
        >>> sorted(provenance("tests/parity"))
        ['date', 'machine', 'versions']
    """
    origin: dict[str, Any] = _recording(name)["provenance"]
    return origin


def _recording(name: str) -> dict[str, dict[str, Any]]:
    folder = _INSTALLED if _INSTALLED.exists() else _REPOSITORY
    path = folder / f"{name}.json"
    if not path.exists():
        names = (
            path.relative_to(folder).with_suffix("").as_posix()
            for path in folder.rglob("*.json")
        )
        there = ", ".join(sorted(names))
        raise ValueError(f"no recording {name=}, only: {there or 'none yet'}")
    recording: dict[str, dict[str, Any]] = json.loads(path.read_text("utf-8"))
    return recording
