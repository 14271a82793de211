"""What the checks of all exercises share: blanks, and how a verdict reads.

A verdict starts with "Right" or "Not yet", or says that nothing was filled in.
"""

import textwrap
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from numpy import ndarray

BLANK = "Nothing to check yet: replace each `...` with your answer."


def say(verdict: str) -> None:
    """Print a verdict in lines short enough for a page.

    Example:
        >>> say("Right: " + "so it is, " * 6 + "and so it stays.")
        Right: so it is, so it is, so it is, so it is, so it is, so it
        is, and so it stays.
    """
    print(textwrap.fill(verdict, width=64, break_on_hyphens=False))


def is_blank(answer: Any) -> bool:
    """Whether the reader has left a `...` (or None) anywhere in the answer.

    Example:
        >>> is_blank([1, ..., 3]), is_blank([1, 2, 3])
        (True, False)
    """
    return any(leaf is ... or leaf is None for leaf in _leaves(answer))


def _leaves(answer: Any) -> Iterator[Any]:
    if isinstance(answer, list | tuple):
        for part in answer:
            yield from _leaves(part)
    else:
        yield answer


def numbers(answer: Any, shape: tuple[int, ...]) -> ndarray | str:
    """The answer as an array of this shape, or what is wrong with it.

    Example:
        >>> numbers([1, 2], shape=(3,))
        'Not yet: the answer has shape (2,), it should have (3,).'
    """
    if is_blank(answer):
        return BLANK
    try:
        array = np.asarray(answer, dtype=float)
    except (TypeError, ValueError):
        return f"Not yet: these are not all numbers: {answer!r}."
    if array.shape != shape:
        return (
            f"Not yet: the answer has shape {array.shape}, "
            f"it should have {shape}."
        )
    return array


def call(function: Callable[..., Any], *arguments: Any) -> ndarray | str:
    """What the reader's function returns, or why there is nothing to check.

    Example:
        >>> call(lambda x: ..., 1) == BLANK
        True
    """
    try:
        with np.errstate(all="ignore"):
            answer = function(*arguments)
    except Exception as error:
        # A blank inside an expression fails as a TypeError about ellipsis.
        if "ellipsis" in str(error):
            return BLANK
        return f"Not yet: it stops with {type(error).__name__}: {error}"
    if is_blank(answer):
        return BLANK
    return np.asarray(answer)
