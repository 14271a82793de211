"""Exercise: a test that finds norms through which the future leaks.

Lesson: docs/transformer/normalization-and-residuals.md
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy import ndarray

from unmasked.practice._answers import BLANK, say


def _by_token(x: ndarray) -> ndarray:
    return (x - x.mean(-1, keepdims=True)) / x.std(-1, keepdims=True)


def _by_feature(x: ndarray) -> ndarray:
    return (x - x.mean(0)) / x.std(0)


def _so_far(x: ndarray) -> ndarray:
    """Each token by the statistics of those up to it, which is allowed."""
    n = np.arange(1, len(x) + 1)[:, None]
    mean = x.cumsum(0) / n
    return (x - mean) / np.sqrt((x**2).cumsum(0) / n - mean**2 + 1)


def _last_is_special(x: ndarray) -> ndarray:
    """Only the first token hears of the last."""
    out = _by_token(x)
    out[0] += 0.1 * x[-1]
    return out


NORMS: dict[str, tuple[Callable[[ndarray], ndarray], bool]] = {
    "one that looks at each token alone": (_by_token, False),
    "one with statistics over all tokens": (_by_feature, True),
    "one with statistics of the tokens so far": (_so_far, False),
    "one whose first output hears of the last token": (_last_is_special, True),
}


def check_leaks(function: Callable[..., Any]) -> None:
    """A test of (norm, x): does a later token change an earlier output?

    Example:
        >>> check_leaks(lambda norm, x: True)
        Not yet: it accuses one that looks at each token alone, which
        does not leak.
    """
    x = np.random.default_rng(0).normal(size=(6, 4))
    for name, (norm, leaking) in NORMS.items():
        before = x.copy()
        try:
            found = function(norm, x)
        except Exception as error:
            blank = "ellipsis" in str(error)
            text = f"Not yet: it stops with {type(error).__name__}: {error}"
            say(BLANK if blank else text)
            return
        if found is ... or found is None:
            say(BLANK)
            return
        if not np.array_equal(x, before):
            say("Not yet: the test changed x itself. Change a copy.")
            return
        if np.ndim(found) or bool(found) != found:
            say("Not yet: give True or False.")
            return
        if bool(found) != leaking:
            say(
                f"Not yet: it accuses {name}, which does not leak."
                if found
                else f"Not yet: it lets {name} pass, and that leaks."
            )
            return
    say(
        "Right: change the last token, look at all outputs before it. The "
        "same test finds every leak in a causal model, whatever causes it."
    )
