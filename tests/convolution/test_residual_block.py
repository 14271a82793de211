"""The basic block, with and without its shortcut."""

import pytest
import torch
from torch import nn
from transformers.models.resnet.modeling_resnet import ResNetBasicLayer

from tests.component import check_component
from unmasked.convolution.residual_block import ResidualBlock


def block(out_channels=4, **options):
    made = ResidualBlock(in_channels=4, out_channels=out_channels, **options)
    for norm in (made.norm1, made.norm2):
        nn.init.normal_(norm.weight)
        nn.init.normal_(norm.bias)
        norm.running_mean.normal_()
        norm.running_var.uniform_(0.5, 2)
    return made.eval()


@pytest.mark.parametrize("shortcut", [True, False])
@pytest.mark.parametrize("options", [{}, {"out_channels": 6, "stride": 2}])
def test_keeps_the_promises_of_a_component(options, shortcut):
    made = block(shortcut=shortcut, **options)
    check_component(made, torch.randn(3, 4, 7, 9))


@pytest.mark.against("ResNetBasicLayer")
def test_agrees_with_the_basic_layer_of_hugging_face():
    theirs = ResNetBasicLayer(4, 4).eval()
    ours = block()
    ours.conv1 = theirs.layer[0].convolution
    ours.norm1 = theirs.layer[0].normalization
    ours.conv2 = theirs.layer[1].convolution
    ours.norm2 = theirs.layer[1].normalization
    image = torch.randn(3, 4, 7, 7)
    torch.testing.assert_close(ours(image), theirs(image))
    sizes = [sum(p.numel() for p in m.parameters()) for m in (block(), theirs)]
    assert sizes[0] == sizes[1]  # no bias before a norm


def silence(made):
    """Make the two convolutions say nothing."""
    nn.init.zeros_(made.norm2.weight)
    nn.init.zeros_(made.norm2.bias)
    return made


def test_with_silent_convolutions_an_image_passes_unchanged():
    image = torch.rand(3, 4, 7, 7)
    torch.testing.assert_close(silence(block())(image), image)
    assert not silence(block(shortcut=False))(image).any()


def test_the_shortcut_takes_every_second_pixel_and_adds_empty_channels():
    image = torch.rand(3, 4, 7, 8)
    out = silence(block(out_channels=6, stride=2))(image)
    torch.testing.assert_close(out[:, :4], image[:, :, ::2, ::2])
    assert not out[:, 4:].any()


def test_the_shortcut_has_no_weights():
    with_it = block(out_channels=6, stride=2).state_dict()
    without = block(out_channels=6, stride=2, shortcut=False).state_dict()
    assert {n: w.shape for n, w in with_it.items()} == {
        n: w.shape for n, w in without.items()
    }


def test_the_shortcut_adds_one_to_the_gradient():
    image = torch.rand(2, 4, 5, 5, requires_grad=True)
    silence(block())(image).sum().backward()
    torch.testing.assert_close(image.grad, torch.ones_like(image))


def test_removing_channels_is_refused():
    message = "out_channels=2 cannot be fewer than in_channels=4"
    with pytest.raises(ValueError, match=message):
        ResidualBlock(in_channels=4, out_channels=2)


@pytest.mark.parametrize("size", ["in_channels", "stride"])
def test_a_size_below_one_is_refused(size):
    sizes = {"in_channels": 4, "out_channels": 4, "stride": 1, size: 0}
    with pytest.raises(ValueError, match=f"{size}=0 must be at least 1"):
        ResidualBlock(**sizes)
