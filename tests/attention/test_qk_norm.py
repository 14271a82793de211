"""Normalized queries and keys are compared by direction alone."""

import math

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor, nn
from transformers import Qwen3Config
from transformers.models.qwen3.modeling_qwen3 import (
    Qwen3Attention,
    Qwen3RotaryEmbedding,
)

from tests.attention.cases import Case
from tests.component import check_component
from unmasked.attention import scaled_dot_product
from unmasked.attention.grouped_query import GroupedQueryAttention
from unmasked.attention.masks import causal_mask
from unmasked.attention.multi_head import MultiHeadAttention
from unmasked.attention.qk_norm import CosineAttention
from unmasked.attention.sinks import SinkAttention
from unmasked.norms import RMSNorm
from unmasked.positions.rotary import Rotary


@pytest.mark.against("F.cosine_similarity")
def test_scores_are_pytorchs_cosines_times_the_gain():
    query, key, value = Case(key=(2, 3, 7, 8)).tensors()
    attention = CosineAttention(length=64)
    cosines = F.cosine_similarity(
        query[..., :, None, :], key[..., None, :, :], dim=-1
    )
    expected = (attention.gain * cosines).softmax(-1) @ value
    torch.testing.assert_close(attention(query, key, value), expected)


def test_the_gain_starts_at_the_papers_rule_of_thumb():
    gain = CosineAttention(length=100).gain
    assert math.isclose(gain.item(), math.log2(100**2 - 100), rel_tol=1e-6)


def test_lengths_of_queries_and_keys_do_not_matter():
    query, key, value = Case().tensors()
    attention = CosineAttention(length=16)
    stretched = attention(
        query * torch.rand(5, 1) * 50, key * torch.rand(5, 1) * 50, value
    )
    torch.testing.assert_close(stretched, attention(query, key, value))


def test_the_paths_agree():
    query, key, value = Case().tensors()
    fast = CosineAttention(length=16)
    clear = CosineAttention(length=16, attend=scaled_dot_product.attend)
    mask, bias = torch.rand(5, 5) > 0.3, torch.randn(3, 5, 5)
    torch.testing.assert_close(
        fast(query, key, value, mask, causal=True, bias=bias),
        clear(query, key, value, mask, causal=True, bias=bias),
    )


def test_keeps_the_promises_of_a_component():
    attention = CosineAttention(length=16)
    check_component(attention, *torch.randn(3, 2, 3, 5, 7), causal=True)
    layer = MultiHeadAttention(d_model=8, n_heads=2, attend=attention)
    check_component(layer, torch.randn(3, 5, 8), causal=True)
    assert "attend.gain" in dict(layer.named_parameters())


@pytest.mark.against("Qwen3Attention")
def test_norms_on_each_head_are_hugging_faces_qwen_3():
    config = Qwen3Config(
        hidden_size=24,
        num_attention_heads=4,
        num_key_value_heads=2,
        head_dim=8,
        rope_parameters={"rope_type": "default", "rope_theta": 100.0},
        attn_implementation="eager",
    )
    theirs = Qwen3Attention(config, layer_idx=0)
    nn.init.normal_(theirs.q_norm.weight)
    nn.init.normal_(theirs.k_norm.weight)
    ours = GroupedQueryAttention(
        d_model=24,
        n_heads=4,
        n_kv_heads=2,
        d_head=8,
        q_norm=RMSNorm(d_model=8, eps=config.rms_norm_eps),
        k_norm=RMSNorm(d_model=8, eps=config.rms_norm_eps),
    )
    ours.load_state_dict(theirs.state_dict())
    x, positions = torch.randn(2, 5, 24), torch.arange(5)
    hidden: Tensor = torch.zeros(5, 5).masked_fill(~causal_mask(5), -torch.inf)
    expected, _ = theirs(
        x,
        position_embeddings=Qwen3RotaryEmbedding(config)(x, positions[None]),
        attention_mask=hidden[None, None],
    )
    rotary = Rotary(d_rotary=8, base=100.0)(positions)
    torch.testing.assert_close(ours(x, causal=True, rotary=rotary), expected)


@pytest.mark.parametrize("length", [1, 0, -3])
def test_a_length_without_pairs_is_named(length):
    with pytest.raises(
        ValueError, match=f"^length={length} must be at least 2$"
    ):
        CosineAttention(length=length)


def test_is_a_way_to_attend_wherever_one_is_asked_for():
    """A sink beside cosines: SinkAttention hands on a scale."""
    query, key, value = Case().tensors()
    attention = SinkAttention(n_heads=3, attend=CosineAttention(length=16))
    cosines = F.cosine_similarity(
        query[..., :, None, :], key[..., None, :, :], dim=-1
    )
    for scale in (1.0, 0.5):
        powers = (scale * attention.attend.gain * cosines).exp()
        expected = powers / (1 + powers.sum(-1, keepdim=True)) @ value
        torch.testing.assert_close(
            attention(query, key, value, scale=scale), expected
        )
    torch.testing.assert_close(
        attention(query, key, value), attention(query, key, value, scale=1.0)
    )


def test_shapes_that_do_not_fit_are_refused(no_shape_checks):
    with pytest.raises(ValueError, match="query is 3 wide and key 2"):
        CosineAttention(length=2)(*map(torch.zeros, [(2, 3), (2, 2), (2, 2)]))
