"""Lab: two stacks, and what the decoder reads.

Lesson: docs/transformer/attention-is-all-you-need.md
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from unmasked.practice._answers import call, say
from unmasked.practice.attention_is_all_you_need_lab._layers import Sublayer


def check_stacks(stacks: Callable[..., Any]) -> None:
    """From `(x, y, encoder, decoder)`, two lists of layers, to the output.

    Example:
        >>> def matching(x, y, encoder, decoder):
        ...     for read, write in zip(encoder, decoder):
        ...         x = read(x)
        ...         y = write(y, x)
        ...     return y
        >>> check_stacks(matching)
        Not yet: decoder layer 1 reads encoder layer 1. Every decoder
        layer reads the output of the last one.
    """
    x, y = np.random.default_rng(0).standard_normal((2, 5, 4))
    encoder = [Sublayer(f"read {i}", i) for i in range(3)]
    decoder = [Sublayer(f"write {i}", 9 + i) for i in range(3)]
    answer = call(stacks, x, y, encoder, decoder)
    if isinstance(answer, str):
        say(answer)
        return
    say(_judge(answer, x, y, encoder, decoder))


def _judge(
    found: np.ndarray,
    x: np.ndarray,
    y: np.ndarray,
    encoder: list[Sublayer],
    decoder: list[Sublayer],
) -> str:
    if any(len(layer.calls) != 1 for layer in encoder):
        return "Not yet: the encoder runs once, each layer of it once."
    if any(len(layer.calls) != 1 for layer in decoder):
        return "Not yet: each layer of the decoder runs once."
    given = [layer.calls[0][1] for layer in decoder]
    states = [x]
    for layer in encoder:
        states.append(layer(states[-1]))
    for number, memory in enumerate(given, start=1):
        if memory is None:
            return f"Not yet: decoder layer {number} gets no memory."
        for level, state in enumerate(states[:-1]):
            if np.allclose(memory, state):
                what = f"encoder layer {level}" if level else "the embeddings"
                return (
                    f"Not yet: decoder layer {number} reads {what}. Every "
                    "decoder layer reads the output of the last one."
                )
    for layer in decoder:
        y = layer(y, states[-1])
    if not np.allclose(found, y):
        return "Not yet: the output is that of the last decoder layer."
    return "Right: one memory, read by all three."
