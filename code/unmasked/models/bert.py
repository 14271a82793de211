"""BERT: the encoder of the 2017 model, alone, reading in both directions.

Against the 2017 encoder: learned positions, a vector for each of the two
sentences of an input, a norm on the embeddings, and GELU for ReLU. It cannot
write; it is trained to guess hidden tokens, and whether two sentences follow
each other.

Source: Devlin et al. 2019, "BERT: Pre-training of Deep Bidirectional
Transformers for Language Understanding", §3 and appendix A,
https://arxiv.org/abs/1810.04805; what the paper leaves open (the head's
transform, the pooler) as in https://github.com/google-research/bert
Lesson: docs/transformer/encoder-decoder.md
"""

from dataclasses import dataclass, replace
from functools import partial

from jaxtyping import Bool, Float, Int
from torch import Tensor, nn, zeros, zeros_like

from unmasked._sizes import check_positive
from unmasked.attention import fused
from unmasked.attention.multi_head import MultiHeadAttention
from unmasked.attention.protocols import Attend
from unmasked.embeddings import TiedHead, TokenEmbedding
from unmasked.feed_forward.fused import gelu
from unmasked.feed_forward.mlp import MLP
from unmasked.models._decoder import next_positions
from unmasked.norms.fused import LayerNorm
from unmasked.positions.learned import LearnedPositions
from unmasked.residual import PostNorm


@dataclass(frozen=True, kw_only=True)
class BertConfig:
    """The sizes of a BERT."""

    vocab_size: int
    n_layers: int
    d_model: int
    n_heads: int
    d_ff: int
    max_length: int
    n_token_types: int = 2
    norm_eps: float = 1e-12
    dropout: float = 0.0


# --8<-- [start:model]
class BertBlock(nn.Module):
    """Look around, then think: each sum is normalized, as in 2017."""

    def __init__(self, config: BertConfig, *, attend: Attend) -> None:
        super().__init__()
        norm = partial(LayerNorm, d_model=config.d_model, eps=config.norm_eps)
        wire = partial(PostNorm, dropout=config.dropout)
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
            MLP(d_model=config.d_model, d_ff=config.d_ff, activation=gelu),
            norm=norm(),
        )

    def forward(
        self,
        x: Float[Tensor, "batch seq d_model"],
        *,
        mask: Bool[Tensor, "*#scores #seq #seq"] | None = None,
    ) -> Float[Tensor, "batch seq d_model"]:
        """Add to each token what it finds and what it makes of that."""
        return self.feed_forward(self.attention(x, mask=mask))


class Bert(nn.Module):
    """An encoder: from tokens, a vector for each that has read all others.

        x = norm(embed(tokens) + positions + token types)
        repeat: x = norm(x + attention(x));  x = norm(x + mlp(x))

    Args:
        config: the sizes; published ones are constants of this module.
        attend: how attention is computed.

    Raises:
        ValueError: if sizes do not divide, there are no tokens or too many,
            or an id is outside the vocabulary or the token types.

    Example:
        >>> import torch
        >>> config = BertConfig(
        ...     vocab_size=50, n_layers=2, d_model=16, n_heads=4, d_ff=64,
        ...     max_length=8,
        ... )
        >>> Bert(config)(torch.tensor([[3, 1, 4]])).shape
        torch.Size([1, 3, 16])
    """

    def __init__(
        self, config: BertConfig, *, attend: Attend = fused.attend
    ) -> None:
        super().__init__()
        check_positive(n_layers=config.n_layers)
        self.config, d_model = config, config.d_model
        self.embed = TokenEmbedding(
            vocab_size=config.vocab_size, d_model=d_model
        )
        self.positions = LearnedPositions(
            max_length=config.max_length, d_model=d_model
        )
        self.token_types = TokenEmbedding(
            vocab_size=config.n_token_types, d_model=d_model
        )
        self.norm = LayerNorm(d_model=d_model, eps=config.norm_eps)
        self.dropout = nn.Dropout(config.dropout)
        self.blocks = nn.ModuleList(
            BertBlock(config, attend=attend) for _ in range(config.n_layers)
        )
        _initialize(self)

    def forward(
        self,
        tokens: Int[Tensor, "batch seq"],
        *,
        token_types: Int[Tensor, "batch seq"] | None = None,
        mask: Bool[Tensor, "*#scores #seq #seq"] | None = None,
    ) -> Float[Tensor, "batch seq d_model"]:
        """Read a batch of texts, or of pairs.

        Args:
            tokens: ids.
            token_types: which sentence of a pair each belongs to; 0 for all
                by default.
            mask: True where a token may look (padding).
        """
        places = next_positions(
            tokens, None, max_length=self.config.max_length, mask=mask
        )
        kinds = zeros_like(tokens) if token_types is None else token_types
        x = self.embed(tokens) + self.positions(places)
        x = self.dropout(self.norm(x + self.token_types(kinds)))
        for block in self.blocks:
            x = block(x, mask=mask)
        return x


