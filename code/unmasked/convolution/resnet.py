"""The small residual networks for 32 × 32 images, of any depth.

Source: He et al. 2015, "Deep Residual Learning for Image Recognition", §4.2,
https://arxiv.org/abs/1512.03385
Lesson: docs/start/resnets.md
"""

from jaxtyping import Float
from torch import Tensor, nn

from unmasked._sizes import check_positive
from unmasked.convolution.residual_block import ResidualBlock


# --8<-- [start:CifarResNet]
class CifarResNet(nn.Module):
    """One convolution, three groups of n blocks, an average and a classifier.

        group     image      channels   layers
        first     32 × 32       16        1
        1         32 × 32       16        2n
        2         16 × 16       32        2n
        3          8 × 8        64        2n
        average and classifier            1        depth = 6n + 2

    Any image size works; the table gives CIFAR-10's.

    Args:
        depth: number of layers with weights: 8, 14, 20, …
        n_classes: number of logits.
        in_channels: number of features of a pixel; 3 colors, or 1 gray.
        shortcut: False gives the plain network with the very same weights.

    Raises:
        ValueError: if `depth` is not 6n + 2 or a size is not positive.

    Example:
        >>> import torch
        >>> model = CifarResNet(depth=20)
        >>> model(torch.randn(2, 3, 32, 32)).shape
        torch.Size([2, 10])
        >>> sum(weight.numel() for weight in model.parameters())
        269722
    """

    def __init__(
        self,
        *,
        depth: int,
        n_classes: int = 10,
        in_channels: int = 3,
        shortcut: bool = True,
    ) -> None:
        super().__init__()
        check_positive(n_classes=n_classes, in_channels=in_channels)
        n, rest = divmod(depth - 2, 6)
        if n < 1 or rest:
            raise ValueError(f"{depth=} must be 6n + 2: 8, 14, 20, …")
        self.first = nn.Sequential(
            nn.Conv2d(in_channels, 16, 3, padding=1, bias=False),
            nn.BatchNorm2d(16),
            nn.ReLU(),
        )
        blocks = []
        for before, channels in [(16, 16), (16, 32), (32, 64)]:
            for i in range(n):
                blocks.append(
                    ResidualBlock(
                        in_channels=before if i == 0 else channels,
                        out_channels=channels,
                        stride=2 if i == 0 and channels > before else 1,
                        shortcut=shortcut,
                    )
                )
        self.blocks = nn.Sequential(*blocks)
        self.classify = nn.Linear(64, n_classes)
        for module in self.modules():
            if isinstance(module, nn.Conv2d):
                nn.init.kaiming_normal_(module.weight)

    def forward(
        self, image: Float[Tensor, "batch in_channels height width"]
    ) -> Float[Tensor, "batch classes"]:
        """Score each class for each image."""
        features = self.blocks(self.first(image))
        return self.classify(features.mean(dim=(-2, -1)))


# --8<-- [end:CifarResNet]
