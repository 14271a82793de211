"""Grouped queries share keys and values, and nothing else changes."""

import pytest
import torch
import torch.nn.functional as F
from einops import rearrange, repeat
from torch import Tensor
from transformers import LlamaConfig
from transformers.models.llama.modeling_llama import (
    LlamaAttention,
    LlamaRotaryEmbedding,
)

from tests.component import check_component
from unmasked.attention import scaled_dot_product
from unmasked.attention.grouped_query import GroupedQueryAttention
from unmasked.attention.masks import causal_mask, padding_mask
from unmasked.attention.multi_head import MultiHeadAttention
from unmasked.generation.kv_cache import LayerCache
from unmasked.norms import RMSNorm
from unmasked.positions.rotary import Rotary

D_MODEL, N_HEADS, SEQ = 24, 4, 7
every_grouping = pytest.mark.parametrize("n_kv_heads", [1, 2, 4])


@pytest.fixture
def x() -> Tensor:
    return torch.randn(2, SEQ, D_MODEL)


def gqa(n_kv_heads: int = 2, **keywords) -> GroupedQueryAttention:
    return GroupedQueryAttention(
        d_model=D_MODEL, n_heads=N_HEADS, n_kv_heads=n_kv_heads, **keywords
    )


@pytest.mark.against("F.scaled_dot_product_attention")
@every_grouping
def test_agrees_with_pytorch(x, n_kv_heads):
    ours = gqa(n_kv_heads)
    heads = F.scaled_dot_product_attention(
        rearrange(ours.q_proj(x), "b t (h d) -> b h t d", h=N_HEADS),
        rearrange(ours.k_proj(x), "b t (h d) -> b h t d", h=n_kv_heads),
        rearrange(ours.v_proj(x), "b t (h d) -> b h t d", h=n_kv_heads),
        is_causal=True,
        enable_gqa=True,
    )
    theirs = ours.o_proj(rearrange(heads, "b h t d -> b t (h d)"))
    torch.testing.assert_close(ours(x, causal=True), theirs)


