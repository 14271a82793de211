"""Exercise: how many computations must wait for the one before.

Lesson: docs/transformer/attention-is-all-you-need.md
"""

from typing import Any

from unmasked.practice._answers import numbers, say

SOURCE, TARGET = 20, 30


def check_waiting(steps: Any) -> None:
    """Steps in a row: recurrent training, Transformer training and writing.

    Example:
        >>> check_waiting([50, 1, 1])
        Not yet: the third. To write a token it must know the one
        before, so 30 tokens take 30 runs of the decoder.
    """
    answer = numbers(steps, shape=(3,))
    if isinstance(answer, str):
        say(answer)
        return
    say(_judge(*answer.tolist()))


def _judge(recurrent: float, training: float, writing: float) -> str:
    if recurrent == max(SOURCE, TARGET):
        return (
            "Not yet: the first. The decoder starts from what the encoder "
            "ended with, so the two do not run side by side: add."
        )
    if recurrent != SOURCE + TARGET:
        return (
            f"Not yet: the first is not {recurrent:g}. A state for each token "
            "read, then one for each token written, one after another."
        )
    if training in (TARGET, SOURCE + TARGET):
        return (
            "Not yet: the second. In training the whole target is known, and "
            "no position waits for another: one pass."
        )
    if training != 1:
        return f"Not yet: the second is not {training:g}. Count passes."
    if writing in (1, 2):
        return (
            "Not yet: the third. To write a token it must know the one "
            f"before, so {TARGET} tokens take {TARGET} runs of the decoder."
        )
    if writing == SOURCE + TARGET:
        return (
            "Not yet: the third. The source is read in one pass, not token "
            "by token."
        )
    if writing not in (TARGET, TARGET + 1):
        return f"Not yet: the third is not {writing:g}. One run a token."
    return (
        f"Right: {SOURCE + TARGET} against 1 in training. In writing it takes "
        f"{TARGET}: there both of them queue."
    )
