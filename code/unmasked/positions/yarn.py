"""YaRN: slow the rotary pairs that never went round, and speak up.

Source: Peng et al. 2023, "YaRN: Efficient Context Window Extension of Large
Language Models", §3, https://arxiv.org/abs/2309.00071; its code,
https://github.com/jquesnelle/yarn
Lesson: docs/transformer/positional-encoding.md
"""

import math

import torch

from unmasked._sizes import check_positive
from unmasked.positions.rotary_scaling import Frequencies, check_factor


# --8<-- [start:yarn]
def yarn_scaling(
    frequencies: Frequencies,
    *,
    factor: float,
    original_length: int,
    base: float = 10_000.0,
    fast: float = 32.0,
    slow: float = 1.0,
) -> Frequencies:
    """Slow by s the pairs that went round less than `slow` times, as YaRN.

    Pairs with more than `fast` turns in the original length stay, and between
    the two the mix changes in proportion to the *index* of the pair, from and
    to whole indices. So it does in the released code and in Hugging Face's;
    the paper's formula is in proportion to the turns.

    Args:
        frequencies: those of the trained model.
        factor: s, how many times further to read.
        original_length: the length trained on.
        base: the one that made the frequencies.
        fast: pairs that turned more often stay as they are.
        slow: pairs that turned less often are slowed by all of s.

    Raises:
        ValueError: if `factor` is below 1, `slow` does not lie between 0 and
            `fast`, or `original_length` is not positive.

    Example:
        >>> from unmasked.positions.rotary import rotary_frequencies
        >>> frequencies = rotary_frequencies(d_rotary=8)
        >>> scaled = yarn_scaling(frequencies, factor=4.0, original_length=4096)
        >>> frequencies / scaled
        tensor([1.0000, 1.0000, 1.6000, 4.0000])

        `Rotary(d_rotary=8, scaling=…, magnitude=yarn_magnitude(4.0))` is both.
    """
    check_factor(factor)
    check_positive(original_length=original_length)
    if not 0 < slow < fast:
        raise ValueError(f"{slow=} must lie between 0 and {fast=}")
    n_pairs = len(frequencies)
    # A pair turns original_length · θ / 2π times: which index turns so often?
    span = math.log(original_length / (2 * math.pi))
    first_index = n_pairs * (span - math.log(fast)) / math.log(base)
    last_index = n_pairs * (span - math.log(slow)) / math.log(base)
    first = max(math.floor(first_index), 0)
    last = min(math.ceil(last_index), 2 * n_pairs - 1)
    pair = torch.arange(n_pairs, device=frequencies.device)
    # The released code widens an empty range by 0.001.
    slowed = ((pair - first) / max(last - first, 0.001)).clamp(0, 1)
    return (1 - slowed) * frequencies + slowed * frequencies / factor


def yarn_magnitude(factor: float) -> float:
    """What YaRN multiplies cos and sin by: 0.1 ln s + 1.

    Queries and keys both get it, so scores grow by its square: over a longer
    text the softmax would otherwise be flatter.

    Raises:
        ValueError: if `factor` is below 1.

    Example:
        >>> round(yarn_magnitude(16.0), 4)
        1.2773
    """
    check_factor(factor)
    return 0.1 * math.log(factor) + 1.0


# --8<-- [end:yarn]
