"""Lab: hide tokens as BERT does.

Lesson: docs/transformer/encoder-decoder.md
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy import ndarray

from unmasked.practice._answers import call, say

N, VOCABULARY, MASK = 20_000, 50, 99


def check_mask_tokens(function: Callable[..., Any]) -> None:
    """Tokens give what is read and what must be told.

    Example:
        >>> check_mask_tokens(lambda tokens, rng, **sizes: (tokens, tokens))
        Not yet: 100% of the tokens are asked for, and should be 15 %.
        Elsewhere the target is −100.
    """
    tokens = np.random.default_rng(0).integers(VOCABULARY, size=N)

    def both(given: ndarray) -> Any:
        rng = np.random.default_rng(1)
        answer = function(given, rng, mask_id=MASK, vocab_size=VOCABULARY)
        blank = any(part is ... for part in answer)
        return ... if blank else np.stack(answer)

    answer = call(both, tokens.copy())
    if isinstance(answer, str):
        say(answer)
        return
    if answer.shape != (2, N):
        say("Not yet: return two rows, each as long as the tokens.")
        return
    say(_judge(tokens, *answer))


def _judge(tokens: ndarray, inputs: ndarray, targets: ndarray) -> str:
    asked = targets != -100
    if not np.isclose(asked.mean(), 0.15, atol=0.01):
        return (
            f"Not yet: {asked.mean():.0%} of the tokens are asked for, and "
            "should be 15 %. Elsewhere the target is −100."
        )
    if (targets[asked] != tokens[asked]).any():
        return (
            "Not yet: a target is not what stood there. Take it from the "
            "tokens, not from the spoiled inputs."
        )
    if (inputs[~asked] != tokens[~asked]).any():
        return "Not yet: a token was changed that nobody asks for."
    hidden = (inputs[asked] == MASK).mean()
    kept = (inputs[asked] == tokens[asked]).mean()
    if np.isclose(hidden, 1, atol=0.01):
        return (
            "Not yet: all chosen tokens are masked. A tenth should be a "
            "random token, and a tenth stay."
        )
    if not np.isclose(hidden, 0.8, atol=0.02):
        return f"Not yet: {hidden:.0%} of the chosen are masked, not 80 %."
    if kept > 0.15:
        return "Not yet: the tenth that should be random stayed as it was."
    if kept < 0.05:
        return "Not yet: a tenth of the chosen should stay as they are."
    drawn = inputs[asked & (inputs != MASK) & (inputs != tokens)]
    if drawn.max() >= VOCABULARY or len(np.unique(drawn)) < VOCABULARY:
        return "Not yet: random tokens come from all ids below vocab_size."
    return (
        "Right: 15 % asked for; of these four fifths hidden, a tenth "
        "replaced, a tenth left, and nobody is told which."
    )
