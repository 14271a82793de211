"""A small language model whose wiring, norms and depth can be exchanged.

Every matrix starts from Xavier's distribution, as in Xiong et al. 2020, and
nothing is made smaller for depth: what depth does is what we want to see.

Lesson: docs/transformer/normalization-and-residuals.md
"""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from torch import Tensor, nn

from unmasked.attention.multi_head import MultiHeadAttention
from unmasked.feed_forward import MLP, relu
from unmasked.norms import LayerNorm
from unmasked.residual import DeepNorm, OutputNorm, PostNorm, PreNorm, Sandwich
from unmasked.residual.deep_norm import deep_norm_constants, deep_norm_init_

VOCAB, D_MODEL, N_HEADS, SEQ = 512, 64, 4, 64

MakeNorm = Callable[[], nn.Module]
LAYER_NORM: MakeNorm = partial(LayerNorm, d_model=D_MODEL)


class Chain(nn.Module):
    """No residual: the sublayer's output *replaces* its input."""

    def __init__(
        self, sublayer: nn.Module, *, norm: nn.Module | None = None
    ) -> None:
        super().__init__()
        self.sublayer, self.norm = sublayer, norm or nn.Identity()

    def forward(self, x: Tensor, **options: Any) -> Tensor:
        """Pass on what the sublayer gives, and nothing else."""
        output: Tensor = self.sublayer(self.norm(x), **options)
        return output


Wire = Callable[[nn.Module, MakeNorm, int], nn.Module]
WIRINGS: Mapping[str, Wire] = {
    "neither": lambda s, _norm, _n: Chain(s),
    "no norm": lambda s, _norm, _n: PreNorm(s, norm=nn.Identity()),
    "no residual": lambda s, norm, _: Chain(s, norm=norm()),
    "post-norm": lambda s, norm, _: PostNorm(s, norm=norm()),
    "pre-norm": lambda s, norm, _: PreNorm(s, norm=norm()),
    "output norm": lambda s, norm, _: OutputNorm(s, norm=norm()),
    "sandwich": lambda s, norm, _: Sandwich(s, norm_in=norm(), norm_out=norm()),
    "DeepNorm": lambda s, norm, n: DeepNorm(
        s, norm=norm(), alpha=deep_norm_constants(n_layers=n).alpha
    ),
}
# Post-norm leaves the stream normalized; without norms there is none to add.
UNFINISHED = ("no residual", "pre-norm", "output norm", "sandwich")


class Block(nn.Module):
    """Look back, then think, both in one wiring."""

    def __init__(self, wire: Callable[[nn.Module], nn.Module]) -> None:
        super().__init__()
        self.attention = wire(
            MultiHeadAttention(d_model=D_MODEL, n_heads=N_HEADS)
        )
        self.feed_forward = wire(
            MLP(d_model=D_MODEL, d_ff=4 * D_MODEL, activation=relu)
        )

    def forward(self, x: Tensor) -> Tensor:
        """Let each token see those before it and itself."""
        output: Tensor = self.feed_forward(self.attention(x, causal=True))
        return output


class DepthModel(nn.Module):
    """Embed, a stack of blocks, perhaps a norm, and a head.

    Args:
        wiring: one of `WIRINGS`.
        n_layers: how many blocks.
        norm: makes each norm.
        final_norm: whether one stands before the head; by default where the
            wiring needs it.

    Example:
        >>> import torch
        >>> model = DepthModel("pre-norm", n_layers=2)
        >>> model(torch.zeros(1, 5, dtype=torch.long)).shape
        torch.Size([1, 5, 512])
    """

    def __init__(
        self,
        wiring: str,
        *,
        n_layers: int,
        norm: MakeNorm = LAYER_NORM,
        final_norm: bool | None = None,
    ) -> None:
        super().__init__()
        wire = WIRINGS[wiring]
        self.embed = nn.Embedding(VOCAB, D_MODEL)
        self.places = nn.Embedding(SEQ, D_MODEL)
        self.blocks = nn.ModuleList(
            Block(lambda sublayer: wire(sublayer, norm, n_layers))
            for _ in range(n_layers)
        )
        if final_norm is None:
            final_norm = wiring in UNFINISHED
        self.norm = norm() if final_norm else nn.Identity()
        self.head = nn.Linear(D_MODEL, VOCAB)
        for layer in self.modules():
            if isinstance(layer, nn.Linear):
                nn.init.xavier_normal_(layer.weight)
                if layer.bias is not None:
                    nn.init.zeros_(layer.bias)
        if wiring == "DeepNorm":
            beta = deep_norm_constants(n_layers=n_layers).beta
            deep_norm_init_(self.blocks, beta=beta)

    def forward(self, tokens: Tensor) -> Tensor:
        """Score the token after each."""
        places = self.places.weight[: tokens.shape[1]]
        x = self.embed(tokens) + places
        for block in self.blocks:
            x = block(x)
        scores: Tensor = self.head(self.norm(x))
        return scores
