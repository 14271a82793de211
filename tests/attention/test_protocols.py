"""What is handed to attention has the shape that attention asks for."""

from functools import partial

import pytest

from unmasked.attention import fused, scaled_dot_product, soft_cap
from unmasked.attention.protocols import Attend, Cache, LayerCache
from unmasked.attention.sinks import SinkAttention
from unmasked.attention.sliding_window import RollingCache
from unmasked.generation import KVCache, RollingKVCache

SIZES = {"batch": 1, "n_kv_heads": 1, "max_length": 4, "d_head": 2}
CACHES = [
    KVCache(n_layers=2, **SIZES),
    RollingKVCache(n_layers=2, window=4),
]


@pytest.mark.parametrize(
    "attend",
    [
        scaled_dot_product.attend,
        fused.attend,
        partial(soft_cap.attend, cap=5.0),
        SinkAttention(n_heads=2),
    ],
    ids=["clear", "fused", "with something fixed", "with weights"],
)
def test_functions_and_modules_are_ways_to_attend(attend):
    assert isinstance(attend, Attend)


@pytest.mark.parametrize("cache", CACHES, ids=["growing", "rolling"])
def test_caches_of_a_model_hold_one_for_each_layer(cache):
    assert isinstance(cache, Cache)
    assert isinstance(cache[1], LayerCache)


def test_what_lacks_a_method_is_told_apart():
    assert isinstance(RollingCache(window=4), LayerCache)
    assert not isinstance({}, LayerCache)
    assert not isinstance(RollingCache(window=4), Cache)
