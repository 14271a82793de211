"""Pre-norm, the wiring since GPT-2."""

import pytest
import torch
from torch import nn

from tests.residual.parts import Attention, Zero, hidden_future, norm
from unmasked.feed_forward import MLP, relu
from unmasked.residual.pre_norm import PreNorm


@pytest.mark.against("nn.TransformerEncoderLayer")
def test_two_of_them_are_pytorchs_encoder_layer_with_norm_first():
    theirs = nn.TransformerEncoderLayer(
        6, 2, 8, 0.0, batch_first=True, norm_first=True
    )
    mlp = MLP(d_model=6, d_ff=8, activation=relu)
    mlp.up_proj, mlp.down_proj = theirs.linear1, theirs.linear2
    attention = PreNorm(Attention(theirs.self_attn), norm=theirs.norm1)
    feed_forward = PreNorm(mlp, norm=theirs.norm2)
    x, hidden = torch.randn(3, 5, 6), hidden_future(5)
    ours_in, theirs_in = (x.clone().requires_grad_() for _ in range(2))
    ours = feed_forward(attention(ours_in, hidden=hidden))
    expected = theirs(theirs_in, src_mask=hidden)
    torch.testing.assert_close(ours, expected)
    direction = torch.randn_like(x)
    ours.backward(direction)
    expected.backward(direction)
    torch.testing.assert_close(ours_in.grad, theirs_in.grad)


@pytest.mark.against("nn.TransformerDecoderLayer")
def test_three_of_them_are_pytorchs_decoder_layer_with_norm_first():
    theirs = nn.TransformerDecoderLayer(
        6, 2, 8, 0.0, batch_first=True, norm_first=True
    )
    mlp = MLP(d_model=6, d_ff=8, activation=relu)
    mlp.up_proj, mlp.down_proj = theirs.linear1, theirs.linear2
    look_back = PreNorm(Attention(theirs.self_attn), norm=theirs.norm1)
    look_across = PreNorm(Attention(theirs.multihead_attn), norm=theirs.norm2)
    think = PreNorm(mlp, norm=theirs.norm3)
    x, memory = torch.randn(3, 5, 6), torch.randn(3, 7, 6)
    ours = look_back(x, hidden=hidden_future(5))
    ours = think(look_across(ours, memory))
    expected = theirs(x, memory, tgt_mask=hidden_future(5))
    torch.testing.assert_close(ours, expected)


def test_around_nothing_it_is_the_identity():
    x = torch.randn(3, 6)
    torch.testing.assert_close(PreNorm(Zero(), norm=norm())(x), x)


def test_gradients_come_down_a_deep_stack_undiminished():
    x = torch.randn(3, 6, requires_grad=True)
    stack = nn.Sequential(*(PreNorm(Zero(), norm=norm()) for _ in range(100)))
    direction = torch.randn(3, 6)
    stack(x).backward(direction)
    torch.testing.assert_close(x.grad, direction)
