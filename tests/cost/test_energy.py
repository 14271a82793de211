"""Energy is power times time."""

import pytest

from unmasked.cost.energy import (
    emissions_kilograms,
    energy_kilowatt_hours,
    training_seconds,
)
from unmasked.cost.roofline import Machine, utilization


def test_a_kilowatt_for_an_hour_is_a_kilowatt_hour():
    assert energy_kilowatt_hours(watts_per_chip=1000, seconds=3600) == 1


def test_the_time_is_that_of_the_share_of_the_peak_that_is_reached():
    peak = Machine(flops_per_second=1e12, bytes_per_second=1)
    seconds = training_seconds(
        flops=6e9 * 4000, flops_per_second=1e12, utilization=0.3, n_chips=2
    )
    share = utilization(
        flops_per_token=6e9, tokens_per_second=4000 / seconds / 2, machine=peak
    )
    assert share == pytest.approx(0.3)


def test_chips_and_overhead_multiply_it():
    one = energy_kilowatt_hours(watts_per_chip=300, seconds=500)
    many = energy_kilowatt_hours(
        watts_per_chip=300, seconds=500, n_chips=8, overhead=1.5
    )
    assert many == pytest.approx(12 * one)


def test_more_chips_finish_sooner_for_the_same_energy():
    def energy(n_chips):
        seconds = training_seconds(
            flops=1e20, flops_per_second=1e14, utilization=0.4, n_chips=n_chips
        )
        return energy_kilowatt_hours(
            watts_per_chip=400, seconds=seconds, n_chips=n_chips
        )

    assert energy(64) == pytest.approx(energy(8))


@pytest.mark.against(rule="Patterson et al. 2021 on GPT-3")
def test_emissions_are_proportional_to_energy():
    # Patterson et al. 2021, https://arxiv.org/abs/2104.10350, on GPT-3: 1287
    # MWh at 0.429 kg/kWh gave 552 tonnes.
    kilograms = emissions_kilograms(
        kilowatt_hours=1_287_000, kilograms_per_kilowatt_hour=0.429
    )
    assert kilograms / 1000 == pytest.approx(552, abs=1)


@pytest.mark.parametrize(
    ("call", "named"),
    [
        (
            lambda: energy_kilowatt_hours(watts_per_chip=0, seconds=1),
            "watts_per_chip=0",
        ),
        (
            lambda: energy_kilowatt_hours(
                watts_per_chip=1, seconds=1, overhead=0.9
            ),
            "overhead=0.9 must be at least 1",
        ),
        (
            lambda: training_seconds(
                flops=1, flops_per_second=1, utilization=1.2, n_chips=1
            ),
            "utilization=1.2 is more than",
        ),
        (
            lambda: training_seconds(
                flops=1, flops_per_second=1, utilization=0.5, n_chips=0
            ),
            "n_chips=0",
        ),
        (
            lambda: emissions_kilograms(
                kilowatt_hours=1, kilograms_per_kilowatt_hour=0
            ),
            "kilograms_per_kilowatt_hour=0",
        ),
    ],
)
def test_impossible_numbers_are_refused(call, named):
    with pytest.raises(ValueError, match=named):
        call()
