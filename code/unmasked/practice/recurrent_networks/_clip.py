"""Exercise: clip a gradient.

Lesson: docs/start/recurrent-networks.md
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from unmasked.practice._answers import call, say


def check_clip(function: Callable[..., Any]) -> None:
    """Shorten a gradient that is too long; leave the others alone.

    Example:
        >>> check_clip(lambda g, longest: np.clip(g, -longest, longest))
        Not yet: you clip each entry by itself, so the gradient points
        elsewhere. Shorten the whole vector.
    """
    long, short = np.array([3.0, 4.0, 0.0]), np.array([0.3, -0.4, 0.0])
    answers = [call(function, long, 1.0), call(function, short, 1.0)]
    for answer in answers:
        if isinstance(answer, str):
            say(answer)
            return
        if answer.shape != (3,):
            say(f"Not yet: the gradient has become {answer.shape}, not (3,).")
            return
    first, second = np.asarray(answers[0]), np.asarray(answers[1])
    if np.allclose(first, np.clip(long, -1, 1)):
        verdict = (
            "Not yet: you clip each entry by itself, so the gradient points "
            "elsewhere. Shorten the whole vector."
        )
    elif np.allclose(first, long):
        verdict = "Not yet: a gradient of length 5 is still 5 long, not 1."
    elif np.allclose(first, long / 25):
        verdict = "Not yet: you divide by the squared length. Take its root."
    elif not np.allclose(first, long / 5):
        verdict = (
            f"Not yet: (3, 4, 0) is 5 long. Cut to 1 it is (0.6, 0.8, 0), "
            f"not {np.round(first, 3).tolist()}."
        )
    elif np.allclose(second, short * 2):
        verdict = (
            "Not yet: a gradient of length 0.5 was made longer. Clipping "
            "shortens, it never stretches."
        )
    elif not np.allclose(second, short):
        verdict = "Not yet: a gradient that is short enough must not change."
    else:
        verdict = "Right: the same direction, at most as long as you allow."
    say(verdict)
