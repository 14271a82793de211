"""Parallel layers, the wiring of GPT-J and PaLM."""

import pytest
import torch
from torch import nn
from transformers import GPTJConfig
from transformers.models.gptj.modeling_gptj import GPTJBlock, GPTJModel

from tests.residual.parts import Attention, First, Zero, norm
from unmasked.feed_forward import MLP, gelu_tanh, relu
from unmasked.residual import PreNorm
from unmasked.residual.parallel import Parallel


@pytest.mark.against("GPTJBlock")
def test_is_the_block_of_gpt_j():
    config = GPTJConfig(
        vocab_size=9, n_embd=8, n_layer=1, n_head=2, rotary_dim=4
    )
    model = GPTJModel(config).eval()
    theirs = model.h[0] = GPTJBlock(config, 0).eval()
    # How a block is told where its tokens stand changes from version to
    # version. Their model knows how, and we listen.
    told, passed = {}, []
    theirs.attn.register_forward_pre_hook(
        lambda _, inputs, options: told.update(options), with_kwargs=True
    )
    for layer in (theirs.ln_1, model.ln_f):
        layer.register_forward_pre_hook(
            lambda _, inputs: passed.append(inputs[0])
        )
    model(torch.randint(9, (3, 5)), use_cache=False)
    x, expected = passed
    del told["hidden_states"]
    mlp = MLP(d_model=8, d_ff=32, activation=gelu_tanh)
    mlp.up_proj, mlp.down_proj = theirs.mlp.fc_in, theirs.mlp.fc_out
    ours = Parallel(First(theirs.attn), mlp, norm=theirs.ln_1)
    torch.testing.assert_close(ours(x, **told), expected)


def test_around_nothing_it_is_the_identity():
    x = torch.randn(3, 6)
    torch.testing.assert_close(Parallel(Zero(), Zero(), norm=norm())(x), x)


def test_with_one_silent_half_it_is_pre_norm_around_the_other():
    x, layer = torch.randn(3, 5, 6), norm()
    attention, mlp = Attention(), MLP(d_model=6, d_ff=8, activation=relu)
    for halves, other in [
        ((attention, Zero()), attention),
        ((Zero(), mlp), mlp),
    ]:
        wired = Parallel(*halves, norm=layer)
        torch.testing.assert_close(wired(x), PreNorm(other, norm=layer)(x))


def test_the_feed_forward_half_does_not_see_what_attention_found():
    x, layer = torch.randn(3, 6), nn.LayerNorm(6)
    first, second = nn.Linear(6, 6), nn.Linear(6, 6)
    thought = Parallel(first, second, norm=layer)(x) - x - first(layer(x))
    torch.testing.assert_close(thought, second(layer(x)))
