"""Multi-head attention is PyTorch's, with its masks turned round."""

import functools
import re

import pytest
import torch
from torch import Tensor, nn

from tests.component import check_component
from unmasked.attention import fused, scaled_dot_product
from unmasked.attention.grouped_query import GroupedQueryAttention
from unmasked.attention.masks import causal_mask, padding_mask
from unmasked.attention.multi_head import MultiHeadAttention
from unmasked.attention.protocols import Attend, LayerCache
from unmasked.generation.kv_cache import LayerCache as PreallocatedCache
from unmasked.positions.rotary import Rotary

D_MODEL, N_HEADS = 12, 3


@pytest.fixture
def x() -> Tensor:
    return torch.randn(2, 5, D_MODEL)


@pytest.fixture
def context() -> Tensor:
    return torch.randn(2, 7, D_MODEL)


def multi_head(**keywords) -> MultiHeadAttention:
    return MultiHeadAttention(d_model=D_MODEL, n_heads=N_HEADS, **keywords)


def pytorch_from(ours: MultiHeadAttention) -> nn.MultiheadAttention:
    """PyTorch's module with the same weights."""
    has_bias = ours.q_proj.bias is not None
    theirs = nn.MultiheadAttention(
        D_MODEL, N_HEADS, bias=has_bias, batch_first=True
    )
    parts = [ours.q_proj, ours.k_proj, ours.v_proj]
    weights = {
        "in_proj_weight": torch.cat([part.weight for part in parts]),
        "out_proj.weight": ours.o_proj.weight,
    }
    if has_bias:
        weights["in_proj_bias"] = torch.cat([part.bias for part in parts])
        weights["out_proj.bias"] = ours.o_proj.bias
    theirs.load_state_dict(weights)
    return theirs


@pytest.mark.against("nn.MultiheadAttention")
@pytest.mark.parametrize("bias", [True, False])
@pytest.mark.parametrize("causal", [True, False])
def test_self_attention_is_pytorchs_forward_and_backward(x, bias, causal):
    ours = multi_head(bias=bias)
    theirs = pytorch_from(ours)
    outputs, gradients = [], []
    lengths = torch.tensor([5, 3])
    hidden_ahead = ~causal_mask(5) if causal else None
    for call in (
        lambda x: ours(x, mask=padding_mask(lengths, 5), causal=causal),
        lambda x: theirs(
            *(x, x, x),
            key_padding_mask=torch.arange(5) >= lengths[:, None],
            attn_mask=hidden_ahead,
            need_weights=False,
        )[0],
    ):
        leaf = x.clone().requires_grad_()
        outputs.append(call(leaf))
        gradients.append(torch.autograd.grad(outputs[-1].sin().sum(), leaf))
    torch.testing.assert_close(*outputs)
    torch.testing.assert_close(*gradients)


@pytest.mark.against("nn.MultiheadAttention")
def test_cross_attention_is_pytorchs(x, context):
    ours = multi_head(bias=True)
    theirs, _ = pytorch_from(ours)(x, context, context)
    torch.testing.assert_close(ours(x, context), theirs)


def test_the_paths_agree(x):
    fast = multi_head()
    clear = multi_head(attend=scaled_dot_product.attend)
    clear.load_state_dict(fast.state_dict())
    torch.testing.assert_close(fast(x, causal=True), clear(x, causal=True))


@pytest.mark.parametrize(
    "keywords",
    [
        {"d_model": 12, "n_heads": 3},
        {"d_model": 12, "n_heads": 3, "bias": True},
        {"d_model": 5, "n_heads": 1},
        {"d_model": 7, "n_heads": 2, "d_head": 3},
    ],
)
def test_keeps_the_promises_of_a_component(keywords):
    attention = MultiHeadAttention(**keywords)
    x = torch.randn(3, 5, keywords["d_model"])
    check_component(attention, x, causal=True)
    check_component(attention, x, torch.randn(3, 4, keywords["d_model"]))


@pytest.mark.parametrize("n_heads", [1, 3, 6])
def test_has_four_square_matrices_for_any_number_of_heads(n_heads):
    attention = MultiHeadAttention(d_model=D_MODEL, n_heads=n_heads, bias=True)
    n_weights = sum(weight.numel() for weight in attention.parameters())
    assert n_weights == 4 * D_MODEL**2 + 4 * D_MODEL


def test_the_bias_of_the_keys_cannot_be_seen(x, context):
    attention = multi_head(bias=True)
    before = attention(x, context)
    with torch.no_grad():
        attention.k_proj.bias += torch.randn(D_MODEL)
    torch.testing.assert_close(attention(x, context), before)


def test_the_keys_alone_can_go_without_bias():
    attention = multi_head(bias=True, key_bias=False)
    assert attention.k_proj.bias is None
    assert attention.v_proj.bias is not None


