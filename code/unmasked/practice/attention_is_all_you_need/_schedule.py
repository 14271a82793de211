"""Exercise: the learning rate of a step.

Lesson: docs/transformer/attention-is-all-you-need.md
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from unmasked.practice._answers import call, say


def _right(step: int, d_model: int, warmup: int) -> float:
    return d_model**-0.5 * min(step**-0.5, step * warmup**-1.5)


def check_schedule(rate: Callable[[int, int, int], Any]) -> None:
    """The paper's formula: step, d_model and warm-up give a rate.

    Example:
        >>> check_schedule(lambda step, d, w: d**-0.5 * step**-0.5)
        Not yet: at step 1 it is 0.044, the paper's is 1.7e-07. There is
        no way up: take the smaller of two branches.
    """
    found = {}
    for step in (1, 4000, 16_000):
        answer = call(rate, step, 512, 4000)
        if isinstance(answer, str):
            say(answer)
            return
        found[step] = float(answer)
    wide = call(rate, 4000, 1024, 4000)
    say(_judge(found, float(np.asarray(wide))))


def _judge(found: dict[int, float], wide: float) -> str:
    right = {step: _right(step, 512, 4000) for step in found}
    near = {s: abs(found[s] / right[s] - 1) < 1e-3 for s in found}
    if not near[1]:
        if found[1] > 100 * right[1]:
            why = "There is no way up: take the smaller of two branches."
        else:
            why = "The way up is step · warmup^(−3/2)."
        return (
            f"Not yet: at step 1 it is {found[1]:.2g}, the paper's is "
            f"{right[1]:.2g}. {why}"
        )
    if not near[16_000]:
        if found[16_000] > found[4000]:
            return (
                "Not yet: at step 16,000 it is still rising. Take the smaller "
                "of the two branches, not the larger."
            )
        return (
            f"Not yet: from step 4,000 to 16,000 it falls by "
            f"{found[4000] / found[16_000]:.2g}; four times the steps should "
            "halve it."
        )
    if abs(wide / _right(4000, 1024, 4000) - 1) > 1e-3:
        return "Not yet: a wider model gets a smaller rate, by √d_model."
    return (
        f"Right: up to {found[4000]:.2g} at step 4,000, half of that at step "
        "16,000."
    )
