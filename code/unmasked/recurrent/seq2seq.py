"""Sequence to sequence with attention: translation before the transformer.

Source: Bahdanau, Cho and Bengio 2015, "Neural Machine Translation by Jointly
Learning to Align and Translate", §3 and appendix A.2,
https://arxiv.org/abs/1409.0473
Lesson: docs/start/recurrent-networks.md
"""

import torch
from jaxtyping import Float, Int
from torch import Tensor, nn

from unmasked._sizes import check_positive
from unmasked.attention.additive import AdditiveAttention
from unmasked.embeddings.token_embedding import TokenEmbedding
from unmasked.embeddings.untied_head import UntiedHead
from unmasked.recurrent._texts import check_texts
from unmasked.recurrent.bidirectional import BidirectionalGRU
from unmasked.recurrent.gru import GRU


# --8<-- [start:Seq2Seq]
class Seq2Seq(nn.Module):
    """Read the source from both ends; write the target, looking back at it.

        h = encoder(source)                        a state for each token
        c = Σⱼ αⱼ hⱼ,  α = attention(s, h)         where to look
        logits = head(maxout(W [s; y; c]))         what to write next
        s ← GRU([y; c], s)                         y: the token before

    Without attention all of the source would have to pass through one vector.
    With it, any target token reaches any source token in one step; but the
    states of both sides still wait for one another, token by token.

    The GRU resets its state after the product (`recurrent.gru`), the paper's
    before; the rest is the paper's.

    Args:
        source_vocab_size: number of tokens of the language that is read.
        target_vocab_size: number of tokens of the language that is written.
        d_model: width of the embeddings (620 in the paper).
        d_hidden: width of each reader, of the writer and of the attention
            layer (1000 in the paper); even, for maxout takes pairs.

    Raises:
        ValueError: if a size is not positive, `d_hidden` is odd, a token is
            not in its vocabulary, a length does not fit the source, or the
            target is empty.

    Example:
        >>> model = Seq2Seq(
        ...     source_vocab_size=20, target_vocab_size=30, d_model=8,
        ...     d_hidden=16,
        ... )
        >>> source, target = torch.tensor([[4, 5, 6]]), torch.tensor([[1, 7]])
        >>> logits, alignment = model(source, target, torch.tensor([3]))
        >>> logits.shape, alignment.shape
        (torch.Size([1, 2, 30]), torch.Size([1, 2, 3]))
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
        if d_hidden % 2:
            raise ValueError(f"{d_hidden=} must be even: maxout takes pairs")
        self.source_embed = TokenEmbedding(
            vocab_size=source_vocab_size, d_model=d_model
        )
        self.target_embed = TokenEmbedding(
            vocab_size=target_vocab_size, d_model=d_model
        )
        self.encoder = BidirectionalGRU(d_input=d_model, d_hidden=d_hidden)
        self.start = nn.Linear(d_hidden, d_hidden)
        self.attention = AdditiveAttention(
            d_query=d_hidden, d_key=2 * d_hidden, d_hidden=d_hidden
        )
        self.decoder = GRU(d_input=d_model + 2 * d_hidden, d_hidden=d_hidden)
        self.combine = nn.Linear(d_hidden + d_model + 2 * d_hidden, d_hidden)
        self.head = UntiedHead(
            vocab_size=target_vocab_size, d_model=d_hidden // 2
        )

    def forward(
        self,
        source: Int[Tensor, "batch source"],
        target: Int[Tensor, "batch target"],
        lengths: Int[Tensor, " batch"],
    ) -> tuple[
        Float[Tensor, "batch target vocab"],
        Float[Tensor, "batch target source"],
    ]:
        """Score each next target token; say which source tokens it looked at.

        Args:
            source: the text that is read.
            target: the text that is written, one token behind what is
                predicted: it begins with a token that means "start".
            lengths: how many tokens of each source are not padding.
        """
        check_texts(source, target)
        states, s = self.encode(source, lengths)
        keys = self.attention.project(states)  # once for all target tokens
        logits, alignment = [], []
        for token in target.unbind(dim=1):
            scores, weights, s = self.step(token, s, states, keys, lengths)
            logits.append(scores)
            alignment.append(weights)
        return torch.stack(logits, dim=1), torch.stack(alignment, dim=1)

    def encode(
        self,
        source: Int[Tensor, "batch source"],
        lengths: Int[Tensor, " batch"],
    ) -> tuple[
        Float[Tensor, "batch source d_both"], Float[Tensor, "batch d_hidden"]
    ]:
        """A state for each source token, and the writer's first state."""
        states, first = self.encoder(self.source_embed(source), lengths)
        return states, torch.tanh(self.start(first))

    def step(
        self,
        token: Int[Tensor, " batch"],
        s: Float[Tensor, "batch d_hidden"],
        states: Float[Tensor, "batch source d_both"],
        keys: Float[Tensor, "batch source d_hidden"],
        lengths: Int[Tensor, " batch"],
    ) -> tuple[
        Float[Tensor, "batch vocab"],
        Float[Tensor, "batch source"],
        Float[Tensor, "batch d_hidden"],
    ]:
        """One target token further: logits, alignment and the next state.

        Args:
            token: the token before the one that is scored.
            s: the writer's state.
            states: the source, as the reader left it.
            keys: `states`, as the attention's `project` gives them.
            lengths: how many tokens of each source are not padding.
        """
        places = torch.arange(states.shape[1], device=states.device)
        real = places < lengths[:, None]
        look = self.attention.match(s[:, None], keys, real[:, None])
        context = (look @ states)[:, 0]
        y = self.target_embed(token)
        both = self.combine(torch.cat([s, y, context], dim=-1))
        maxout = both.unflatten(-1, (-1, 2)).amax(dim=-1)
        seen = self.decoder.input_proj(torch.cat([y, context], dim=-1))
        return self.head(maxout), look[:, 0], self.decoder.step(seen, s)


# --8<-- [end:Seq2Seq]
