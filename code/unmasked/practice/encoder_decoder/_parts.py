"""Exercise: name a model from its parts.

Lesson: docs/transformer/encoder-decoder.md
"""

from typing import Any

from unmasked.practice._answers import BLANK, is_blank, say

RIGHT = ["BERT", "T5", "GPT-2", "Llama"]
REASONS = {
    0: "A looks both ways and has one stack: an encoder alone. It is BERT.",
    1: "B has a stack that looks both ways and one that looks back and at "
    "the other: T5.",
    2: "C looks back only, has learned positions, GELU and biases: GPT-2.",
    3: "D looks back only, with rotary positions, RMSNorm and a gate: Llama.",
}


def check_parts(names: Any) -> None:
    """Four names for four lists of parts, A to D.

    Example:
        >>> check_parts(["GPT-2", "T5", "BERT", "Llama"])
        Not yet: A looks both ways and has one stack: an encoder alone.
        It is BERT.
    """
    if is_blank(names):
        say(BLANK)
        return
    given = [
        str(name).strip().lower().replace("gpt2", "gpt-2") for name in names
    ]
    if len(given) != len(RIGHT):
        say(f"Not yet: four names are asked for, not {len(given)}.")
        return
    for place, (name, right) in enumerate(zip(given, RIGHT, strict=True)):
        if name != right.lower():
            say(f"Not yet: {REASONS[place]}")
            return
    say(
        "Right: the mask says which family, and the norms, positions and "
        "gates say which year."
    )
