"""Token embeddings: one learned vector for each token of the vocabulary.

Source: Vaswani et al. 2017, "Attention Is All You Need", §3.4,
https://arxiv.org/abs/1706.03762
Lesson: docs/transformer/embedding-spaces.md
"""

import torch
import torch.nn.functional as F
from jaxtyping import Float, Int
from torch import Tensor, nn

from unmasked._sizes import check_indices, check_positive
from unmasked.embeddings.padded_vocabulary import padded_vocab_size


# --8<-- [start:TokenEmbedding]
class TokenEmbedding(nn.Module):
    """Look up the vector of each token.

        TokenEmbedding(t) = weight[t]            or  √d_model · weight[t]

    The lookup is the product of a one-hot vector with `weight`, without the
    multiplications by zero. Rows start normal with standard deviation
    1/√d_model: scaled, they have the size of position encodings; unscaled
    and used again as the output matrix, they give logits of size one.

    Args:
        vocab_size: number of tokens.
        d_model: number of features of a token.
        scaled: multiply by √d_model, as the 2017 model and Gemma do.
        multiple_of: pad the table to a multiple of this many rows.

    Raises:
        ValueError: if a size is not positive, or a token id is not in the
            vocabulary. (On a GPU an id outside the table stops the process
            with a device-side assertion instead.)
        TypeError: if the tokens are not whole numbers (int64 or int32).

    Example:
        >>> embedding = TokenEmbedding(vocab_size=100, d_model=8)
        >>> embedding(torch.tensor([[5, 99, 5]])).shape
        torch.Size([1, 3, 8])
    """

    def __init__(
        self,
        *,
        vocab_size: int,
        d_model: int,
        scaled: bool = False,
        multiple_of: int = 1,
    ) -> None:
        super().__init__()
        check_positive(d_model=d_model)
        n_rows = padded_vocab_size(vocab_size, multiple_of=multiple_of)
        self.vocab_size, self.d_model = vocab_size, d_model
        self.scale = d_model**0.5 if scaled else 1.0
        self.weight = nn.Parameter(torch.empty(n_rows, d_model))
        nn.init.normal_(self.weight, std=d_model**-0.5)

    def forward(
        self, tokens: Int[Tensor, "*axes"]
    ) -> Float[Tensor, "*axes d_model"]:
        """Look up each token by itself."""
        check_indices(tokens, name="token ids")
        # Without its padding, so that an id there is an error too. (A slice
        # that keeps all rows would still cost a copy in the backward pass.)
        padded = len(self.weight) > self.vocab_size
        table = self.weight[: self.vocab_size] if padded else self.weight
        try:
            vectors = F.embedding(tokens, table)
        except IndexError:
            raise ValueError(
                f"token ids must lie between 0 and {self.vocab_size - 1}, got "
                f"{tokens.min().item()} to {tokens.max().item()}"
            ) from None
        return vectors if self.scale == 1.0 else vectors * self.scale


# --8<-- [end:TokenEmbedding]
