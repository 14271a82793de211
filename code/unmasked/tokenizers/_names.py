"""The names that special tokens are given by."""

from collections.abc import Iterable


def check_names(names: Iterable[str]) -> list[str]:
    """The names of special tokens, if they are some.

    Raises:
        TypeError: if they are one str, whose letters cannot be meant.
        ValueError: if one comes twice.

    Example:
        >>> check_names(("<|end|>", "<|pad|>"))
        ['<|end|>', '<|pad|>']
    """
    if isinstance(names, str):
        raise TypeError(f"special tokens come in a list: write [{names!r}]")
    chosen = list(names)
    if len(set(chosen)) < len(chosen):
        raise ValueError(f"a special token comes twice: {chosen}")
    return chosen
