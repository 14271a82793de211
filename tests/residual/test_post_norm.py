"""Post-norm, the wiring of 2017."""

import pytest
import torch
from torch import nn

from tests.residual.parts import Attention, Zero, hidden_future, norm
from unmasked.feed_forward import MLP, relu
from unmasked.residual.post_norm import PostNorm


@pytest.mark.against("nn.TransformerEncoderLayer")
def test_two_of_them_are_pytorchs_encoder_layer():
    theirs = nn.TransformerEncoderLayer(6, 2, 8, 0.0, batch_first=True)
    mlp = MLP(d_model=6, d_ff=8, activation=relu)
    mlp.up_proj, mlp.down_proj = theirs.linear1, theirs.linear2
    attention = PostNorm(Attention(theirs.self_attn), norm=theirs.norm1)
    feed_forward = PostNorm(mlp, norm=theirs.norm2)
    x, hidden = torch.randn(3, 5, 6), hidden_future(5)
    ours_in, theirs_in = (x.clone().requires_grad_() for _ in range(2))
    ours = feed_forward(attention(ours_in, hidden=hidden))
    expected = theirs(theirs_in, src_mask=hidden)
    torch.testing.assert_close(ours, expected)
    direction = torch.randn_like(x)
    ours.backward(direction)
    expected.backward(direction)
    torch.testing.assert_close(ours_in.grad, theirs_in.grad)


def test_around_nothing_it_is_the_norm():
    x, layer = torch.randn(3, 6), norm()
    torch.testing.assert_close(PostNorm(Zero(), norm=layer)(x), layer(x))


def test_a_stack_comes_out_normalized():
    x = torch.randn(3, 6) * 100
    for _ in range(4):
        x = PostNorm(nn.Linear(6, 6), norm=nn.LayerNorm(6))(x)
    torch.testing.assert_close(x.mean(-1), torch.zeros(3), atol=1e-5, rtol=0)
    torch.testing.assert_close(x.var(-1, correction=0), torch.ones(3))
