"""Shaw's attention is its two equations, one pair at a time."""

import pytest
import torch
from torch import Tensor, nn

from tests.attention.cases import CASES, CASES_TO_COMPILE, Case
from tests.attention.test_scaled_dot_product import outcome
from tests.component import check_component
from unmasked.attention import scaled_dot_product
from unmasked.attention.grouped_query import GroupedQueryAttention
from unmasked.attention.masks import causal_mask
from unmasked.attention.multi_head import MultiHeadAttention
from unmasked.positions.shaw_relative import ShawAttention

SAME_WIDTH = {n: c for n, c in CASES.items() if c.d_value == c.query[-1]}


def papers(
    attention: ShawAttention,
    query: Tensor,
    key: Tensor,
    value: Tensor,
    allowed: Tensor,
) -> Tensor:
    """Equations 3 and 4 for one head, with a vector for every pair."""
    n_query, n_key, farthest = len(query), len(key), attention.max_distance
    output = torch.zeros(n_query, value.shape[-1])
    for i in range(n_query):
        here = i + n_key - n_query
        entries = [
            farthest + max(-farthest, min(farthest, j - here))
            for j in range(n_key)
        ]
        scores = torch.stack(
            [
                query[i] @ (key[j] + attention.key_table[entry]) / 8**0.5
                for j, entry in enumerate(entries)
            ]
        )
        weights = scores.masked_fill(~allowed[i], -torch.inf).softmax(0)
        for j, entry in enumerate(entries):
            output[i] += weights[j] * (value[j] + attention.value_table[entry])
    return output


@pytest.mark.against(rule="the paper's equations, one pair at a time")
@pytest.mark.parametrize(("n_query", "n_key"), [(5, 5), (2, 7), (1, 1)])
@pytest.mark.parametrize("max_distance", [1, 2, 9])
@pytest.mark.parametrize("causal", [True, False])
def test_is_the_papers_equations(n_query, n_key, max_distance, causal):
    attention = ShawAttention(d_head=8, max_distance=max_distance)
    query, (key, value) = torch.randn(n_query, 8), torch.randn(2, n_key, 8)
    allowed = causal_mask(n_query, n_key) | torch.tensor(not causal)
    torch.testing.assert_close(
        attention(query, key, value, causal=causal),
        papers(attention, query, key, value, allowed),
    )


@pytest.mark.parametrize("case", SAME_WIDTH.values(), ids=SAME_WIDTH.keys())
def test_without_vectors_it_is_plain_attention(case: Case):
    attention = ShawAttention(d_head=case.query[-1], max_distance=2)
    nn.init.zeros_(attention.key_table)
    nn.init.zeros_(attention.value_table)
    tensors, keywords = case.tensors(), case.keywords()
    torch.testing.assert_close(
        outcome(attention, tensors, keywords),
        outcome(scaled_dot_product.attend, tensors, keywords),
    )


def test_vectors_start_as_xavier_has_it():
    attention = ShawAttention(d_head=40, max_distance=30)
    bound = (6 / (61 + 40)) ** 0.5  # Glorot and Bengio 2010, eq. 16
    for table in (attention.key_table, attention.value_table):
        assert 0.95 * bound < table.abs().max() <= bound
        assert abs(table.mean()) < bound / 20


def test_sees_distances_and_not_positions():
    """Repeated tokens, far enough from the ends, get the same output."""
    attention = ShawAttention(d_head=4, max_distance=2)
    x = torch.randn(3, 4).repeat(6, 1)
    near = (torch.arange(18)[:, None] - torch.arange(18)).abs() < 4
    output = attention(x, x, x, near)
    torch.testing.assert_close(output[6], output[9])
    assert not torch.allclose(output[0], output[3])


def test_keeps_the_promises_of_a_component():
    attention = ShawAttention(d_head=7, max_distance=2)
    check_component(attention, *torch.randn(3, 2, 3, 5, 7), causal=True)
    layer = MultiHeadAttention(
        d_model=6, n_heads=2, attend=ShawAttention(d_head=3, max_distance=2)
    )
    check_component(layer, torch.randn(3, 5, 6))
    grouped = GroupedQueryAttention(
        d_model=12,
        n_heads=4,
        n_kv_heads=2,
        attend=ShawAttention(d_head=3, max_distance=2),
    )
    check_component(grouped, torch.randn(3, 5, 12), causal=True)


@pytest.mark.parametrize(
    "case", CASES_TO_COMPILE.values(), ids=CASES_TO_COMPILE.keys()
)
def test_compiles_whole(case: Case, no_shape_checks):
    attention = ShawAttention(d_head=8, max_distance=2)
    tensors, keywords = case.tensors(), case.keywords()
    compiled = torch.compile(attention, fullgraph=True, backend="aot_eager")
    torch.testing.assert_close(
        outcome(compiled, tensors, keywords),
        outcome(attention, tensors, keywords),
    )


@pytest.mark.parametrize("name", ["d_head", "max_distance"])
def test_impossible_sizes_are_named(name):
    sizes = {"d_head": 4, "max_distance": 2, name: 0}
    with pytest.raises(ValueError, match=f"^{name}=0 must be at least 1$"):
        ShawAttention(**sizes)


def test_shapes_that_do_not_fit_are_named(no_shape_checks):
    attention = ShawAttention(d_head=4, max_distance=2)
    x, wide = torch.zeros(5, 4), torch.zeros(5, 6)
    with pytest.raises(ValueError, match="query is 4 wide and key 6"):
        attention(x, wide, wide)
    with pytest.raises(ValueError, match=r"expected .* got shape \(5, 6\)"):
        attention(wide, wide, wide)
    with pytest.raises(ValueError, match=r"expected .* got shape \(5, 6\)"):
        attention(x, x, wide)
