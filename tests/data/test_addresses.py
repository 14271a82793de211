from collections import Counter
from itertools import chain

import pytest

from unmasked.data.addresses import addresses


def test_there_is_an_address_for_almost_every_year():
    years = Counter(address.year for address in addresses())
    assert sum(years.values()) == 233
    # An outgoing and an incoming president both spoke in these years.
    assert {year for year, n in years.items() if n > 1} == {1953, 1961}
    assert min(years) == 1790
    assert set(range(1790, 2022)) - set(years) == {1933}


def test_labels_fit_what_is_known():
    found = {(a.year, a.president): a.party for a in addresses()}
    assert found[1862, "Abraham Lincoln"] == "Republican"
    assert found[1941, "Franklin D Roosevelt"] == "Democratic"
    assert found[1790, "George Washington"] == "none"


def test_texts_are_clean_and_long():
    for address in addresses():
        assert len(address.text) > 1000
        assert address.text == address.text.strip()
        assert all(c.isprintable() or c == "\n" for c in address.text)


def test_each_address_is_in_exactly_one_split():
    parts = [addresses(split) for split in ("train", "valid", "test")]
    assert sorted(chain(*parts)) == sorted(addresses())
    assert len(parts[0]) > 0.7 * 233
    assert min(len(part) for part in parts) >= 20


def test_both_large_parties_are_in_every_split():
    for split in ("train", "valid", "test"):
        parties = {address.party for address in addresses(split)}
        assert {"Democratic", "Republican"} <= parties


def test_a_caller_cannot_spoil_the_cache():
    addresses().clear()
    assert len(addresses()) == 233


def test_an_unknown_split_is_refused(no_shape_checks):
    with pytest.raises(ValueError, match="split='dev' must be one of"):
        addresses("dev")
