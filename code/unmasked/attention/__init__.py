"""Every way this course lets one token look at another."""

from unmasked.attention.additive import AdditiveAttention
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
from unmasked.attention.multiplicative import MultiplicativeAttention
from unmasked.attention.protocols import Attend, LayerCache
from unmasked.attention.qk_norm import CosineAttention
from unmasked.attention.scaled_dot_product import (
    attention_weights,
    masked_softmax,
)
from unmasked.attention.sinks import SinkAttention, streaming_mask
from unmasked.attention.sliding_window import RollingCache

__all__ = [
    "AdditiveAttention",
    "Attend",
    "CosineAttention",
    "GroupedQueryAttention",
    "LayerCache",
    "MultiHeadAttention",
    "MultiplicativeAttention",
    "RollingCache",
    "SinkAttention",
    "attend",
    "attention_weights",
    "causal_mask",
    "document_mask",
    "masked_softmax",
    "padding_mask",
    "prefix_lm_mask",
    "sliding_window_mask",
    "streaming_mask",
]
