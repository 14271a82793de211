"""What the sizes of a model must satisfy, said in one place.

Lesson: docs/transformer/scaling-laws.md
"""


def check_sizes(**sizes: int | float) -> None:
    """Refuse a size that is not positive, by its name.

    Raises:
        ValueError: if a size is zero or less.
    """
    for name, size in sizes.items():
        if not size > 0:
            raise ValueError(f"{name}={size} must be positive")


def head_sizes(
    d_model: int, n_heads: int, n_kv_heads: int | None, d_head: int | None
) -> tuple[int, int]:
    """Fill in the number of key/value heads and the width of a head.

    Raises:
        ValueError: if a size is not positive, `n_kv_heads` does not divide
            `n_heads`, or `n_heads` does not divide `d_model` and no width of
            a head is given.

    Example:
        >>> head_sizes(512, 8, None, None)
        (8, 64)
    """
    n_kv_heads = n_heads if n_kv_heads is None else n_kv_heads
    check_sizes(d_model=d_model, n_heads=n_heads, n_kv_heads=n_kv_heads)
    if n_heads % n_kv_heads:
        raise ValueError(f"{n_kv_heads=} must divide {n_heads=}")
    if d_head is None:
        if d_model % n_heads:
            raise ValueError(
                f"{n_heads=} must divide {d_model=}, or d_head must be given"
            )
        d_head = d_model // n_heads
    check_sizes(d_head=d_head)
    return n_kv_heads, d_head
