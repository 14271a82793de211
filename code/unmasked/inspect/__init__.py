"""Look into a model and change what happens inside, without editing it."""

from unmasked.inspect.ablate import ablate_heads, skip
from unmasked.inspect.attention_maps import attention_maps
from unmasked.inspect.logit_lens import logit_lens
from unmasked.inspect.patch import patch
from unmasked.inspect.prune import prune_heads, prune_layers
from unmasked.inspect.record import record

__all__ = [
    "ablate_heads",
    "attention_maps",
    "logit_lens",
    "patch",
    "prune_heads",
    "prune_layers",
    "record",
    "skip",
]
