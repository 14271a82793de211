"""Masked language modeling: hide some tokens, ask for them.

Source: Devlin et al. 2019, "BERT", §3.1 (task 1) and appendix C.2,
https://arxiv.org/abs/1810.04805
Lesson: docs/transformer/encoder-decoder.md
"""

import numpy as np
from jaxtyping import Int
from numpy import ndarray

IGNORE = -100  # a target that does not count, as in PyTorch


# --8<-- [start:mask_tokens]
def mask_tokens(
    tokens: Int[ndarray, "*axes"],
    rng: np.random.Generator,
    *,
    mask_id: int,
    vocab_size: int,
    rate: float = 0.15,
) -> tuple[Int[ndarray, "*axes"], Int[ndarray, "*axes"]]:
    """Spoil a share of the tokens; the targets are what stood there.

    Each token is chosen with probability `rate`. Of the chosen, 80 % become
    the mask, 10 % a random token, and 10 % stay as they are. All of them must
    be told, so the model can trust none of the tokens that it reads.

    Args:
        tokens: ids.
        rng: source of chance.
        mask_id: the token that stands for a hidden one.
        vocab_size: random tokens are drawn from ids below this.
        rate: share of the tokens that are chosen.

    Returns:
        What the model reads, and what it must tell: −100 where not chosen.

    Raises:
        ValueError: if `rate` lies outside 0…1.

    Example:
        >>> rng = np.random.default_rng(5)
        >>> inputs, targets = mask_tokens(
        ...     np.arange(10), rng, mask_id=99, vocab_size=10, rate=0.3
        ... )
        >>> inputs  # 3 is replaced, 4 stays, 7 and 8 are hidden
        array([ 0,  1,  2,  2,  4,  5,  6, 99, 99,  9])
        >>> targets
        array([-100, -100, -100,    3,    4, -100, -100,    7,    8, -100])
    """
    if not 0 <= rate <= 1:
        raise ValueError(f"{rate=} must lie between 0 and 1")
    chosen = rng.random(tokens.shape) < rate
    fate = rng.random(tokens.shape)
    inputs = np.where(chosen & (fate < 0.8), mask_id, tokens)
    other = rng.integers(vocab_size, size=tokens.shape)
    inputs = np.where(chosen & (fate >= 0.9), other, inputs)
    return inputs, np.where(chosen, tokens, IGNORE)


# --8<-- [end:mask_tokens]
