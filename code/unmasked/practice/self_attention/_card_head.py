"""Exercise: a head that learns to find whose card is asked for.

Lesson: docs/transformer/self-attention.md
"""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy import ndarray

from unmasked.practice._answers import call, say

PEOPLE, COLORS = 6, 4
Head = Callable[[Mapping[str, ndarray], ndarray], Any]


def deal_cards(rounds: int, seed: int = 0) -> tuple[ndarray, ndarray]:
    """Rounds of a game: six people with a card each, and a question.

    Each round has seven tokens of ten entries: which of six people, one-hot,
    and which of four colors, one-hot. The people stand in any order. The last
    token names one of them and holds no card: what color has that one?

    Example:
        >>> tokens, answers = deal_cards(256)
        >>> tokens.shape, answers.shape
        ((256, 7, 10), (256,))
    """
    rng = np.random.default_rng(seed)
    people = rng.permuted(np.tile(np.arange(PEOPLE), (rounds, 1)), axis=1)
    colors = rng.integers(COLORS, size=people.shape)
    asked = rng.integers(PEOPLE, size=rounds)
    tokens = np.zeros((rounds, PEOPLE + 1, PEOPLE + COLORS))
    tokens[:, :-1, :PEOPLE] = np.eye(PEOPLE)[people]
    tokens[:, :-1, PEOPLE:] = np.eye(COLORS)[colors]
    tokens[:, -1, :PEOPLE] = np.eye(PEOPLE)[asked]
    return tokens, colors[people == asked[:, None]]


def check_card_head(head: Head, learned: Mapping[str, ndarray]) -> None:
    """How often a trained head names the right color, in rounds it never saw.

    Example:
        >>> projections = {"value": np.eye(10)[:, 6:]}
        >>> check_card_head(lambda w, x: (x @ w["value"]).mean(1), projections)
        Not yet: 46% of 1000 new rounds are right. When everybody passes
        the card on, the head answers the same: the weights must come
        from query and key.
    """
    tokens, answers = deal_cards(1000, seed=1)
    scores = call(head, learned, tokens)
    if isinstance(scores, str):
        say(scores)
    elif scores.shape != (1000, COLORS):
        say(
            f"Not yet: 1000 rounds give scores of shape {scores.shape}, it "
            f"should be (1000, {COLORS})."
        )
    elif not np.isfinite(scores).all():
        say("Not yet: there are infinities or nan. Take smaller steps.")
    else:
        right = (scores.argmax(axis=1) == answers).mean()
        say(_judge(head, learned, tokens, scores, float(right)))


def _judge(
    head: Head,
    learned: Mapping[str, ndarray],
    tokens: ndarray,
    scores: ndarray,
    right: float,
) -> str:
    if reason := _odd(head, learned, tokens, scores):
        return f"Not yet: {right:.0%} of 1000 new rounds are right. {reason}"
    if right < 0.99:
        return (
            f"Not yet: {right:.0%} of 1000 new rounds are right. It looks at "
            "who is asked for, and confuses them: does each score compare a "
            "query with a key, and is the training long enough?"
        )
    return (
        f"Right: {right:.1%} of 1000 rounds that it never saw. Nobody told it "
        "whom to look for. That is in the query and key it has learned."
    ).replace("100.0%", "100%")


def _odd(
    head: Head,
    learned: Mapping[str, ndarray],
    tokens: ndarray,
    scores: ndarray,
) -> str:
    """What cannot be so if a head's weights are attention's."""
    passed_on = tokens.copy()
    passed_on[:, :-1, PEOPLE:] = np.roll(tokens[:, :-1, PEOPLE:], 1, axis=1)
    if np.allclose(call(head, learned, passed_on), scores):
        return (
            "When everybody passes the card on, the head answers the same: "
            "the weights must come from query and key."
        )
    if not np.allclose(call(head, learned, tokens[:1]), scores[:1]):
        return (
            "The answer to one round depends on the other rounds: the softmax "
            "runs along the wrong axis."
        )
    same = np.repeat(tokens[:1, :1], PEOPLE + 1, axis=1)
    value = same[0, 0] @ learned["value"]
    if not np.allclose(call(head, learned, same)[0], value, atol=1e-6):
        return (
            "Where all tokens are the same, an average of their values is "
            "that value, and here it is not: the weights do not sum to 1."
        )
    return ""
