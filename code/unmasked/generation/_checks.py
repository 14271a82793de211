"""What can be continued, and by which models: said before the first step."""

from collections.abc import Iterable
from operator import index


def token_row(row: Iterable[int], *, name: str) -> list[int]:
    """Read a row of token ids; that of a tensor becomes a list.

    Raises:
        TypeError: if it is no row of whole numbers.

    Example:
        >>> token_row((1, 2), name="prompt")
        [1, 2]
    """
    try:
        return [index(token) for token in row]
    except TypeError:
        raise TypeError(
            f"{name} must be a row of token ids, such as [1, 2, 3], not "
            f"{row!r:.60}"
        ) from None


def token_rows(rows: Iterable[Iterable[int]], *, name: str) -> list[list[int]]:
    """Read a list of rows of token ids.

    Raises:
        TypeError: if these are no rows of whole numbers.

    Example:
        >>> token_rows([(1, 2), [3]], name="prompts")
        [[1, 2], [3]]
    """
    try:
        return [[index(token) for token in row] for row in rows]
    except TypeError:
        raise TypeError(
            f"{name} must be a list of rows of token ids, such as "
            f"[[1, 2, 3]], not {rows!r:.60}"
        ) from None


def check_decoder(model: object) -> None:
    """Refuse a model that cannot go on from a text alone.

    Raises:
        TypeError: if it is no causal model, or has an encoder.
    """
    kind = type(model).__name__
    if not hasattr(model, "new_cache"):
        raise TypeError(f"a {kind} cannot continue a text: it has no new_cache")
    if hasattr(model, "encode"):
        raise TypeError(
            f"a {kind} must read a source before it writes: give "
            "Writer(model, model.encode(source))"
        )
