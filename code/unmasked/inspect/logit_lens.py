"""The logit lens: what the model would say if it stopped after each layer.

Source: nostalgebraist 2020, "interpreting GPT: the logit lens",
https://www.lesswrong.com/posts/AcKRB8wDpdaN6v6ru/interpreting-gpt-the-logit-lens
Lesson: docs/language-models/in-context-learning.md
"""

from typing import Any

import torch
from jaxtyping import Float
from torch import Tensor, nn

from unmasked.inspect.names import find_module, find_modules
from unmasked.inspect.record import record


# --8<-- [start:logit_lens]
@torch.no_grad()
def logit_lens(
    model: nn.Module,
    *inputs: Any,
    blocks: str = "blocks.*",
    norm: str = "norm",
    head: str = "head",
) -> Float[Tensor, "layers batch seq vocab"]:
    """Read the residual stream with the model's own norm and head.

        lensᵢ = head(norm(xᵢ)),  with xᵢ the stream after i layers

    The first row reads the embedding, before any layer; the last is what the
    model says. A layer in between was never trained to be read this way: that
    it often can be is a finding about residual streams, not a rule.

    Args:
        model: whose blocks each give one tensor, the stream.
        inputs: what the model is called with.
        blocks: pattern of the names of its blocks, in order.
        norm: name of the norm behind the last block.
        head: name of what turns the stream into logits.

    Raises:
        ValueError: if a name matches no module, with names that come near.

    Example:
        >>> from unmasked.models.gpt2 import GPT2, GPT2Config
        >>> config = GPT2Config(
        ...     vocab_size=50, n_layers=2, d_model=16, n_heads=4, max_length=8
        ... )
        >>> logit_lens(GPT2(config), torch.tensor([[3, 1, 4]])).shape
        torch.Size([3, 1, 3, 50])
    """
    first = next(iter(find_modules(model, [blocks])))
    normalize, say = find_module(model, norm), find_module(model, head)
    with (
        record(model, first, inputs=True) as before,
        record(model, blocks) as after,
    ):
        model(*inputs)
    streams = [before[first], *after.values()]
    return torch.stack([say(normalize(x)) for x in streams])


# --8<-- [end:logit_lens]
