"""DeepNorm: post-norm with a heavier stream and lighter initial weights.

Source: Wang et al. 2022, "DeepNet: Scaling Transformers to 1,000 Layers",
figure 2, https://arxiv.org/abs/2203.00555
Lesson: docs/transformer/normalization-and-residuals.md
"""

from typing import Any, NamedTuple

from jaxtyping import Float
from torch import Tensor, nn

from unmasked._sizes import check_positive
from unmasked.residual._branch import run_branch


# --8<-- [start:DeepNorm]
class DeepNorm(nn.Module):
    """Scale the stream up before the sum is normalized.

        DeepNorm(x) = norm(α x + sublayer(x))

    α > 1 keeps a layer from moving the stream far, and weights that start
    smaller by β (`deep_norm_init_`) keep the first updates bounded whatever
    the depth. Both depend on the depth alone: `deep_norm_constants`. With
    α = 1 it is post-norm.

    Args:
        sublayer: what looks or thinks; keeps the shape of its input.
        norm: what normalizes the sum.
        alpha: α.
        dropout: probability of dropping a feature of the sublayer's output
            in training.

    Raises:
        ValueError: if the sublayer gives another shape.
        TypeError: if the sublayer gives anything but one tensor.

    Example:
        >>> import torch
        >>> from unmasked.norms import LayerNorm
        >>> alpha, beta = deep_norm_constants(n_layers=18)
        >>> wired = DeepNorm(
        ...     nn.Linear(8, 8), norm=LayerNorm(d_model=8), alpha=alpha
        ... )
        >>> wired(torch.randn(2, 5, 8)).shape
        torch.Size([2, 5, 8])
    """

    def __init__(
        self,
        sublayer: nn.Module,
        *,
        norm: nn.Module,
        alpha: float,
        dropout: float = 0.0,
    ) -> None:
        super().__init__()
        self.sublayer, self.norm = sublayer, norm
        self.alpha = alpha
        self.dropout = nn.Dropout(dropout)

    def forward(
        self, x: Float[Tensor, "*axes d_model"], *context: Any, **options: Any
    ) -> Float[Tensor, "*axes d_model"]:
        """Pass everything after `x` on to the sublayer."""
        branch = run_branch(self.sublayer, x, *context, **options)
        return self.norm(self.alpha * x + self.dropout(branch))


# --8<-- [end:DeepNorm]


# --8<-- [start:deep_norm_constants]
class Constants(NamedTuple):
    """How heavy the stream is, and how light the weights start."""

    alpha: float
    beta: float


def deep_norm_constants(*, n_layers: int) -> Constants:
    """α and β of a model that is an encoder alone or a decoder alone.

        α = (2N)^¼    β = (8N)^−¼

    Raises:
        ValueError: if `n_layers` is not positive.

    Example:
        >>> deep_norm_constants(n_layers=8)
        Constants(alpha=2.0, beta=0.3535533905932738)
    """
    check_positive(n_layers=n_layers)
    return Constants((2 * n_layers) ** (1 / 4), (8 * n_layers) ** (-1 / 4))


def deep_norm_encoder_decoder_constants(
    *, n_encoder_layers: int, n_decoder_layers: int
) -> tuple[Constants, Constants]:
    """α and β of the encoder, and of the decoder, of a model with both.

        encoder:  α = 0.81 (N⁴M)^1/16    β = 0.87 (N⁴M)^−1/16
        decoder:  α = (3M)^¼             β = (12M)^−¼

    Raises:
        ValueError: if a number of layers is not positive.

    Example:
        >>> _, decoder = deep_norm_encoder_decoder_constants(
        ...     n_encoder_layers=6, n_decoder_layers=27
        ... )
        >>> decoder.alpha
        3.0
    """
    n, m = n_encoder_layers, n_decoder_layers
    check_positive(n_encoder_layers=n, n_decoder_layers=m)
    depth = (n**4 * m) ** (1 / 16)
    encoder = Constants(0.81 * depth, 0.87 / depth)
    return encoder, Constants((3 * m) ** (1 / 4), (12 * m) ** (-1 / 4))


# --8<-- [end:deep_norm_constants]


# --8<-- [start:deep_norm_init_]
def deep_norm_init_(module: nn.Module, *, beta: float) -> None:
    """Start the weights of a DeepNorm model, in place.

    Xavier's normal initialization; smaller by β in every matrix through which
    a value passes (v, o and the feed-forward layer), and not in q and k,
    which only decide where to look.

    Args:
        module: any module; its layers are told apart by their names.
        beta: β.

    Raises:
        ValueError: if none of the names occurs in `module`.

    Example:
        >>> from unmasked.feed_forward import MLP, relu
        >>> mlp = MLP(d_model=8, d_ff=32, activation=relu)
        >>> deep_norm_init_(mlp, beta=0.5)
    """
    gains = {"q_proj": 1.0, "k_proj": 1.0}
    for name in ("v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"):
        gains[name] = beta
    found = False
    for path, layer in module.named_modules():
        name = path.rpartition(".")[2]
        if isinstance(layer, nn.Linear) and name in gains:
            nn.init.xavier_normal_(layer.weight, gain=gains[name])
            found = True
    if not found:
        raise ValueError(
            f"{type(module).__name__} has no layer named {', '.join(gains)}"
        )


# --8<-- [end:deep_norm_init_]
