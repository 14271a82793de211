"""Root-mean-square normalization, the clear path: the formula, line by line.

Models run `unmasked.norms.fused`, which computes the same numbers with
PyTorch's own function. This file is the one to read.

Source: Zhang and Sennrich 2019, "Root Mean Square Layer Normalization", §4,
eq. 4, https://arxiv.org/abs/1910.07467
Lesson: docs/transformer/normalization-and-residuals.md
"""

import torch
from jaxtyping import Float
from torch import Tensor, nn

from unmasked._sizes import check_positive, check_width


# --8<-- [start:RMSNorm]
class RMSNorm(nn.Module):
    """Divide every token by the root of its mean square; no centering.

        RMSNorm(x) = x / √(mean(x²) + ε) · weight

    One statistic instead of two, and no bias. On a token whose mean is 0 it
    is LayerNorm. With `unit_offset` the learned weight is what is *added* to
    1, so that weight decay pulls the gain to 1 and not to 0.

    Args:
        d_model: number of features of a token.
        eps: ε, added to the mean square, inside the root.
        gain: learn a scale for each feature. Without one nothing is learned.
        unit_offset: multiply by 1 + weight, with weights that start at 0, as
            Gemma does.

    Raises:
        ValueError: if `d_model` is not positive, an input is not that wide,
            or there is an offset but no gain to add it to.

    Example:
        >>> RMSNorm(d_model=2, gain=False)(torch.tensor([3.0, 4.0]))
        tensor([0.8485, 1.1314])
    """

    def __init__(
        self,
        *,
        d_model: int,
        eps: float = 1e-6,
        gain: bool = True,
        unit_offset: bool = False,
    ) -> None:
        super().__init__()
        check_positive(d_model=d_model)
        if unit_offset and not gain:
            raise ValueError(f"{unit_offset=} needs a gain, but {gain=}")
        self.d_model, self.eps = d_model, eps
        # The gain is offset + weight, and starts at 1 either way.
        self.offset = 1.0 if unit_offset else 0.0
        start = torch.full((d_model,), 1.0 - self.offset)
        self.weight = nn.Parameter(start) if gain else None

    def forward(
        self, x: Float[Tensor, "*axes d_model"]
    ) -> Float[Tensor, "*axes d_model"]:
        """Normalize each token by itself."""
        check_width(x, d_model=self.d_model)
        # As in LayerNorm: float32 inside, rounded once. Llama's own code
        # rounds before the gain too, which bfloat16 can tell apart.
        wide = x.to(torch.promote_types(x.dtype, torch.float32))
        mean_square = wide.square().mean(dim=-1, keepdim=True)
        normal = wide / (mean_square + self.eps).sqrt()
        if self.weight is not None:
            normal = normal * (self.offset + self.weight.to(wide.dtype))
        return normal.to(x.dtype)


# --8<-- [end:RMSNorm]
