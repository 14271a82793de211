"""Sandwich, the wiring of CogView and Gemma 2."""

import pytest
import torch
from torch import nn
from transformers import Gemma2Config
from transformers.models.gemma2.modeling_gemma2 import (
    Gemma2DecoderLayer,
    Gemma2RotaryEmbedding,
)

from tests.residual.parts import First, Zero, norm
from unmasked.residual import OutputNorm, PreNorm
from unmasked.residual.sandwich import Sandwich


@pytest.mark.against("Gemma2DecoderLayer")
def test_two_of_them_are_the_layer_of_gemma_2():
    config = Gemma2Config(
        hidden_size=8, intermediate_size=12, num_attention_heads=2,
        num_key_value_heads=1, head_dim=4, num_hidden_layers=1,
    )  # fmt: skip
    config._attn_implementation = "eager"
    theirs = Gemma2DecoderLayer(config, 0).eval()
    for weight in theirs.parameters():
        nn.init.normal_(weight)
    x, positions = torch.randn(3, 5, 8), torch.arange(5)[None]
    angles = Gemma2RotaryEmbedding(config)(x, positions)
    look = Sandwich(
        First(theirs.self_attn),
        norm_in=theirs.input_layernorm,
        norm_out=theirs.post_attention_layernorm,
    )
    think = Sandwich(
        theirs.mlp,
        norm_in=theirs.pre_feedforward_layernorm,
        norm_out=theirs.post_feedforward_layernorm,
    )
    options = {"position_embeddings": angles, "attention_mask": None}
    ours = think(look(x, **options))
    torch.testing.assert_close(ours, theirs(x, **options))


def test_around_nothing_it_is_the_identity():
    x = torch.randn(3, 6)
    wired = Sandwich(Zero(), norm_in=norm(), norm_out=nn.RMSNorm(6, eps=1e-6))
    torch.testing.assert_close(wired(x), x)


def test_without_one_norm_it_is_the_wiring_with_the_other():
    x, linear, layer = torch.randn(3, 6), nn.Linear(6, 6), norm()
    no_out = Sandwich(linear, norm_in=layer, norm_out=nn.Identity())
    no_in = Sandwich(linear, norm_in=nn.Identity(), norm_out=layer)
    torch.testing.assert_close(no_out(x), PreNorm(linear, norm=layer)(x))
    torch.testing.assert_close(no_in(x), OutputNorm(linear, norm=layer)(x))


def test_one_norm_in_both_places_is_refused():
    layer = norm()
    with pytest.raises(ValueError, match="are one module, not two"):
        Sandwich(Zero(), norm_in=layer, norm_out=layer)
