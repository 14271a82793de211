"""Exercise: how many tokens of a window are asked for.

Lesson: docs/transformer/encoder-decoder.md
"""

from typing import Any

from unmasked.practice._answers import numbers, say

N, RATE, MEAN_LENGTH = 500, 0.15, 3


def check_signal(causal: Any, masked: Any, spans: Any) -> None:
    """Targets in a window of 500 tokens, each with a next one.

    Example:
        >>> check_signal(500, 60, 101)
        Not yet: masked: that is 80 % of the chosen. The random and the
        unchanged ones are asked for too.
    """
    answer = numbers([causal, masked, spans], shape=(3,))
    if isinstance(answer, str):
        say(answer)
        return
    gone = round(N * RATE)
    n_spans = round(gone / MEAN_LENGTH)
    right = {"causal": N, "masked": gone, "spans": gone + n_spans + 1}
    mistakes = {
        ("causal", 1): "only the last token? Every place has a next one.",
        ("causal", N - 1): "each of the 500 has a next token: the window is "
        "cut from a longer text.",
        ("masked", 0.8 * gone): "that is 80 % of the chosen. The random and "
        "the unchanged ones are asked for too.",
        ("masked", N): "the model scores all places, and the loss counts the "
        "chosen ones alone.",
        ("spans", gone): "the sentinels are part of the target, and are "
        "predicted like the rest.",
        ("spans", gone + n_spans): "one more sentinel ends the target.",
        ("spans", n_spans): "that is the number of spans.",
        ("spans", 2 * gone + 1): "one sentinel for a span, not for a token.",
    }
    for (name, value), given in zip(right.items(), answer, strict=True):
        if given != value:
            reason = mistakes.get(
                (name, given),
                f"{given:g} is not it. Count the places whose score enters "
                "the loss.",
            )
            say(f"Not yet: {name}: {reason}")
            return
    say(
        f"Right: {right['causal']}, {right['masked']} and {right['spans']}. "
        "For a pass over the same text, causal asks more than six times as "
        "often as masked."
    )
