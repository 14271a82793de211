"""Convolution, the clear path: cut out patches, multiply them by a matrix.

`CifarResNet` runs `torch.nn.Conv2d`, which computes the same numbers without
copying the patches. This file is the one to read.

Source: LeCun et al. 1989, "Backpropagation Applied to Handwritten Zip Code
Recognition", https://doi.org/10.1162/neco.1989.1.4.541
Lesson: docs/start/resnets.md
"""

import torch
import torch.nn.functional as F
from jaxtyping import Float
from torch import Tensor, nn

from unmasked._sizes import check_positive


# --8<-- [start:Conv2d]
class Conv2d(nn.Module):
    """Give each patch of an image to the same linear layer.

        out[:, i, j] = weight · patch(i, j) + bias

    where patch(i, j) holds the kernel_size × kernel_size pixels, of all
    channels, around one place. Weights do not depend on the place: a shifted
    image gives a shifted output.

    Args:
        in_channels: number of features of a pixel.
        out_channels: number of features of a pixel of the output.
        kernel_size: height and width of a patch.
        stride: pixels from one patch to the next.
        padding: rows and columns of zeros around the image.
        bias: add a vector.

    Raises:
        ValueError: if a size is not positive, `padding` is negative, or an
            image has other channels or is smaller than a patch.

    Example:
        >>> conv = Conv2d(in_channels=3, out_channels=8, kernel_size=3)
        >>> conv(torch.randn(2, 3, 32, 32)).shape
        torch.Size([2, 8, 30, 30])
    """

    def __init__(
        self,
        *,
        in_channels: int,
        out_channels: int,
        kernel_size: int,
        stride: int = 1,
        padding: int = 0,
        bias: bool = True,
    ) -> None:
        super().__init__()
        check_positive(
            in_channels=in_channels,
            out_channels=out_channels,
            kernel_size=kernel_size,
            stride=stride,
        )
        if padding < 0:
            raise ValueError(f"{padding=} cannot be negative")
        self.in_channels, self.out_channels = in_channels, out_channels
        self.kernel_size = kernel_size
        self.stride, self.padding = stride, padding
        shape = (out_channels, in_channels, kernel_size, kernel_size)
        self.weight = nn.Parameter(torch.empty(shape))
        self.bias = nn.Parameter(torch.zeros(out_channels)) if bias else None
        # Variance 2/n for n inputs keeps the size of activations through
        # ReLUs (He et al. 2015, https://arxiv.org/abs/1502.01852).
        nn.init.kaiming_normal_(self.weight)

    def forward(
        self, image: Float[Tensor, "batch in_channels height width"]
    ) -> Float[Tensor, "batch out_channels out_height out_width"]:
        """Multiply every patch by the same matrix."""
        height, width = (self._places(size) for size in image.shape[-2:])
        if image.shape[1] != self.in_channels or min(height, width) < 1:
            raise ValueError(
                f"expected images of {self.in_channels} channels, at least "
                f"{self.kernel_size - 2 * self.padding} high and wide, "
                f"got {tuple(image.shape)}"
            )
        # (batch, in_channels · kernel_size², places)
        patches = F.unfold(
            image, self.kernel_size, padding=self.padding, stride=self.stride
        )
        out = self.weight.flatten(1) @ patches
        if self.bias is not None:
            out = out + self.bias[:, None]
        return out.unflatten(-1, (height, width))

    def _places(self, size: int) -> int:
        """How many patches fit along an axis."""
        return (size + 2 * self.padding - self.kernel_size) // self.stride + 1


# --8<-- [end:Conv2d]
