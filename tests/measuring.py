"""Measure what tests compare, while they compare it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from unittest import mock

import numpy as np
import pytest
import torch

# What separates one from the next larger number.
EPSILON = {
    "bfloat16": 2**-7,
    "float16": 2**-10,
    "float32": 2**-23,
    "float64": 2**-52,
}


@dataclass
class Differences:
    """What was compared in one test."""

    calls: list[tuple[str, float, float]] = field(default_factory=list)

    def add(self, ours: Any, theirs: Any) -> None:
        """Measure what is compared in one call: numbers, tensors, or nests."""
        dtype, gap, size = "", 0.0, 0.0
        for a, b in zip(_leaves(ours), _leaves(theirs), strict=False):
            x, y = _array(a), _array(b)
            if x.shape != y.shape and y.ndim:
                continue  # which the check will not let pass
            with np.errstate(invalid="ignore"):
                gaps = np.where(x == y, 0.0, np.abs(x - y))
            dtype = max(dtype, _dtype(a, b), key=_coarseness)
            gap = max(gap, float(gaps[np.isfinite(gaps)].max(initial=0.0)))
            sizes = np.abs(y[np.isfinite(y)])
            size = max(size, float(sizes.max(initial=0.0)))
        if dtype:
            self.calls.append((dtype, gap, size))

    def largest(self) -> dict[str, Any]:
        """The largest of all: relative, absolute, and of which type.

        Relative to the largest number that is compared in the same call. What
        is zero but for rounding (the gradient of a bias that the softmax
        cannot see) has no size of its own: then to a hundredth of the largest
        number of the whole test.
        """
        if not self.calls:
            return {}
        largest = max(size for _, _, size in self.calls)
        return {
            "dtype": max((d for d, _, _ in self.calls), key=_coarseness),
            "absolute": max(gap for _, gap, _ in self.calls),
            "relative": max(
                gap / max(size, largest / 100) if gap else 0.0
                for _, gap, size in self.calls
            ),
        }


def _leaves(value: Any) -> list[Any]:
    if isinstance(value, dict):
        value = [value[key] for key in sorted(value)]
    if isinstance(value, list | tuple):
        return [leaf for part in value for leaf in _leaves(part)]
    return [] if value is None else [value]


def _array(value: Any) -> np.ndarray:
    if isinstance(value, torch.Tensor):
        value = value.detach().cpu().double().numpy()
    return np.asarray(value, dtype=np.float64)


def _dtype(*values: Any) -> str:
    found = [str(v.dtype).removeprefix("torch.") for v in values
             if hasattr(v, "dtype")]  # fmt: skip
    # A plain number says nothing of what it was computed in.
    return max(found, key=_coarseness, default="float32")


def _coarseness(dtype: str) -> float:
    return EPSILON.get(dtype, 0.0)


@contextmanager
def measured() -> Iterator[Differences]:
    """Measure whatever is compared within."""
    found, approx = Differences(), pytest.approx

    def spy(check):
        def checked(actual, expected, *args, **kwargs):
            found.add(actual, expected)
            return check(actual, expected, *args, **kwargs)

        return checked

    class Approximately:
        __array_ufunc__ = None  # let `array == this` come here
        __hash__ = None

        def __init__(self, expected, *args, **kwargs):
            self.expected = expected
            self.own = approx(expected, *args, **kwargs)

        def __eq__(self, actual):
            found.add(actual, self.expected)
            return actual == self.own

        def __ne__(self, actual):  # says that they differ, and may
            return actual != self.own

        def __repr__(self):
            return repr(self.own)

    with (
        mock.patch.object(
            torch.testing, "assert_close", spy(torch.testing.assert_close)
        ),
        mock.patch.object(
            np.testing, "assert_allclose", spy(np.testing.assert_allclose)
        ),
        mock.patch.object(pytest, "approx", Approximately),
    ):
        yield found
