"""The gated feed-forward layer and its variants by activation."""

import pytest
import torch
import torch.nn.functional as F
from torch import nn
from transformers import GemmaConfig, LlamaConfig, T5Config
from transformers.models.gemma.modeling_gemma import GemmaMLP
from transformers.models.llama.modeling_llama import LlamaMLP
from transformers.models.t5.modeling_t5 import T5DenseGatedActDense

from tests.component import check_component
from unmasked.feed_forward import GatedMLP, gelu, gelu_tanh, relu, silu

VARIANTS = {
    "GLU": torch.sigmoid,
    "bilinear": nn.Identity(),
    "ReGLU": relu,
    "GEGLU": gelu,
    "SwiGLU": silu,
}


@pytest.mark.parametrize("variant", VARIANTS)
def test_keeps_the_promises_of_a_component(variant):
    layer = GatedMLP(d_model=6, d_ff=11, activation=VARIANTS[variant])
    check_component(layer, torch.randn(3, 5, 6))


@pytest.mark.against("F.glu")
def test_with_a_sigmoid_it_is_pytorchs_gated_linear_unit():
    layer = GatedMLP(d_model=6, d_ff=11, activation=torch.sigmoid, bias=True)
    x = torch.randn(3, 5, 6)
    # PyTorch gates the first half by the second.
    both = torch.cat([layer.up_proj(x), layer.gate_proj(x)], dim=-1)
    torch.testing.assert_close(layer(x), layer.down_proj(F.glu(both)))


@pytest.mark.against("LlamaMLP")
@pytest.mark.parametrize(
    ("reference", "config", "activation"),
    [
        (LlamaMLP, LlamaConfig, silu),
        (GemmaMLP, GemmaConfig, gelu_tanh),
    ],
)
def test_takes_the_weights_of_hugging_face(reference, config, activation):
    theirs = reference(
        config(hidden_size=6, intermediate_size=11, num_attention_heads=1)
    )
    ours = GatedMLP(d_model=6, d_ff=11, activation=activation)
    ours.load_state_dict(theirs.state_dict())
    x = torch.randn(3, 5, 6)
    torch.testing.assert_close(ours(x), theirs(x))


@pytest.mark.against("T5DenseGatedActDense")
def test_agrees_with_the_gated_layer_of_t5():
    config = T5Config(d_model=6, d_ff=11, feed_forward_proj="gated-gelu")
    theirs = T5DenseGatedActDense(config).eval()
    ours = GatedMLP(d_model=6, d_ff=11, activation=gelu_tanh)
    ours.gate_proj, ours.up_proj = theirs.wi_0, theirs.wi_1
    ours.down_proj = theirs.wo
    x = torch.randn(3, 5, 6)
    torch.testing.assert_close(ours(x), theirs(x))


def test_without_an_activation_it_is_quadratic_in_its_input():
    layer = GatedMLP(d_model=6, d_ff=11, activation=nn.Identity())
    x = torch.randn(3, 6)
    torch.testing.assert_close(layer(3 * x), 9 * layer(x))


def test_dropout_drops_hidden_features_in_training_only():
    layer = GatedMLP(d_model=6, d_ff=11, activation=silu, dropout=1.0)
    x = torch.randn(2, 6)
    assert not layer(x).any()
    assert layer.eval()(x).any()


@pytest.mark.parametrize("size", ["d_model", "d_ff"])
def test_a_size_below_one_is_refused(size):
    sizes = {"d_model": 6, "d_ff": 11, size: 0}
    with pytest.raises(ValueError, match=f"{size}=0 must be at least 1"):
        GatedMLP(**sizes, activation=silu)


def test_another_width_is_refused(no_shape_checks):
    with pytest.raises(ValueError, match=r"d_model=6 wide, got shape \(2, 5\)"):
        GatedMLP(d_model=6, d_ff=11, activation=silu)(torch.zeros(2, 5))
