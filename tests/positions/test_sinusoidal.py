"""Sinusoids: the printed formula, the released one, and what both mean."""

import math

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor
from transformers.models.distilbert.modeling_distilbert import (
    create_sinusoidal_embeddings,
)
from transformers.models.whisper.modeling_whisper import sinusoids

from tests.component import DEVICES
from unmasked.positions.sinusoidal import (
    sinusoidal_positions,
    sinusoidal_positions_tensor2tensor,
)

both = pytest.mark.parametrize(
    "encode", [sinusoidal_positions, sinusoidal_positions_tensor2tensor]
)
places = st.integers(min_value=0, max_value=300)


@pytest.mark.against(rule="the paper's formula, one number at a time")
def test_is_the_papers_formula_one_number_at_a_time():
    d = 6
    ours = sinusoidal_positions(torch.arange(9), d_model=d)
    for p in range(9):
        for i in range(d // 2):
            angle = p / 10_000 ** (2 * i / d)
            expected = torch.tensor([math.sin(angle), math.cos(angle)])
            torch.testing.assert_close(ours[p, 2 * i : 2 * i + 2], expected)


@pytest.mark.against("create_sinusoidal_embeddings")
def test_is_hugging_faces_distilbert():
    theirs = torch.empty(20, 16)
    create_sinusoidal_embeddings(20, 16, theirs)
    ours = sinusoidal_positions(torch.arange(20), d_model=16)
    torch.testing.assert_close(ours, theirs, rtol=0, atol=1e-6)


@pytest.mark.against("sinusoids")
@pytest.mark.parametrize("d", [4, 6, 384])
def test_the_released_one_is_hugging_faces_whisper(d):
    ours = sinusoidal_positions_tensor2tensor(torch.arange(50), d_model=d)
    torch.testing.assert_close(ours, sinusoids(50, d), rtol=0, atol=1e-5)


@pytest.mark.parametrize(
    ("encode", "wave"),
    [
        (sinusoidal_positions, 10_000 ** (510 / 512)),
        (sinusoidal_positions_tensor2tensor, 10_000),
    ],
)
def test_the_longest_wave_is_as_printed_or_as_released(encode, wave):
    # A quarter of the longest wave on, its sine is at the top.
    top = encode(torch.tensor([wave * math.pi / 2]), d_model=512)[0]
    last_sine = 510 if encode is sinusoidal_positions else 255
    assert math.isclose(top[last_sine], 1.0, abs_tol=1e-6)


@given(places, places)
def test_a_shift_is_the_same_rotation_everywhere(position, shift):
    d = 8
    angles = shift * 10_000 ** -(torch.arange(0, d, 2) / d)
    rotation = torch.zeros(d, d)
    for i, angle in enumerate(angles):
        cos, sin = angle.cos(), angle.sin()
        # From (sin a, cos a) to (sin(a + b), cos(a + b)).
        rotation[2 * i : 2 * i + 2, 2 * i : 2 * i + 2] = torch.tensor(
            [[cos, sin], [-sin, cos]]
        )
    here, there = sinusoidal_positions(
        torch.tensor([position, position + shift]), d_model=d
    )
    torch.testing.assert_close(rotation @ here, there, rtol=0, atol=1e-4)
    torch.testing.assert_close(rotation @ rotation.mT, torch.eye(d))


@both
@given(position=places, other=places, shift=places)
def test_products_depend_on_the_distance_alone(encode, position, other, shift):
    def product(p: int, q: int) -> Tensor:
        first, second = encode(torch.tensor([p, q]), d_model=16)
        return first @ second

    torch.testing.assert_close(
        product(position, other),
        product(position + shift, other + shift),
        rtol=0,
        atol=1e-3,
    )


@both
def test_every_vector_has_the_same_length(encode):
    encoded = encode(torch.arange(1000), d_model=32)
    torch.testing.assert_close(encoded.norm(dim=-1), torch.full((1000,), 4.0))


@both
def test_any_positions_will_do(encode):
    rows = encode(torch.tensor([[0, 1], [5, 5]]), d_model=4)
    assert rows.shape == (2, 2, 4)
    torch.testing.assert_close(rows[1, 0], encode(torch.tensor(5), d_model=4))
    assert encode(torch.arange(0), d_model=4).shape == (0, 4)


@both
def test_two_features_are_one_clock(encode):
    angles = torch.arange(5).float()
    expected = torch.stack([angles.sin(), angles.cos()], -1)
    torch.testing.assert_close(encode(torch.arange(5), d_model=2), expected)


@both
def test_compiles_whole(encode, no_shape_checks):
    compiled = torch.compile(encode, fullgraph=True, backend="aot_eager")
    where = torch.arange(7)
    torch.testing.assert_close(
        compiled(where, d_model=6), encode(where, d_model=6)
    )


@both
@pytest.mark.parametrize("device", DEVICES)
def test_lives_where_the_positions_are(encode, device):
    encoded = encode(torch.arange(3, device=device), d_model=4)
    assert encoded.device.type == device
    assert encoded.dtype == torch.float32


@both
@pytest.mark.parametrize(
    ("d_model", "message"),
    [
        (5, "d_model=5 must be even: each sine comes with a cosine"),
        (0, "d_model=0 must be at least 1"),
    ],
)
def test_impossible_sizes_are_named(encode, d_model, message):
    with pytest.raises(ValueError, match=f"^{message}$"):
        encode(torch.arange(3), d_model=d_model)
