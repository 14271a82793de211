"""Exercise: how much of GPT-2 medium its feed-forward layers are.

Lesson: docs/transformer/feed-forward.md
"""

from typing import Any

from unmasked.practice._answers import numbers, say

FEED_FORWARD = 24 * (2 * 1024 * 4096 + 4096 + 1024)
ALL = 354_823_168


def check_share(share: Any) -> None:
    """The share of all learned numbers, between 0 and 1.

    Example:
        >>> check_share(2 / 3)
        Not yet: two thirds of a *layer*. GPT-2 medium also has 53
        million numbers of embedding and positions.
    """
    answer = numbers(share, shape=())
    if isinstance(answer, str):
        say(answer)
        return
    said, right = float(answer), FEED_FORWARD / ALL
    layers = ALL - 50_257 * 1024 - 1024 * 1024
    if abs(said - right) < 0.001:
        say(
            f"Right: {FEED_FORWARD:,} of {ALL:,}. Not two thirds: embedding "
            "and positions are a seventh of this model."
        )
    elif abs(said - FEED_FORWARD / layers) < 0.001 or abs(said - 2 / 3) < 0.001:
        say(
            "Not yet: two thirds of a *layer*. GPT-2 medium also has 53 "
            "million numbers of embedding and positions."
        )
    elif abs(said - right / 24) < 0.001:
        say("Not yet: that is one layer. There are 24.")
    elif abs(said - right / 2) < 0.001:
        say("Not yet: that is one of the two matrices.")
    elif abs(said - 100 * right) < 0.1:
        say("Not yet: as a share, between 0 and 1, not in percent.")
    elif abs(said - FEED_FORWARD) < 200_000:
        say(f"Not yet: that is their number. Divide it by {ALL:,}.")
    else:
        say(
            f"Not yet: {said:g}. Two matrices of 1024 × 4096 in each of "
            f"24 layers, with biases, over {ALL:,}."
        )
