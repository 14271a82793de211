"""Encoder and decoder with one vector between them: the bottleneck.

Source: Cho et al. 2014, "Learning Phrase Representations using RNN
Encoder-Decoder for Statistical Machine Translation", §2.2,
https://arxiv.org/abs/1406.1078; Sutskever et al. 2014, §2,
https://arxiv.org/abs/1409.3215
Lesson: docs/start/recurrent-networks.md
"""

import torch
from jaxtyping import Float, Int
from torch import Tensor, nn

from unmasked._sizes import check_positive
from unmasked.embeddings.token_embedding import TokenEmbedding
from unmasked.embeddings.untied_head import UntiedHead
from unmasked.recurrent._texts import check_lengths, check_texts
from unmasked.recurrent.gru import GRU


# --8<-- [start:EncoderDecoder]
class EncoderDecoder(nn.Module):
    """Read the source into one vector; write the target from that vector.

        c = last state of the reader               all that is kept
        s ← GRU([y; c], s),  s₀ = c                y: the token before
        logits = head(s)                           what to write next

    Whatever the length of the source, c has `d_hidden` numbers.

    Cho et al. put a layer with maxout before the head and one with tanh
    before s₀; both are left out here.

    Args:
        source_vocab_size: number of tokens of the language that is read.
        target_vocab_size: number of tokens of the language that is written.
        d_model: width of the embeddings.
        d_hidden: width of the reader, of the writer and of the vector between.

    Raises:
        ValueError: if a size is not positive, a token is not in its
            vocabulary, a length does not fit the source, or the target is
            empty.

    Example:
        >>> model = EncoderDecoder(
        ...     source_vocab_size=20, target_vocab_size=30, d_model=8,
        ...     d_hidden=16,
        ... )
        >>> source, target = torch.tensor([[4, 5, 6]]), torch.tensor([[1, 7]])
        >>> model(source, target, torch.tensor([3])).shape
        torch.Size([1, 2, 30])
    """

    def __init__(
        self,
        *,
        source_vocab_size: int,
        target_vocab_size: int,
        d_model: int,
        d_hidden: int,
    ) -> None:
        super().__init__()
        check_positive(d_model=d_model, d_hidden=d_hidden)
        self.source_embed = TokenEmbedding(
            vocab_size=source_vocab_size, d_model=d_model
        )
        self.target_embed = TokenEmbedding(
            vocab_size=target_vocab_size, d_model=d_model
        )
        self.encoder = GRU(d_input=d_model, d_hidden=d_hidden)
        self.decoder = GRU(d_input=d_model + d_hidden, d_hidden=d_hidden)
        self.head = UntiedHead(vocab_size=target_vocab_size, d_model=d_hidden)

    def forward(
        self,
        source: Int[Tensor, "batch source"],
        target: Int[Tensor, "batch target"],
        lengths: Int[Tensor, " batch"],
    ) -> Float[Tensor, "batch target vocab"]:
        """Score each next target token.

        Args:
            source: the text that is read.
            target: the text that is written, one token behind what is
                predicted: it begins with a token that means "start".
            lengths: how many tokens of each source are not padding.
        """
        check_texts(source, target)
        context = self.encode(source, lengths)
        everywhere = context[:, None].expand(-1, target.shape[1], -1)
        written = torch.cat([self.target_embed(target), everywhere], dim=-1)
        states, _ = self.decoder(written, context)
        return self.head(states)

    def encode(
        self,
        source: Int[Tensor, "batch source"],
        lengths: Int[Tensor, " batch"],
    ) -> Float[Tensor, "batch d_hidden"]:
        """The state at the last real token of each source."""
        states, _ = self.encoder(self.source_embed(source))
        check_lengths(lengths, batch=len(states), seq=states.shape[1])
        ends = (lengths.long() - 1)[:, None, None]
        return states.take_along_dim(ends, dim=1)[:, 0]


# --8<-- [end:EncoderDecoder]
