"""The scalings are Hugging Face's, and do what their papers say."""

import math
from functools import partial

import pytest
import torch
from torch import Tensor
from transformers import LlamaConfig
from transformers.modeling_rope_utils import ROPE_INIT_FUNCTIONS

from unmasked.positions.rotary import Rotary, rotary_frequencies
from unmasked.positions.rotary_scaling import (
    linear_scaling,
    llama3_scaling,
    ntk_aware_scaling,
)
from unmasked.positions.yarn import yarn_scaling

EVERY = [
    linear_scaling,
    ntk_aware_scaling,
    llama3_scaling,
    partial(yarn_scaling, original_length=4096),
]
every_scaling = pytest.mark.parametrize(
    "scaling", EVERY, ids=["linear", "ntk_aware", "llama3", "yarn"]
)


def hugging_face(
    kind: str, d: int, base: float, seq_len: int | None = None, **parameters
) -> tuple[Tensor, float]:
    """Frequencies and magnitude by transformers' own function."""
    config = LlamaConfig(
        hidden_size=2 * d,
        num_attention_heads=2,
        max_position_embeddings=4096,
        rope_parameters={
            "rope_type": kind,
            "rope_theta": base,
            **parameters,
        },
    )
    return ROPE_INIT_FUNCTIONS[kind](config, "cpu", seq_len=seq_len)


sizes = pytest.mark.parametrize("d", [2, 6, 64, 128])
bases = pytest.mark.parametrize("base", [10_000.0, 500_000.0])
factors = pytest.mark.parametrize("factor", [1.0, 2.5, 8.0, 40.0])


@pytest.mark.against("transformers.modeling_rope_utils.ROPE_INIT_FUNCTIONS")
@sizes
@bases
@factors
def test_linear_is_hugging_faces(d, base, factor):
    ours = linear_scaling(
        rotary_frequencies(d_rotary=d, base=base), factor=factor
    )
    theirs, _ = hugging_face("linear", d, base, factor=factor)
    torch.testing.assert_close(ours, theirs)


@pytest.mark.against("transformers.modeling_rope_utils.ROPE_INIT_FUNCTIONS")
@pytest.mark.parametrize("d", [6, 64, 128])
@bases
@factors
def test_ntk_aware_is_hugging_faces_dynamic_kind_at_one_length(d, base, factor):
    # Theirs grows with the text: it slows by 2·length/4096 − 1.
    theirs, _ = hugging_face(
        "dynamic", d, base, seq_len=round(2048 * (factor + 1)), factor=2.0
    )
    ours = ntk_aware_scaling(
        rotary_frequencies(d_rotary=d, base=base), factor=factor
    )
    torch.testing.assert_close(ours, theirs)


@pytest.mark.against("transformers.modeling_rope_utils.ROPE_INIT_FUNCTIONS")
@sizes
@bases
@factors
def test_llama3_is_hugging_faces(d, base, factor):
    ours = llama3_scaling(
        rotary_frequencies(d_rotary=d, base=base),
        factor=factor,
        low=1.5,
        high=6.0,
        original_length=2048,
    )
    theirs, _ = hugging_face(
        "llama3",
        d,
        base,
        factor=factor,
        low_freq_factor=1.5,
        high_freq_factor=6.0,
        original_max_position_embeddings=2048,
    )
    torch.testing.assert_close(ours, theirs)


def test_linear_scaling_reads_positions_as_fractions():
    slow = Rotary(d_rotary=8, scaling=partial(linear_scaling, factor=4.0))
    x = torch.randn(1, 5, 8)
    fractions = Rotary(d_rotary=8)(torch.arange(5) / 4)
    torch.testing.assert_close(slow(torch.arange(5))(x), fractions(x))


def test_ntk_aware_is_another_base():
    d, factor = 64, 8.0
    ours = ntk_aware_scaling(rotary_frequencies(d_rotary=d), factor=factor)
    base = 10_000 * factor ** (d / (d - 2))
    torch.testing.assert_close(ours, rotary_frequencies(d_rotary=d, base=base))


@every_scaling
def test_the_slowest_pair_is_slowed_by_the_whole_factor(scaling):
    # Base 500,000 and a head of 128, as Llama 3: the last pair takes 2.6
    # million positions to go round.
    frequencies = rotary_frequencies(d_rotary=128, base=500_000.0)
    ratio = frequencies / scaling(frequencies, factor=8.0)
    assert math.isclose(ratio[-1], 8.0, rel_tol=1e-5)
    assert (ratio.diff() >= -1e-5).all()


@pytest.mark.parametrize("scaling", EVERY[1:], ids=["ntk", "llama3", "yarn"])
def test_all_but_the_linear_keep_neighbors_apart(scaling):
    frequencies = rotary_frequencies(d_rotary=128)
    scaled = scaling(frequencies, factor=8.0)
    assert scaled[0] == frequencies[0]


@every_scaling
def test_a_factor_of_one_changes_nothing(scaling):
    frequencies = rotary_frequencies(d_rotary=64)
    torch.testing.assert_close(scaling(frequencies, factor=1.0), frequencies)


@every_scaling
def test_compiles_whole_inside_a_rotation(scaling, no_shape_checks):
    rotary = Rotary(d_rotary=8, scaling=partial(scaling, factor=4.0))

    def turn(x: Tensor, where: Tensor) -> Tensor:
        return rotary(where)(x)

    compiled = torch.compile(turn, fullgraph=True, backend="aot_eager")
    x, where = torch.randn(2, 5, 8), torch.arange(5)
    torch.testing.assert_close(compiled(x, where), turn(x, where))


@every_scaling
def test_a_factor_below_one_is_named(scaling):
    message = r"^factor=0\.5 must be at least 1: it makes room$"
    with pytest.raises(ValueError, match=message):
        scaling(rotary_frequencies(d_rotary=8), factor=0.5)


def test_bounds_in_the_wrong_order_are_named():
    frequencies = rotary_frequencies(d_rotary=8)
    with pytest.raises(ValueError, match=r"^low=4\.0 must be below high=4\.0$"):
        llama3_scaling(frequencies, low=4.0)


@pytest.mark.parametrize("scaling", [llama3_scaling, yarn_scaling])
def test_an_original_length_of_nothing_is_named(scaling):
    frequencies = rotary_frequencies(d_rotary=8)
    with pytest.raises(
        ValueError, match=r"^original_length=0 must be at least"
    ):
        scaling(frequencies, factor=2.0, original_length=0)
