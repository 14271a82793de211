"""Lab: put the heads side by side again.

Lesson: docs/transformer/multi-head-attention.md
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy import ndarray

from unmasked.practice._answers import call, say
from unmasked.practice.multi_head_attention_lab._layer import join


def check_merge(function: Callable[[ndarray], Any]) -> None:
    """From (n_heads, n, d_head) to (n, n_heads · d_head).

    Example:
        >>> check_merge(lambda heads: heads.reshape(heads.shape[1], -1))
        Not yet: the shape is right, and tokens are mixed up: row 0 is
        made of head 0 of several tokens. Swap the first two axes before
        you reshape.
    """
    heads = np.arange(24).reshape(3, 4, 2)
    answer = call(function, heads)
    if isinstance(answer, str):
        say(answer)
    elif answer.shape != (4, 6):
        say(
            "Not yet: 3 heads of 4 tokens, 2 wide, make (4, 6), not "
            f"{answer.shape}."
        )
    elif (answer == heads.reshape(4, 6)).all():
        say(
            "Not yet: the shape is right, and tokens are mixed up: row 0 is "
            "made of head 0 of several tokens. Swap the first two axes before "
            "you reshape."
        )
    elif (answer == heads.transpose(1, 2, 0).reshape(4, 6)).all():
        say(
            "Not yet: the numbers of the heads alternate. Each head's stand "
            "side by side, those of head 0 first."
        )
    elif not np.array_equal(answer, join(heads)):
        say(f"Not yet: row 0 should be {join(heads)[0]}, not {answer[0]}.")
    else:
        say("Right: a row for each token, its heads side by side.")
