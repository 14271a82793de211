"""Exercise: what one stack and two stacks must remember.

Lesson: docs/transformer/encoder-decoder.md
"""

from typing import Any

from unmasked.practice._answers import numbers, say

SOURCE, TARGET, LAYERS, WIDTH = 900, 100, 24, 1024


def check_cache(one_stack: Any, two_stacks: Any) -> None:
    """Numbers cached when 900 tokens were read and 100 written.

    A decoder of 24 layers, against 12 layers of encoder and 12 of decoder;
    keys and values are 1,024 wide each.

    Example:
        >>> check_cache(49_152_000, 49_152_000)
        Not yet: two stacks: the encoder's own keys and values are not
        needed once it is done. Only the 12 decoder layers remember:
        what they wrote, and what they made of the memory.
    """
    answer = numbers([one_stack, two_stacks], shape=(2,))
    if isinstance(answer, str):
        say(answer)
        return
    one = 2 * LAYERS * WIDTH * (SOURCE + TARGET)
    two = one // 2
    one_given, two_given = (float(value) for value in answer)
    if one_given != one:
        reasons = {
            one / 2: "keys and values: twice as many.",
            2 * LAYERS * WIDTH * TARGET: "the prompt is cached too.",
            2 * WIDTH * (SOURCE + TARGET): "that is one layer of 24.",
        }
        reason = reasons.get(
            one_given, "2 · layers · width · all tokens, read and written."
        )
        say(f"Not yet: one stack: {reason}")
        return
    if two_given != two:
        reasons = {
            one: "the encoder's own keys and values are not needed once it "
            "is done. Only the 12 decoder layers remember: what they wrote, "
            "and what they made of the memory.",
            LAYERS * WIDTH * TARGET: "cross-attention keeps keys and values "
            "of the 900 source tokens, in each decoder layer.",
            LAYERS * WIDTH * SOURCE: "the decoder also looks back at the 100 "
            "tokens that it wrote.",
            two / 2: "keys and values: twice as many.",
        }
        reason = reasons.get(
            two_given, "12 layers keep keys and values of 900 + 100 tokens."
        )
        say(f"Not yet: two stacks: {reason}")
        return
    say(
        "Right: half, because half as many layers look at anything while "
        "writing. The encoder is done before the first word."
    )
