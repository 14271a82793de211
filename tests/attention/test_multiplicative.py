"""Multiplicative attention is dot-product attention on projected keys."""

from functools import partial

import pytest
import torch
from torch import Tensor

from tests.component import check_component
from unmasked.attention import scaled_dot_product
from unmasked.attention.masks import padding_mask
from unmasked.attention.multiplicative import MultiplicativeAttention


@pytest.fixture
def attention() -> MultiplicativeAttention:
    return MultiplicativeAttention(d_query=3, d_key=4)


def inputs() -> tuple[Tensor, Tensor, Tensor]:
    return torch.randn(3, 2, 3), torch.randn(3, 7, 4), torch.randn(3, 7, 6)


@pytest.mark.against("torch.nn.functional.bilinear")
def test_general_is_pytorchs_bilinear_form(attention):
    query, key, value = inputs()
    scores = torch.nn.functional.bilinear(
        query[:, :, None].expand(3, 2, 7, 3).contiguous(),
        key[:, None].expand(3, 2, 7, 4).contiguous(),
        attention.k_proj.weight[None],
    )[..., 0]
    torch.testing.assert_close(
        attention(query, key, value), scores.softmax(-1) @ value
    )


def test_dot_is_general_with_the_identity():
    query, key, value = torch.randn(3, 2, 7, 4)
    general = MultiplicativeAttention(d_query=4, d_key=4)
    with torch.no_grad():
        general.k_proj.weight.copy_(torch.eye(4))
    dot = partial(scaled_dot_product.attend, scale=1.0)
    torch.testing.assert_close(
        dot(query, key, value), general(query, key, value)
    )


def test_a_transformers_head_is_general_with_a_matrix_of_low_rank():
    x, q_matrix, k_matrix = (
        torch.randn(2, 5, 6),
        torch.randn(2, 6),
        torch.randn(2, 6),
    )
    general = MultiplicativeAttention(d_query=6, d_key=6)
    with torch.no_grad():
        general.k_proj.weight.copy_(q_matrix.mT @ k_matrix / 2**0.5)
    head = scaled_dot_product.attend(x @ q_matrix.mT, x @ k_matrix.mT, x)
    torch.testing.assert_close(general(x, x, x), head)


def test_keeps_the_promises_of_a_component(attention):
    check_component(attention, *inputs())


def test_hidden_keys_get_no_weight(attention):
    query, key, value = inputs()
    mask = padding_mask(torch.tensor([7, 3, 0]), n_key=7)[:, 0]
    weights = attention.weights(query, key, mask)
    assert (weights[1, :, 3:] == 0).all()
    torch.testing.assert_close(
        weights @ value, attention(query, key, value, mask)
    )


@pytest.mark.parametrize("name", ["d_query", "d_key"])
def test_impossible_sizes_are_named(name):
    sizes = {"d_query": 3, "d_key": 4, name: 0}
    with pytest.raises(ValueError, match=f"^{name}=0 must be at least 1$"):
        MultiplicativeAttention(**sizes)


def test_a_width_that_does_not_fit_is_named(attention, no_shape_checks):
    query, key, value = inputs()
    with pytest.raises(ValueError, match="d_model=3 wide, got shape"):
        attention(key, key, value)
    with pytest.raises(ValueError, match="d_model=4 wide, got shape"):
        attention(query, query, value)
