"""Every way this course lets one token look at another."""

from unmasked.attention.fused import attend
from unmasked.attention.grouped_query import GroupedQueryAttention
from unmasked.attention.masks import (
    causal_mask,
    document_mask,
    padding_mask,
    prefix_lm_mask,
    sliding_window_mask,
)
from unmasked.attention.multi_head import MultiHeadAttention
from unmasked.attention.protocols import Attend, LayerCache
from unmasked.attention.scaled_dot_product import attention_weights

__all__ = [
    "Attend",
    "GroupedQueryAttention",
    "LayerCache",
    "MultiHeadAttention",
    "attend",
    "attention_weights",
    "causal_mask",
    "document_mask",
    "padding_mask",
    "prefix_lm_mask",
    "sliding_window_mask",
]
