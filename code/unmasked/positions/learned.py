"""Learned positions: a vector of its own for each place.

Source: Gehring et al. 2017, "Convolutional Sequence to Sequence Learning",
§3.1, https://arxiv.org/abs/1705.03122; BERT, GPT-2 and ViT have them.
Lesson: docs/transformer/positional-encoding.md
"""

import torch
import torch.nn.functional as F
from jaxtyping import Float, Int
from torch import Tensor, nn

from unmasked._sizes import check_indices, check_positive


# --8<-- [start:LearnedPositions]
class LearnedPositions(nn.Module):
    """Look each position up in a table that is trained with the rest.

        PE(p) = weight[p]

    There is nothing beyond the table's end: a model cannot read a text that is
    longer. It costs max_length · d_model weights.

    Args:
        max_length: number of positions.
        d_model: width of the tokens.
        std: spread of the weights at the start; GPT-2 and BERT use 0.02.

    Raises:
        ValueError: if a size is not positive, a sequence has more tokens than
            there are positions, or a position is not in the table. (On a GPU
            that stops the process with a device-side assertion instead.)
        TypeError: if positions are not whole numbers (int64 or int32).

    Example:
        >>> positions = LearnedPositions(max_length=8, d_model=4)
        >>> positions(torch.arange(3)).shape
        torch.Size([3, 4])
    """

    def __init__(
        self, *, max_length: int, d_model: int, std: float = 0.02
    ) -> None:
        super().__init__()
        check_positive(max_length=max_length, d_model=d_model)
        self.max_length = max_length
        self.weight = nn.Parameter(std * torch.randn(max_length, d_model))

    def forward(
        self, positions: Int[Tensor, "*axes"]
    ) -> Float[Tensor, "*axes d_model"]:
        """Look up where the tokens stand."""
        check_indices(positions, name="positions")
        # Beforehand only the shape is checked: reading the numbers would make
        # the program wait for the GPU.
        if positions.ndim and positions.shape[-1] > self.max_length:
            raise ValueError(
                f"{positions.shape[-1]} tokens do not fit "
                f"max_length={self.max_length} learned positions"
            )
        try:
            return F.embedding(positions, self.weight)
        except IndexError:
            raise ValueError(
                f"positions must lie between 0 and {self.max_length - 1}, got "
                f"{positions.min().item()} to {positions.max().item()}"
            ) from None


# --8<-- [end:LearnedPositions]
