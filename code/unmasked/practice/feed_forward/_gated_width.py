"""Exercise: the width of a gated layer of equal size.

Lesson: docs/transformer/feed-forward.md
"""

from collections.abc import Callable
from typing import Any

from unmasked.practice._answers import call, say

CASES = [(512, 1, 1365), (768, 64, 2048), (4096, 256, 11_008), (64, 8, 176)]


def check_gated_width(function: Callable[[int, int], Any]) -> None:
    """Two thirds of four times the width, rounded up to a multiple.

    Example:
        >>> check_gated_width(lambda d_model, multiple: 4 * d_model)
        Not yet: that is the plain layer's width. A gated layer has
        three matrices instead of two.
    """
    for d_model, multiple, right in CASES:
        answer = call(function, d_model, multiple)
        if isinstance(answer, str):
            say(answer)
            return
        if answer.shape != ():
            say("Not yet: one number is asked for.")
            return
        width = float(answer)
        if width != right:
            say(f"Not yet: {_why(width, d_model, multiple, right)}")
            return
    say(
        "Right: the same number of weights as a plain layer of 4 · d_model, "
        "up to the rounding. The third case is the first Llama's 7B."
    )


def _why(width: float, d_model: int, multiple: int, right: int) -> str:
    exact = 8 * d_model // 3
    if width == 4 * d_model:
        return (
            "that is the plain layer's width. A gated layer has three "
            "matrices instead of two."
        )
    if multiple > 1 and width == exact // multiple * multiple:
        return (
            f"{d_model} and {multiple}: you round down to {width:g}. Llama "
            f"rounds up, to {right}."
        )
    if width == exact or abs(width - 8 * d_model / 3) < 1e-6:
        end = (
            "is not rounded to a multiple of"
            if multiple > 1
            else "is not whole; cut it off, then round up to a multiple of"
        )
        return f"{width:g} for d_model = {d_model} {end} {multiple}."
    if width == exact + 1:
        return (
            f"{width:g} for d_model = {d_model} is rounded up. Cut off first."
        )
    if abs(width - 6 * d_model) < multiple:
        return "three halves is the wrong way round: a third matrix costs more."
    return f"{d_model} and {multiple} give {right}, not {width:g}."
