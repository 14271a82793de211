"""How many rows a vocabulary gets when the hardware likes round numbers.

Source: Shoeybi et al. 2019, "Megatron-LM" (a vocabulary of 50,257
padded to 51,200), https://arxiv.org/abs/1909.08053
Lesson: docs/transformer/embedding-spaces.md
"""

from unmasked._sizes import check_positive


# --8<-- [start:padded_vocab_size]
def padded_vocab_size(vocab_size: int, *, multiple_of: int) -> int:
    """Round the number of rows up to a multiple.

    Matrix kernels work in tiles; a vocabulary of odd size leaves the last
    tile of every logits product half empty. The rows added belong to no
    token: embeddings refuse their ids and heads give them no logit, so the
    loss and the samples are those of the vocabulary without them.

    Args:
        vocab_size: number of tokens.
        multiple_of: round up to a multiple of this; 64 or 128 by custom.

    Raises:
        ValueError: if a size is not positive.

    Example:
        >>> padded_vocab_size(50257, multiple_of=64)  # GPT-2
        50304
    """
    check_positive(vocab_size=vocab_size, multiple_of=multiple_of)
    return -(-vocab_size // multiple_of) * multiple_of


# --8<-- [end:padded_vocab_size]
