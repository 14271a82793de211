"""Sizes that cannot be are refused, by name."""

import pytest

from unmasked.cost.energy import (
    emissions_kilograms,
    energy_kilowatt_hours,
    training_seconds,
)
from unmasked.cost.flops import forward_flops, six_n_d
from unmasked.cost.kv_cache import kv_cache_bytes
from unmasked.cost.memory import (
    block_activation_bytes,
    logits_bytes,
    state_bytes,
)
from unmasked.cost.parameters import (
    attention_parameters,
    feed_forward_parameters,
    parameters,
)
from unmasked.cost.sizes import check_sizes, head_sizes

STACK = {"d_model": 8, "n_heads": 2, "n_kv_heads": 2, "d_head": 4}


def test_missing_sizes_are_filled_in():
    assert head_sizes(512, 8, None, None) == (8, 64)
    assert head_sizes(512, 8, 2, 100) == (2, 100)


@pytest.mark.parametrize("bad", [0, -1, float("nan")])
def test_a_size_must_be_positive(bad):
    with pytest.raises(ValueError, match=f"d_ff={bad} must be positive"):
        check_sizes(d_model=1, d_ff=bad)


def test_key_heads_must_divide_query_heads():
    with pytest.raises(ValueError, match="n_kv_heads=3 must divide n_heads=8"):
        head_sizes(512, 8, 3, None)


def test_heads_must_divide_the_width_unless_theirs_is_given():
    with pytest.raises(ValueError, match=r"n_heads=7 must divide d_model=512"):
        head_sizes(512, 7, None, None)
    assert head_sizes(512, 7, None, 64) == (7, 64)


def test_the_width_of_a_head_must_be_positive():
    with pytest.raises(ValueError, match="d_head=0 must be positive"):
        head_sizes(512, 8, None, 0)


CALLS = [
    (parameters, {**STACK, "n_layers": 1, "d_ff": 8, "vocab_size": 1}),
    (attention_parameters, STACK),
    (feed_forward_parameters, {"d_model": 8, "d_ff": 8}),
    (
        forward_flops,
        {
            **STACK,
            "n_layers": 1,
            "d_ff": 8,
            "n_tokens": 1,
            "batch": 1,
            "window": 1,
        },
    ),
    (six_n_d, {"n_parameters": 1, "n_tokens": 1}),
    (
        kv_cache_bytes,
        {
            "n_layers": 1,
            "n_kv_heads": 1,
            "d_head": 1,
            "length": 1,
            "batch": 1,
            "bytes_per_number": 1,
            "window": 1,
        },
    ),
    (
        state_bytes,
        {
            "n_parameters": 1,
            "bytes_per_weight": 1,
            "bytes_per_gradient": 1,
            "n_shards": 1,
        },
    ),
    (
        block_activation_bytes,
        {
            **STACK,
            "d_ff": 8,
            "n_tokens": 1,
            "batch": 1,
            "norm_statistics": 1,
            "bytes_per_number": 1,
        },
    ),
    (
        logits_bytes,
        {
            "vocab_size": 1,
            "n_tokens": 1,
            "batch": 1,
            "bytes_per_number": 1,
            "copies": 1,
        },
    ),
    (
        training_seconds,
        {"flops": 1, "flops_per_second": 1, "utilization": 1, "n_chips": 1},
    ),
    (energy_kilowatt_hours, {"watts_per_chip": 1, "seconds": 1, "n_chips": 1}),
    (
        emissions_kilograms,
        {"kilowatt_hours": 1, "kilograms_per_kilowatt_hour": 1},
    ),
]


@pytest.mark.parametrize(
    ("function", "sizes", "name"),
    [
        (f, sizes, name)
        for f, sizes in CALLS
        for name in sizes
        if (f, name) != (parameters, "vocab_size")
    ],
)
def test_every_formula_refuses_each_of_its_sizes_by_name(function, sizes, name):
    fixed = {"vocab_size": 1} if function is forward_flops else {}
    function(**sizes, **fixed)
    with pytest.raises(ValueError, match=rf"\b{name}=0 must be positive"):
        function(**sizes | {name: 0}, **fixed)
