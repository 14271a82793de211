import pytest

from unmasked.data.splits import split_of

KEYS = [f"key {number}" for number in range(10_000)]


def test_shares_are_those_asked_for():
    splits = [split_of(key, valid=0.2, test=0.05) for key in KEYS]
    # Four standard deviations of a binomial count: sqrt(n·p·(1−p)).
    assert splits.count("valid") == pytest.approx(2000, abs=4 * 40)
    assert splits.count("test") == pytest.approx(500, abs=4 * 22)


def test_more_validation_takes_nothing_from_the_test():
    narrow = {k for k in KEYS if split_of(k, valid=0.1) == "test"}
    wide = {k for k in KEYS if split_of(k, valid=0.5) == "test"}
    assert narrow == wide


def test_without_shares_all_is_learned_from():
    assert {split_of(key, valid=0, test=0) for key in KEYS} == {"train"}


@pytest.mark.parametrize(("valid", "test"), [(-0.1, 0.1), (0.5, 0.5)])
def test_shares_that_leave_nothing_are_refused(valid, test):
    with pytest.raises(ValueError, match=f"valid={valid} and test={test}"):
        split_of("key", valid=valid, test=test)
