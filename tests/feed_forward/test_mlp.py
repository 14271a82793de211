"""The plain feed-forward layer."""

import re

import numpy as np
import pytest
import torch
from torch import nn
from transformers import BertConfig
from transformers.models.bert.modeling_bert import (
    BertIntermediate,
    BertOutput,
)

from tests.component import check_component
from unmasked.feed_forward import MLP, activations, gelu, relu


@pytest.mark.parametrize("bias", [True, False])
def test_keeps_the_promises_of_a_component(bias):
    mlp = MLP(d_model=6, d_ff=11, activation=relu, bias=bias)
    check_component(mlp, torch.randn(3, 5, 6))


@pytest.mark.against("nn.TransformerEncoderLayer")
def test_agrees_with_the_feed_forward_half_of_pytorchs_encoder_layer():
    theirs = nn.TransformerEncoderLayer(6, 1, 11, batch_first=True).eval()
    ours = MLP(d_model=6, d_ff=11, activation=relu)
    ours.up_proj, ours.down_proj = theirs.linear1, theirs.linear2
    x = torch.randn(3, 5, 6)
    torch.testing.assert_close(ours(x), theirs._ff_block(x))


@pytest.mark.against("BertIntermediate")
def test_agrees_with_the_feed_forward_layer_of_bert():
    config = BertConfig(hidden_size=6, intermediate_size=11)
    up, down = BertIntermediate(config), BertOutput(config)
    ours = MLP(d_model=6, d_ff=11, activation=gelu)
    ours.up_proj, ours.down_proj = up.dense, down.dense
    x = torch.randn(3, 5, 6)
    torch.testing.assert_close(ours(x), down.dense(up(x)))


def test_is_two_convolutions_of_kernel_size_one():
    mlp = MLP(d_model=6, d_ff=11, activation=relu)
    up, down = nn.Conv1d(6, 11, 1), nn.Conv1d(11, 6, 1)
    for conv, proj in [(up, mlp.up_proj), (down, mlp.down_proj)]:
        conv.weight.data = proj.weight.data[:, :, None]
        conv.bias.data = proj.bias.data
    x = torch.randn(3, 5, 6)
    theirs = down(up(x.mT).relu()).mT
    torch.testing.assert_close(mlp(x), theirs)


def test_no_token_sees_another():
    mlp = MLP(d_model=6, d_ff=11, activation=gelu)
    x = torch.randn(2, 5, 6)
    order = torch.randperm(5)
    torch.testing.assert_close(mlp(x)[:, order], mlp(x[:, order]))


def test_takes_the_clear_activations_too():
    fast = MLP(d_model=6, d_ff=11, activation=gelu)
    clear = MLP(d_model=6, d_ff=11, activation=activations.gelu)
    clear.load_state_dict(fast.state_dict())
    x = torch.randn(2, 6)
    torch.testing.assert_close(clear(x), fast(x))


@pytest.mark.parametrize("bias", [True, False])
def test_has_the_weights_that_the_docstring_counts(bias):
    mlp = MLP(d_model=6, d_ff=24, activation=relu, bias=bias)
    count = sum(weight.numel() for weight in mlp.parameters())
    assert count == 2 * 6 * 24 + (6 + 24) * bias


def test_dropout_drops_hidden_features_in_training_only():
    mlp = MLP(d_model=6, d_ff=11, activation=relu, dropout=1.0)
    x = torch.randn(2, 6)
    torch.testing.assert_close(mlp(x), mlp.down_proj.bias.expand(2, 6))
    assert not torch.allclose(mlp.eval()(x), mlp.down_proj.bias)


@pytest.mark.parametrize("size", ["d_model", "d_ff"])
def test_a_size_below_one_is_refused(size):
    sizes = {"d_model": 6, "d_ff": 11, size: 0}
    with pytest.raises(ValueError, match=f"{size}=0 must be at least 1"):
        MLP(**sizes, activation=relu)


def test_another_width_is_refused(no_shape_checks):
    with pytest.raises(ValueError, match=r"d_model=6 wide, got shape \(2, 5\)"):
        MLP(d_model=6, d_ff=11, activation=relu)(torch.zeros(2, 5))


@pytest.mark.parametrize("size", [6 * 8 / 3, None, "16"])
def test_a_size_that_is_no_whole_number_is_named(size, no_shape_checks):
    message = re.escape(f"d_ff={size!r} must be a whole number")
    with pytest.raises(TypeError, match=f"^{message}$"):
        MLP(d_model=6, d_ff=size, activation=relu)


def test_a_size_may_be_one_of_numpys_whole_numbers(no_shape_checks):
    assert MLP(d_model=6, d_ff=np.int64(11), activation=relu).d_ff == 11
