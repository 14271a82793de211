"""Exercise: how large the stream of a pre-norm stack becomes.

Lesson: docs/transformer/normalization-and-residuals.md
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from unmasked.practice._answers import call, say


def check_stream_size(function: Callable[..., Any]) -> None:
    """The root mean square after n layers of two writes each.

    Example:
        >>> check_stream_size(lambda n_layers: (1 + n_layers) ** 0.5)
        Not yet: a layer writes twice, once for attention and once for
        the feed-forward layer.
    """
    depths = (0, 1, 4, 12, 60)
    sizes = []
    for depth in depths:
        size = call(function, depth)
        if isinstance(size, str):
            say(size)
            return
        if size.shape:
            say(f"Not yet: give one number, not {size.shape}.")
            return
        sizes.append(float(size))
    say(_judge(np.array(sizes), np.array(depths)))


def _judge(sizes: Any, depths: Any) -> str:
    mistakes = {
        "a layer writes twice, once for attention and once for the "
        "feed-forward layer.": np.sqrt(1 + depths),
        "that is the variance. Sizes of independent vectors do not add, their "
        "squares do; take the root.": 1 + 2 * depths,
        "the embedding is part of the stream too, with variance 1.": np.sqrt(
            2 * depths
        ),
        "that would be so if each write had the same direction as the stream. "
        "Independent ones add in squares.": 2.0**depths,
    }
    for reason, wrong in mistakes.items():
        if np.allclose(sizes, wrong):
            return f"Not yet: {reason}"
    right = np.sqrt(1 + 2 * depths)
    if not np.allclose(sizes, right):
        at = int(np.argmin(np.isclose(sizes, right)))
        return (
            f"Not yet: after {depths[at]} layers the variance is 1 + 2·"
            f"{depths[at]}, and you give the size {sizes[at]:.3g}."
        )
    return (
        "Right: √(1 + 2L). After 60 layers the stream is eleven times as large "
        "as at the start, and a new write turns it by about five degrees."
    )
