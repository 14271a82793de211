"""Exercise: the training cost of the big model, from the paper's footnote.

Lesson: docs/transformer/attention-is-all-you-need.md
"""

from typing import Any

from unmasked.practice._answers import numbers, say

RIGHT = 8 * 9.5e12 * 3.5 * 86400


def check_training_cost(operations: Any) -> None:
    """3.5 days on eight P100s at 9.5 TFLOP/s, in operations.

    Example:
        >>> check_training_cost(9.5e12 * 3.5 * 86400)
        Not yet: that is one of the eight GPUs.
    """
    answer = numbers(operations, shape=())
    say(answer if isinstance(answer, str) else _judge(float(answer)))


def _judge(found: float) -> str:
    mistakes = {
        RIGHT / 8: "that is one of the eight GPUs.",
        RIGHT / 86400: "seconds! A day has 86,400 of them.",
        RIGHT / 24: "those are hours counted as days: 24 of them make one.",
        RIGHT / 3600: "those are hours; an hour has 3,600 seconds.",
        RIGHT / 3.5 / 2: "that is the base model: 12 hours. Take 3.5 days.",
        RIGHT / 1e12: "tera is 10¹²: write it out.",
        300_000 * 8 * 9.5e12: "",
    }
    if abs(found / RIGHT - 1) < 0.02:
        return (
            f"Right: {found:.2g}, the {2.3e19:.2g} of table 2. It counts what "
            "the GPUs could have done, not what the model needed."
        )
    for mistake, why in mistakes.items():
        if why and abs(found / mistake - 1) < 0.02:
            return f"Not yet: {why}"
    return f"Not yet: {found:.2g} is {found / RIGHT:.2g} times the answer."
