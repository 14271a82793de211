"""GPT-2 for writing, the fast path: the same weights, nothing around them.

The same calls and the same numbers as `unmasked.models.gpt2`, which is the
file to read first. Writing runs a model once for each token. One token gives a
small model so little to multiply that most of the time goes into Python:
calling some seventy modules, each of which checks its input, and passing
through dropout that drops nothing. Here a step calls PyTorch's functions, and
looks at its input once, at the door.

Lesson: docs/long-context/inference.md
"""

from collections.abc import Callable
from typing import Any, NamedTuple

import torch.nn.functional as F
from jaxtyping import Bool, Float, Int
from torch import Tensor, nn

from unmasked.attention.protocols import Attend, Cache
from unmasked.models._decoder import next_positions
from unmasked.models.gpt2 import GPT2

Affine = tuple[Tensor, Tensor]  # a matrix, or a gain, and its bias


class Parts(NamedTuple):
    """What one block computes with: its weights, and its two functions."""

    attention_norm: Affine
    q: Affine
    k: Affine
    v: Affine
    o: Affine
    heads: tuple[int, int]  # their number and their width
    attend: Attend
    feed_forward_norm: Affine
    up: Affine
    down: Affine
    activation: Callable[[Tensor], Tensor]


# --8<-- [start:BareGPT2]
class BareGPT2(nn.Module):
    """A GPT-2 that calls functions where `GPT2` calls modules.

    It reads the weights of the model that it is made from and copies none, so
    what that model learns, this one knows. Make it after changes to the
    model's parts, such as pruning: it keeps those that it finds. It never
    drops anything, and there is nothing in it to record or to patch.

    Args:
        model: whose weights to read.

    Raises:
        ValueError: if there are no tokens or too many, or a token id is
            outside the vocabulary.

    Example:
        >>> from unmasked.generation import generate
        >>> from unmasked.models.gpt2 import GPT2Config
        >>> model = GPT2(GPT2Config(
        ...     vocab_size=50, n_layers=2, d_model=16, n_heads=4, max_length=8
        ... ))
        >>> text = generate(BareGPT2(model), [[3, 1, 4]], max_new_tokens=5)
        >>> text == generate(model, [[3, 1, 4]], max_new_tokens=5)
        True
    """

    def __init__(self, model: GPT2) -> None:
        super().__init__()
        self.model, self.config = model, model.config
        self.blocks = [_parts(block) for block in model.blocks]

    def forward(
        self,
        tokens: Int[Tensor, "batch seq"],
        *,
        positions: Int[Tensor, "*#batch seq"] | None = None,
        mask: Bool[Tensor, "*#scores #seq #all_seq"] | None = None,
        cache: Cache | None = None,
        last_only: bool = False,
    ) -> Float[Tensor, "batch scored vocab"]:
        """Score the next token, as `GPT2` does."""
        model, width = self.model, (self.config.d_model,)
        places = next_positions(
            tokens,
            cache,
            max_length=self.config.max_length,
            positions=positions,
            mask=mask,
        )
        x = model.embed(tokens) + model.positions(places)
        for i, block in enumerate(self.blocks):
            y = F.layer_norm(x, width, *block.attention_norm)
            q, k, v = (
                F.linear(y, *projection)
                .view(*tokens.shape, *block.heads)
                .transpose(1, 2)
                for projection in (block.q, block.k, block.v)
            )
            if cache is not None:
                k, v = cache[i].append(k, v)
            found = block.attend(q, k, v, mask, causal=True)
            x = x + F.linear(found.transpose(1, 2).flatten(2), *block.o)
            y = F.layer_norm(x, width, *block.feed_forward_norm)
            hidden = block.activation(F.linear(y, *block.up))
            x = x + F.linear(hidden, *block.down)
        return model.head(model.norm(x[:, -1:] if last_only else x))

    # --8<-- [end:BareGPT2]

    def new_cache(self, *, batch: int, max_length: int | None = None) -> Cache:
        """Room for the keys and values of `batch` sequences."""
        return self.model.new_cache(batch=batch, max_length=max_length)


def _parts(block: Any) -> Parts:
    def affine(module: Any) -> Affine:
        return module.weight, module.bias

    attention, mlp = block.attention.sublayer, block.feed_forward.sublayer
    return Parts(
        attention_norm=affine(block.attention.norm),
        q=affine(attention.q_proj),
        k=affine(attention.k_proj),
        v=affine(attention.v_proj),
        o=affine(attention.o_proj),
        heads=(attention.n_heads, attention.d_head),
        attend=attention.attend,
        feed_forward_norm=affine(block.feed_forward.norm),
        up=affine(mlp.up_proj),
        down=affine(mlp.down_proj),
        activation=mlp.activation,
    )
