"""The maps are the weights that were used, however attention is computed."""

from functools import partial

import pytest
import torch
import transformers as hf
from einops import rearrange
from torch import nn

from unmasked.attention import fused, scaled_dot_product, sliding_window
from unmasked.attention.multi_head import MultiHeadAttention
from unmasked.attention.scaled_dot_product import attention_weights
from unmasked.attention.sinks import SinkAttention
from unmasked.inspect.attention_maps import attention_maps, weights_of


def test_every_layer_has_its_map(gpt2, tokens):
    with attention_maps(gpt2) as maps:
        gpt2(tokens)
    assert list(maps) == [f"blocks.{i}.attention.sublayer" for i in range(3)]
    for weights in maps.values():
        assert weights.shape == (2, 4, 7, 7)
        torch.testing.assert_close(weights.sum(-1), torch.ones(2, 4, 7))
        assert not weights.triu(1).any()


def test_weights_are_those_of_the_formula():
    attention = MultiHeadAttention(d_model=24, n_heads=4)
    x = torch.randn(2, 7, 24)
    with attention_maps(nn.Sequential(attention)) as maps:
        attention(x, causal=True)
    query, key = (
        rearrange(project(x), "b t (h d) -> b h t d", h=4)
        for project in (attention.q_proj, attention.k_proj)
    )
    expected = attention_weights(query, key, causal=True)
    torch.testing.assert_close(maps["0"], expected)


def test_grouped_heads_are_counted_on_one_axis(llama, tokens):
    with attention_maps(llama) as maps:
        llama(tokens)
    weights = maps["blocks.0.attention.sublayer"]
    assert weights.shape == (2, 4, 7, 7)


@pytest.mark.against("transformers.LlamaForCausalLM")
def test_agrees_with_hugging_faces_own_maps(llama, tokens):
    config = hf.LlamaConfig(
        vocab_size=40, num_hidden_layers=3, hidden_size=24,
        num_attention_heads=4, num_key_value_heads=2, intermediate_size=32,
        attn_implementation="eager", rms_norm_eps=1e-5,
    )  # fmt: skip
    theirs = hf.LlamaModel(config).eval()
    # The weights by their names, in the places that both models have.
    for ours, other in zip(llama.blocks, theirs.layers, strict=True):
        for name in ("q_proj", "k_proj", "v_proj", "o_proj"):
            getattr(ours.attention.sublayer, name).weight.data.copy_(
                getattr(other.self_attn, name).weight
            )
        for name in ("gate_proj", "up_proj", "down_proj"):
            getattr(ours.feed_forward.sublayer, name).weight.data.copy_(
                getattr(other.mlp, name).weight
            )
    llama.embed.weight.data.copy_(theirs.embed_tokens.weight)
    expected = theirs(tokens, output_attentions=True).attentions
    with attention_maps(llama) as maps:
        llama(tokens)
    for ours, other in zip(maps.values(), expected, strict=True):
        torch.testing.assert_close(ours, other, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize(
    "attend",
    [
        scaled_dot_product.attend, fused.attend,
        partial(sliding_window.attend, window=3),
    ],
)  # fmt: skip
def test_weights_applied_to_the_values_give_the_output(attend):
    query, key, value = torch.randn(3, 2, 4, 7, 6).unbind(0)
    weights = weights_of(attend, query, key, causal=True)
    expected = attend(query, key, value, causal=True)
    torch.testing.assert_close(weights @ value, expected)


def test_sinks_take_a_share_and_stay_in_place():
    attention = MultiHeadAttention(
        d_model=24, n_heads=4, attend=SinkAttention(n_heads=4)
    )
    sinks = attention.attend
    with attention_maps(nn.Sequential(attention)) as maps:
        attention(torch.randn(2, 7, 24))
    assert list(maps) == ["0"]  # what the sinks attend with is no layer
    assert (maps["0"].sum(-1) < 1).all()
    assert attention.attend is sinks
    assert "attend.sinks" in attention.state_dict()


def test_the_answer_stays_and_the_way_to_attend_comes_back(gpt2, tokens):
    before = gpt2(tokens)
    attend = gpt2.blocks[0].attention.sublayer.attend
    with attention_maps(gpt2):
        assert torch.equal(gpt2(tokens), before)
        assert gpt2.blocks[0].attention.sublayer.attend is not attend
    assert gpt2.blocks[0].attention.sublayer.attend is attend


def test_the_way_to_attend_comes_back_also_after_an_error(gpt2):
    attend = gpt2.blocks[0].attention.sublayer.attend
    with pytest.raises(ValueError, match="token ids"), attention_maps(gpt2):
        gpt2(torch.tensor([[99]]))
    assert gpt2.blocks[0].attention.sublayer.attend is attend


def test_maps_are_no_part_of_the_graph(gpt2, tokens):
    with attention_maps(gpt2) as maps:
        gpt2(tokens).sum().backward()
    assert not any(weights.requires_grad for weights in maps.values())


def test_a_model_without_attention_is_refused():
    with pytest.raises(ValueError, match="Linear has no attention layer"):
        attention_maps(nn.Linear(1, 1)).__enter__()
