"""What every test can count on."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import torch

from tests.component import shapes_unchecked

BROWSER = Path(__file__).parent / "browser"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep together what shares something costly, and begin with the longest.

    Only matters when tests run in several processes: the tests of one file
    share what it loads, and those in the browser share the built site.
    """
    for item in items:
        together = BROWSER if BROWSER in item.path.parents else item.path
        item.add_marker(pytest.mark.xdist_group(str(together)))
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
