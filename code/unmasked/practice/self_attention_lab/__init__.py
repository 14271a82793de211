"""Checks for the lab on self-attention, docs/labs/self_attention.py."""

from unmasked.practice.self_attention_lab._attend import check_attend
from unmasked.practice.self_attention_lab._causal_mask import check_causal_mask
from unmasked.practice.self_attention_lab._fused import check_fused
from unmasked.practice.self_attention_lab._numerical_gradient import (
    check_numerical_gradient,
)
from unmasked.practice.self_attention_lab._scores import check_scores
from unmasked.practice.self_attention_lab._softmax_backward import (
    check_softmax_backward,
)

__all__ = [
    "check_attend",
    "check_causal_mask",
    "check_fused",
    "check_numerical_gradient",
    "check_scores",
    "check_softmax_backward",
]
