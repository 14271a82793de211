"""Layer and RMS normalization, the fast path: PyTorch's own functions.

The same weights, signatures and numbers as `unmasked.norms.layer_norm` and
`unmasked.norms.rms_norm`; one pass over the tensor instead of one for each
line of the formula. (On the CPU that holds for LayerNorm alone: there PyTorch
2.13 computes RMSNorm line by line too.) Models use these.

Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.layer_norm.html,
https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.rms_norm.html
Lesson: docs/transformer/normalization-and-residuals.md
"""

import torch
import torch.nn.functional as F
from jaxtyping import Float
from torch import Tensor

from unmasked._sizes import check_width
from unmasked.norms import layer_norm, rms_norm


# --8<-- [start:LayerNorm]
class LayerNorm(layer_norm.LayerNorm):
    """Give every token mean 0 and variance 1, then a learned scale and shift.

    Args, errors and formula are those of `layer_norm.LayerNorm`.

    Raises:
        ValueError: if `d_model` is not positive, or an input is not that wide.

    Example:
        >>> LayerNorm(d_model=4)(torch.tensor([1.0, 2.0, 3.0, 6.0])).detach()
        tensor([-1.0690, -0.5345,  0.0000,  1.6036])
    """

    def forward(
        self, x: Float[Tensor, "*axes d_model"]
    ) -> Float[Tensor, "*axes d_model"]:
        """Normalize each token by itself."""
        check_width(x, d_model=self.d_model)
        return F.layer_norm(
            x, (self.d_model,), self.weight, self.bias, self.eps
        )


# --8<-- [end:LayerNorm]


# --8<-- [start:RMSNorm]
class RMSNorm(rms_norm.RMSNorm):
    """Divide every token by the root of its mean square; no centering.

    Args, errors and formula are those of `rms_norm.RMSNorm`.

    Raises:
        ValueError: if `d_model` is not positive, an input is not that wide,
            or there is an offset but no gain to add it to.

    Example:
        >>> RMSNorm(d_model=2)(torch.tensor([3.0, 4.0])).detach()
        tensor([0.8485, 1.1314])
    """

    def forward(
        self, x: Float[Tensor, "*axes d_model"]
    ) -> Float[Tensor, "*axes d_model"]:
        """Normalize each token by itself."""
        check_width(x, d_model=self.d_model)
        if not self.offset or self.weight is None:
            return F.rms_norm(x, (self.d_model,), self.weight, self.eps)
        # 1 + weight must not be rounded to bfloat16: near 1 its steps are
        # 1/128, larger than most of what the weight has learned.
        wide = torch.promote_types(x.dtype, torch.float32)
        gain = self.offset + self.weight.to(wide)
        normal = F.rms_norm(x.to(wide), (self.d_model,), gain, self.eps)
        return normal.to(x.dtype)


# --8<-- [end:RMSNorm]
