"""The head that reads the embedding backwards: one matrix for both.

Source: Press and Wolf 2017, "Using the Output Embedding to Improve Language
Models", https://arxiv.org/abs/1608.05859; Vaswani et al. 2017, §3.4,
https://arxiv.org/abs/1706.03762
Lesson: docs/transformer/embedding-spaces.md
"""

import torch.nn.functional as F
from jaxtyping import Float
from torch import Tensor, nn

from unmasked._sizes import check_width
from unmasked.embeddings.token_embedding import TokenEmbedding


# --8<-- [start:TiedHead]
class TiedHead(nn.Module):
    """Score each token by how well the vector matches its embedding.

        logits = x · embedding.weightᵀ

    The head owns nothing: the matrix stays the embedding's, is counted once,
    saved once, and gets the gradients of both uses. Where the embedding is
    scaled by √d_model the head is not, as in the 2017 model.

    Args:
        embedding: whose matrix to read, padding and all. The padding has no
            logits: there are always `embedding.vocab_size`.

    Raises:
        ValueError: if an input is not as wide as the embedding.

    Example:
        >>> import torch
        >>> embedding = TokenEmbedding(vocab_size=100, d_model=8)
        >>> head = TiedHead(embedding)
        >>> head(torch.randn(1, 3, 8)).shape, list(head.parameters())
        (torch.Size([1, 3, 100]), [])
    """

    def __init__(self, embedding: TokenEmbedding) -> None:
        super().__init__()
        # In a tuple PyTorch does not see it: as a submodule its matrix would
        # be in the state dict twice, and a checkpoint would hold it twice.
        self._embedding = (embedding,)

    def forward(
        self, x: Float[Tensor, "*axes d_model"]
    ) -> Float[Tensor, "*axes vocab"]:
        """Score every token at each position."""
        (embedding,) = self._embedding
        check_width(x, d_model=embedding.d_model)
        logits = F.linear(x, embedding.weight)
        return logits[..., : embedding.vocab_size]


# --8<-- [end:TiedHead]
