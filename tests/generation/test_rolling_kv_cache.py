"""The rolling cache counts what it has forgotten, and never grows past it."""

import pytest
import torch

from unmasked.generation.rolling_kv_cache import RollingKVCache


@pytest.mark.against(rule="counting by hand", exactly=True)
def test_counts_what_it_has_forgotten():
    cache = RollingKVCache(n_layers=2, window=3)
    for layer in (cache[0], cache[1]):
        for length in (4, 1, 2):
            layer.append(
                torch.ones(1, 1, length, 2), torch.ones(1, 1, length, 2)
            )
    assert cache.length == 7
    assert cache[0].keys.shape == (1, 1, 2, 2)
    # 2 layers, keys and values, 2 positions of 2 numbers of 4 bytes.
    assert cache.n_bytes == 2 * 2 * 2 * 2 * 4


def test_rows_that_are_reordered_go_on_from_another_rows_past():
    cache = RollingKVCache(n_layers=1, window=3)
    rows = torch.tensor([1.0, 2.0]).view(2, 1, 1, 1)
    cache[0].append(rows, rows)
    cache.reorder(torch.tensor([1, 1]))
    for cached in cache[0].append(rows, rows):
        assert cached[:, 0, :, 0].tolist() == [[2.0, 1.0], [2.0, 2.0]]


def test_refuses_sizes_that_are_not_positive():
    with pytest.raises(ValueError, match="n_layers=0 must be at least 1"):
        RollingKVCache(n_layers=0, window=3)
    with pytest.raises(ValueError, match="window=0 must be at least 1"):
        RollingKVCache(n_layers=1, window=0)
