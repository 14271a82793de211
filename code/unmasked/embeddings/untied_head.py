"""The head with weights of its own: from vectors to logits.

Source: Bengio et al. 2003, "A Neural Probabilistic Language Model", §2, eq. 1
(a matrix apart from the embedding's),
https://www.jmlr.org/papers/v3/bengio03a.html; Llama's `output` layer,
https://github.com/meta-llama/llama3/blob/main/llama/model.py
Lesson: docs/transformer/embedding-spaces.md
"""

import torch
import torch.nn.functional as F
from jaxtyping import Float
from torch import Tensor, nn

from unmasked._sizes import check_positive, check_width
from unmasked.embeddings.padded_vocabulary import padded_vocab_size


# --8<-- [start:UntiedHead]
class UntiedHead(nn.Module):
    """Score every token of the vocabulary, with a matrix for this alone.

        logits = x · weightᵀ (+ bias)

    Row t of `weight` is the direction in which a vector must point for token
    t to follow. The matrix costs vocab_size · d_model weights more than a
    tied head.

    Args:
        vocab_size: number of tokens.
        d_model: number of features of a token.
        bias: add a learned number to the logit of each token.
        multiple_of: pad the matrix to a multiple of this many rows. The
            padding has no logits: there are always `vocab_size`.

    Raises:
        ValueError: if a size is not positive, or an input is not `d_model`
            wide.

    Example:
        >>> head = UntiedHead(vocab_size=100, d_model=8, multiple_of=64)
        >>> head.weight.shape, head(torch.randn(1, 3, 8)).shape
        (torch.Size([128, 8]), torch.Size([1, 3, 100]))
    """

    def __init__(
        self,
        *,
        vocab_size: int,
        d_model: int,
        bias: bool = False,
        multiple_of: int = 1,
    ) -> None:
        super().__init__()
        check_positive(d_model=d_model)
        n_rows = padded_vocab_size(vocab_size, multiple_of=multiple_of)
        self.vocab_size, self.d_model = vocab_size, d_model
        self.weight = nn.Parameter(torch.empty(n_rows, d_model))
        nn.init.normal_(self.weight, std=d_model**-0.5)
        self.bias = nn.Parameter(torch.zeros(n_rows)) if bias else None

    def forward(
        self, x: Float[Tensor, "*axes d_model"]
    ) -> Float[Tensor, "*axes vocab"]:
        """Score every token at each position."""
        check_width(x, d_model=self.d_model)
        # The product runs over the padded rows, which is what they are for.
        logits = F.linear(x, self.weight, self.bias)
        return logits[..., : self.vocab_size]


# --8<-- [end:UntiedHead]
