"""T5's buckets and bias are those of its code."""

from functools import partial

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor, nn
from transformers import T5Config
from transformers.models.t5.modeling_t5 import T5Attention

from tests.component import check_component
from unmasked.attention.fused import attend
from unmasked.attention.masks import causal_mask
from unmasked.attention.multi_head import MultiHeadAttention
from unmasked.positions.t5_buckets import RelativeBias, distance_buckets


class Layer(nn.Module):
    """An attention layer with its bias."""

    def __init__(self, *, causal: bool) -> None:
        super().__init__()
        self.attention = MultiHeadAttention(d_model=6, n_heads=3)
        self.bias = RelativeBias(
            n_heads=3, n_buckets=8, max_distance=9, causal=causal
        )
        nn.init.normal_(self.bias.weight)

    def forward(self, x: Tensor) -> Tensor:
        bias = self.bias(x.shape[1])
        return self.attention(x, causal=self.bias.causal, bias=bias)


@pytest.mark.against("T5Attention", exactly=True)
@pytest.mark.parametrize("causal", [True, False])
@given(
    quarter=st.integers(min_value=1, max_value=16),
    extra=st.integers(min_value=1, max_value=300),
)
def test_buckets_are_hugging_faces_at_every_distance(causal, quarter, extra):
    n_buckets, max_distance = 4 * quarter, 2 * quarter + extra
    ahead = torch.arange(-400, 401)
    theirs = T5Attention._relative_position_bucket(
        ahead,
        bidirectional=not causal,
        num_buckets=n_buckets,
        max_distance=max_distance,
    )
    ours = distance_buckets(
        ahead, n_buckets=n_buckets, max_distance=max_distance, causal=causal
    )
    assert torch.equal(ours, theirs)


def test_buckets_grow_with_the_distance_and_end_at_the_papers_128():
    """Section 2.1: 32 numbers; beyond 128 all distances are alike."""
    buckets = distance_buckets(-torch.arange(500), causal=True)
    assert (buckets.diff() >= 0).all()
    assert buckets.unique().tolist() == list(range(32))
    assert buckets[127:].unique().tolist() == [31]
    assert buckets[100] < 31


def test_an_encoder_tells_the_sides_apart():
    behind = distance_buckets(-torch.arange(1, 200))
    ahead = distance_buckets(torch.arange(1, 200))
    assert torch.equal(ahead, behind + 16)


@pytest.mark.against("T5Attention")
@pytest.mark.parametrize("causal", [True, False])
@pytest.mark.parametrize(("n_query", "n_key"), [(7, 7), (1, 9), (3, 9), (0, 4)])
def test_the_bias_is_hugging_faces(causal, n_query, n_key):
    config = T5Config(
        num_heads=3,
        relative_attention_num_buckets=8,
        relative_attention_max_distance=9,
        is_decoder=causal,
    )
    theirs = T5Attention(config, has_relative_attention_bias=True, layer_idx=0)
    ours = RelativeBias(n_heads=3, n_buckets=8, max_distance=9, causal=causal)
    ours.load_state_dict(theirs.relative_attention_bias.state_dict())
    expected = theirs.compute_bias(
        n_query, n_key, past_seen_tokens=n_key - n_query
    )
    torch.testing.assert_close(ours(n_query, n_key)[None], expected)


@pytest.mark.against("T5Attention")
@pytest.mark.parametrize("causal", [True, False])
def test_attends_as_hugging_faces_t5(causal):
    """Its scores are not scaled: the weights start smaller instead."""
    config = T5Config(
        d_model=6, d_kv=4, num_heads=3, is_decoder=causal, dropout_rate=0.0
    )
    theirs = T5Attention(config, has_relative_attention_bias=True, layer_idx=0)
    ours = MultiHeadAttention(
        d_model=6, n_heads=3, d_head=4, attend=partial(attend, scale=1.0)
    )
    bias = RelativeBias(n_heads=3, causal=causal)
    for our, their in [
        (bias.weight, theirs.relative_attention_bias.weight),
        (ours.q_proj.weight, theirs.q.weight),
        (ours.k_proj.weight, theirs.k.weight),
        (ours.v_proj.weight, theirs.v.weight),
        (ours.o_proj.weight, theirs.o.weight),
    ]:
        our.data.copy_(their)
    x = torch.randn(2, 40, 6)
    mask = causal_mask(40) if causal else torch.ones(40, 40).bool()
    hidden = torch.zeros(1, 1, 40, 40).masked_fill(~mask, -torch.inf)
    expected = theirs(x, mask=hidden)[0]
    torch.testing.assert_close(ours(x, causal=causal, bias=bias(40)), expected)


@pytest.mark.parametrize("causal", [True, False])
def test_keeps_the_promises_of_a_component(causal):
    check_component(Layer(causal=causal), torch.randn(3, 5, 6))


def test_a_new_bias_prefers_nothing():
    assert not RelativeBias(n_heads=2)(4).any()


@pytest.mark.parametrize(
    ("sizes", "message"),
    [
        ({"n_heads": 0}, "n_heads=0 must be at least 1"),
        ({"n_heads": 1, "n_buckets": 0}, "n_buckets=0 must be at least 1"),
        ({"n_heads": 1, "n_buckets": 2}, "n_buckets=2 must be a multiple of 4"),
        ({"n_heads": 1, "n_buckets": 6}, "n_buckets=6 must be a multiple of 4"),
        (
            {"n_heads": 1, "n_buckets": 3, "causal": True},
            "n_buckets=3 must be a multiple of 2",
        ),
        (
            {"n_heads": 1, "max_distance": 8},
            "max_distance=8 must be more than the 8 distances that have a "
            "bucket each",
        ),
    ],
)
def test_impossible_sizes_are_named(sizes, message):
    with pytest.raises(ValueError, match=f"^{message}$"):
        RelativeBias(**sizes)


def test_negative_lengths_are_named():
    bias = RelativeBias(n_heads=2)
    message = "^lengths cannot be negative: n_query=1, n_key=-2$"
    with pytest.raises(ValueError, match=message):
        bias(1, -2)
