"""Pruning is ablation for good, with fewer weights."""

import pytest
import torch
from torch import nn

from unmasked.attention.grouped_query import GroupedQueryAttention
from unmasked.attention.multi_head import MultiHeadAttention
from unmasked.attention.sinks import SinkAttention
from unmasked.cost.parameters import attention_parameters
from unmasked.inspect.ablate import ablate_heads, skip
from unmasked.inspect.prune import prune_heads, prune_layers

LAYER = "blocks.1.attention.sublayer"


@pytest.mark.against(rule="the model with these heads silenced")
@pytest.mark.parametrize(
    ("family", "heads"), [("gpt2", [1, 3]), ("gpt2", [0]), ("llama", [2, 3])]
)
def test_the_output_is_that_of_ablation(family, heads, tokens, request):
    model = request.getfixturevalue(family)
    with ablate_heads(model, {LAYER: heads}):
        expected = model(tokens)
    prune_heads(model.get_submodule(LAYER), heads)
    torch.testing.assert_close(model(tokens), expected)


def test_the_weights_of_the_heads_are_gone():
    attention = MultiHeadAttention(d_model=24, n_heads=4, bias=True)
    prune_heads(attention, [0, 2, 2])
    expected = attention_parameters(d_model=24, n_heads=2, d_head=6, bias=True)
    assert sum(p.numel() for p in attention.parameters()) == expected


def test_groups_go_with_their_key_and_value_head():
    attention = GroupedQueryAttention(d_model=24, n_heads=6, n_kv_heads=3)
    prune_heads(attention, [2, 3])
    assert (attention.n_heads, attention.n_kv_heads) == (4, 2)
    assert attention.k_proj.weight.shape == (8, 24)
    expected = attention_parameters(
        d_model=24, n_heads=4, n_kv_heads=2, d_head=4
    )
    assert sum(p.numel() for p in attention.parameters()) == expected


def test_what_is_left_still_learns(gpt2, tokens):
    prune_heads(gpt2.get_submodule(LAYER), [1])
    gpt2(tokens).sum().backward()
    assert gpt2.get_submodule(LAYER).q_proj.weight.grad.shape == (18, 24)


def test_types_are_kept():
    attention = MultiHeadAttention(d_model=8, n_heads=2).bfloat16()
    prune_heads(attention, [1])
    assert attention.o_proj.weight.dtype == torch.bfloat16


def test_pruned_layers_are_those_that_were_skipped(gpt2, tokens):
    with skip(gpt2, "blocks.0", "blocks.2"):
        expected = gpt2(tokens)
    prune_layers(gpt2.blocks, [2, 0, 2])
    assert len(gpt2.blocks) == 1
    assert torch.equal(gpt2(tokens), expected)


def test_a_group_cannot_go_in_part():
    attention = GroupedQueryAttention(d_model=24, n_heads=6, n_kv_heads=3)
    with pytest.raises(ValueError, match=r"heads \[2\] some would leave"):
        prune_heads(attention, [2])


@pytest.mark.parametrize(
    ("heads", "told"),
    [
        ([4], "heads 0 to 3, not 4"),
        ([-1], "heads 0 to 3, not -1"),
        ([0, 1, 2, 3], "no head of 4"),
    ],
)
def test_impossible_heads_are_refused(heads, told):
    attention = MultiHeadAttention(d_model=8, n_heads=4)
    with pytest.raises(ValueError, match=told):
        prune_heads(attention, heads)
    assert attention.n_heads == 4


def test_a_module_that_does_not_attend_is_refused():
    with pytest.raises(TypeError, match="Linear is a Linear, which is no"):
        prune_heads(nn.Linear(1, 1), [0])


def test_a_way_to_attend_with_weights_for_each_head_is_refused():
    attention = MultiHeadAttention(
        d_model=8, n_heads=4, attend=SinkAttention(n_heads=4)
    )
    with pytest.raises(TypeError, match="SinkAttention, has weights of"):
        prune_heads(attention, [0])


@pytest.mark.parametrize(
    ("layers", "told"),
    [
        ([3], "layers 0 to 2, not 3"),
        ([-1], "layers 0 to 2, not -1"),
        ([0, 1, 2], "no layer"),
    ],
)
def test_impossible_layers_are_refused(gpt2, layers, told):
    with pytest.raises(ValueError, match=told):
        prune_layers(gpt2.blocks, layers)
    assert len(gpt2.blocks) == 3
