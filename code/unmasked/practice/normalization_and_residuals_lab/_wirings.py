"""Lab: pre-norm and post-norm.

Lab: docs/labs/normalization_and_residuals.py
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy import ndarray

from unmasked.practice._answers import call, say


def _norm(x: ndarray) -> ndarray:
    normal: ndarray = x / np.sqrt((x**2).mean(-1, keepdims=True))
    return normal


def _layer(x: ndarray) -> ndarray:
    return np.tanh(x) + 1


def check_wirings(pre: Callable[..., Any], post: Callable[..., Any]) -> None:
    """Two functions of (x, layer, norm).

    Example:
        >>> check_wirings(
        ...     lambda x, layer, norm: x + layer(norm(x)),
        ...     lambda x, layer, norm: norm(layer(x)),
        ... )
        Not yet: post-norm: the input is not added.
    """
    x = np.random.default_rng(0).normal(0, 3, (5, 4))
    verdicts = []
    for name, function in (("pre-norm", pre), ("post-norm", post)):
        answer = call(function, x, _layer, _norm)
        verdicts.append(
            answer if isinstance(answer, str) else _judge(answer, name, x)
        )
    wrong = next((v for v in verdicts if v), None)
    say(
        wrong
        or "Right: pre-norm leaves the stream alone, post-norm normalizes it."
    )


def _judge(answer: ndarray, name: str, x: ndarray) -> str:
    ways = {
        "pre-norm": x + _layer(_norm(x)),
        "post-norm": _norm(x + _layer(x)),
        "output norm, which is x + norm(layer(x))": x + _norm(_layer(x)),
    }
    if answer.shape == x.shape:
        if np.allclose(answer, ways[name]):
            return ""
        for other, wrong in ways.items():
            if np.allclose(answer, wrong):
                return f"Not yet: what you call {name} is {other}."
        if np.allclose(answer, _norm(x) + _layer(_norm(x))):
            return (
                f"Not yet: {name}: the *normalized* input is added, so the "
                "stream itself is lost. Add x."
            )
        for wrong in (_layer(_norm(x)), _norm(_layer(x)), _layer(x)):
            if np.allclose(answer, wrong):
                return f"Not yet: {name}: the input is not added."
        if np.allclose(answer, x + _layer(x)):
            return f"Not yet: {name}: there is no norm in it."
    return f"Not yet: {name}: these are not its numbers."
