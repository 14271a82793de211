"""LayerScale: every feature of a branch starts small."""

import pytest
import torch
from torch import nn
from transformers import Dinov2Config
from transformers.models.dinov2.modeling_dinov2 import Dinov2Layer

from tests.residual.parts import First, Zero, norm
from unmasked.residual import PreNorm
from unmasked.residual.layer_scale import LayerScale, layer_scale_start


@pytest.mark.against("Dinov2Layer")
def test_two_of_them_are_the_layer_of_dino_v2():
    config = Dinov2Config(
        hidden_size=8, num_attention_heads=2, layerscale_value=0.3
    )
    config._attn_implementation = "eager"
    theirs = Dinov2Layer(config).eval()
    halves = [
        (First(theirs.attention), theirs.norm1, theirs.layer_scale1),
        (theirs.mlp, theirs.norm2, theirs.layer_scale2),
    ]
    x = torch.randn(3, 5, 8)
    ours = x
    for sublayer, layer, scale in halves:
        nn.init.normal_(scale.lambda1)
        wired = LayerScale(sublayer, norm=layer, d_model=8, start=0.3)
        wired.scale = scale.lambda1
        ours = wired(ours)
    torch.testing.assert_close(ours, theirs(x))


def test_with_a_start_of_one_it_is_pre_norm():
    x, linear, layer = torch.randn(3, 6), nn.Linear(6, 6), norm()
    wired = LayerScale(linear, norm=layer, d_model=6, start=1.0)
    torch.testing.assert_close(wired(x), PreNorm(linear, norm=layer)(x))


def test_around_nothing_it_is_the_identity():
    x = torch.randn(3, 6)
    wired = LayerScale(Zero(), norm=norm(), d_model=6, start=0.1)
    torch.testing.assert_close(wired(x), x)


@pytest.mark.parametrize(
    ("n_layers", "start"),
    # Touvron et al. 2021, §2: "0.1 until depth 18, 10⁻⁵ for depth 24 and
    # 10⁻⁶ for deeper networks".
    [(12, 0.1), (18, 0.1), (24, 1e-5), (36, 1e-6), (48, 1e-6)],
)
def test_starts_as_the_paper_does(n_layers, start):
    assert layer_scale_start(n_layers=n_layers) == start


def test_sizes_below_one_are_refused():
    with pytest.raises(ValueError, match="d_model=0 must be at least 1"):
        LayerScale(Zero(), norm=norm(), d_model=0, start=0.1)
    with pytest.raises(ValueError, match="n_layers=0 must be at least 1"):
        layer_scale_start(n_layers=0)


def test_another_width_is_refused():
    """A width of 1 would broadcast in silence."""
    for d_model in (1, 7):
        wired = LayerScale(Zero(), norm=norm(), d_model=d_model, start=1)
        message = rf"{d_model=} wide, got shape \(3, 6\)"
        with pytest.raises(ValueError, match=message):
            wired(torch.randn(3, 6))
