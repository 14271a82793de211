"""Batch normalization, to compare: what transformers do not use, and why.

Source: Ioffe and Szegedy 2015, "Batch Normalization", algorithms 1 and 2,
https://arxiv.org/abs/1502.03167
Lesson: docs/transformer/normalization-and-residuals.md
"""

import torch
from jaxtyping import Float
from torch import Tensor, nn

from unmasked._sizes import check_positive, check_width


# --8<-- [start:BatchNorm]
class BatchNorm(nn.Module):
    """Give every feature mean 0 and variance 1 over all tokens of the batch.

        μ, σ² = mean and variance of a feature over batch and positions
        BatchNorm(x) = (x − μ) / √(σ² + ε) · weight + bias

    LayerNorm turned by 90 degrees: what a token becomes depends on the other
    tokens of its batch, on those after it, and on padding. In evaluation μ
    and σ² are running averages from training, so the two modes are different
    functions, and generation would see statistics that training never used.

    Args:
        d_model: number of features of a token.
        eps: ε, added to the variance.
        momentum: weight of the newest batch in the running averages.

    Raises:
        ValueError: if `d_model` is not positive, `momentum` is not between 0
            and 1, an input is not `d_model` wide, or a training batch holds
            fewer than two tokens, which have no variance.

    Example:
        >>> x = torch.tensor([[[1.0, 10.0], [3.0, 30.0]]])
        >>> BatchNorm(d_model=2, eps=0.0)(x).detach()
        tensor([[[-1., -1.],
                 [ 1.,  1.]]])
    """

    running_mean: Tensor
    running_var: Tensor

    def __init__(
        self, *, d_model: int, eps: float = 1e-5, momentum: float = 0.1
    ) -> None:
        super().__init__()
        check_positive(d_model=d_model)
        if not 0 <= momentum <= 1:
            raise ValueError(f"{momentum=} must lie between 0 and 1")
        self.d_model, self.eps, self.momentum = d_model, eps, momentum
        self.weight = nn.Parameter(torch.ones(d_model))
        self.bias = nn.Parameter(torch.zeros(d_model))
        self.register_buffer("running_mean", torch.zeros(d_model))
        self.register_buffer("running_var", torch.ones(d_model))

    def forward(
        self, x: Float[Tensor, "*axes d_model"]
    ) -> Float[Tensor, "*axes d_model"]:
        """Normalize each feature, by this batch or by the running averages."""
        check_width(x, d_model=self.d_model)
        wide = x.to(torch.promote_types(x.dtype, torch.float32))
        if self.training:
            mean, variance = self._statistics(wide)
        else:
            mean, variance = self.running_mean, self.running_var
        normal = (wide - mean) / (variance + self.eps).sqrt()
        return (normal * self.weight + self.bias).to(x.dtype)

    def _statistics(
        self, x: Float[Tensor, "*axes d_model"]
    ) -> tuple[Float[Tensor, " d_model"], Float[Tensor, " d_model"]]:
        tokens = x.reshape(-1, self.d_model)
        n_tokens = len(tokens)
        if n_tokens < 2:
            raise ValueError(
                f"a training batch of {n_tokens} tokens has no variance"
            )
        mean = tokens.mean(dim=0)
        variance = (tokens - mean).square().mean(dim=0)
        # Biased for the batch itself; unbiased for the running average, which
        # estimates the variance of the data (algorithm 2, step 10).
        unbiased = variance * n_tokens / (n_tokens - 1)
        with torch.no_grad():
            self.running_mean.lerp_(
                mean.to(self.running_mean.dtype), self.momentum
            )
            self.running_var.lerp_(
                unbiased.to(self.running_var.dtype), self.momentum
            )
        return mean, variance


# --8<-- [end:BatchNorm]
