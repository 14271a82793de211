"""Convolutional networks, as far as the lesson on depth needs them."""

from unmasked.convolution.conv2d import Conv2d
from unmasked.convolution.residual_block import ResidualBlock
from unmasked.convolution.resnet import CifarResNet

__all__ = ["CifarResNet", "Conv2d", "ResidualBlock"]
