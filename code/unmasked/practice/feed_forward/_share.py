"""Exercise: how much of GPT-2 small its feed-forward layers are.

Lesson: docs/transformer/feed-forward.md
"""

from typing import Any

from unmasked.practice._answers import numbers, say

FEED_FORWARD = 12 * (2 * 768 * 3072 + 3072 + 768)
ALL = 124_439_808


def check_share(share: Any) -> None:
    """The share of all learned numbers, between 0 and 1.

    Example:
        >>> check_share(2 / 3)
        Not yet: two thirds of a *layer*. GPT-2 small also has 39
        million numbers of embedding and positions.
    """
    answer = numbers(share, shape=())
    if isinstance(answer, str):
        say(answer)
        return
    said, right = float(answer), FEED_FORWARD / ALL
    layers = ALL - 50_257 * 768 - 1024 * 768
    if abs(said - right) < 0.001:
        say(
            f"Right: {FEED_FORWARD:,} of {ALL:,}. Not two thirds: a small "
            "model with a large vocabulary is to a third embedding."
        )
    elif abs(said - FEED_FORWARD / layers) < 0.001 or abs(said - 2 / 3) < 0.001:
        say(
            "Not yet: two thirds of a *layer*. GPT-2 small also has 39 "
            "million numbers of embedding and positions."
        )
    elif abs(said - right / 12) < 0.001:
        say("Not yet: that is one layer. There are twelve.")
    elif abs(said - right / 2) < 0.001:
        say("Not yet: that is one of the two matrices.")
    elif abs(said - 100 * right) < 0.1:
        say("Not yet: as a share, between 0 and 1, not in percent.")
    elif abs(said - FEED_FORWARD) < 60_000:
        say(f"Not yet: that is their number. Divide it by {ALL:,}.")
    else:
        say(
            f"Not yet: {said:g}. Two matrices of 768 × 3072 in each of "
            f"twelve layers, with biases, over {ALL:,}."
        )
