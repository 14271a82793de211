"""Rotary positions turn pairs of features, and scores see only distance."""

import math

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor
from transformers import LlamaConfig
from transformers.models.gptj.modeling_gptj import (
    apply_rotary_pos_emb as gptj_rotate,
)
from transformers.models.gptj.modeling_gptj import create_sinusoidal_positions
from transformers.models.llama.modeling_llama import (
    LlamaRotaryEmbedding,
    apply_rotary_pos_emb,
)

from tests.component import DEVICES
from unmasked.positions.rotary import Rotary, rotary_frequencies
from unmasked.positions.rotary_layouts import (
    half_split_order,
    rotate_half_split,
    rotate_interleaved,
)

both_layouts = pytest.mark.parametrize(
    "rotate", [rotate_interleaved, rotate_half_split]
)
positions = st.integers(min_value=0, max_value=500)


@both_layouts
@given(m=positions, n=positions, shift=positions)
def test_scores_depend_on_the_distance_alone(rotate, m, n, shift):
    rotary = Rotary(d_rotary=8, rotate=rotate)
    query, key = torch.randn(2, 1, 1, 8)

    def score(m: int, n: int) -> Tensor:
        turned_query = rotary(torch.tensor([m]))(query[None])
        return turned_query @ rotary(torch.tensor([n]))(key[None]).mT

    torch.testing.assert_close(
        score(m, n), score(m + shift, n + shift), rtol=0, atol=1e-3
    )


def test_scores_do_depend_on_the_distance():
    rotary = Rotary(d_rotary=8)
    x = torch.randn(1, 8).expand(3, 8)[None]
    scores = rotary(torch.arange(3))(x) @ x[..., :1, :].mT
    assert scores.unique().numel() == 3


@both_layouts
def test_turning_keeps_the_length(rotate):
    x = torch.randn(2, 3, 5, 8)
    turned = Rotary(d_rotary=8, rotate=rotate)(torch.arange(5))(x)
    torch.testing.assert_close(turned.norm(dim=-1), x.norm(dim=-1))
    torch.testing.assert_close(turned[..., 0, :], x[..., 0, :])


def test_a_pair_is_turned_as_a_complex_number():
    """Meta's own code multiplies by exp(i m θ)."""
    x = torch.randn(3, 5, 8)
    angles = torch.outer(torch.arange(5), rotary_frequencies(d_rotary=8))
    complex_x = torch.view_as_complex(x.unflatten(-1, (-1, 2)))
    expected = torch.view_as_real(complex_x * torch.exp(1j * angles))
    ours = Rotary(d_rotary=8, rotate=rotate_interleaved)(torch.arange(5))(x)
    torch.testing.assert_close(ours, expected.flatten(-2))


@pytest.mark.against("LlamaRotaryEmbedding")
def test_half_split_is_hugging_faces_llama():
    config = LlamaConfig(
        hidden_size=16,
        num_attention_heads=2,
        rope_parameters={"rope_type": "default", "rope_theta": 10_000.0},
    )
    query, key = torch.randn(2, 3, 2, 5, 8)
    where = torch.tensor([[0, 1, 2, 3, 4], [7, 8, 9, 10, 11], [0, 0, 1, 2, 9]])
    cos, sin = LlamaRotaryEmbedding(config)(query, where)
    expected = apply_rotary_pos_emb(query, key, cos, sin)
    rotation = Rotary(d_rotary=8)(where)
    torch.testing.assert_close((rotation(query), rotation(key)), expected)


@pytest.mark.against("create_sinusoidal_positions")
def test_interleaved_is_hugging_faces_gpt_j():
    x = torch.randn(2, 5, 3, 8)  # theirs has the heads after the length
    sin, cos = create_sinusoidal_positions(5, 8)[None].chunk(2, -1)
    expected = gptj_rotate(x, sin, cos).transpose(1, 2)
    rotation = Rotary(d_rotary=8, rotate=rotate_interleaved)(torch.arange(5))
    torch.testing.assert_close(rotation(x.transpose(1, 2)), expected)


@pytest.mark.parametrize("d", [2, 6, 8])
def test_a_permutation_connects_the_layouts(d):
    x, where, order = torch.randn(3, 5, d), torch.arange(5), half_split_order(d)
    interleaved = Rotary(d_rotary=d, rotate=rotate_interleaved)(where)(x)
    half_split = Rotary(d_rotary=d)(where)(x[..., order])
    torch.testing.assert_close(half_split, interleaved[..., order])


