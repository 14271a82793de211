"""A GiB is not a GB."""

import pytest

from unmasked.cost.units import GB, GIB, MIB, TIB, format_bytes


def test_a_gibibyte_is_seven_percent_more_than_a_gigabyte():
    assert pytest.approx(1.0737, abs=1e-4) == GIB / GB
    assert (TIB, GIB, MIB) == (1024**4, 1024**3, 1024**2)


@pytest.mark.parametrize(
    ("n_bytes", "text"),
    [
        (0, "0 bytes"),
        (1023, "1023 bytes"),
        (1024, "1 KiB (1.024 kB)"),
        (10**9, "953.7 MiB (1000 MB)"),
        (17_179_869_184, "16 GiB (17.18 GB)"),
        (2**41, "2 TiB (2.199 TB)"),
    ],
)
def test_both_units_are_said(n_bytes, text):
    assert format_bytes(n_bytes) == text


def test_there_are_no_negative_bytes():
    with pytest.raises(ValueError, match="n_bytes=-1"):
        format_bytes(-1)
