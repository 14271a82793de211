"""The formula counts what PyTorch's own counter sees."""

from functools import partial

import pytest
import torch
from package_models import package_models
from torch.utils.flop_counter import FlopCounterMode

from unmasked.attention.grouped_query import GroupedQueryAttention
from unmasked.attention.scaled_dot_product import attend
from unmasked.cost.cross_attention import cross_attention_flops

SIZES = {"n_layers": 2, "d_model": 32, "n_heads": 4}
LENGTHS = {"n_tokens": 7, "n_memory": 9, "batch": 3}


def counted(run) -> int:
    with FlopCounterMode(display=False) as counter:
        run()
    return counter.get_total_flops()


@pytest.mark.against("FlopCounterMode", exactly=True)
@pytest.mark.parametrize("n_kv_heads", [1, 2, 4])
def test_is_what_the_counter_counts_with_grouped_heads_too(n_kv_heads):
    heads = {"n_heads": 4, "n_kv_heads": n_kv_heads, "d_head": 24}
    look = GroupedQueryAttention(d_model=32, **heads, attend=attend)
    x, memory = torch.randn(3, 7, 32), torch.randn(3, 9, 32)
    ours = cross_attention_flops(**SIZES | heads, **LENGTHS)
    assert 2 * counted(lambda: look(x, memory)) == sum(ours.values())


@pytest.mark.parametrize("name", ["Transformer", "T5", "Whisper"])
def test_a_memory_whose_keys_are_there_is_only_looked_at(name):
    case = package_models()[name]
    memory = case.model.encode(case.inputs[0])
    made = case.model.keys_values(memory)
    decode = partial(case.model.decode, case.inputs[1])
    anew = sum(cross_attention_flops(**case.cross).values())
    cached = sum(cross_attention_flops(**case.cross, cached=True).values())
    saved = counted(lambda: decode(memory)) - counted(lambda: decode(made))
    assert saved == anew - cached
    assert saved == counted(lambda: case.model.keys_values(memory))


@pytest.mark.parametrize("name", [*SIZES, *LENGTHS])
def test_each_size_is_refused_by_name(name):
    with pytest.raises(ValueError, match=f"{name}=0 must be positive"):
        cross_attention_flops(**SIZES | LENGTHS | {name: 0})
