"""Additive attention scores each pair with one small network."""

import re

import pytest
import torch
from torch import Tensor

from tests.component import check_component
from unmasked.attention.additive import AdditiveAttention
from unmasked.attention.masks import padding_mask


@pytest.fixture
def attention() -> AdditiveAttention:
    return AdditiveAttention(d_query=3, d_key=4, d_hidden=5)


def inputs() -> tuple[Tensor, Tensor, Tensor]:
    return torch.randn(3, 2, 3), torch.randn(3, 7, 4), torch.randn(3, 7, 6)


@pytest.mark.against(rule="the paper's formula, one pair at a time")
def test_is_the_papers_formula_one_pair_at_a_time(attention):
    query, key, value = inputs()
    big_w, big_u = attention.q_proj.weight, attention.k_proj.weight
    v = attention.score_proj.weight[0]
    expected = torch.zeros(3, 2, 6)
    for row in range(3):
        for i in range(2):
            scores = torch.stack(
                [
                    v @ torch.tanh(big_w @ query[row, i] + big_u @ key[row, j])
                    for j in range(7)
                ]
            )
            expected[row, i] = scores.softmax(0) @ value[row]
    torch.testing.assert_close(attention(query, key, value), expected)


@pytest.mark.against(rule="Luong's concat, the matrices side by side")
def test_is_luongs_concat_with_the_matrices_side_by_side(attention):
    query, key, _ = inputs()
    side_by_side = torch.cat(
        [attention.q_proj.weight, attention.k_proj.weight], dim=1
    )
    pairs = torch.cat(
        [
            query[:, :, None].expand(3, 2, 7, 3),
            key[:, None].expand(3, 2, 7, 4),
        ],
        dim=-1,
    )
    scores = (
        torch.tanh(pairs @ side_by_side.mT) @ attention.score_proj.weight[0]
    )
    torch.testing.assert_close(
        attention.weights(query, key), scores.softmax(-1)
    )


def test_keeps_the_promises_of_a_component(attention):
    check_component(attention, *inputs())


def test_hidden_keys_get_no_weight(attention):
    query, key, _ = inputs()
    mask = padding_mask(torch.tensor([7, 3, 0]), n_key=7)[:, 0]
    weights = attention.weights(query, key, mask)
    assert (weights[1, :, 3:] == 0).all()
    torch.testing.assert_close(
        weights.sum(-1), torch.tensor([[1.0, 1], [1, 1], [0, 0]])
    )


def test_keys_may_be_projected_beforehand(attention):
    query, key, _ = inputs()
    mask = padding_mask(torch.tensor([7, 3, 1]), n_key=7)[:, 0]
    projected = attention.project(key)
    for i in range(2):
        one = query[:, i : i + 1]
        torch.testing.assert_close(
            attention.match(one, projected, mask),
            attention.weights(one, key, mask),
        )


def test_scores_are_bounded_by_the_last_layer(attention):
    query, key, _ = inputs()
    weights = attention.weights(1e6 * query, key)
    limit = attention.score_proj.weight.abs().sum()
    assert weights.log().amax() - weights.log().amin() <= 2 * limit


@pytest.mark.parametrize("name", ["d_query", "d_key", "d_hidden"])
def test_impossible_sizes_are_named(name):
    sizes = {"d_query": 3, "d_key": 4, "d_hidden": 5, name: 0}
    with pytest.raises(ValueError, match=f"^{name}=0 must be at least 1$"):
        AdditiveAttention(**sizes)


def test_a_width_that_does_not_fit_is_named(attention, no_shape_checks):
    query, key, value = inputs()
    with pytest.raises(ValueError, match="d_model=3 wide, got shape"):
        attention(key, key, value)
    with pytest.raises(ValueError, match="d_model=4 wide, got shape"):
        attention(query, query, value)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        # A mask of all heads, as `padding_mask` makes it, would add an axis.
        (
            {"mask": torch.ones(3, 1, 1, 7, dtype=torch.bool)},
            "mask of shape (3, 1, 1, 7) does not broadcast to the scores, "
            "(3, 2, 7)",
        ),
        (
            {"value": torch.zeros(3, 5, 6)},
            "there are 7 keys and 5 values: each key needs its value",
        ),
        (
            {"query": torch.zeros(2, 2, 3)},
            "leading axes do not broadcast: query (2,), key (3,)",
        ),
    ],
)
def test_what_does_not_fit_together_is_named(
    attention, changed, message, no_shape_checks
):
    given = dict(zip(["query", "key", "value"], inputs(), strict=True))
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        attention(**given | changed)


def test_a_mask_that_is_not_boolean_is_refused(attention, no_shape_checks):
    with pytest.raises(
        TypeError, match=r"^mask must be boolean, .* torch\.float32$"
    ):
        attention(*inputs(), torch.ones(3, 2, 7))
