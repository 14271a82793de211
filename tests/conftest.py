"""What every test can count on."""

from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path

import pytest
import torch

from tests import against
from tests.component import shapes_unchecked
from tests.measuring import measured

BROWSER = Path(__file__).parent / "browser"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the longest, so that no process ends long after the others."""
    items.sort(key=lambda item: BROWSER not in item.path.parents)


@pytest.fixture(autouse=True)
def seed() -> None:
    torch.manual_seed(0)


@pytest.fixture
def no_shape_checks() -> Iterator[None]:
    """See what a reader sees, who has no shape checker.

    Needed to reach our own error messages, and by `torch.compile`, which
    cannot trace through the checker.
    """
    with shapes_unchecked():
        yield


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--record-parity",
        action="store_true",
        help="write docs/results/tests/parity.json from what is measured",
    )


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    """Measure what a test marked `against` compares; hold it to the page."""
    mark = item.get_closest_marker("against")
    if mark is None:
        return (yield)
    row = against.row_of(item, mark)
    with measured() as found:
        result = yield
    row = replace(row, **found.largest())
    item.user_properties.append(("against", asdict(row)))
    recording = item.config.getoption("--record-parity")
    if wrong := against.problem(row, recording=recording):
        pytest.fail(wrong, pytrace=False)
    return result


class Recorder:
    """Gathers the rows, from all processes, and writes them."""

    def __init__(self) -> None:
        self.rows: list[dict] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when == "call" and report.passed:
            self.rows += [
                r for n, r in report.user_properties if n == "against"
            ]

    def pytest_sessionfinish(self, exitstatus: int) -> None:
        if exitstatus == 0 and self.rows:
            against.record(self.rows)


def pytest_configure(config: pytest.Config) -> None:
    # Only where the reports of all processes arrive.
    if config.getoption("--record-parity") and not hasattr(
        config, "workerinput"
    ):
        config.pluginmanager.register(Recorder())
