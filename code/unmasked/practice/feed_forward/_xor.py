"""Exercise: two hidden units that tell whether two features differ.

Lesson: docs/transformer/feed-forward.md
"""

from typing import Any

import numpy as np

from unmasked.practice._answers import numbers, say

INPUTS = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
DIFFER = np.array([0.0, 1.0, 1.0, 0.0])


def check_xor(bias: Any, down: Any) -> None:
    """Units that see a + b, with these biases, read out with these weights.

    Example:
        >>> check_xor([0, 0], [1, -1])
        Not yet: both units are the same, so they can only write a
        multiple of a + b. Give one of them a bias that keeps it silent
        until both features are there.
    """
    shifts, weights = numbers(bias, shape=(2,)), numbers(down, shape=(2,))
    if isinstance(shifts, str) or isinstance(weights, str):
        say(shifts if isinstance(shifts, str) else str(weights))
        return
    hidden = np.maximum(INPUTS.sum(axis=1, keepdims=True) + shifts, 0)
    output = hidden @ weights
    if np.allclose(output, DIFFER):
        say(
            "Right: one unit counts the features, the other wakes up only "
            "where both are there, and takes away what is too much."
        )
    elif shifts[0] == shifts[1]:
        say(
            "Not yet: both units are the same, so they can only write a "
            "multiple of a + b. Give one of them a bias that keeps it silent "
            "until both features are there."
        )
    else:
        row = int(np.argmax(~np.isclose(output, DIFFER)))
        a, b = INPUTS[row]
        say(
            f"Not yet: for ({a:g}, {b:g}) the units are at "
            f"{hidden[row, 0]:g} and {hidden[row, 1]:g}, which gives "
            f"{output[row]:g} and not {DIFFER[row]:g}."
        )
