"""The cache returns what was put into it, in order, and nothing else."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from unmasked.attention import attend
from unmasked.generation.kv_cache import KVCache, LayerCache

SIZES = {"batch": 2, "n_kv_heads": 3, "max_length": 16, "d_head": 4}


def keys_and_values(length: int) -> tuple[torch.Tensor, torch.Tensor]:
    return torch.randn(2, 3, length, 4), torch.randn(2, 3, length, 4)


@pytest.mark.against(rule="what was put in", exactly=True)
@settings(deadline=None)
@given(chunks=st.lists(st.integers(0, 4), min_size=1, max_size=4))
def test_chunks_of_any_size_come_back_as_one_sequence(chunks):
    cache = LayerCache(**SIZES)
    keys, values = keys_and_values(sum(chunks))
    for k, v in zip(
        keys.split(chunks, 2), values.split(chunks, 2), strict=True
    ):
        cached_keys, cached_values = cache.append(k, v)
    assert cached_keys.equal(keys)
    assert cached_values.equal(values)
    assert cache.length == sum(chunks)


@pytest.mark.against(rule="causal attention over the whole sequence at once")
def test_attention_token_by_token_is_causal_attention_at_once():
    cache = LayerCache(**SIZES)
    keys, values = keys_and_values(6)
    queries = torch.randn(2, 3, 6, 4)
    steps = [
        attend(
            queries[:, :, t : t + 1],
            *cache.append(keys[:, :, t : t + 1], values[:, :, t : t + 1]),
            causal=True,
        )
        for t in range(6)
    ]
    whole = attend(queries, keys, values, causal=True)
    torch.testing.assert_close(torch.cat(steps, dim=2), whole)


def test_rows_that_are_reordered_go_on_from_another_rows_past():
    cache = KVCache(n_layers=2, **SIZES)
    keys, values = keys_and_values(5)
    for layer in cache.layers:
        layer.append(keys, values)
    cache.reorder(torch.tensor([1, 1]))
    found = cache[1].append(*keys_and_values(1))
    for cached, before in zip(found, (keys, values), strict=True):
        assert cached[0, :, :5].equal(before[1])
        assert cached[1, :, :5].equal(before[1])


def test_its_size_is_the_formula_of_the_docstring():
    cache = KVCache(n_layers=5, dtype=torch.bfloat16, **SIZES)
    assert cache.n_bytes == 2 * 5 * 2 * 3 * 16 * 4 * 2


def test_says_when_it_is_full():
    cache = LayerCache(**SIZES)
    cache.append(*keys_and_values(15))
    with pytest.raises(
        ValueError, match="16 positions: no room for 2 after 15"
    ):
        cache.append(*keys_and_values(2))
    # And what it holds is as before.
    assert cache.length == 15


def test_says_when_the_shape_is_wrong(no_shape_checks):
    cache = LayerCache(**SIZES)
    with pytest.raises(ValueError, match=r"got keys of \(1, 3, 1, 4\)"):
        cache.append(torch.zeros(1, 3, 1, 4), torch.zeros(1, 3, 1, 4))
    with pytest.raises(ValueError, match=r"and values of \(2, 3, 2, 4\)"):
        cache.append(torch.zeros(2, 3, 1, 4), torch.zeros(2, 3, 2, 4))


def test_refuses_sizes_that_are_not_positive():
    with pytest.raises(ValueError, match="n_layers=0 must be at least 1"):
        KVCache(n_layers=0, **SIZES)