def test_every_head_reads_the_whole_token(x):
    """It is the projection that is cut into heads, not the token."""
    attention = multi_head()
    with torch.no_grad():  # only the first head still reaches the output
        attention.o_proj.weight[:, D_MODEL // N_HEADS :] = 0
    leaf = x.requires_grad_()
    gradient = torch.autograd.grad(attention(leaf).square().sum(), leaf)[0]
    assert (gradient != 0).all()


def test_another_scale_is_another_way_to_attend(x):
    unscaled = functools.partial(fused.attend, scale=1.0)
    attention = multi_head()
    plain = attention(x)
    attention.attend = unscaled
    with torch.no_grad():
        attention.q_proj.weight /= (D_MODEL / N_HEADS) ** 0.5
    torch.testing.assert_close(attention(x), plain)


def test_a_bias_for_each_head_moves_its_scores(x):
    attention = multi_head()
    hide = torch.zeros(N_HEADS, 5, 5).masked_fill(~causal_mask(5), -torch.inf)
    torch.testing.assert_close(
        attention(x, bias=hide), attention(x, causal=True)
    )


@pytest.mark.parametrize("chunks", [[1] * 5, [3, 1, 1], [2, 3], [5]])
def test_decoding_in_any_chunks_is_the_full_pass(x, chunks):
    attention, rotary = multi_head(), Rotary(d_rotary=4)
    positions = torch.arange(5)
    cache = PreallocatedCache(
        batch=2, n_kv_heads=N_HEADS, max_length=9, d_head=4
    )
    with torch.no_grad():
        full = attention(x, causal=True, rotary=rotary(positions))
        parts = [
            attention(part, causal=True, rotary=rotary(where), cache=cache)
            for part, where in zip(
                x.split(chunks, 1), positions.split(chunks), strict=True
            )
        ]
    torch.testing.assert_close(torch.cat(parts, 1), full)


def test_a_context_projected_once_serves_every_step(x, context):
    attention = multi_head()
    projected = attention.keys_values(context)
    parts = [attention(token, projected) for token in x.split(1, 1)]
    torch.testing.assert_close(torch.cat(parts, 1), attention(x, context))


def test_what_is_passed_in_has_the_shape_of_its_protocol():
    assert isinstance(fused.attend, Attend)
    cache = PreallocatedCache(batch=1, n_kv_heads=1, max_length=1, d_head=1)
    assert isinstance(cache, LayerCache)


@pytest.mark.parametrize(
    ("sizes", "message"),
    [
        ({"d_model": 10, "n_heads": 4}, "n_heads=4 must divide d_model=10"),
        ({"d_model": 8, "n_heads": 0}, "n_heads=0 must be at least 1"),
        ({"d_model": 0, "n_heads": 1}, "d_model=0 must be at least 1"),
        (
            {"d_model": 8, "n_heads": 2, "d_head": 0},
            "d_head=0 must be at least 1",
        ),
    ],
)
def test_impossible_sizes_are_named(sizes, message):
    with pytest.raises(ValueError, match=f"^{message}$"):
        MultiHeadAttention(**sizes)


def test_a_width_that_does_not_fit_is_named(x, no_shape_checks):
    wrong = torch.randn(2, 5, 6)
    message = r"expected an input d_model=12 wide, got shape \(2, 5, 6\)"
    with pytest.raises(ValueError, match=message):
        multi_head()(wrong)
    with pytest.raises(ValueError, match=message):
        multi_head()(x, wrong)


@pytest.mark.parametrize("name", ["rotary", "cache"])
def test_a_context_is_neither_turned_nor_cached(x, name):
    extra = {
        "rotary": Rotary(d_rotary=4)(torch.arange(5)),
        "cache": PreallocatedCache(
            batch=2, n_kv_heads=3, max_length=9, d_head=4
        ),
    }[name]
    message = f"{name} belongs to self-attention; .* once, by keys_values"
    with pytest.raises(ValueError, match=message):
        multi_head()(x, x, **{name: extra})


@pytest.mark.parametrize("shape", [(5, D_MODEL), (1, 2, 5, D_MODEL)])
def test_what_is_not_a_batch_of_sequences_is_named(x, shape, no_shape_checks):
    wrong = torch.randn(shape)
    message = re.escape(
        f"expected (batch, length, d_model=12), got shape {shape}: one "
        "sequence is a batch of one, x[None]"
    )
    for layer in (
        multi_head(),
        GroupedQueryAttention(d_model=D_MODEL, n_heads=2, n_kv_heads=1),
    ):
        with pytest.raises(ValueError, match=f"^{message}$"):
            layer(wrong)
        with pytest.raises(ValueError, match=f"^{message}$"):
            layer(x, wrong)
