"""Whether an operation waits for arithmetic or for memory.

A machine does so many operations a second and moves so many bytes a second.
Whichever takes longer sets the time.

Source: Williams et al. 2009, "Roofline", https://doi.org/10.1145/1498765.1498785
Lesson: docs/long-context/quadratic-bottleneck.md
"""

from typing import NamedTuple

from unmasked.cost.sizes import check_sizes


class Machine(NamedTuple):
    """What a processor can do at best, from its data sheet.

    Attributes:
        flops_per_second: arithmetic, for the type of number in use.
        bytes_per_second: between the processor and its main memory.
    """

    flops_per_second: float
    bytes_per_second: float

    @property
    def ridge(self) -> float:
        """The intensity from which arithmetic is what takes the time."""
        return self.flops_per_second / self.bytes_per_second


# --8<-- [start:matmul]
def matmul_intensity(m: int, n: int, k: int, *, bytes_per_number: int) -> float:
    """Operations for each byte moved, for an m×k times a k×n matrix.

        2·m·n·k / (bytes · (m·k + k·n + m·n))

    Each matrix is moved once. A large product does many operations with each
    number. A product with one row, as when a single token is decoded, uses
    each weight once: about 1 operation a byte at 2 bytes a number.

    Raises:
        ValueError: if a size is not positive.

    Example:
        >>> round(matmul_intensity(4096, 4096, 4096, bytes_per_number=2))
        1365
        >>> round(matmul_intensity(1, 4096, 4096, bytes_per_number=2), 2)
        1.0
    """
    check_sizes(m=m, n=n, k=k, bytes_per_number=bytes_per_number)
    return 2 * m * n * k / (bytes_per_number * (m * k + k * n + m * n))


# --8<-- [end:matmul]


# --8<-- [start:time_bound]
def time_bound(*, flops: float, n_bytes: float, machine: Machine) -> float:
    """The least time in seconds: the longer of computing and moving.

    Real kernels take longer. What they reach of it is their efficiency.

    Raises:
        ValueError: if a number is negative, or the machine does nothing.

    Example:
        >>> machine = Machine(flops_per_second=1e12, bytes_per_second=1e11)
        >>> machine.ridge
        10.0
        >>> time_bound(flops=4e12, n_bytes=1e11, machine=machine)  # arithmetic
        4.0
        >>> time_bound(flops=4e12, n_bytes=9e11, machine=machine)  # memory
        9.0
    """
    check_sizes(**machine._asdict())
    if flops < 0 or n_bytes < 0:
        raise ValueError(f"{flops=} and {n_bytes=} must not be negative")
    return max(
        flops / machine.flops_per_second, n_bytes / machine.bytes_per_second
    )


# --8<-- [end:time_bound]


def decoding_time_bound(
    *,
    n_parameters: int,
    cache_bytes: int,
    machine: Machine,
    batch: int = 1,
    bytes_per_weight: int = 2,
) -> float:
    """The least seconds for one more token of each sequence.

    Every weight is read once, for all sequences together, and every sequence
    reads its own cache: small batches wait for memory.

    Args:
        n_parameters: the weights that multiply, so without a lookup.
        cache_bytes: the caches of all sequences.
        machine: what does it.
        batch: number of sequences.
        bytes_per_weight: 2 for float16 and bfloat16.

    Raises:
        ValueError: if a size is not positive or the cache negative.

    Example:
        >>> machine = Machine(flops_per_second=1e15, bytes_per_second=2e12)
        >>> seconds = decoding_time_bound(
        ...     n_parameters=7_000_000_000, cache_bytes=0, machine=machine
        ... )
        >>> round(1 / seconds), "tokens a second at most"
        (143, 'tokens a second at most')
    """
    check_sizes(
        n_parameters=n_parameters,
        batch=batch,
        bytes_per_weight=bytes_per_weight,
    )
    return time_bound(
        flops=2 * n_parameters * batch,
        n_bytes=n_parameters * bytes_per_weight + cache_bytes,
        machine=machine,
    )


def utilization(
    *, flops_per_token: float, tokens_per_second: float, machine: Machine
) -> float:
    """The share of the machine's arithmetic that the model makes use of.

    Count the operations the model needs, not those a program repeats: then
    it is called model FLOPs utilization, and recomputing does not raise it.

    Source: Chowdhery et al. 2022, "PaLM", §4.1 and appendix B,
    https://arxiv.org/abs/2204.02311

    Raises:
        ValueError: if a number is not positive.

    Example:
        >>> machine = Machine(flops_per_second=1e12, bytes_per_second=1e11)
        >>> utilization(
        ...     flops_per_token=1e9, tokens_per_second=400, machine=machine
        ... )
        0.4
    """
    check_sizes(
        flops_per_token=flops_per_token,
        tokens_per_second=tokens_per_second,
        **machine._asdict(),
    )
    return flops_per_token * tokens_per_second / machine.flops_per_second