def test_without_the_permutation_the_layouts_differ():
    x, where = torch.randn(3, 5, 8), torch.arange(5)
    interleaved = Rotary(d_rotary=8, rotate=rotate_interleaved)(where)(x)
    assert not torch.allclose(Rotary(d_rotary=8)(where)(x), interleaved)


@both_layouts
@pytest.mark.parametrize("d_head", [8, 9, 11])
def test_partial_rotation_leaves_the_rest(rotate, d_head):
    x, rotary = torch.randn(2, 5, d_head), Rotary(d_rotary=4, rotate=rotate)
    turned = rotary(torch.arange(5))(x)
    torch.testing.assert_close(
        turned[..., :4], rotary(torch.arange(5))(x[..., :4])
    )
    assert torch.equal(turned[..., 4:], x[..., 4:])


def test_the_first_pair_turns_a_radian_and_the_last_hardly():
    frequencies = rotary_frequencies(d_rotary=128)
    assert frequencies[0] == 1
    expected = 10_000 ** -(126 / 128)
    assert math.isclose(frequencies[-1].item(), expected, rel_tol=1e-5)


def test_bfloat16_keeps_neighbors_apart():
    """The angles are never rounded: only the features are."""
    rotary = Rotary(d_rotary=8).to(torch.bfloat16)
    x, where = torch.randn(1, 2, 8), torch.tensor([1000, 1001])
    turned = rotary(where)(x.bfloat16())
    assert turned.dtype == torch.bfloat16
    angles = where[:, None] * 10_000.0 ** -(torch.arange(4).double() / 4)
    exact = rotate_half_split(x.double(), angles.cos(), angles.sin())
    torch.testing.assert_close(turned.double(), exact, rtol=1e-2, atol=2e-2)


@both_layouts
def test_gradients_turn_back(rotate):
    x, upstream = torch.randn(2, 3, 5, 8)
    leaf = x.requires_grad_()
    rotary, where = Rotary(d_rotary=8, rotate=rotate), torch.arange(5)
    gradient = torch.autograd.grad(rotary(where)(leaf), leaf, upstream)[0]
    torch.testing.assert_close(gradient, rotary(-where)(upstream))


@both_layouts
def test_compiles_whole(rotate, no_shape_checks):
    rotary, x = Rotary(d_rotary=8, rotate=rotate), torch.randn(2, 3, 5, 8)

    def turn(x: Tensor, where: Tensor) -> Tensor:
        return rotary(where)(x)

    compiled = torch.compile(turn, fullgraph=True, backend="aot_eager")
    where = torch.arange(5)
    torch.testing.assert_close(compiled(x, where), turn(x, where))


@pytest.mark.parametrize("device", DEVICES)
def test_lives_where_the_positions_are(device):
    rotation = Rotary(d_rotary=4)(torch.arange(3, device=device))
    turned = rotation(torch.randn(1, 2, 3, 4, device=device))
    assert turned.device.type == device
    assert not list(Rotary(d_rotary=4).buffers())


def test_nothing_is_turned_in_an_empty_sequence():
    rotation = Rotary(d_rotary=4)(torch.arange(0))
    assert rotation(torch.randn(2, 3, 0, 4)).shape == (2, 3, 0, 4)


@pytest.mark.parametrize(
    ("d_rotary", "message"),
    [
        (5, "d_rotary=5 must be even: features turn in pairs"),
        (0, "d_rotary=0 must be at least 1"),
    ],
)
def test_impossible_sizes_are_named(d_rotary, message):
    with pytest.raises(ValueError, match=f"^{message}$"):
        Rotary(d_rotary=d_rotary)


def test_a_head_too_narrow_is_named():
    rotation = Rotary(d_rotary=8)(torch.arange(5))
    with pytest.raises(ValueError, match=r"cannot turn 8 features .* 6 wide"):
        rotation(torch.randn(2, 3, 5, 6))


@pytest.mark.parametrize("positions", [torch.arange(3), torch.arange(1)])
def test_each_token_needs_its_position(positions, no_shape_checks):
    """One position would turn all tokens alike, and nobody would notice."""
    rotation = Rotary(d_rotary=4)(positions)
    message = rf"5 tokens, and positions of shape \({len(positions)},\)$"
    with pytest.raises(ValueError, match=message):
        rotation(torch.randn(2, 3, 5, 4))


def test_a_position_without_an_axis_is_named(no_shape_checks):
    rotation = Rotary(d_rotary=4)(torch.tensor(2))
    with pytest.raises(ValueError, match=r"1 tokens, .* of shape \(\)$"):
        rotation(torch.randn(2, 3, 1, 4))
