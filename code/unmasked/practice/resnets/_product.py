"""Exercise: the slope of three blocks, plain and with a shortcut.

Lesson: docs/start/resnets.md
"""

from typing import Any

import numpy as np

from unmasked.practice._answers import numbers, say

SLOPES = (0.2, -0.5, 0.1)


def check_product(plain: Any, shortcut: Any) -> None:
    """Products of the slopes, and of one plus the slopes.

    Example:
        >>> check_product(-0.01, 1 - 0.01)
        Not yet: with shortcuts you added 1 at the end. Every block has
        a shortcut of its own: 1 + slope for each, then multiply.
    """
    given = []
    for answer in (plain, shortcut):
        number = numbers(answer, shape=())
        if isinstance(number, str):
            say(number)
            return
        given.append(float(number))
    say(_judge(*given))


def _judge(plain: float, shortcut: float) -> str:
    slopes = np.array(SLOPES)
    product = float(np.prod(slopes))
    right = float(np.prod(1 + slopes))
    if np.isclose(plain, slopes.sum()):
        return "Not yet: one block feeds the next, so slopes multiply."
    if np.isclose(plain, -product):
        return "Not yet: mind the sign of the second slope."
    if not np.isclose(plain, product, atol=1e-4):
        return f"Not yet: {plain:g} is not 0.2 · (−0.5) · 0.1."
    if np.isclose(shortcut, 1 + product):
        return (
            "Not yet: with shortcuts you added 1 at the end. Every block has "
            "a shortcut of its own: 1 + slope for each, then multiply."
        )
    if np.isclose(shortcut, 1 + slopes.sum()):
        return (
            "Not yet: 1 plus the sum of the slopes leaves out the paths "
            "through two and three blocks."
        )
    if np.isclose(shortcut, np.prod(1 + np.abs(slopes))):
        return "Not yet: 1 + (−0.5) is 0.5. A block may also take away."
    if not np.isclose(shortcut, right, atol=5e-3):
        return f"Not yet: {shortcut:g} is not the product of 1 + each slope."
    return (
        f"Right: {product:.2f} against {right:.2f}. The same blocks, and "
        f"{abs(right / product):.0f} times the gradient."
    )