@pytest.mark.against("LlamaAttention")
@every_grouping
def test_with_rotation_it_is_hugging_faces_llama(x, n_kv_heads):
    config = LlamaConfig(
        hidden_size=D_MODEL,
        num_attention_heads=N_HEADS,
        num_key_value_heads=n_kv_heads,
        rope_parameters={"rope_type": "default", "rope_theta": 500.0},
        attn_implementation="eager",
    )
    theirs, ours = LlamaAttention(config, layer_idx=0), gqa(n_kv_heads)
    ours.load_state_dict(theirs.state_dict())
    positions = torch.arange(SEQ)
    hidden = torch.zeros(SEQ, SEQ).masked_fill(~causal_mask(SEQ), -torch.inf)
    expected, _ = theirs(
        x,
        position_embeddings=LlamaRotaryEmbedding(config)(x, positions[None]),
        attention_mask=hidden[None, None],
    )
    rotary = Rotary(d_rotary=D_MODEL // N_HEADS, base=500.0)
    torch.testing.assert_close(
        ours(x, causal=True, rotary=rotary(positions)), expected
    )


@every_grouping
def test_is_multi_head_attention_with_repeated_keys_and_values(x, n_kv_heads):
    grouped = gqa(n_kv_heads, bias=True)
    multi_head = MultiHeadAttention(d_model=D_MODEL, n_heads=N_HEADS, bias=True)
    weights = grouped.state_dict()
    for name in [
        "k_proj.weight",
        "v_proj.weight",
        "k_proj.bias",
        "v_proj.bias",
    ]:
        weights[name] = repeat(
            weights[name],
            "(kv d) ... -> (kv g d) ...",
            kv=n_kv_heads,
            g=N_HEADS // n_kv_heads,
        )
    multi_head.load_state_dict(weights)
    everything = {
        "mask": padding_mask(torch.tensor([SEQ, 3]), SEQ),
        "bias": torch.randn(N_HEADS, SEQ, SEQ),
        "rotary": Rotary(d_rotary=6)(torch.arange(SEQ)),
        "causal": True,
    }
    torch.testing.assert_close(
        grouped(x, **everything), multi_head(x, **everything)
    )
    torch.testing.assert_close(grouped(x, x[:, 1:4]), multi_head(x, x[:, 1:4]))


def test_a_mask_counts_query_heads(x):
    attention = gqa()
    mask = torch.rand(2, N_HEADS, SEQ, SEQ) > 0.3
    clear = gqa(attend=scaled_dot_product.attend)
    clear.load_state_dict(attention.state_dict())
    together = attention(x, mask=mask)
    torch.testing.assert_close(clear(x, mask=mask), together)
    other = mask.clone()
    other[:, 1] = ~other[:, 1]
    with torch.no_grad():  # only the last head still reaches the output
        attention.o_proj.weight[:, : -D_MODEL // N_HEADS] = 0
    torch.testing.assert_close(
        attention(x, mask=other), attention(x, mask=mask)
    )


@pytest.mark.parametrize(
    "sizes",
    [
        {"d_model": 24, "n_heads": 4, "n_kv_heads": 2},
        {"d_model": 15, "n_heads": 3, "n_kv_heads": 1, "bias": True},
        {"d_model": 7, "n_heads": 6, "n_kv_heads": 3, "d_head": 5},
    ],
)
def test_keeps_the_promises_of_a_component(sizes):
    attention = GroupedQueryAttention(**sizes)
    x = torch.randn(3, 5, sizes["d_model"])
    check_component(attention, x, causal=True)


def test_keeps_the_promises_with_norms_and_rotation(x):
    attention = gqa(q_norm=RMSNorm(d_model=6), k_norm=RMSNorm(d_model=6))
    turn = Rotary(d_rotary=4)

    def rotation(x):  # which does not know where it will be called
        return turn(torch.arange(SEQ, device=x.device))(x)

    check_component(attention, x, causal=True, rotary=rotation)


@every_grouping
@pytest.mark.parametrize("chunks", [[1] * 7, [4, 1, 2], [7]])
def test_decoding_in_any_chunks_is_the_full_pass(x, n_kv_heads, chunks):
    attention = gqa(n_kv_heads, k_norm=RMSNorm(d_model=6))
    rotary, positions = Rotary(d_rotary=6), torch.arange(SEQ)
    cache = LayerCache(batch=2, n_kv_heads=n_kv_heads, max_length=9, d_head=6)
    with torch.no_grad():
        full = attention(x, causal=True, rotary=rotary(positions))
        parts = [
            attention(part, causal=True, rotary=rotary(where), cache=cache)
            for part, where in zip(
                x.split(chunks, 1), positions.split(chunks), strict=True
            )
        ]
    torch.testing.assert_close(torch.cat(parts, 1), full)


def test_a_context_projected_once_serves_every_step(x):
    attention = gqa(k_norm=RMSNorm(d_model=6))
    projected = attention.keys_values(x)
    parts = [attention(token, projected) for token in x.split(1, 1)]
    torch.testing.assert_close(torch.cat(parts, 1), attention(x, x))


def test_the_output_can_go_without_bias():
    attention = gqa(bias=True, output_bias=False)
    assert attention.q_proj.bias is not None
    assert attention.o_proj.bias is None


@pytest.mark.parametrize(
    ("d_model", "n_heads", "n_kv_heads", "message"),
    [
        (30, 4, 2, "n_heads=4 must divide d_model=30"),
        (32, 4, 3, "n_kv_heads=3 must divide n_heads=4"),
        (32, 4, 8, "n_kv_heads=8 must divide n_heads=4"),
        (32, 4, 0, "n_kv_heads=0 must be at least 1"),
    ],
)
def test_impossible_sizes_are_named(d_model, n_heads, n_kv_heads, message):
    with pytest.raises(ValueError, match=f"^{message}$"):
        GroupedQueryAttention(
            d_model=d_model, n_heads=n_heads, n_kv_heads=n_kv_heads
        )


def test_a_width_that_does_not_fit_is_named(no_shape_checks):
    with pytest.raises(ValueError, match="d_model=24 wide, got shape"):
        gqa()(torch.randn(2, 5, 6))


def test_a_context_is_not_turned(x):
    rotation = Rotary(d_rotary=6)(torch.arange(SEQ))
    with pytest.raises(ValueError, match="rotary belongs to self-attention"):
        gqa()(x, x, rotary=rotation)


@pytest.mark.parametrize("name", ["mask", "bias"])
@pytest.mark.parametrize("n_heads", [2, 3, 8])
def test_other_heads_than_the_queries_are_refused(x, name, n_heads):
    """As many as there are key/value heads, too: each would serve a group."""
    extra = torch.zeros(2, n_heads, SEQ, SEQ)
    message = f"1 or all 4 query heads, got one of shape .2, {n_heads}, 7, 7"
    with pytest.raises(ValueError, match=message):
        gqa()(x, **{name: extra.bool() if name == "mask" else extra})
