"""YaRN is Hugging Face's, in its frequencies and its magnitude."""

import math

import pytest
import torch

from tests.positions.test_rotary_scaling import (
    bases,
    factors,
    hugging_face,
    sizes,
)
from unmasked.positions.rotary import Rotary, rotary_frequencies
from unmasked.positions.yarn import yarn_magnitude, yarn_scaling


@pytest.mark.against("transformers.modeling_rope_utils.ROPE_INIT_FUNCTIONS")
@sizes
@bases
@factors
@pytest.mark.parametrize("original_length", [64, 4096, 32768])
def test_yarn_is_hugging_faces(d, base, factor, original_length):
    ours = yarn_scaling(
        rotary_frequencies(d_rotary=d, base=base),
        factor=factor,
        original_length=original_length,
        base=base,
    )
    theirs, magnitude = hugging_face(
        "yarn",
        d,
        base,
        factor=factor,
        original_max_position_embeddings=original_length,
    )
    torch.testing.assert_close(ours, theirs)
    assert math.isclose(yarn_magnitude(factor), magnitude)


def test_the_magnitude_multiplies_the_scores_by_its_square():
    query, key = torch.randn(2, 1, 5, 8)
    plain = Rotary(d_rotary=8)(torch.arange(5))
    loud = Rotary(d_rotary=8, magnitude=1.5)(torch.arange(5))
    torch.testing.assert_close(
        loud(query) @ loud(key).mT, 1.5**2 * plain(query) @ plain(key).mT
    )


def test_a_factor_below_one_is_named():
    message = r"^factor=0\.5 must be at least 1: it makes room$"
    with pytest.raises(ValueError, match=message):
        yarn_magnitude(0.5)


@pytest.mark.parametrize("slow", [0.0, 1.0, 2.0])
def test_bounds_in_the_wrong_order_are_named(slow):
    frequencies = rotary_frequencies(d_rotary=8)
    message = rf"^slow={slow} must lie between 0 and fast=1\.0$"
    with pytest.raises(ValueError, match=message):
        yarn_scaling(
            frequencies, factor=2.0, original_length=64, slow=slow, fast=1.0
        )
