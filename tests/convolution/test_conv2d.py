"""Convolution as a matrix product over patches."""

import pytest
import torch

from tests.component import check_component
from unmasked.convolution.conv2d import Conv2d

KINDS = [
    {"kernel_size": 3},
    {"kernel_size": 3, "padding": 1},
    {"kernel_size": 3, "padding": 1, "stride": 2},
    {"kernel_size": 1, "bias": False},
    {"kernel_size": 2, "stride": 3},
]


def conv(**options):
    return Conv2d(in_channels=3, out_channels=4, **options)


@pytest.mark.parametrize("options", KINDS)
def test_keeps_the_promises_of_a_component(options):
    check_component(conv(**options), torch.randn(2, 3, 7, 9))


@pytest.mark.against("torch.nn.Conv2d")
@pytest.mark.parametrize("options", KINDS)
def test_agrees_with_pytorch_forward_and_backward(options):
    ours, theirs = conv(**options), torch.nn.Conv2d(3, 4, **options)
    ours.load_state_dict(theirs.state_dict())
    image = torch.randn(2, 3, 7, 9)
    results = []
    for layer in (ours, theirs):
        leaf = image.clone().requires_grad_()
        out = layer(leaf)
        (out**2).sum().backward()
        results.append([out, leaf.grad, *(p.grad for p in layer.parameters())])
    torch.testing.assert_close(*results, rtol=1e-4, atol=1e-4)


def test_an_image_may_be_a_single_patch():
    layer, image = conv(kernel_size=3), torch.randn(2, 3, 3, 3)
    dots = torch.einsum("bchw,ochw->bo", image, layer.weight) + layer.bias
    torch.testing.assert_close(layer(image)[..., 0, 0], dots)


def test_a_shifted_image_gives_a_shifted_output():
    layer, image = conv(kernel_size=3), torch.randn(2, 3, 9, 9)
    shifted = image.roll((2, 1), dims=(-2, -1))
    moved = layer(image).roll((2, 1), dims=(-2, -1))
    torch.testing.assert_close(layer(shifted)[..., 2:, 1:], moved[..., 2:, 1:])


def test_with_a_kernel_of_one_it_is_a_linear_layer_for_each_pixel():
    layer, image = conv(kernel_size=1), torch.randn(2, 3, 5, 5)
    pixels = image.movedim(1, -1) @ layer.weight[:, :, 0, 0].T + layer.bias
    torch.testing.assert_close(layer(image), pixels.movedim(-1, 1))


@pytest.mark.parametrize(
    "size", ["in_channels", "out_channels", "kernel_size", "stride"]
)
def test_a_size_below_one_is_refused(size):
    sizes = {"in_channels": 3, "out_channels": 4, "kernel_size": 3, size: 0}
    with pytest.raises(ValueError, match=f"{size}=0 must be at least 1"):
        Conv2d(**sizes)


def test_negative_padding_is_refused():
    with pytest.raises(ValueError, match="padding=-1 cannot be negative"):
        conv(kernel_size=3, padding=-1)


@pytest.mark.parametrize("shape", [(2, 4, 9, 9), (2, 3, 2, 9), (2, 3, 9, 1)])
def test_an_image_that_does_not_fit_is_refused(shape):
    message = "expected images of 3 channels, at least 3 high and wide"
    with pytest.raises(ValueError, match=message):
        conv(kernel_size=3)(torch.zeros(shape))
