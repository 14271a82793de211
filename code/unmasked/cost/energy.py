"""How much energy a run takes, and what that means outside the machine.

Nothing here is measured: each figure is a product of numbers that the caller
states and can look up or read from a meter.

Source: the formula and its factors: Patterson et al. 2021, §2,
https://arxiv.org/abs/2104.10350
Lesson: docs/transformer/scaling-laws.md
"""

from unmasked.cost.sizes import check_sizes

JOULES_PER_KILOWATT_HOUR = 3_600_000


# --8<-- [start:training_seconds]
def training_seconds(
    *, flops: float, flops_per_second: float, utilization: float, n_chips: int
) -> float:
    """How long a number of operations takes.

        time = operations / (chips · peak · utilization)

    Args:
        flops: operations in all, such as `flops.six_n_d` estimates.
        flops_per_second: the peak of one chip, from its data sheet.
        utilization: the share of the peak that is reached, 0 to 1. See
            `roofline.utilization`.
        n_chips: how many work at the same time.

    Raises:
        ValueError: if a number is not positive or the share above 1.

    Example:
        >>> training_seconds(
        ...     flops=1e21, flops_per_second=1e15, utilization=0.5, n_chips=2
        ... )
        1000000.0
    """
    check_sizes(
        flops=flops,
        flops_per_second=flops_per_second,
        utilization=utilization,
        n_chips=n_chips,
    )
    if utilization > 1:
        raise ValueError(f"{utilization=} is more than the chip can do")
    return flops / (n_chips * flops_per_second * utilization)


# --8<-- [end:training_seconds]


# --8<-- [start:energy]
def energy_kilowatt_hours(
    *,
    watts_per_chip: float,
    seconds: float,
    n_chips: int = 1,
    overhead: float = 1.0,
) -> float:
    """The energy of a run: power times time.

        energy = chips · watts · seconds · overhead / 3,600,000

    Args:
        watts_per_chip: the mean power drawn. A data sheet gives the most a
            chip may draw, so its figure bounds the energy from above.
        seconds: how long.
        n_chips: how many.
        overhead: what the building uses for each watt of its machines, for
            cooling and losses (power usage effectiveness, at least 1).

    Raises:
        ValueError: if a number is not positive or the overhead below 1.

    Example:
        >>> energy_kilowatt_hours(watts_per_chip=500, seconds=7200, n_chips=8)
        8.0
    """
    check_sizes(watts_per_chip=watts_per_chip, seconds=seconds, n_chips=n_chips)
    if overhead < 1:
        raise ValueError(
            f"{overhead=} must be at least 1: the machines themselves count"
        )
    joules = n_chips * watts_per_chip * seconds * overhead
    return joules / JOULES_PER_KILOWATT_HOUR


# --8<-- [end:energy]


def emissions_kilograms(
    *, kilowatt_hours: float, kilograms_per_kilowatt_hour: float
) -> float:
    """The carbon dioxide equivalent of an amount of energy.

    The factor depends on the grid and the hour, and changes the answer more
    than anything about the model does: state it.

    Raises:
        ValueError: if a number is not positive.

    Example:
        >>> emissions_kilograms(
        ...     kilowatt_hours=100, kilograms_per_kilowatt_hour=0.4
        ... )
        40.0
    """
    check_sizes(
        kilowatt_hours=kilowatt_hours,
        kilograms_per_kilowatt_hour=kilograms_per_kilowatt_hour,
    )
    return kilowatt_hours * kilograms_per_kilowatt_hour
