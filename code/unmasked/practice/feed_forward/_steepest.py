"""Exercise: where the slope of SiLU is largest.

Lesson: docs/transformer/feed-forward.md
"""

from typing import Any

from unmasked.practice._answers import numbers, say

STEEPEST = 2.39936  # solves x · tanh(x/2) = 2


def check_steepest(x: Any) -> None:
    """Where the slope of SiLU is largest, to two decimals.

    Example:
        >>> check_steepest(1.1)
        Not yet: that is how steep it gets. Asked is at which x it is so
        steep.
    """
    answer = numbers(x, shape=())
    if isinstance(answer, str):
        say(answer)
        return
    where = float(answer)
    if abs(where - STEEPEST) < 0.006:
        say(
            "Right: at 2.40 the slope is 1.10, and from there it falls back "
            "to 1. A ReLU hands a gradient on or stops it; this one may make "
            "it larger."
        )
    elif abs(where - 1.0998) < 0.006:
        say(
            "Not yet: that is how steep it gets. Asked is at which x it is so "
            "steep."
        )
    elif abs(where) < 0.006:
        say("Not yet: at 0 the slope is one half.")
    elif abs(where + 1.2785) < 0.006:
        say("Not yet: there SiLU is lowest, and its slope is zero.")
    elif abs(where + STEEPEST) < 0.006:
        say("Not yet: the sign. There the slope is least, and below zero.")
    elif abs(where - 1.4142) < 0.006:
        say("Not yet: that is where GELU is steepest.")
    elif where >= 100 and where == int(where):
        say("Not yet: that is a place in the grid. Which x stands there?")
    elif abs(where - STEEPEST) < 0.06:
        say(f"Not yet: {where:g} is near. Go on to the second decimal.")
    else:
        say(
            f"Not yet: at {where:g} the slope is not largest. Print it on a "
            "fine grid, and see where it turns."
        )
