"""Exercise: rewrite one memory and spare the others.

Lesson: docs/transformer/feed-forward.md
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy import ndarray

from unmasked.practice._answers import call, say


def check_rewrite(function: Callable[..., Any]) -> None:
    """Add to W a matrix of rank one so that W k becomes the wanted write.

    Example:
        >>> check_rewrite(lambda w, k, v, c: w + np.outer(v - w @ k, k))
        Not yet: the key now writes too much: divide by what the key
        makes of the direction, u · k.
    """
    rng = np.random.default_rng(0)
    keys = np.maximum(rng.standard_normal((6, 8)) + 0.3, 0)
    w, wanted = rng.standard_normal((3, 8)), rng.standard_normal(3)
    covariance = keys.T @ keys + 0.01 * np.eye(8)
    answer = call(function, w, keys[0], wanted, covariance)
    if isinstance(answer, str):
        say(answer)
    elif answer.shape != w.shape:
        say(
            f"Not yet: W stays {w.shape}, not {answer.shape}. Is the outer "
            "product the right way round?"
        )
    else:
        say(_judge(answer, w, keys, wanted, covariance))


def _judge(
    answer: ndarray,
    w: ndarray,
    keys: ndarray,
    wanted: ndarray,
    covariance: ndarray,
) -> str:
    key = keys[0]
    change = wanted - w @ key
    u = np.linalg.solve(covariance, key)
    felt = np.abs((answer - w) @ keys[1:].T).mean()
    if np.allclose(answer, w + np.outer(change, u) / (u @ key)):
        return (
            "Right: the edited key writes what you wanted, and the other five "
            f"keys notice {felt:.2f} on average; along the key itself they "
            f"would notice {_plain(key, keys, change):.2f}."
        )
    if np.allclose(answer, w + np.outer(change, key) / (key @ key)):
        return (
            "Not yet: the key writes what you wanted, and every key that "
            f"overlaps with it notices ({felt:.2f} on average). Use the "
            "direction u = C⁻¹ k instead of k."
        )
    if any(
        np.allclose(answer, w + np.outer(change, along)) for along in (u, key)
    ):
        return (
            "Not yet: the key now writes too much: divide by what the key "
            "makes of the direction, u · k."
            if np.linalg.norm((answer - w) @ key) > np.linalg.norm(change)
            else "Not yet: the key does not write what you wanted yet: "
            "divide by u · k."
        )
    if np.allclose(answer, w + np.outer(wanted, u) / (u @ key)):
        return (
            "Not yet: you add the wanted write to what is there. Add the "
            "difference, v − W k."
        )
    along = covariance @ key
    if np.allclose(answer, w + np.outer(change, along) / (along @ key)):
        return "Not yet: that is C k. Solve C u = k instead."
    if np.allclose(answer @ key, wanted):
        return (
            "Not yet: this key writes what you wanted, but the direction is "
            "not C⁻¹ k."
        )
    return "Not yet: W k is not the wanted write after the edit."


def _plain(key: ndarray, keys: ndarray, change: ndarray) -> float:
    shares = keys[1:] @ key / (key @ key)
    return float(np.abs(np.outer(shares, change)).mean())
