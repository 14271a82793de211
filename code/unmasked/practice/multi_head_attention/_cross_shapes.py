"""Exercise: the shapes of cross-attention.

Lesson: docs/transformer/multi-head-attention.md
"""

from typing import Any

from unmasked.practice._answers import BLANK, is_blank, say

TARGET, SOURCE, N_HEADS, D_MODEL = 5, 7, 8, 512
D_HEAD = D_MODEL // N_HEADS
SHAPES = {
    "query": (N_HEADS, TARGET, D_HEAD),
    "key": (N_HEADS, SOURCE, D_HEAD),
    "weights": (N_HEADS, TARGET, SOURCE),
    "output": (TARGET, D_MODEL),
}


def check_cross_shapes(query: Any, key: Any, weights: Any, output: Any) -> None:
    """Shapes where 5 target tokens look at 7 source tokens with 8 heads.

    Example:
        >>> check_cross_shapes((8, 5, 64), (8, 5, 64), (8, 5, 5), (5, 512))
        Not yet: the keys come from the source, so there are 7 of them
        in each head, not 5.
    """
    given = {"query": query, "key": key, "weights": weights, "output": output}
    if any(is_blank(shape) for shape in given.values()):
        say(BLANK)
        return
    for name, shape in given.items():
        try:
            answer = tuple(int(size) for size in shape)
        except (TypeError, ValueError):
            say(f"Not yet: {name} is no shape: {shape!r}.")
            return
        if answer != SHAPES[name]:
            say(_reason(name, answer))
            return
    say(
        "Right: a row for each token that looks, a column for each that is "
        "looked at, and an output as long as the target."
    )


def _reason(name: str, answer: tuple[int, ...]) -> str:
    mistakes = {
        ("query", (N_HEADS, SOURCE, D_HEAD)): "the queries come from the "
        "target, which has 5 tokens.",
        ("query", (N_HEADS, TARGET, D_MODEL)): "each head has its share of "
        "the width: 512 / 8.",
        ("query", (TARGET, N_HEADS, D_HEAD)): "heads first, so that each is "
        "a matrix of its own.",
        ("key", (N_HEADS, TARGET, D_HEAD)): "the keys come from the source, "
        "so there are 7 of them in each head, not 5.",
        ("weights", (N_HEADS, SOURCE, TARGET)): "rows are those who look: 5 "
        "rows of 7.",
        ("weights", (TARGET, SOURCE)): "each head has weights of its own.",
        ("weights", (N_HEADS, TARGET, TARGET)): "these are the weights of "
        "self-attention. Here 7 source tokens are looked at.",
        ("output", (SOURCE, D_MODEL)): "there is one output for each token "
        "that looks.",
        ("output", (N_HEADS, TARGET, D_HEAD)): "those are the heads before "
        "they are joined and projected.",
        ("output", (TARGET, D_HEAD)): "the heads are joined: 8 · 64.",
    }
    reason = mistakes.get((name, answer))
    if reason is None:
        return f"Not yet: {name} is not {answer}. Count heads, tokens, width."
    return f"Not yet: {reason}"
