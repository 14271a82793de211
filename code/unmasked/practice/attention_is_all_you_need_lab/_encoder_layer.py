"""Lab: one layer of the encoder.

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


def check_encoder_layer(layer: Callable[..., Any]) -> None:
    """From `(x, attention, feed_forward, norm)` to the layer's output.

    Example:
        >>> check_encoder_layer(lambda x, a, f, norm: norm(x + f(a(x))))
        Not yet: one residual connection too few. The attention's output
        is added to its own input before anything else sees it.
    """
    x = np.random.default_rng(0).standard_normal((5, 4))
    attention, feed_forward = Sublayer("attention", 1), Sublayer("ffn", 2)
    answer = call(layer, x, attention, feed_forward, norm)
    if isinstance(answer, str):
        say(answer)
        return
    say(_judge(answer, x, attention, feed_forward))


def _judge(found: np.ndarray, x: np.ndarray, a: Sublayer, f: Sublayer) -> str:
    if len(a.calls) != 1 or len(f.calls) != 1:
        return (
            f"Not yet: attention ran {len(a.calls)} times and the feed-forward "
            f"layer {len(f.calls)}. Each runs once."
        )
    if found.shape != x.shape:
        return f"Not yet: its shape is {found.shape}, not {x.shape}."
    if np.allclose(found, wired(x, a, f)):
        return "Right: attend, add, norm; think, add, norm."
    if np.allclose(found, wired(x, f, a)):
        return "Not yet: attention comes first, then the feed-forward layer."
    if np.allclose(found, norm(x + f(a(x)))):
        return (
            "Not yet: one residual connection too few. The attention's output "
            "is added to its own input before anything else sees it."
        )
    pre = x + a(norm(x))
    pre = pre + f(norm(pre))
    if np.allclose(found, pre) or np.allclose(found, norm(pre)):
        return (
            "Not yet: this is pre-norm, as most models since are. In the "
            "paper the norm comes after the addition."
        )
    once = x + a(x)
    if np.allclose(found, norm(once + f(once))):
        return "Not yet: the sum after attention is to be normalized too."
    return "Not yet: twice the same: x = norm(x + sublayer(x))."
