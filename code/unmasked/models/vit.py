"""ViT: an encoder that reads an image as a sentence of patches.

Source: Dosovitskiy et al. 2021, "An Image is Worth 16x16 Words: Transformers
for Image Recognition at Scale", §3.1, eq. 1 to 4 and table 1,
https://arxiv.org/abs/2010.11929; its code,
https://github.com/google-research/vision_transformer
Lesson: docs/transformer/encoder-decoder.md
"""

from dataclasses import dataclass, replace
from functools import partial

import torch
from einops import rearrange
from jaxtyping import Float
from torch import Tensor, nn

from unmasked._sizes import check_positive
from unmasked.attention import fused
from unmasked.attention.multi_head import MultiHeadAttention
from unmasked.attention.protocols import Attend
from unmasked.feed_forward.fused import gelu
from unmasked.feed_forward.mlp import MLP
from unmasked.models._decoder import initialize
from unmasked.norms.fused import LayerNorm
from unmasked.positions.learned import LearnedPositions
from unmasked.residual import PreNorm


@dataclass(frozen=True, kw_only=True)
class ViTConfig:
    """The sizes of a ViT; images and patches are square."""

    image_size: int
    patch_size: int
    n_classes: int
    n_layers: int
    d_model: int
    n_heads: int
    d_ff: int
    n_channels: int = 3
    norm_eps: float = 1e-6
    dropout: float = 0.0


# --8<-- [start:model]
class ViTBlock(nn.Module):
    """Look around, then think: each reads a normalized copy of the stream."""

    def __init__(self, config: ViTConfig, *, attend: Attend) -> None:
        super().__init__()
        norm = partial(LayerNorm, d_model=config.d_model, eps=config.norm_eps)
        wire = partial(PreNorm, dropout=config.dropout)
        self.attention = wire(
            MultiHeadAttention(
                d_model=config.d_model,
                n_heads=config.n_heads,
                bias=True,
                attend=attend,
            ),
            norm=norm(),
        )
        self.feed_forward = wire(
            MLP(
                d_model=config.d_model,
                d_ff=config.d_ff,
                activation=gelu,
                dropout=config.dropout,
            ),
            norm=norm(),
        )

    def forward(
        self, x: Float[Tensor, "batch seq d_model"]
    ) -> Float[Tensor, "batch seq d_model"]:
        """Add to each patch what it finds and what it makes of that."""
        return self.feed_forward(self.attention(x))


class ViT(nn.Module):
    """From an image, a score for each class.

        x = [class; patch₁ W + b; patch₂ W + b; …] + positions
        repeat: x = x + attention(norm(x));  x = x + mlp(norm(x))
        logits = head(norm(x)₀)

    Nothing tells it that an image has two dimensions: it learns from the
    positions which patches are neighbors. The class token, a learned vector,
    belongs to no patch and collects what the head needs.

    Args:
        config: the sizes; published ones are constants of this module.
        attend: how attention is computed.

    Raises:
        ValueError: if sizes do not divide, or an image has another size.
        TypeError: if images are not real numbers.

    Example:
        >>> config = ViTConfig(
        ...     image_size=32, patch_size=8, n_classes=10, n_layers=2,
        ...     d_model=16, n_heads=4, d_ff=64,
        ... )
        >>> ViT(config)(torch.randn(1, 3, 32, 32)).shape
        torch.Size([1, 10])
    """

    def __init__(
        self, config: ViTConfig, *, attend: Attend = fused.attend
    ) -> None:
        super().__init__()
        check_positive(
            image_size=config.image_size,
            patch_size=config.patch_size,
            n_channels=config.n_channels,
            n_classes=config.n_classes,
            n_layers=config.n_layers,
        )
        image_size, patch_size = config.image_size, config.patch_size
        if image_size % patch_size:
            raise ValueError(f"{patch_size=} must divide {image_size=}")
        self.config, d_model = config, config.d_model
        n_patches = (image_size // patch_size) ** 2
        self.embed = nn.Linear(config.n_channels * patch_size**2, d_model)
        self.class_token = nn.Parameter(torch.empty(1, 1, d_model))
        self.positions = LearnedPositions(
            max_length=1 + n_patches, d_model=d_model
        )
        self.dropout = nn.Dropout(config.dropout)
        self.blocks = nn.ModuleList(
            ViTBlock(config, attend=attend) for _ in range(config.n_layers)
        )
        self.norm = LayerNorm(d_model=d_model, eps=config.norm_eps)
        self.head = nn.Linear(d_model, config.n_classes)
        initialize(self, std=0.02, n_layers=config.n_layers)

    def forward(
        self, images: Float[Tensor, "batch channels height width"]
    ) -> Float[Tensor, "batch classes"]:
        """Score the classes by what the class token has collected."""
        return self.head(self.encode(images)[:, 0])

    def encode(
        self, images: Float[Tensor, "batch channels height width"]
    ) -> Float[Tensor, "batch places d_model"]:
        """Make a vector of the image (the first), and one of each patch."""
        if not images.is_floating_point():
            raise TypeError(
                f"images must be real numbers, got {images.dtype}: divide "
                "bytes by 255"
            )
        size, channels = self.config.image_size, self.config.n_channels
        if images.shape[1:] != (channels, size, size):
            raise ValueError(
                f"expected images of shape {(channels, size, size)}, got "
                f"{tuple(images.shape[1:])}"
            )
        patches = rearrange(
            images,
            "b c (rows h) (columns w) -> b (rows columns) (c h w)",
            h=self.config.patch_size,
            w=self.config.patch_size,
        )
        start = self.class_token.expand(len(images), -1, -1)
        x = torch.cat([start, self.embed(patches)], dim=1)
        places = torch.arange(x.shape[1], device=x.device)
        x = self.dropout(x + self.positions(places))
        for block in self.blocks:
            x = block(x)
        return self.norm(x)

    # --8<-- [end:model]


# Dosovitskiy et al. 2021, table 1; classes are those of ImageNet.
VIT_BASE_16 = ViTConfig(
    image_size=224,
    patch_size=16,
    n_classes=1000,
    n_layers=12,
    d_model=768,
    n_heads=12,
    d_ff=3072,
)
VIT_LARGE_16 = replace(
    VIT_BASE_16, n_layers=24, d_model=1024, n_heads=16, d_ff=4096
)
VIT_HUGE_14 = replace(
    VIT_BASE_16,
    patch_size=14,
    n_layers=32,
    d_model=1280,
    n_heads=16,
    d_ff=5120,
)
