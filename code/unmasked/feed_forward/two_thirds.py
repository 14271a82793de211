"""The 2/3 rule: how wide a gated layer is when it costs what a plain one does.

Source: Shazeer 2020, "GLU Variants Improve Transformer", §2,
https://arxiv.org/abs/2002.05202; the rounding and the multiplier are those of
Llama's code, https://github.com/meta-llama/llama3/blob/main/llama/model.py
Lesson: docs/transformer/feed-forward.md
"""

from unmasked._sizes import check_positive


# --8<-- [start:two_thirds_d_ff]
def two_thirds_d_ff(
    d_model: int, *, multiple_of: int = 1, multiplier: float = 1.0
) -> int:
    """Width of a gated layer with the weights of a plain one, 4·d_model wide.

        2 · d_model · 4d_model = 3 · d_model · d_ff,  so  d_ff = 8/3 · d_model

    rounded up to a multiple that the hardware likes. Llama 2's and 3's larger
    models multiply by 1.3 first, to give the feed-forward layers what grouped
    queries save in attention.

    Args:
        d_model: number of features of a token.
        multiple_of: round up to a multiple of this.
        multiplier: widen by this factor, before rounding.

    Raises:
        ValueError: if a size or the multiplier is not positive.

    Example:
        >>> two_thirds_d_ff(4096, multiple_of=256)  # Llama 7B
        11008
    """
    check_positive(d_model=d_model, multiple_of=multiple_of)
    if multiplier <= 0:
        raise ValueError(f"{multiplier=} must be positive")
    # Cut off to a whole number twice, because Llama's code does.
    width = int(multiplier * (2 * 4 * d_model // 3))
    return -(-width // multiple_of) * multiple_of


# --8<-- [end:two_thirds_d_ff]
