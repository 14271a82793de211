"""The basic block of a residual network, with and without its shortcut.

Source: He et al. 2015, "Deep Residual Learning for Image Recognition", §3.2,
eq. 1 and figure 2, https://arxiv.org/abs/1512.03385
Lesson: docs/start/resnets.md
"""

import torch.nn.functional as F
from jaxtyping import Float
from torch import Tensor, nn

from unmasked._sizes import check_positive


# --8<-- [start:ResidualBlock]
class ResidualBlock(nn.Module):
    """Two convolutions learn what to add to the image.

        F(x) = norm(conv(relu(norm(conv(x)))))
        ResidualBlock(x) = relu(F(x) + x)

    Without the shortcut it is relu(F(x)), a piece of a plain network with the
    same weights: to pass an image on unchanged it must learn the identity,
    where the residual block need only learn 0.

    Where the block halves the image or adds channels, the shortcut takes
    every second pixel and fills the new channels with zeros ("option A"), so
    it has no weights either.

    Args:
        in_channels: number of features of a pixel.
        out_channels: number of features of a pixel of the output.
        stride: 2 halves height and width.
        shortcut: add the input.

    Raises:
        ValueError: if a size is not positive, or the block would remove
            channels, which option A cannot.

    Example:
        >>> import torch
        >>> block = ResidualBlock(in_channels=16, out_channels=32, stride=2)
        >>> block(torch.randn(2, 16, 8, 8)).shape
        torch.Size([2, 32, 4, 4])
    """

    def __init__(
        self,
        *,
        in_channels: int,
        out_channels: int,
        stride: int = 1,
        shortcut: bool = True,
    ) -> None:
        super().__init__()
        check_positive(in_channels=in_channels, stride=stride)
        if out_channels < in_channels:
            raise ValueError(
                f"{out_channels=} cannot be fewer than {in_channels=}"
            )
        self.new_channels = out_channels - in_channels
        self.stride, self.shortcut = stride, shortcut
        # A norm follows and takes the mean away, so a bias would do nothing.
        self.conv1 = nn.Conv2d(
            in_channels, out_channels, 3, stride, padding=1, bias=False
        )
        self.norm1 = nn.BatchNorm2d(out_channels)
        self.conv2 = nn.Conv2d(
            out_channels, out_channels, 3, padding=1, bias=False
        )
        self.norm2 = nn.BatchNorm2d(out_channels)

    def forward(
        self, x: Float[Tensor, "batch in_channels height width"]
    ) -> Float[Tensor, "batch out_channels out_height out_width"]:
        """Change the image by what the two convolutions found."""
        out = F.relu(self.norm1(self.conv1(x)))
        out = self.norm2(self.conv2(out))
        if self.shortcut:
            kept = x[:, :, :: self.stride, :: self.stride]
            out = out + F.pad(kept, (0, 0, 0, 0, 0, self.new_channels))
        return F.relu(out)


# --8<-- [end:ResidualBlock]
