"""Exercise: what a network that knows nothing scores.

Lesson: docs/start/recurrent-networks.md
"""

from typing import Any

import numpy as np

from unmasked.practice._answers import numbers, say


def check_guess(accuracy: Any, loss: Any) -> None:
    """Share of right answers and loss of guessing one of eight letters.

    Example:
        >>> check_guess(1 / 8, 3.0)
        Not yet: 3 is in bits. A loss is in nats: the natural logarithm.
    """
    a, c = numbers(accuracy, shape=()), numbers(loss, shape=())
    wrong = next((part for part in (a, c) if isinstance(part, str)), None)
    say(wrong or _judge(float(np.asarray(a)), float(np.asarray(c))))


def _judge(accuracy: float, loss: float) -> str:
    of_accuracy = {
        0.0: "a guess is sometimes right: one time in how many?",
        0.5: "there are eight letters, not two.",
        1 / 17: "the tokens are 17, but the answer is one of eight letters.",
        1 / 16: "noise is no answer: only the eight letters are.",
    }
    of_loss = {
        3.0: "3 is in bits. A loss is in nats: the natural logarithm.",
        1 / 8: "the loss is −log of the probability given to the right one.",
        -np.log(8): "the sign: −log(1/8) is positive.",
        7 / 8: "that is the share of wrong answers. The loss is −log p.",
        np.log(17): "the probability is spread over 8 letters, not 17 tokens.",
    }
    for value, wrong, reasons, right in [
        (accuracy, "accuracy", of_accuracy, 1 / 8),
        (loss, "loss", of_loss, np.log(8)),
    ]:
        for mistake, reason in reasons.items():
            if np.isclose(value, mistake, atol=0.001):
                return f"Not yet: {reason}"
        if not np.isclose(value, right, atol=0.01):
            return f"Not yet: {value:g} is not the {wrong} of a guess."
    return (
        "Right: 0.125 and 2.08. A curve that lies there has learned which "
        "answers are possible, and nothing about the letter."
    )
