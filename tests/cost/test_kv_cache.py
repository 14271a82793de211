"""The formula is the size of real caches."""

import pytest
import torch
import transformers as hf

from unmasked.cost.kv_cache import kv_cache_bytes
from unmasked.cost.units import GIB
from unmasked.generation.kv_cache import KVCache
from unmasked.models.mistral import Mistral, MistralConfig
from unmasked.models.transformer import Transformer, TransformerConfig

LLAMA_3_70B = {"n_layers": 80, "n_kv_heads": 8, "d_head": 128}


@pytest.mark.against(rule="the bytes of a real cache", exactly=True)
@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
def test_is_the_size_of_our_cache(dtype):
    cache = KVCache(
        n_layers=3, batch=2, n_kv_heads=4, max_length=50, d_head=16,
        dtype=dtype,
    )  # fmt: skip
    ours = kv_cache_bytes(
        n_layers=3, batch=2, n_kv_heads=4, length=50, d_head=16,
        bytes_per_number=dtype.itemsize,
    )  # fmt: skip
    assert ours == cache.n_bytes


@pytest.mark.against("hf.DynamicCache", exactly=True)
@pytest.mark.parametrize("n_kv_heads", [1, 2, 4])
def test_is_the_size_of_what_hugging_face_caches(n_kv_heads):
    config = hf.LlamaConfig(
        num_hidden_layers=3, hidden_size=64, num_attention_heads=4,
        num_key_value_heads=n_kv_heads, intermediate_size=96, vocab_size=50,
    )  # fmt: skip
    model = hf.LlamaForCausalLM(config)
    cache = model(torch.ones(2, 9, dtype=torch.long)).past_key_values
    theirs = sum(
        layer.keys.nbytes + layer.values.nbytes for layer in cache.layers
    )
    ours = kv_cache_bytes(
        n_layers=3, n_kv_heads=n_kv_heads, d_head=16, length=9, batch=2,
        bytes_per_number=4,
    )  # fmt: skip
    assert ours == theirs


@pytest.mark.parametrize("length", [3, 20])
def test_is_the_size_of_a_rolling_cache_of_one_position_less(length):
    config = MistralConfig(
        vocab_size=50, n_layers=3, d_model=32, n_heads=4, n_kv_heads=2,
        d_ff=48, max_length=64, window=8,
    )  # fmt: skip
    model = Mistral(config)
    cache = model.new_cache(batch=2)
    model(torch.randint(50, (2, length)), cache=cache)
    ours = kv_cache_bytes(
        n_layers=3, batch=2, n_kv_heads=2, length=length, d_head=8,
        bytes_per_number=4, window=8 - 1,
    )  # fmt: skip
    assert ours == cache.n_bytes


def test_is_the_size_of_a_memory_that_a_decoder_looks_at():
    config = TransformerConfig(
        vocab_size=50, n_layers=3, d_model=32, n_heads=4, d_ff=48
    )
    model = Transformer(config)
    memory = model.keys_values(model.encode(torch.randint(50, (2, 9))))
    ours = kv_cache_bytes(
        n_layers=3, batch=2, n_kv_heads=4, length=9, d_head=8,
        bytes_per_number=4,
    )  # fmt: skip
    assert ours == sum(part.nbytes for pair in memory for part in pair)


def test_llama_3_70b_at_32k_needs_ten_gib_and_would_need_eighty_ungrouped():
    # Sizes: Grattafiori et al. 2024, table 3, https://arxiv.org/abs/2407.21783
    grouped = kv_cache_bytes(**LLAMA_3_70B, length=32_768)
    each_its_own = kv_cache_bytes(
        **LLAMA_3_70B | {"n_kv_heads": 64}, length=32_768
    )
    assert (grouped, each_its_own) == (10 * GIB, 80 * GIB)


def test_a_window_stops_the_growth_except_in_full_layers():
    sizes = LLAMA_3_70B | {"window": 4096}
    at_window = kv_cache_bytes(**sizes, length=4096)
    assert kv_cache_bytes(**sizes, length=100_000) == at_window
    assert kv_cache_bytes(**sizes, length=100) < at_window
    mixed = kv_cache_bytes(**sizes, length=100_000, n_full_layers=20)
    full = kv_cache_bytes(**LLAMA_3_70B, length=100_000)
    assert mixed == pytest.approx(full / 4 + at_window * 3 / 4)


def test_impossible_sizes_are_refused():
    with pytest.raises(ValueError, match="length=0"):
        kv_cache_bytes(**LLAMA_3_70B, length=0)
    with pytest.raises(ValueError, match="window=0"):
        kv_cache_bytes(**LLAMA_3_70B, length=1, window=0)
    with pytest.raises(ValueError, match="n_full_layers=81 of n_layers=80"):
        kv_cache_bytes(**LLAMA_3_70B, length=1, n_full_layers=81)
