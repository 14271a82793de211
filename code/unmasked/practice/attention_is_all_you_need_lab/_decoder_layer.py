"""Lab: one layer of the decoder.

Lesson: docs/transformer/attention-is-all-you-need.md
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from unmasked.practice._answers import call, say
from unmasked.practice.attention_is_all_you_need_lab._layers import (
    Sublayer,
    norm,
    wired,
)


def check_decoder_layer(layer: Callable[..., Any]) -> None:
    """From `(y, memory, look_back, look_across, feed_forward, norm)`.

    Example:
        >>> def layer(y, memory, look_back, look_across, feed_forward, norm):
        ...     y = norm(y + look_back(y))
        ...     y = norm(y + look_across(memory, y))
        ...     return norm(y + feed_forward(y))
        >>> check_decoder_layer(layer)
        Not yet: look_across(query, memory): the target asks, the memory
        answers.
    """
    y, memory = np.random.default_rng(0).standard_normal((2, 5, 4))
    parts = [Sublayer("back", 1), Sublayer("across", 2), Sublayer("ffn", 3)]
    answer = call(layer, y, memory, *parts, norm)
    if isinstance(answer, str):
        say(answer)
        return
    say(_judge(answer, y, memory, parts))


def _judge(
    found: np.ndarray, y: np.ndarray, memory: np.ndarray, parts: list[Sublayer]
) -> str:
    back, across, ffn = parts
    counts = [len(part.calls) for part in parts]
    if counts != [1, 1, 1]:
        return f"Not yet: the three parts ran {counts} times. Each runs once."
    asked, given = across.calls[0]
    if given is None:
        return "Not yet: look_across needs the memory as its second argument."
    if asked is memory or given is not memory:
        return (
            "Not yet: look_across(query, memory): the target asks, the memory "
            "answers."
        )
    if back.calls[0][1] is not None:
        return "Not yet: look_back looks at the target alone."

    def looking(q: np.ndarray) -> np.ndarray:
        return across(q, memory)

    if np.allclose(found, wired(y, back, looking, ffn)):
        return "Right: look back, look across, think; add and norm each time."
    if np.allclose(found, wired(y, looking, back, ffn)):
        return "Not yet: first look back at the target, then at the memory."
    return "Not yet: three times the same: y = norm(y + sublayer(y))."
