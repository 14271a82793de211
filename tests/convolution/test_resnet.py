"""The residual networks for CIFAR-10."""

import pytest
import torch
from torch import nn

from tests.component import check_component
from unmasked.convolution.resnet import CifarResNet

# He et al. 2015, table 6: layers and millions of parameters. (Its
# network of 1202 layers is left out: even without memory it takes seconds.)
PUBLISHED = {20: 0.27, 32: 0.46, 44: 0.66, 56: 0.85, 110: 1.7}


@pytest.mark.parametrize("shortcut", [True, False])
def test_keeps_the_promises_of_a_component(shortcut):
    model = CifarResNet(depth=8, shortcut=shortcut)
    images = torch.randn(3, 3, 12, 9)
    model(images)  # Let the running statistics move.
    check_component(model.eval(), images)


@pytest.mark.against(
    rule="the numbers of parameters in the paper's table", exactly=True
)
@pytest.mark.parametrize("depth", PUBLISHED)
def test_has_the_published_number_of_parameters(depth):
    with torch.device("meta"):
        model = CifarResNet(depth=depth)
    millions = sum(w.numel() for w in model.parameters()) / 1e6
    # As many decimals as the table prints.
    digits = len(str(PUBLISHED[depth]).partition(".")[2])
    assert round(millions, digits) == PUBLISHED[depth]


@pytest.mark.parametrize("depth", [8, 20, 56])
def test_depth_counts_the_layers_with_weights(depth):
    model = CifarResNet(depth=depth)
    layers = [
        layer
        for layer in model.modules()
        if isinstance(layer, nn.Conv2d | nn.Linear)
    ]
    assert len(layers) == depth


def test_images_shrink_and_channels_grow_as_in_the_table():
    model = CifarResNet(depth=14)
    x = model.first(torch.randn(1, 3, 32, 32))
    shapes = [tuple(x.shape[1:])]
    for block in model.blocks:
        x = block(x)
        shapes.append(tuple(x.shape[1:]))
    assert shapes == [
        (16, 32, 32), (16, 32, 32), (16, 32, 32),
        (32, 16, 16), (32, 16, 16), (64, 8, 8), (64, 8, 8),
    ]  # fmt: skip


def test_the_plain_network_has_the_very_same_weights():
    residual = CifarResNet(depth=8)
    plain = CifarResNet(depth=8, shortcut=False)
    plain.load_state_dict(residual.state_dict())
    images = torch.randn(2, 3, 8, 8)
    assert not torch.allclose(residual.eval()(images), plain.eval()(images))


def test_takes_gray_images_and_other_classes():
    model = CifarResNet(depth=8, in_channels=1, n_classes=4)
    assert model(torch.randn(2, 1, 8, 8)).shape == (2, 4)


@pytest.mark.parametrize("depth", [2, 7, 18, 21])
def test_a_depth_that_is_not_six_n_plus_two_is_refused(depth):
    with pytest.raises(ValueError, match=rf"depth={depth} must be 6n \+ 2"):
        CifarResNet(depth=depth)


@pytest.mark.parametrize("size", ["n_classes", "in_channels"])
def test_a_size_below_one_is_refused(size):
    with pytest.raises(ValueError, match=f"{size}=0 must be at least 1"):
        CifarResNet(depth=8, **{size: 0})