class BertForPretraining(nn.Module):
    """BERT with both of its tasks: guess what is hidden, and what follows.

        tokens:   norm(gelu(x W + b)) Eᵀ + c,  with E the embedding's matrix
        sentence: tanh(x₀ W + b) V + d,  with x₀ the vector of [CLS]

    Args:
        config: the sizes; published ones are constants of this module.
        attend: how attention is computed.

    Raises:
        ValueError: as `Bert`.

    Example:
        >>> import torch
        >>> config = BertConfig(
        ...     vocab_size=50, n_layers=2, d_model=16, n_heads=4, d_ff=64,
        ...     max_length=8,
        ... )
        >>> tokens, next_sentence = BertForPretraining(config)(
        ...     torch.tensor([[3, 1, 4]])
        ... )
        >>> tokens.shape, next_sentence.shape
        (torch.Size([1, 3, 50]), torch.Size([1, 2]))
    """

    def __init__(
        self, config: BertConfig, *, attend: Attend = fused.attend
    ) -> None:
        super().__init__()
        self.config, d_model = config, config.d_model
        self.encoder = Bert(config, attend=attend)
        self.transform = nn.Linear(d_model, d_model)
        self.norm = LayerNorm(d_model=d_model, eps=config.norm_eps)
        self.head = TiedHead(self.encoder.embed)
        self.head_bias = nn.Parameter(zeros(config.vocab_size))
        self.pooler = nn.Linear(d_model, d_model)
        self.next_sentence = nn.Linear(d_model, 2)
        _initialize(self)

    def forward(
        self,
        tokens: Int[Tensor, "batch seq"],
        *,
        token_types: Int[Tensor, "batch seq"] | None = None,
        mask: Bool[Tensor, "*#scores #seq #seq"] | None = None,
    ) -> tuple[Float[Tensor, "batch seq vocab"], Float[Tensor, "batch 2"]]:
        """Score each token; and score "follows" (0) against "random" (1)."""
        x = self.encoder(tokens, token_types=token_types, mask=mask)
        hidden = self.norm(gelu(self.transform(x)))
        logits = self.head(hidden) + self.head_bias
        return logits, self.next_sentence(self.pool(x))

    def pool(
        self, x: Float[Tensor, "batch seq d_model"]
    ) -> Float[Tensor, "batch d_model"]:
        """Make one vector of a text, from that of its first token."""
        return self.pooler(x[:, 0]).tanh()

    # --8<-- [end:model]


def _initialize(model: nn.Module) -> None:
    """Draw all matrices from N(0, 0.02²) without its tails."""
    for weight in model.parameters():
        if weight.ndim >= 2:
            nn.init.trunc_normal_(weight, std=0.02, a=-0.04, b=0.04)


# Devlin et al. 2019, §3; the vocabulary is that of the uncased checkpoints.
BERT_BASE = BertConfig(
    vocab_size=30_522,
    n_layers=12,
    d_model=768,
    n_heads=12,
    d_ff=3072,
    max_length=512,
)
BERT_LARGE = replace(
    BERT_BASE, n_layers=24, d_model=1024, n_heads=16, d_ff=4096
)
# Wang et al. 2020, "MiniLM", https://arxiv.org/abs/2002.10957; the numbers are
# those of a sentence encoder that was made from it, by its config.json,
# https://huggingface.co/sentence-transformers/all-MiniLM-L6-v2
MINILM_L6 = replace(BERT_BASE, n_layers=6, d_model=384, n_heads=12, d_ff=1536)
