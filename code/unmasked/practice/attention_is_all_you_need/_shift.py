"""Exercise: what the decoder is given and what it must say.

Lesson: docs/transformer/attention-is-all-you-need.md
"""

from collections.abc import Callable
from typing import Any

from unmasked.practice._answers import BLANK, is_blank, say

ROW = ["<s>", "Guardar", "como", "</s>"]


def check_shift(function: Callable[[list[str]], Any]) -> None:
    """From a framed target to (inputs, targets).

    Example:
        >>> check_shift(lambda row: (row, row))
        Not yet: given "<s>", the decoder must say "<s>". It would learn
        to copy. Move the targets one step.
    """
    try:
        answer = function(list(ROW))
    except Exception as error:
        blank = "ellipsis" in str(error)
        say(BLANK if blank else f"Not yet: it stops with {error!r}.")
        return
    say(_judge(answer))


def _judge(answer: Any) -> str:
    if is_blank(answer) or answer is ...:
        return BLANK
    if not isinstance(answer, tuple) or len(answer) != 2:
        return "Not yet: give two lists, `return inputs, targets`."
    inputs, targets = map(list, answer)
    if len(inputs) != len(targets):
        return (
            f"Not yet: {len(inputs)} inputs and {len(targets)} targets. Every "
            "input has a token that comes after it."
        )
    if inputs == ROW[1:] and targets == ROW[:-1]:
        return (
            "Not yet: the wrong way round. This decoder sees the next token "
            "and must say the one before."
        )
    if inputs and inputs[0] == targets[0]:
        return (
            f'Not yet: given "{inputs[0]}", the decoder must say '
            f'"{targets[0]}". It would learn to copy. Move the targets one '
            "step."
        )
    if "</s>" not in targets:
        return (
            "Not yet: nobody ever asks for </s>, so the model will never learn "
            "to stop."
        )
    if "<s>" not in inputs:
        return "Not yet: without <s> there is nothing to begin from."
    if inputs != ROW[:-1] or targets != ROW[1:]:
        return (
            "Not yet: inputs are all but the last, targets all but the first."
        )
    return "Right: the same row twice, one step apart."
