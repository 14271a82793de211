"""Exercise: where SiLU has its lowest point.

Lesson: docs/transformer/feed-forward.md
"""

from typing import Any

from unmasked.practice._answers import numbers, say

DIP = -1.27846  # solves 1 + x (1 − σ(x)) = 0


def check_dip(x: Any) -> None:
    """Where the slope of SiLU is zero, to two decimals.

    Example:
        >>> check_dip(0)
        Not yet: at 0 SiLU is zero, and its slope is one half. Asked is
        where it stops falling.
    """
    answer = numbers(x, shape=())
    if isinstance(answer, str):
        say(answer)
        return
    where = float(answer)
    if abs(where - DIP) < 0.006:
        say(
            "Right: SiLU falls until −1.278 and rises from there on. Left of "
            "it, pushing the unit down makes its value rise."
        )
    elif abs(where) < 0.006:
        say(
            "Not yet: at 0 SiLU is zero, and its slope is one half. Asked is "
            "where it stops falling."
        )
    elif abs(where + 0.7518) < 0.006:
        say("Not yet: that is where GELU has its lowest point.")
    elif abs(where + 0.2785) < 0.006:
        say(
            "Not yet: that is how low it gets. Asked is at which x it is so "
            "low."
        )
    elif abs(where + DIP) < 0.006:
        say("Not yet: the sign. For positive x SiLU rises everywhere.")
    elif abs(where - DIP) < 0.06:
        say(f"Not yet: {where:g} is near. Go on to the second decimal.")
    else:
        say(
            f"Not yet: at {where:g} the slope is not zero. Print it on both "
            "sides, and halve the interval in which it changes its sign."
        )
