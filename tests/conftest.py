"""What every test can count on."""

from collections.abc import Iterator

import pytest
import torch

from tests.component import shapes_unchecked


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
