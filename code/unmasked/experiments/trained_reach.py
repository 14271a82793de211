"""Claim: a network that has learned to remember lets the gradient through.

The gradient at the letter of `delayed_recall`, relative to that at the
question mark, before training and after it; the numbers are in its recording.

Lesson: docs/start/recurrent-networks.md
"""

from statistics import geometric_mean
from typing import Any

from unmasked.experiments.delayed_recall import best

WHEN = ("before", "after")


def measure(
    recall: dict[str, Any], *, delay: int = 20
) -> dict[str, dict[str, list[float]]]:
    """For each network and before or after: what reaches the letter.

    One number a seed, at the learning rate that did better.

    Args:
        recall: the results of `delayed_recall`.
        delay: at which it was trained.
    """
    return {
        name: {
            when: [
                run[f"reach {when}"][0] / run[f"reach {when}"][-1]
                for run in best(recall[f"{name} at {delay}"])
            ]
            for when in WHEN
        }
        for name in recall["readers"]
    }


def gain(found: dict[str, dict[str, list[float]]], name: str) -> float:
    """By which factor training has raised it, averaged over the seeds.

    Example:
        >>> round(gain({"RNN": {"before": [0.5], "after": [5.0]}}, "RNN"), 6)
        10.0
    """
    after, before = (found[name][when] for when in ("after", "before"))
    return geometric_mean(after) / geometric_mean(before)
