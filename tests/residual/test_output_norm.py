"""Output norm, the wiring of Swin V2 and OLMo 2."""

import pytest
import torch
from torch import nn
from transformers import Olmo2Config
from transformers.models.olmo2.modeling_olmo2 import (
    Olmo2DecoderLayer,
    Olmo2RotaryEmbedding,
)

from tests.residual.parts import First, Zero
from unmasked.residual.output_norm import OutputNorm


@pytest.mark.against("Olmo2DecoderLayer")
def test_two_of_them_are_the_layer_of_olmo_2():
    config = Olmo2Config(
        hidden_size=8, intermediate_size=12, num_attention_heads=2
    )
    config._attn_implementation = "eager"
    theirs = Olmo2DecoderLayer(config, 0).eval()
    x, positions = torch.randn(3, 5, 8), torch.arange(5)[None]
    angles = Olmo2RotaryEmbedding(config)(x, positions)
    look = OutputNorm(
        First(theirs.self_attn), norm=theirs.post_attention_layernorm
    )
    think = OutputNorm(theirs.mlp, norm=theirs.post_feedforward_layernorm)
    options = {"position_embeddings": angles, "attention_mask": None}
    ours = think(look(x, **options))
    torch.testing.assert_close(ours, theirs(x, **options))


def test_around_nothing_it_is_the_identity():
    x = torch.randn(3, 6)
    wired = OutputNorm(Zero(), norm=nn.RMSNorm(6, eps=1e-6))
    torch.testing.assert_close(wired(x), x)


def test_a_loud_sublayer_is_added_no_louder_than_a_quiet_one():
    x, linear = torch.randn(3, 6), nn.Linear(6, 6)
    wired = OutputNorm(linear, norm=nn.LayerNorm(6, eps=0.0))
    before = wired(x)
    with torch.no_grad():
        linear.weight.mul_(1000)
        linear.bias.mul_(1000)
    torch.testing.assert_close(wired(x), before)
