"""Exercise: how many layers some facts take.

Lesson: docs/transformer/multi-head-attention.md
"""

from collections.abc import Callable
from typing import Any

from unmasked.practice._answers import call, say


def check_stack(function: Callable[[int, int], Any]) -> None:
    """The fewest layers that fetch so many facts, one a head and layer.

    Example:
        >>> check_stack(lambda facts, heads: facts / heads)
        Not yet: 5 facts and 2 heads give 2.5. There are no half layers.
    """
    cases = [(4, 4), (4, 1), (4, 2), (5, 2), (1, 8)]
    for facts, heads in cases:
        answer = call(function, facts, heads)
        if isinstance(answer, str):
            say(answer)
            return
        if answer.shape != ():
            say(f"Not yet: one number is asked for, not {answer.shape}.")
            return
        verdict = _judge(float(answer), facts, heads)
        if verdict:
            say(verdict)
            return
    say(
        "Right, as far as our run goes: a layer of two heads and two layers of "
        "one each fetch two facts."
    )


def _judge(layers: float, facts: int, heads: int) -> str | None:
    right = -(-facts // heads)
    if layers == right:
        return None
    said = f"{facts} facts and {heads} heads give {layers:g}"
    if layers != round(layers) and layers > 0:
        return f"Not yet: {said}. There are no half layers."
    if layers < 1:
        return f"Not yet: {said}. At least one layer must look."
    if layers == facts:
        return f"Not yet: {said}. All heads of a layer look at once."
    if layers < right:
        return f"Not yet: {said}. That leaves a fact that nobody fetches."
    return f"Not yet: {said}, and {right} would do."
