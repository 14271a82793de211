"""Large products wait for arithmetic, small ones for memory."""

import pytest
import torch
from torch.utils.flop_counter import FlopCounterMode

from unmasked.cost.roofline import (
    Machine,
    decoding_time_bound,
    matmul_intensity,
    time_bound,
    utilization,
)

MACHINE = Machine(flops_per_second=1e12, bytes_per_second=1e11)


@pytest.mark.against("FlopCounterMode")
def test_intensity_is_counted_operations_over_the_bytes_of_the_tensors():
    x, w = torch.randn(7, 30), torch.randn(30, 20)
    with FlopCounterMode(display=False) as counter:
        y = x @ w
    moved = x.nbytes + w.nbytes + y.nbytes
    ours = matmul_intensity(7, 20, 30, bytes_per_number=4)
    assert ours == pytest.approx(counter.get_total_flops() / moved)


def test_the_bound_is_a_roof_with_a_ridge():
    assert MACHINE.ridge == 10
    flops = 1e12
    at_ridge = flops / MACHINE.ridge
    for n_bytes in (0, at_ridge / 2, at_ridge):
        assert time_bound(flops=flops, n_bytes=n_bytes, machine=MACHINE) == 1
    more = time_bound(flops=flops, n_bytes=3 * at_ridge, machine=MACHINE)
    assert more == pytest.approx(3)


def test_decoding_is_bound_by_memory_until_the_batch_reaches_the_ridge():
    def seconds(batch):
        return decoding_time_bound(
            n_parameters=10**9, cache_bytes=0, machine=MACHINE, batch=batch
        )

    # Two operations and two bytes a weight: the intensity is the batch.
    assert seconds(1) == seconds(10) == pytest.approx(0.02)
    assert seconds(20) == pytest.approx(0.04)


def test_one_sequence_is_the_default():
    slow = Machine(flops_per_second=1, bytes_per_second=1e9)
    seconds = decoding_time_bound(n_parameters=5, cache_bytes=0, machine=slow)
    assert seconds == 10


def test_a_cache_has_to_be_read_as_well():
    sizes = {"n_parameters": 10**9, "machine": MACHINE}
    without = decoding_time_bound(**sizes, cache_bytes=0)
    with_cache = decoding_time_bound(**sizes, cache_bytes=2 * 10**9)
    assert with_cache == pytest.approx(2 * without)


def test_utilization_is_a_share_of_the_peak():
    share = utilization(
        flops_per_token=6e9, tokens_per_second=50, machine=MACHINE
    )
    assert share == pytest.approx(0.3)


@pytest.mark.parametrize(
    ("call", "named"),
    [
        (lambda: matmul_intensity(1, 0, 1, bytes_per_number=2), "n=0"),
        (
            lambda: time_bound(flops=-1, n_bytes=0, machine=MACHINE),
            "flops=-1 and n_bytes=0 must not be negative",
        ),
        (
            lambda: time_bound(flops=1, n_bytes=0, machine=Machine(0, 1)),
            "flops_per_second=0",
        ),
        (
            lambda: decoding_time_bound(
                n_parameters=0, cache_bytes=0, machine=MACHINE
            ),
            "n_parameters=0",
        ),
        (
            lambda: utilization(
                flops_per_token=0, tokens_per_second=1, machine=MACHINE
            ),
            "flops_per_token=0",
        ),
    ],
)
def test_impossible_numbers_are_refused(call, named):
    with pytest.raises(ValueError, match=named):
        call()
