"""Lab: the loss against a smoothed target.

Lesson: docs/transformer/attention-is-all-you-need.md
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from unmasked.practice._answers import call, say


def check_smoothed_loss(loss: Callable[..., Any]) -> None:
    """Logits of one position, the right token and ε give a number.

    Example:
        >>> def plain(z, y, epsilon):
        ...     return np.log(np.exp(z).sum()) - z[y]
        >>> check_smoothed_loss(plain)
        Not yet: for ε = 0 it is right. With ε = 0.1 a share of each
        token's −log p must come in.
    """
    z = np.array([2.0, -1.0, 0.5, 3.0])
    found = []
    for logits, epsilon in ((z, 0.0), (z, 0.1), (z + 1000, 0.1)):
        answer = call(loss, logits, 0, epsilon)
        if isinstance(answer, str):
            say(answer)
            return
        if answer.shape != ():
            say(f"Not yet: one number, not an array of shape {answer.shape}.")
            return
        found.append(float(answer))
    say(_judge(z, *found))


def _judge(z: np.ndarray, plain: float, smoothed: float, large: float) -> str:
    surprise = np.log(np.exp(z).sum()) - z
    if abs(plain - surprise[0]) > 1e-6:
        return (
            f"Not yet: without smoothing it is {plain:.3f}; −log softmax of "
            f"the right token is {surprise[0]:.3f}."
        )
    right = 0.9 * surprise[0] + 0.1 * surprise.mean()
    others = 0.9 * surprise[0] + 0.1 * surprise[1:].mean()
    if abs(smoothed - surprise[0]) < 1e-6:
        return (
            "Not yet: for ε = 0 it is right. With ε = 0.1 a share of each "
            "token's −log p must come in."
        )
    if abs(smoothed - others) < 1e-6:
        return (
            "Nearly: you share ε among the wrong tokens. The definition "
            "shares it among all, the right one included."
        )
    if abs(smoothed - (0.9 * surprise[0] + 0.1 * surprise.sum())) < 1e-6:
        return "Not yet: ε is shared: each of the n tokens gets ε/n."
    if abs(smoothed - right) > 1e-6:
        return f"Not yet: with ε = 0.1 it is {smoothed:.3f}, not {right:.3f}."
    if not abs(large - right) < 1e-6:
        return (
            "Not yet: logits of 1000 break it. Subtract the largest before "
            "taking powers."
        )
    return f"Right: {plain:.3f} without smoothing, {smoothed:.3f} with it."
