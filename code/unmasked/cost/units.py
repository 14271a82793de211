"""Bytes, said rightly: 1 GB is 10⁹ bytes and 1 GiB is 2³⁰.

Source: the binary prefixes: IEC 80000-13; https://physics.nist.gov/cuu/Units/binary.html
Lesson: docs/transformer/scaling-laws.md
"""

KIB, MIB, GIB, TIB = (2**power for power in (10, 20, 30, 40))
KB, MB, GB, TB = (10**power for power in (3, 6, 9, 12))


def format_bytes(n_bytes: float) -> str:
    """Say a number of bytes in binary and in decimal units.

    A memory chip of 16 GiB holds 17.18 GB. The two part by 7 % at this size,
    which is enough for a model that "fits" not to fit.

    Raises:
        ValueError: if the number is negative.

    Example:
        >>> format_bytes(16 * GIB)
        '16 GiB (17.18 GB)'
        >>> format_bytes(640)
        '640 bytes'
    """
    if n_bytes < 0:
        raise ValueError(f"{n_bytes=} must not be negative")
    for unit, binary, decimal in (
        ("T", TIB, TB), ("G", GIB, GB), ("M", MIB, MB), ("K", KIB, KB),
    ):  # fmt: skip
        if n_bytes >= binary:
            small = unit.lower() if unit == "K" else unit
            return (
                f"{n_bytes / binary:.4g} {unit}iB "
                f"({n_bytes / decimal:.4g} {small}B)"
            )
    return f"{n_bytes:g} bytes"
