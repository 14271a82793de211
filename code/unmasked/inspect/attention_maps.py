"""Who looks at whom: the attention weights of every head.

Lesson: docs/transformer/multi-head-attention.md
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import torch
from jaxtyping import Float
from torch import Tensor, nn


# --8<-- [start:attention_maps]
@contextmanager
def attention_maps(model: nn.Module) -> Iterator[dict[str, Tensor]]:
    """Keep the attention weights of every layer while the block runs.

    Under the name of each module that has an `attend` stand the weights of
    its last call, (batch, heads, queries, keys). The fast kernels never hold
    them. But attention is linear in the values: if the values are the rows of
    the identity, what comes out are the weights themselves. So this works for
    any way to attend, windowed, capped or with sinks, and the weights are
    those that were used. A sink takes its share: rows then sum to less than
    one.

    Raises:
        ValueError: if no module of the model has an `attend`.

    Example:
        >>> from unmasked.attention.multi_head import MultiHeadAttention
        >>> model = nn.Sequential(MultiHeadAttention(d_model=8, n_heads=2))
        >>> with attention_maps(model) as maps:
        ...     y = model(torch.randn(1, 3, 8))
        >>> maps["0"].shape
        torch.Size([1, 2, 3, 3])
    """
    maps: dict[str, Tensor] = {}
    attending = {
        name: module
        for name, module in model.named_modules()
        if callable(getattr(module, "attend", None))
    }
    # A way to attend may itself wrap another one; it is no layer.
    ways = [module.attend for module in attending.values()]
    looking = {
        name: module
        for name, module in attending.items()
        if not any(module is way for way in ways)
    }
    if not looking:
        raise ValueError(
            f"{type(model).__name__} has no attention layer: none of its "
            "modules has an `attend`"
        )
    with ExitStack() as stack:
        for name, module in looking.items():
            stack.enter_context(_watched(module, name, maps))
        yield maps


# --8<-- [end:attention_maps]


@contextmanager
def _watched(
    module: nn.Module, name: str, maps: dict[str, Tensor]
) -> Iterator[None]:
    attend: Any = module.attend

    def watched(
        query: Tensor, key: Tensor, value: Tensor, *rest: Any, **options: Any
    ) -> Tensor:
        maps[name] = weights_of(attend, query, key, *rest, **options)
        return attend(query, key, value, *rest, **options)

    # Beside the attribute, not in its place: it may be a module with weights.
    own = vars(module)
    before = own.get("attend")
    own["attend"] = watched
    try:
        yield
    finally:
        del own["attend"]
        if before is not None:
            own["attend"] = before


@torch.no_grad()
def weights_of(
    attend: Callable[..., Tensor],
    query: Float[Tensor, "*heads q d"],
    key: Float[Tensor, "*key_heads k d"],
    *rest: Any,
    **options: Any,
) -> Float[Tensor, "batch all_heads q k"]:
    """The weights with which `attend` averages, whatever it does inside.

    Example:
        >>> from unmasked.attention.fused import attend
        >>> query = key = torch.eye(2).reshape(1, 1, 2, 2)
        >>> weights_of(attend, query, key, causal=True)[0, 0]
        tensor([[1.0000, 0.0000],
                [0.3302, 0.6698]])
    """
    identity = torch.eye(key.shape[-2], dtype=key.dtype, device=key.device)
    values = identity.expand(*key.shape[:-2], -1, -1)
    weights = attend(query, key, values, *rest, **options)
    # Grouped heads stand on two axes; the reader counts them on one.
    return weights.flatten(1, -3).clone()
