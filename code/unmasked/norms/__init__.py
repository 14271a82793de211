"""Keeping activations at a size that the next layer can use."""

from unmasked.norms.batch_norm import BatchNorm
from unmasked.norms.dynamic_tanh import DynamicTanh
from unmasked.norms.fused import LayerNorm, RMSNorm

__all__ = ["BatchNorm", "DynamicTanh", "LayerNorm", "RMSNorm"]
