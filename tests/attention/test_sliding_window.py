"""A window changes what is looked at, and what it costs."""

from functools import partial

import pytest
import torch

from tests.attention.cases import CASES, Case
from tests.attention.test_scaled_dot_product import every_case, outcome
from tests.component import check_component
from unmasked.attention import scaled_dot_product, sliding_window
from unmasked.attention.grouped_query import GroupedQueryAttention
from unmasked.attention.multi_head import MultiHeadAttention
from unmasked.attention.protocols import LayerCache
from unmasked.attention.sliding_window import RollingCache
from unmasked.positions.rotary import Rotary


def masked(query, key, value, mask=None, *, window, causal, bias, scale):
    """The whole matrix, with everything out of the window hidden."""
    n_query, n_key = query.shape[-2], key.shape[-2]
    rows = torch.arange(n_query)[:, None] + n_key - n_query
    near = (rows - torch.arange(n_key)).abs() < window
    return scaled_dot_product.attend(
        *(query, key, value, near if mask is None else near & mask),
        causal=causal,
        bias=bias,
        scale=scale,
    )


@pytest.mark.against("scaled_dot_product.attend")
@every_case
@pytest.mark.parametrize("window", [1, 3])
def test_is_attention_with_a_mask(case: Case, window: int):
    tensors, keywords = case.tensors(), case.keywords()
    torch.testing.assert_close(
        outcome(
            partial(sliding_window.attend, window=window), tensors, keywords
        ),
        outcome(partial(masked, window=window), tensors, keywords),
    )


def test_time_and_memory_do_not_grow_with_the_square():
    n, window = 512, 16
    x = torch.randn(2, 2, n, 4)
    with torch.profiler.profile(
        activities=[torch.profiler.ProfilerActivity.CPU], profile_memory=True
    ) as profile:
        sliding_window.attend(x, x, x, window=window, causal=True)
    largest = max(event.cpu_memory_usage for event in profile.events())
    assert largest < n * n


def test_keeps_the_promises_of_a_component():
    attention = MultiHeadAttention(
        d_model=6, n_heads=2, attend=partial(sliding_window.attend, window=2)
    )
    check_component(attention, torch.randn(3, 5, 6), causal=True)
    check_component(attention, torch.randn(3, 5, 6))


@pytest.mark.parametrize("window", [1, 2, 3, 20])
@pytest.mark.parametrize("chunks", [[1] * 9, [5, 1, 1, 2], [9]])
def test_decoding_with_a_rolling_cache_is_the_full_pass(window, chunks):
    attention = GroupedQueryAttention(
        d_model=8,
        n_heads=4,
        n_kv_heads=2,
        attend=partial(sliding_window.attend, window=window),
    )
    x, positions = torch.randn(2, 9, 8), torch.arange(9)
    rotary, cache = Rotary(d_rotary=2), RollingCache(window=window)
    with torch.no_grad():
        full = attention(x, causal=True, rotary=rotary(positions))
        parts = [
            attention(part, causal=True, rotary=rotary(where), cache=cache)
            for part, where in zip(
                x.split(chunks, 1), positions.split(chunks), strict=True
            )
        ]
    torch.testing.assert_close(torch.cat(parts, 1), full)


def test_a_rolling_cache_does_not_grow():
    cache = RollingCache(window=4)
    assert isinstance(cache, LayerCache)
    for n_new in [10, 1, 1, 7, 1]:
        cache.append(torch.randn(1, 2, n_new, 3), torch.randn(1, 2, n_new, 3))
        assert cache.keys.shape == cache.values.shape == (1, 2, 3, 3)
        # Not a view on the prompt, which would keep it alive.
        for kept in (cache.keys, cache.values):
            assert kept.untyped_storage().nbytes() == kept.nbytes


def test_a_window_of_one_remembers_nothing():
    cache = RollingCache(window=1)
    first, second = torch.randn(2, 1, 1, 1, 3)
    cache.append(first, first)
    key, value = cache.append(second, second)
    assert torch.equal(key, second)
    assert torch.equal(value, second)


def test_layers_see_further_than_a_window():
    """Two layers of window 3 carry a change four positions on, not five."""
    attend = partial(sliding_window.attend, window=3, causal=True)
    x = torch.randn(1, 8, 4)
    changed = x.clone()
    changed[:, 0] += 1
    before, after = (attend(h, h, h) for h in (x, changed))
    before, after = (attend(h, h, h) for h in (before, after))
    moved = (before - after).abs().amax(-1)[0] > 1e-6
    assert moved.tolist() == [True] * 5 + [False] * 3


@pytest.mark.parametrize("window", [0, -2])
def test_an_impossible_window_is_named(window):
    message = f"^window={window} must be at least 1: a token sees itself$"
    x = torch.randn(3, 4)
    with pytest.raises(ValueError, match=message):
        sliding_window.attend(x, x, x, window=window)
    with pytest.raises(ValueError, match=message):
        RollingCache(window=window)


def test_shapes_that_do_not_fit_are_refused(no_shape_checks):
    x, name = torch.zeros(5, 8), "mask of shape"
    with pytest.raises(ValueError, match=name):
        sliding_window.attend(x, x, x, CASES["padding"].mask, window=2)
