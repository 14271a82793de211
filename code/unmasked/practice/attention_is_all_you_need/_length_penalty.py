"""Exercise: which of two beams wins.

Lesson: docs/transformer/attention-is-all-you-need.md
"""

from collections.abc import Callable
from typing import Any

from unmasked.practice._answers import call, say


def check_length_penalty(score: Callable[[float, int, float], Any]) -> None:
    """Log-probability, length and α give the score of a beam.

    Example:
        >>> check_length_penalty(lambda logp, n, alpha: logp / n**alpha)
        Not yet: that divides by lengthᵅ. The penalty is ((5 + length) /
        6)ᵅ, which grows more gently.
    """
    found = {}
    for length, alpha in ((1, 0.6), (7, 1.0), (7, 0.6), (7, 0.0)):
        answer = call(score, -6.0, length, alpha)
        if isinstance(answer, str):
            say(answer)
            return
        found[length, alpha] = float(answer)
    say(_judge(found))


def _judge(found: dict[tuple[int, float], float]) -> str:
    if found[7, 0.0] != -6.0:
        return "Not yet: with α = 0 the score is the log-probability itself."
    if found[7, 1.0] < -6.0:
        return (
            "Not yet: this punishes length twice. Divide by the penalty: a "
            "negative number comes nearer to zero."
        )
    if abs(found[7, 1.0] + 6.0 / 7) < 1e-9:
        return (
            "Not yet: that divides by lengthᵅ. The penalty is ((5 + length) / "
            "6)ᵅ, which grows more gently."
        )
    if abs(found[7, 1.0] + 3.0) > 1e-9:
        return "Not yet: the penalty is ((5 + length) / 6)ᵅ."
    if abs(found[7, 0.6] + 6.0 / 2**0.6) > 1e-9:
        return "Not yet: α is an exponent, on the whole fraction."
    return (
        f"Right: −6 over seven tokens counts as {found[7, 0.6]:.2f}, and wins "
        "against −5 over one."
    )
