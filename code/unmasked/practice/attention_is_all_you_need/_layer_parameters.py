"""Exercise: the weights of one encoder layer and one decoder layer.

Lesson: docs/transformer/attention-is-all-you-need.md
"""

from typing import Any

from unmasked.practice._answers import numbers, say

D_MODEL, D_FF = 512, 2048
ATTENTION = 4 * D_MODEL**2
FEED_FORWARD = 2 * D_MODEL * D_FF + D_FF + D_MODEL
NORM = 2 * D_MODEL


def check_layer_parameters(encoder: Any, decoder: Any) -> None:
    """The paper's base model, as its formulas print it.

    Example:
        >>> check_layer_parameters(3148288, 4196864)
        Right: 3,150,336 and 4,199,936. (Norms aside; they are the 2,048
        and 3,072 that yours leaves out.)
    """
    answer = numbers([encoder, decoder], shape=(2,))
    if isinstance(answer, str):
        say(answer)
        return
    say(_judge(*answer.tolist()))


def _judge(encoder: float, decoder: float) -> str:
    right = ATTENTION + FEED_FORWARD + 2 * NORM
    right_decoder = 2 * ATTENTION + FEED_FORWARD + 3 * NORM
    without = (right - 2 * NORM, right_decoder - 3 * NORM)
    if encoder == right and decoder == right_decoder:
        return f"Right: {right:,} and {right_decoder:,}."
    if encoder == without[0] and decoder == without[1]:
        return (
            f"Right: {right:,} and {right_decoder:,}. (Norms aside; they are "
            f"the {2 * NORM:,} and {3 * NORM:,} that yours leaves out.)"
        )
    biases = D_FF + D_MODEL
    if encoder in (right - biases, without[0] - biases):
        return (
            "Not yet: the feed-forward layer has biases b₁ and b₂ in the "
            f"paper's equation 2, {biases:,} numbers."
        )
    if encoder in (8 * ATTENTION + FEED_FORWARD, 8 * ATTENTION + right):
        return (
            "Not yet: eight heads of 64 together are as wide as one of 512. "
            "Heads do not multiply the weights."
        )
    if encoder in (right - D_MODEL**2, without[0] - D_MODEL**2):
        return "Not yet: three projections and a fourth, W_O, after the heads."
    if encoder not in (right, without[0]):
        return (
            f"Not yet: {encoder:,.0f} for the encoder. Four matrices of 512 × "
            "512, then 512 × 2048 and back, with biases."
        )
    if decoder == encoder:
        return "Not yet: a decoder layer attends twice."
    return f"Not yet: {decoder:,.0f} for the decoder. One more attention."
