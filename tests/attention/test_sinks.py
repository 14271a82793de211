"""A sink takes weight and gives nothing."""

from types import SimpleNamespace

import pytest
import torch
from torch import Tensor, nn
from transformers.models.gpt_oss.modeling_gpt_oss import (
    eager_attention_forward,
)

from tests.attention.cases import CASES, Case
from tests.component import check_component
from unmasked.attention import scaled_dot_product
from unmasked.attention.grouped_query import GroupedQueryAttention
from unmasked.attention.masks import causal_mask, sliding_window_mask
from unmasked.attention.sinks import SinkAttention, streaming_mask

HEADED = {
    name: case
    for name, case in CASES.items()
    # The queries have all the heads.
    if len(case.query) == len(case.key) >= 4 and case.query[1] > 1
}


def with_sinks(n_heads: int, **keywords) -> SinkAttention:
    attention = SinkAttention(n_heads=n_heads, **keywords)
    nn.init.normal_(attention.sinks)
    return attention


@pytest.mark.against("eager_attention_forward")
@pytest.mark.parametrize("n_kv_heads", [1, 2, 4])
def test_agrees_with_hugging_faces_gpt_oss(n_kv_heads):
    query = torch.randn(2, 4, 5, 8)
    key, value = torch.randn(2, 2, n_kv_heads, 5, 8)
    attention = with_sinks(4)
    window = sliding_window_mask(5, window=3)
    theirs, _ = eager_attention_forward(
        SimpleNamespace(
            num_key_value_groups=4 // n_kv_heads,
            sinks=attention.sinks,
            training=False,
        ),
        *(query, key, value),
        torch.zeros(5, 5).masked_fill(~window, -torch.inf),
        scaling=8**-0.5,
    )
    ours = attention(
        query.unflatten(1, (n_kv_heads, -1)),
        key[:, :, None],
        value[:, :, None],
        window,
    )
    torch.testing.assert_close(ours.flatten(1, 2), theirs.transpose(1, 2))


@pytest.mark.parametrize("case", HEADED.values(), ids=HEADED.keys())
def test_weights_have_the_sink_in_their_denominator(case: Case):
    tensors, keywords = case.tensors(), case.keywords()
    query, key, value = tensors
    heads = query.shape[1:-2]
    attention = with_sinks(heads.numel())
    # log Σ exp(sₖ): what the softmax without a sink divides by.
    scale = case.scale or query.shape[-1] ** -0.5
    scores = query @ key.mT * scale
    if keywords["bias"] is not None:
        scores = scores + keywords["bias"]
    if case.causal:
        hidden = ~causal_mask(query.shape[-2], key.shape[-2])
        scores = scores.masked_fill(hidden, -torch.inf)
    if case.mask is not None:
        scores = scores.masked_fill(~case.mask, -torch.inf)
    sinks = attention.sinks.view(*heads, 1, 1)
    total = scores.exp().sum(-1, keepdim=True)
    expected = scores.exp() / (sinks.exp() + total) @ value
    ours = attention(*tensors, **keywords)
    torch.testing.assert_close(ours, expected)


@pytest.mark.parametrize("shape", [(2, 1, 5, 1), (5, 1), (1, 1)])
def test_what_broadcasts_along_the_keys_leaves_the_sink_alone(shape):
    tensors, attention = Case().tensors(), with_sinks(3)
    mask, bias = torch.rand(shape) > 0.4, torch.randn(shape)
    whole = torch.broadcast_to(mask, (2, 3, 5, 5))
    torch.testing.assert_close(
        attention(*tensors, mask, bias=bias),
        attention(*tensors, whole, bias=bias.broadcast_to(whole.shape)),
    )


def test_a_new_sink_is_the_softmax_off_by_one():
    query, key, value = Case().tensors()
    powers = (query @ key.mT / 8**0.5).exp()
    expected = powers / (1 + powers.sum(-1, keepdim=True)) @ value
    attention = SinkAttention(n_heads=3)
    torch.testing.assert_close(attention(query, key, value), expected)


def test_a_sink_of_minus_infinity_is_no_sink():
    query, key, value = Case().tensors()
    attention = SinkAttention(n_heads=3)
    nn.init.constant_(attention.sinks, -torch.inf)
    plain = scaled_dot_product.attend(query, key, value, causal=True)
    torch.testing.assert_close(attention(query, key, value, causal=True), plain)


def test_a_deep_sink_takes_everything():
    query, key, value = Case().tensors()
    attention = SinkAttention(n_heads=3)
    nn.init.constant_(attention.sinks, 1e4)
    assert (attention(query, key, value) == 0).all()


def test_keeps_the_promises_of_a_component():
    attention = with_sinks(3)
    x = torch.randn(3, 2, 3, 5, 7)
    check_component(attention, *x, causal=True)
    layer = GroupedQueryAttention(
        d_model=12, n_heads=6, n_kv_heads=2, attend=with_sinks(6)
    )
    check_component(layer, torch.randn(3, 5, 12), causal=True)
    assert "attend.sinks" in dict(layer.named_parameters())


def test_each_head_needs_its_own_sink():
    query, key, value = Case().tensors()
    message = r"there are 4 sinks and the queries have heads \(3,\)"
    with pytest.raises(ValueError, match=message):
        SinkAttention(n_heads=4)(query, key, value)


def test_shapes_that_do_not_fit_are_named_without_the_sink(no_shape_checks):
    query, key, value = Case().tensors()
    attention = SinkAttention(n_heads=3)
    with pytest.raises(ValueError, match=r"there are 5 keys and 4 values"):
        attention(query, key, value[..., :4, :])
    message = r"mask of shape \(4, 5\) does not broadcast .* \(2, 3, 5, 5\)$"
    with pytest.raises(ValueError, match=message):
        attention(query, key, value, torch.ones(4, 5, dtype=torch.bool))


def test_there_is_at_least_one_head():
    with pytest.raises(ValueError, match=r"^n_heads=0 must be at least 1$"):
        SinkAttention(n_heads=0)


@pytest.mark.parametrize(("n_query", "n_key"), [(9, 9), (2, 9), (9, 2), (1, 1)])
@pytest.mark.parametrize("n_first", [0, 2, 20])
def test_the_first_tokens_stay_in_sight(n_query, n_key, n_first):
    mask = streaming_mask(n_query, n_key, window=3, n_first=n_first)
    for i in range(n_query):
        here = i + n_key - n_query
        for j in range(n_key):
            seen = j <= here and (here - j < 3 or j < n_first)
            assert mask[i, j] == seen


def test_four_first_tokens_stay_unless_told_as_in_the_paper():
    assert streaming_mask(9, window=1)[-1].tolist() == [
        *([True] * 4),
        *([False] * 4),
        True,
    ]


def test_without_first_tokens_it_is_the_window():
    assert torch.equal(
        streaming_mask(6, window=2, n_first=0),
        sliding_window_mask(6, window=2),
    )


def test_a_negative_number_of_first_tokens_is_named():
    with pytest.raises(ValueError, match=r"^n_first=-1 cannot be negative$"):
        streaming_mask(3, window=2, n_first=-1)


def test_a_kept_token_needs_no_more_than_its_place(no_shape_checks):
    """Beyond window and first tokens, nothing can be seen."""
    x: Tensor = torch.randn(1, 9, 4)
    other = x.clone()
    other[:, 2:6] = torch.randn(4, 4)
    mask = streaming_mask(9, window=3, n_first=2)
    outputs = [
        scaled_dot_product.attend(x, keys, keys, mask)[:, -1]
        for keys in (x, other)
    ]
    torch.testing.assert_close(*outputs)
