"""Reading from both ends: a state for each token that knows its whole text.

Source: Schuster and Paliwal 1997, "Bidirectional Recurrent Neural Networks",
https://doi.org/10.1109/78.650093; as an encoder, Bahdanau et al. 2015, §3.2,
https://arxiv.org/abs/1409.0473
Lesson: docs/start/recurrent-networks.md
"""

import torch
from jaxtyping import Float, Int
from torch import Tensor, nn

from unmasked.recurrent._texts import check_lengths
from unmasked.recurrent.gru import GRU


# --8<-- [start:BidirectionalGRU]
class BidirectionalGRU(nn.Module):
    """One GRU reads forward, another backward; their states side by side.

        stateₜ = [forward(x₀ … xₜ); backward(xₙ … xₜ)]

    Where sequences of a batch differ in length, the backward reader starts at
    the last real token of each and never sees the padding. What stands behind
    the end of a sequence is to be masked by whoever looks at the states.

    Args:
        d_input: number of features of a token.
        d_hidden: number of features of each reader's state.

    Raises:
        ValueError: if a size is not positive, a sequence does not fit, or a
            length is not between 1 and that of the batch.

    Example:
        >>> read = BidirectionalGRU(d_input=8, d_hidden=16)
        >>> states, start = read(torch.randn(2, 5, 8), torch.tensor([5, 3]))
        >>> states.shape, start.shape
        (torch.Size([2, 5, 32]), torch.Size([2, 16]))
    """

    def __init__(self, *, d_input: int, d_hidden: int) -> None:
        super().__init__()
        self.ahead = GRU(d_input=d_input, d_hidden=d_hidden)
        self.back = GRU(d_input=d_input, d_hidden=d_hidden)

    def forward(
        self,
        x: Float[Tensor, "batch seq d_input"],
        lengths: Int[Tensor, " batch"],
    ) -> tuple[
        Float[Tensor, "batch seq d_both"], Float[Tensor, "batch d_hidden"]
    ]:
        """Give all states, and what the backward reader ends with.

        Args:
            x: the tokens.
            lengths: how many of each sequence are not padding.
        """
        ahead, _ = self.ahead(x)
        back, _ = self.back(reverse(x, lengths))
        back = reverse(back, lengths)
        return torch.cat([ahead, back], dim=-1), back[:, 0]


# --8<-- [end:BidirectionalGRU]


def reverse(
    x: Float[Tensor, "batch seq d"], lengths: Int[Tensor, " batch"]
) -> Float[Tensor, "batch seq d"]:
    """Turn each sequence around, and leave the padding where it is.

    Raises:
        ValueError: if there is not one length for each sequence, between 1
            and that of the batch.

    Example:
        >>> x = torch.tensor([[[1.0], [2.0], [0.0]]])
        >>> reverse(x, torch.tensor([2]))[0, :, 0]
        tensor([2., 1., 0.])
    """
    seq = x.shape[1]
    check_lengths(lengths, batch=len(x), seq=seq)
    places = torch.arange(seq, device=x.device)
    ends = lengths[:, None]
    places = torch.where(places < ends, ends - 1 - places, places)
    return x.take_along_dim(places[..., None], dim=1)
