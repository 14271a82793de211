"""Ways to wire a sublayer to the residual stream."""

from unmasked.residual.deep_norm import DeepNorm
from unmasked.residual.layer_scale import LayerScale
from unmasked.residual.output_norm import OutputNorm
from unmasked.residual.parallel import Parallel
from unmasked.residual.post_norm import PostNorm
from unmasked.residual.pre_norm import PreNorm
from unmasked.residual.re_zero import ReZero
from unmasked.residual.sandwich import Sandwich

__all__ = [
    "DeepNorm",
    "LayerScale",
    "OutputNorm",
    "Parallel",
    "PostNorm",
    "PreNorm",
    "ReZero",
    "Sandwich",
]
