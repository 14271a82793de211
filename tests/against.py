"""How far a component is from its reference: measured, recorded, held.

    @pytest.mark.against("nn.GRU")
    def test_agrees_with_pytorch(): ...

    @pytest.mark.against(rule="the paper's equations, one pair at a time")
    def test_is_the_papers_formula(): ...

    @pytest.mark.against("tiktoken.Encoding", exactly=True)
    def test_agrees_with_tiktoken(): ...

The first argument is a name in the test's own module, or in a library: what is
not there cannot be claimed. Everything that such a test hands to
`torch.testing.assert_close`, `np.testing.assert_allclose` or `pytest.approx`
is measured, and the largest difference is compared with the one on the page:
a test that is ten times further off than the page says, or not on it, fails.
So does one that compares nothing in this way, unless it says that all it
compares must be equal (`exactly`).
`make parity` records the differences anew.
"""

import importlib
import inspect
import json
import math
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest

from course.experiments import machine, versions
from course.storage import write
from tests.measuring import EPSILON

ROOT = Path(__file__).parents[1]
RECORD = ROOT / "docs" / "results" / "tests" / "parity.json"

# How much further off a test may be on another machine than on the one that
# recorded it, and what rounding alone explains, in units of the last place.
ORDER_OF_MAGNITUDE, ROUNDING = 10, 8


@dataclass
class Row:
    """One component held to one reference."""

    component: str
    reference: str
    library: str  # whose code the reference is; "" if it is a rule
    test: str
    dtype: str = ""  # of the numbers compared
    exactly: bool = False  # all had to be equal
    relative: float = 0.0
    absolute: float = 0.0


def row_of(item: pytest.Item, mark: pytest.Mark) -> Row:
    """What a test claims to compare with what.

    Raises:
        AttributeError: if the reference that it names does not exist.
    """
    name = item.path.relative_to(ROOT / "tests")
    row = Row(
        component=(name.parent / name.stem.removeprefix("test_")).as_posix(),
        reference=mark.kwargs.get("rule", ""),
        library="",
        exactly=mark.kwargs.get("exactly", False),
        test=item.nodeid.partition("[")[0],
    )
    if mark.args:
        row.reference, row.library = named(mark.args[0], item.module)
    return row


def named(name: str, module: Any) -> tuple[str, str]:
    """A reference's full name, and the library that it belongs to."""
    first, *rest = name.split(".")
    found = getattr(module, first, None)
    if found is None:
        found = importlib.import_module(first)
    full = [getattr(found, "__name__", first)]
    origin = getattr(found, "__module__", None) or full[0]
    if inspect.isfunction(found):
        # `eager_attention_forward` has many homes, a class only one.
        full.insert(0, origin.rpartition(".")[2])
    for part in rest:
        if not hasattr(found, part):
            with suppress(ModuleNotFoundError):
                importlib.import_module(".".join([*full, part]))
        found = getattr(found, part)
        full.append(part)
    return ".".join(full), origin.partition(".")[0]


@cache
def on_the_page() -> dict[tuple[str, str], dict[str, Any]]:
    """What was recorded, by component and reference."""
    if not RECORD.exists():
        return {}
    rows = json.loads(RECORD.read_text("utf-8"))["results"]["rows"]
    return {(row["component"], row["reference"]): row for row in rows}


def problem(row: Row, *, recording: bool = False) -> str | None:
    """What is wrong with a row, or with the page's line for it."""
    if not row.dtype and not row.exactly:
        return (
            "nothing was measured: compare with assert_close, or say "
            "`exactly=True` if all must be equal"
        )
    if recording:
        return None
    recorded = on_the_page().get((row.component, row.reference))
    if recorded is None:
        return (
            f"{row.component} against {row.reference} is not on the page of "
            "differences: run make parity"
        )
    allowed = ORDER_OF_MAGNITUDE * max(
        recorded["relative"], ROUNDING * EPSILON.get(row.dtype, 0.0)
    )
    if row.relative > allowed or not math.isfinite(row.relative):
        return (
            f"{row.component} is off by {row.relative:.1e} from "
            f"{row.reference}, and the page says {recorded['relative']:.1e}: "
            "if that is right, run make parity"
        )
    return None


def merged(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """One row for each component and reference: the worst of its tests."""
    best: dict[tuple[str, str], Row] = {}
    for row in (Row(**r) for r in rows):
        key = row.component, row.reference
        if key not in best or row.relative >= best[key].relative:
            best[key] = row
    return [asdict(best[key]) for key in sorted(best)]


def record(rows: list[dict[str, Any]]) -> None:
    """Write what the page is drawn from."""
    libraries = ("transformers", "tokenizers", "tiktoken")
    recording = {
        "provenance": {
            "versions": versions() | {n: version(n) for n in libraries},
            "machine": machine(),
            "date": datetime.now(UTC).date().isoformat(),
        },
        "results": {"rows": merged(rows)},
    }
    write(RECORD, json.dumps(recording, indent=1, ensure_ascii=False) + "\n")
