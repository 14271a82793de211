"""Lab: the call of PyTorch's fused attention.

Lesson: docs/transformer/self-attention.md
"""

from collections.abc import Callable

import torch
from torch import Tensor

from unmasked.attention.scaled_dot_product import attend
from unmasked.practice._answers import call, say


def check_fused(function: Callable[..., Tensor]) -> None:
    """The fused call must take our mask in the right sense.

    Example:
        >>> from torch.nn.functional import scaled_dot_product_attention
        >>> check_fused(lambda q, k, v, mask: scaled_dot_product_attention(
        ...     q, k, v, attn_mask=~mask))
        Not yet: this function reads True as "may look". Pass the mask
        as it is.
    """
    generator = torch.Generator().manual_seed(0)
    query, key, value = torch.randn(3, 2, 6, 8, generator=generator)
    # Not causal, so that is_causal cannot stand in for the mask.
    mask = torch.rand(6, 6, generator=generator) < 0.6
    mask |= torch.eye(6, dtype=torch.bool)
    answer = call(function, query, key, value, mask)
    if isinstance(answer, str):
        say(answer)
        return
    output = torch.as_tensor(answer)
    if output.shape != value.shape:
        say(f"Not yet: the output is {tuple(output.shape)}.")
    elif _same(output, attend(query, key, value, mask)):
        say("Right: the same numbers as the clear path.")
    elif _same(output, attend(query, key, value, ~mask)):
        say(
            'Not yet: this function reads True as "may look". '
            "Pass the mask as it is."
        )
    elif _same(output, attend(query, key, value)):
        say("Not yet: the mask has no effect. Pass it as attn_mask.")
    elif _same(output, attend(query, key, value, causal=True)):
        say("Not yet: is_causal ignores this mask. Pass it as attn_mask.")
    elif _same(output, attend(query, key, value, bias=mask.float())):
        say(
            "Not yet: a float mask is added to the scores, so 1 and 0 hide "
            "nothing. Keep it boolean."
        )
    else:
        say("Not yet: the numbers differ from those of the clear path.")


def _same(a: Tensor, b: Tensor) -> bool:
    return torch.allclose(a, b, atol=1e-5)
