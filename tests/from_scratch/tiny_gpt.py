"""The PyTorch components, put together as GPT-2 is: the oracle of the twin."""

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from unmasked.attention.multi_head import MultiHeadAttention
from unmasked.embeddings import TiedHead, TokenEmbedding
from unmasked.feed_forward import MLP, gelu_tanh
from unmasked.norms import LayerNorm
from unmasked.positions.learned import LearnedPositions
from unmasked.residual import PreNorm

VOCAB, D_MODEL, N_HEADS, LENGTH = 11, 6, 2, 8
TOKENS = torch.randint(
    0, VOCAB, (3, 6), generator=torch.Generator().manual_seed(0)
)


class Block(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.attention = PreNorm(
            MultiHeadAttention(d_model=D_MODEL, n_heads=N_HEADS, bias=True),
            norm=LayerNorm(d_model=D_MODEL),
        )
        self.feed_forward = PreNorm(
            MLP(d_model=D_MODEL, d_ff=4 * D_MODEL, activation=gelu_tanh),
            norm=LayerNorm(d_model=D_MODEL),
        )

    def forward(self, x: Tensor) -> Tensor:
        return self.feed_forward(self.attention(x, causal=True))


class Model(nn.Module):
    def __init__(self, n_layers: int = 2) -> None:
        super().__init__()
        self.embed = TokenEmbedding(vocab_size=VOCAB, d_model=D_MODEL)
        self.positions = LearnedPositions(max_length=LENGTH, d_model=D_MODEL)
        self.blocks = nn.ModuleList(Block() for _ in range(n_layers))
        self.norm = LayerNorm(d_model=D_MODEL)
        self.head = TiedHead(self.embed)

    def forward(self, tokens: Tensor) -> Tensor:
        x = self.embed(tokens) + self.positions(torch.arange(tokens.shape[-1]))
        for block in self.blocks:
            x = block(x)
        return self.head(self.norm(x))

    def loss(self, tokens: Tensor, targets: Tensor) -> Tensor:
        return F.cross_entropy(self(tokens).flatten(0, 1), targets.flatten())


def model(n_layers: int = 2) -> Model:
    made = Model(n_layers).double()
    for weight in made.parameters():  # No gain of 1, no bias of 0.
        nn.init.normal_(weight, mean=0.1, std=0.5)
    return made
