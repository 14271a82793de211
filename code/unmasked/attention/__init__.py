"""Every way this course lets one token look at another."""

from unmasked.attention.fused import attend
from unmasked.attention.masks import (
    causal_mask,
    document_mask,
    padding_mask,
    prefix_lm_mask,
    sliding_window_mask,
)
from unmasked.attention.scaled_dot_product import attention_weights

__all__ = [
    "attend",
    "attention_weights",
    "causal_mask",
    "document_mask",
    "padding_mask",
    "prefix_lm_mask",
    "sliding_window_mask",
]
