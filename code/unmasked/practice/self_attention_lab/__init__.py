"""Checks for the lab on self-attention, docs/labs/self_attention.py."""

from unmasked.practice.self_attention_lab.attend import check_attend
from unmasked.practice.self_attention_lab.causal_mask import check_causal_mask
from unmasked.practice.self_attention_lab.fused import check_fused
from unmasked.practice.self_attention_lab.numerical_gradient import (
    check_numerical_gradient,
)
from unmasked.practice.self_attention_lab.scores import check_scores
from unmasked.practice.self_attention_lab.softmax_backward import (
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
