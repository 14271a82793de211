"""What an exercise says of an answer."""

from collections.abc import Callable

import pytest

Verdict = Callable[..., str]


@pytest.fixture
def verdict(capsys: pytest.CaptureFixture[str]) -> Verdict:
    """Run a check and read what it says, on one line."""

    def of(check: Callable[..., None], *answers: object) -> str:
        capsys.readouterr()
        check(*answers)
        return " ".join(capsys.readouterr().out.split())

    return of
