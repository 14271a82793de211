"""Exercise: which head goes next.

Lesson: docs/transformer/multi-head-attention.md
"""

from collections.abc import Callable, Collection
from typing import Any

from unmasked.practice._answers import call, say

# Heads 0 and 1 can stand in for each other, 2 helps a little, 3 a lot.
COST = {2: 0.3, 3: 2.0}


def loss(gone: Collection[int]) -> float:
    """What a model of four heads loses without some of them.

    Example:
        >>> loss([0]), loss([0, 1])
        (1.0, 6.0)
    """
    together = 5.0 if {0, 1} <= set(gone) else 0.0
    return 1.0 + together + sum(COST.get(head, 0.0) for head in set(gone))


def check_next_head(function: Callable[..., Any]) -> None:
    """The head that costs least, given which are gone already.

    Example:
        >>> check_next_head(lambda loss, gone, n_heads: min(
        ...     set(range(n_heads)) - set(gone), key=lambda h: loss([h])))
        Not yet: with head 0 gone you take out head 1, which costs 5.00.
        Alone it costs nothing, because head 0 stands in for it: try
        each head together with those that are gone.
    """
    for gone in ([], [0], [0, 2]):
        answer = call(function, loss, list(gone), 4)
        if isinstance(answer, str):
            say(answer)
            return
        if answer.shape != () or answer not in range(4):
            say("Not yet: return the number of one head, 0 to 3.")
            return
        verdict = _judge(int(answer), gone)
        if verdict:
            say(verdict)
            return
    say(
        "Right: greedy looks one step ahead, with what is gone already gone. "
        "It still cannot know what a pair will cost later."
    )


def _judge(head: int, gone: list[int]) -> str | None:
    if head in gone:
        return f"Not yet: head {head} is gone already."
    cost = {
        other: loss([*gone, other]) - loss(gone)
        for other in range(4)
        if other not in gone
    }
    if cost[head] <= min(cost.values()):
        return None
    said = f"with {_heads(gone)} gone you take out head {head}, which costs"
    if head == 1:
        return (
            f"Not yet: {said} {cost[head]:.2f}. Alone it costs nothing, "
            "because head 0 stands in for it: try each head together with "
            "those that are gone."
        )
    if cost[head] == max(cost.values()):
        return f"Not yet: {said} most, {cost[head]:.2f}. The least is asked."
    return f"Not yet: {said} {cost[head]:.2f}. Another costs less."


def _heads(gone: list[int]) -> str:
    if not gone:
        return "none"
    return ("head " if len(gone) == 1 else "heads ") + " and ".join(
        map(str, gone)
    )
