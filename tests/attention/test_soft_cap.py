"""Soft-capped attention is Gemma 2's."""

from functools import partial
from types import SimpleNamespace

import pytest
import torch
from torch import Tensor, nn
from transformers import Gemma2Config
from transformers.models.gemma2.modeling_gemma2 import eager_attention_forward

from tests.attention.cases import CASES, CASES_TO_COMPILE, Case
from tests.attention.test_scaled_dot_product import every_case, outcome
from tests.component import check_component
from unmasked.attention import scaled_dot_product
from unmasked.attention.grouped_query import GroupedQueryAttention
from unmasked.attention.masks import causal_mask
from unmasked.attention.soft_cap import attend, soft_cap


class Scores(nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        return soft_cap(x, cap=2.0)


@pytest.mark.against("eager_attention_forward")
def test_agrees_with_hugging_faces_gemma_2():
    query, key, value = (10 * t for t in Case().tensors())
    hidden = torch.zeros(5, 5).masked_fill(~causal_mask(5), -torch.inf)
    module = SimpleNamespace(num_key_value_groups=1, head_dim=8, training=False)
    theirs, _ = eager_attention_forward(
        module, query, key, value, hidden, softcap=3.0
    )
    ours = attend(query, key, value, causal=True, cap=3.0)
    torch.testing.assert_close(ours, theirs.transpose(1, 2))


def test_the_cap_is_gemma_2s_unless_told():
    query, key, value = (20 * t for t in Case().tensors())
    torch.testing.assert_close(
        attend(query, key, value),
        attend(query, key, value, cap=Gemma2Config().attn_logit_softcapping),
    )
    assert not torch.allclose(
        attend(query, key, value), attend(query, key, value, cap=30.0)
    )


@every_case
def test_a_cap_that_nothing_reaches_changes_nothing(case: Case):
    tensors, keywords = case.tensors(), case.keywords()
    torch.testing.assert_close(
        outcome(partial(attend, cap=1e4), tensors, keywords),
        outcome(scaled_dot_product.attend, tensors, keywords),
        rtol=1e-4,
        atol=1e-4,
    )


@pytest.mark.parametrize(
    "case", CASES_TO_COMPILE.values(), ids=CASES_TO_COMPILE.keys()
)
def test_compiles_whole(case: Case, no_shape_checks):
    tensors, keywords = case.tensors(), case.keywords()
    compiled = torch.compile(attend, fullgraph=True, backend="aot_eager")
    torch.testing.assert_close(
        outcome(compiled, tensors, keywords), outcome(attend, tensors, keywords)
    )


@pytest.mark.parametrize("name", ["everything at once", "groups, padded"])
def test_bfloat16_stays_bfloat16_and_close(name):
    tensors, keywords = CASES[name].tensors(), CASES[name].keywords()
    exact = outcome(attend, tensors, keywords)
    half = tuple(t.detach().bfloat16().requires_grad_() for t in tensors)
    rounded = outcome(attend, half, keywords)
    assert all(t.dtype == torch.bfloat16 for t in rounded)
    torch.testing.assert_close(
        [t.float() for t in rounded], exact, rtol=0, atol=0.1
    )


def test_no_score_passes_the_cap_and_order_is_kept():
    scores = torch.linspace(-20, 20, 101)
    capped = soft_cap(scores, cap=5.0)
    assert capped.abs().max() < 5
    assert (capped.diff() > 0).all()


def test_small_numbers_hardly_change():
    x = torch.linspace(-1, 1, 9)
    # tanh(t) = t − t³/3 + …
    error = (soft_cap(x, cap=50.0) - x).abs()
    assert (error <= x.abs() ** 3 / (3 * 50**2) + 1e-6).all()


def test_keeps_the_promises_of_a_component():
    check_component(Scores(), torch.randn(3, 5, 7))
    attention = GroupedQueryAttention(
        d_model=8, n_heads=4, n_kv_heads=2, attend=partial(attend, cap=2.0)
    )
    check_component(attention, torch.randn(3, 5, 8), causal=True)


@pytest.mark.parametrize("cap", [0.0, -1.0])
def test_a_cap_that_is_not_positive_is_named(cap):
    x = torch.zeros(2, 3)
    with pytest.raises(ValueError, match=f"^cap={cap} must be positive$"):
        soft_cap(x, cap=cap)
    with pytest.raises(ValueError, match=f"^cap={cap} must be positive$"):
        attend(x, x, x, cap=cap)


def test_shapes_that_do_not_fit_are_refused(no_shape_checks):
    with pytest.raises(ValueError, match="query is 3 wide and key 2"):
        attend(torch.zeros(2, 3), torch.zeros(2, 2), torch.zeros(2, 2))
